"""How long a clip may be, whatever it says of itself, and what the server keeps of it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.app.jobs.work import ClipRequest, check_clip, pictures_file, track_file
from formcheck.errors import OutputError, TrackError, VideoError
from formcheck.pose.track import PoseTrack
from formcheck.video.reader import VideoReader
from helpers.clips import claim_frames, without_length, write_clip
from helpers.command import cut

LONGEST_S = 1.0
TIMES_S = [number / 30 for number in range(90)]


def refused(clip: Path, name: str) -> list[float]:
    """What was reported before it was refused."""
    shares: list[float] = []
    request = ClipRequest(clip, name, "auto", "lite", clip.parent / "out", LONGEST_S)
    with pytest.raises(VideoError, match=f"^{name}: longer than the .* minutes that this app"):
        check_clip(request, lambda progress: shares.append(progress.share))
    assert not request.folder.exists()
    return shares


def test_a_recording_whose_header_names_no_length_is_refused_before_work_begins(tmp_path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", TIMES_S)
    recording = without_length(clip, tmp_path / "upload.webm", until_s=60.0)
    assert refused(recording, "recording.webm") == [0.0]


def test_a_clip_that_says_it_is_short_is_refused_once_it_is_not(tmp_path) -> None:
    clip = write_clip(tmp_path / "upload.avi", TIMES_S, codec="mpeg4")
    claim_frames(clip, 5)
    with VideoReader(clip) as reader:
        assert reader.info.duration_s < LONGEST_S
    assert len(refused(clip, "clip.avi")) > 1


@pytest.mark.slow
@pytest.mark.parametrize("kept_file", [track_file, pictures_file])
def test_what_cannot_be_written_is_named_without_the_folder_of_the_server(
    tmp_path, kept_file: Callable[[Path], Path]
) -> None:
    clip = cut("squat_good_male_yaw0", 1.0, tmp_path / "upload.mp4")
    folder = tmp_path / "results"
    kept_file(folder).mkdir(parents=True)
    request = ClipRequest(clip, "me.mp4", "squat", "lite", folder, 60.0)
    with pytest.raises(OutputError) as refused:
        check_clip(request, lambda progress: None)
    assert kept_file(folder).name in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.slow
def test_the_track_is_kept_in_a_file_and_not_by_the_server(result) -> None:
    handed_over = pickle.loads(pickle.dumps(result)).analysis
    with pytest.raises(TrackError):
        _ = handed_over.track
    assert b"PoseTrack" not in pickle.dumps(result)
    track = PoseTrack.load(track_file(result.files.json.parent))
    whole = handed_over.with_track(track)
    driving = whole.signals[whole.sets[0].driving_signal]
    assert len(track) == whole.clip.frames
    assert driving.max() > 60.0
