"""How long a clip may be, whatever it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.app.jobs.work import ClipRequest, check_clip, measured_file
from formcheck.errors import OutputError, VideoError
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
def test_what_cannot_be_written_is_named_without_the_folder_of_the_server(tmp_path) -> None:
    clip = cut("squat_good_male_yaw0", 1.0, tmp_path / "upload.mp4")
    folder = tmp_path / "results"
    measured_file(folder).mkdir(parents=True)
    request = ClipRequest(clip, "me.mp4", "squat", "lite", folder, 60.0)
    with pytest.raises(OutputError) as refused:
        check_clip(request, lambda progress: None)
    assert measured_file(folder).name in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
