"""Results of the stick figure, made with the rooms below, and clips to go with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck.assessment.repetition import judge_rep
from formcheck.exercises import load_exercise
from formcheck.motion.neutral import quiet_start
from formcheck.motion.scale import body_scale
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import smooth
from formcheck.motion.view import camera_view
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import count_reps, driving_levels
from formcheck.result.result import Result
from formcheck.result.schema import Clip, ViewSummary
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.video.writer import VideoWriter
from helpers.figure import Camera, figure, scaled
from helpers.motions import Tempo, clip, clock, progress

# Nobody stands exactly side-on.
CAMERA = Camera(heading_deg=6.0)
QUICK = Tempo(out_s=1.2, hold_s=0.4, back_s=1.0)


def measured_from(track: PoseTrack, exercise_id: str, name: str = "clip.mp4") -> Result:
    """What a session makes of a track."""
    exercise = load_exercise(exercise_id)
    view, scale = camera_view(track), body_scale(track)
    smoothed = smooth(track)
    signals = signal_table(smoothed, view, scale)
    detected = count_reps(track, exercise, view, scale)
    sets = []
    if detected:
        neutral = quiet_start(signals.loc[: detected[0].start_s], lambda rows: True)
        starts = [rep.start_s for rep in detected[1:]]
        judged = [
            judge_rep(
                track,
                rep,
                exercise,
                view,
                scale,
                number=number,
                neutral=neutral,
                next_start_s=following,
            )
            for number, (rep, following) in enumerate(
                zip(detected, [*starts, None], strict=True), 1
            )
        ]
        sets = [summarise_set(exercise, driving_levels(exercise, view).signal, judged)]
    analysis = Result(
        formcheck_version="1.2.3",
        model="pose_landmarker_full",
        clip=Clip(
            name=name,
            sha256="0" * 64,
            width=track.width,
            height=track.height,
            duration_s=float(track.time[-1]) + 1 / 30,
            frames=len(track),
            frame_rate=30.0,
            seen_share=1.0,
        ),
        view=ViewSummary(
            view=view.view,
            yaw_deg=view.yaw_deg,
            facing="right" if view.facing > 0 else "left",
            advice=None,
        ),
        headline=worst_headline(sets),
        sets=tuple(sets),
        warnings=() if sets else ("No repetition was found.",),
        limits=("One camera: angles are estimates.",),
    )
    return Result(analysis, signals, smoothed, view)


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
