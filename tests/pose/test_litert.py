"""The pose loop: against MediaPipe, whose networks it runs, and against itself on more cores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import ModelError
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.litert import LiteRTBackend
from formcheck.pose.litert_live import LivePose
from formcheck.pose.mediapipe import MediaPipeBackend, MediaPipePose
from formcheck.pose.models import find_model
from formcheck.pose.outline import trunk_edges
from formcheck.pose.person_detector import PersonDetector
from formcheck.pose.track import PoseTrack
from formcheck.pose.tracking import track_clip
from formcheck.video.reader import Frame, VideoReader
from helpers.splices import shown, write

MODEL = find_model("lite")
SAMPLES = Path(__file__).parents[2] / "sample_videos"
BODY = [
    landmark for part in ("shoulder", "hip", "knee", "ankle") for landmark in side_landmarks(part)
]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("litert")
    return write(folder / "squat.mp4", shown("squat_good_male_yaw0", 2.0, 7.0))


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    return rgb(2.0, 2.1)[0]


def rgb(start_s: float, end_s: float) -> list[NDArray[np.uint8]]:
    pictures = shown("squat_good_male_yaw0", start_s, end_s)
    return [np.ascontiguousarray(picture[..., ::-1]) for picture in pictures]


def same(one: PoseTrack, other: PoseTrack) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("time", "xy", "world", "visibility")
    )


@pytest.mark.parametrize("workers", [2, 4])
def test_a_track_is_the_same_to_the_bit_for_any_number_of_workers(clip, workers) -> None:
    one = track_clip(clip, LiteRTBackend(MODEL, workers=1))
    several = track_clip(clip, LiteRTBackend(MODEL, workers=workers))
    assert same(one, several)
    assert one.edges is not None
    assert several.edges is not None
    assert np.array_equal(one.edges.offset, several.edges.offset, equal_nan=True)


def test_landmarks_are_those_of_mediapipe(clip) -> None:
    full = find_model("full")
    ours = track_clip(clip, LiteRTBackend(full))
    reference = track_clip(clip, MediaPipeBackend(full))
    scale = 640 / max(ours.width, ours.height)
    away_px = scale * np.linalg.norm(ours.xy - reference.xy, axis=2)[:, BODY]
    assert np.isfinite(ours.xy).all()
    assert np.mean(away_px) < 1.0
    away_m = np.linalg.norm(ours.world - reference.world, axis=2)[:, BODY]
    assert np.mean(away_m) < 0.02


def test_the_outline_is_that_of_mediapipe() -> None:
    """Both masks read from the same axis."""
    region = None
    away = []
    with MediaPipePose(MODEL) as pose:
        landmarker = Landmarker(MODEL, masks=True)
        for row, image in enumerate(rgb(3.0, 5.0)[::3]):
            (reference,) = pose.estimate(image, row / 10)
            region = region or PersonDetector(MODEL).detect(image)[0]
            found = landmarker.find(image, region, whole_mask=True)
            assert found is not None
            region = found.region
            axis = reference.xy * image.shape[1::-1]
            assert found.detection.mask is not None
            assert reference.mask is not None
            edges = trunk_edges(found.detection.mask, axis).offset
            away.append(np.abs(edges - trunk_edges(reference.mask, axis).offset))
    assert np.nanmean(away) < 0.003


def test_leaving_out_the_mask_leaves_the_landmarks_as_they_are(picture) -> None:
    (region,) = PersonDetector(MODEL).detect(picture)
    with_mask = Landmarker(MODEL, masks=True).find(picture, region)
    without = Landmarker(MODEL, masks=False).find(picture, region)
    assert with_mask is not None
    assert without is not None
    assert np.array_equal(with_mask.detection.xy, without.detection.xy)
    assert np.array_equal(with_mask.detection.world, without.detection.world)
    assert with_mask.detection.edges is not None
    assert without.detection.edges is None


def test_an_empty_room_has_nobody_in_it() -> None:
    empty = np.full((240, 322, 3), 128, np.uint8)
    assert PersonDetector(MODEL).detect(empty) == []
    frames = [Frame(empty, row / 30, row) for row in range(8)]
    assert [people for _, people in LiteRTBackend(MODEL).follow(frames)] == [[]] * 8
    with LivePose(MODEL) as pose:
        assert pose.estimate(empty, 0.0) == []


def test_someone_upside_down_or_lying_is_found_by_their_own_axis(picture) -> None:
    upright = PersonDetector(MODEL).detect(picture)[0]
    turned = PersonDetector(MODEL).detect(np.ascontiguousarray(np.rot90(picture)))[0]
    turn = np.angle(np.exp(1j * (turned.rotation_rad - upright.rotation_rad)))
    assert turn == pytest.approx(-np.pi / 2, abs=0.15)
    assert turned.side_px == pytest.approx(upright.side_px, rel=0.1)


def test_the_camera_sees_what_the_clip_shows(clip) -> None:
    """Live, every frame goes on from the one before; in a clip only the leading ones do."""

    offline = track_clip(clip, LiteRTBackend(MODEL))
    with LivePose(MODEL) as pose, VideoReader(clip) as frames:
        live = [pose.estimate(frame.image, frame.time) for frame in frames]
    assert all(len(people) == 1 for people in live)
    size = np.array([offline.width, offline.height])
    away_px = [
        np.linalg.norm(people[0].xy * size - xy, axis=1)[BODY].mean()
        for people, xy in zip(live, offline.xy, strict=True)
    ]
    assert np.mean(away_px) * 640 / size.max() < 1.0
    outlined = [people[0].edges is not None for people in live]
    assert 0.25 < np.mean(outlined) < 0.4


@pytest.mark.parametrize("content", [b"no model", b""])
def test_a_bundle_that_cannot_be_loaded_is_one_line(tmp_path, content) -> None:
    broken = tmp_path / "broken.task"
    broken.write_bytes(content)
    with pytest.raises(ModelError, match="this model cannot be loaded") as caught:
        LivePose(broken)
    assert "\n" not in str(caught.value)


def test_the_loops_chatter_stays_off_the_terminal() -> None:
    """In a process of its own: what runs the networks announces itself once."""
    code = (
        "import sys; from pathlib import Path; import numpy as np;"
        "from formcheck.pose.litert_live import LivePose;"
        "LivePose(Path(sys.argv[1])).estimate(np.zeros((240, 320, 3), np.uint8), 0.0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(MODEL)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
