"""Results of the stick figure, made with the rooms below, and clips to go with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.pipeline import assess
from formcheck.pose.track import PoseTrack, TrackSource
from formcheck.result.result import Result
from formcheck.video.writer import VideoWriter
from helpers.figure import Camera, figure, scaled
from helpers.motions import Tempo, clip, clock, progress

# Nobody stands exactly side-on.
CAMERA = Camera(heading_deg=6.0)
QUICK = Tempo(out_s=1.2, hold_s=0.4, back_s=1.0)


def measured_from(track: PoseTrack, exercise_id: str, name: str = "clip.mp4") -> Result:
    """What the pipeline makes of a track."""
    source = TrackSource(name, "0" * 64, "pose_landmarker_full")
    return assess(replace(track, source=source), exercise_id)


def write_clip(track: PoseTrack, path: Path) -> Path:
    """A grey clip with the times of the track."""
    picture = np.full((track.height, track.width, 3), 120, np.uint8)
    with VideoWriter(path, track.width, track.height) as writer:
        for time in track.time:
            writer.write(picture, float(time))
    return path


@pytest.fixture(scope="session")
def hinge_track() -> PoseTrack:
    """Two good hinges, small picture."""
    return scaled(clip("hip_hinge", reps=2, tempo=QUICK, camera=CAMERA), 0.25)


@pytest.fixture(scope="session")
def hinge(hinge_track: PoseTrack) -> Result:
    """Two good hinges."""
    return measured_from(hinge_track, "hip_hinge")


@pytest.fixture(scope="session")
def hinge_clip(hinge_track: PoseTrack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip of `hinge`."""
    return write_clip(hinge_track, tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="session")
def faulty() -> Result:
    """Two hinges that are half squats: the knees bend far."""
    time = clock(9.0)
    done = progress(time, [2.0, 5.5], QUICK)
    track = figure(
        time, trunk=65.0 * done, thigh=2.0 + 60.0 * done, shin=30.0 * done, camera=CAMERA
    )
    return measured_from(scaled(track, 0.25), "hip_hinge")


@pytest.fixture(scope="session")
def filling() -> Result:
    """Two squats that fill an upright picture."""
    camera = Camera(6.0, px_per_m=720.0, ankles_px=(340.0, 1240.0), width=720, height=1280)
    return measured_from(scaled(clip("squat", reps=2, tempo=QUICK, camera=camera), 0.25), "squat")


@pytest.fixture(scope="session")
def standing() -> Result:
    """Nothing happens: no repetition."""
    return measured_from(scaled(clip("squat", reps=0, camera=CAMERA), 0.25), "squat")


@pytest.fixture(scope="session")
def measure() -> Callable[..., Result]:
    """`measured_from`, for tests that need a track of their own."""
    return measured_from
