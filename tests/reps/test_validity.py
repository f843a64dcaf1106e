"""Repetitions that were not seen, and movements of people who walk."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.motion.scale import body_scale
from formcheck.pose.landmarks import Landmark, side_landmarks
from formcheck.pose.track import PoseTrack
from formcheck.reps.rep import Void
from formcheck.reps.validity import feet_moved_percent_leg
from helpers.counting import counted
from helpers.figure import Camera, figure, joined, with_noise
from helpers.motions import POSES, Tempo, clip, clock, progress, squat, walking

TEMPO = Tempo(1.8, 0.6, 1.6)
PANNED_PX = 400.0


def cropped(track: PoseTrack, *, left=0.0, top=0.0, right=0.0, bottom=0.0) -> PoseTrack:
    """The same clip with the borders of the picture moved inwards by so many pixels."""
    return replace(
        track,
        xy=track.xy - (left, top),
        width=round(track.width - left - right),
        height=round(track.height - top - bottom),
    )


def hidden(track: PoseTrack, part: str, start_s: float, end_s: float) -> PoseTrack:
    """The clip with a part of the body behind something for a while."""
    rows = (track.time >= start_s) & (track.time <= end_s)
    visibility = track.visibility.copy()
    visibility[np.ix_(rows, side_landmarks(part))] = 0.02
    return replace(track, visibility=visibility)


def voids(track: PoseTrack, exercise: str) -> list[Void | None]:
    return [rep.void for rep in counted(track, exercise)]


def test_feet_below_the_picture_void_a_squat_and_no_hinge() -> None:
    """A squat is counted by the knee, for which the ankle is needed; a hinge by the trunk."""
    assert voids(cropped(clip("squat", 2), bottom=120.0), "squat") == [Void.JOINTS_HIDDEN] * 2
    assert voids(cropped(clip("hip_hinge", 2), bottom=120.0), "hip_hinge") == [None] * 2


@pytest.mark.parametrize("exercise", ["squat", "hip_hinge"])
def test_a_head_out_of_the_picture_voids_nothing(exercise) -> None:
    track = clip(exercise, 2)
    head = track.xy[:, Landmark.LEFT_EAR, 1].min()
    shoulder = track.xy[:, Landmark.LEFT_SHOULDER, 1].min()
    assert voids(cropped(track, top=(head + shoulder) / 2), exercise) == [None] * 2


@pytest.mark.parametrize("exercise", POSES)
def test_hips_out_of_the_picture_void_any(exercise) -> None:
    track = clip(exercise, 2)
    hip = track.xy[:, Landmark.LEFT_HIP]
    beside = {"left": hip[:, 0].max() + 5} if exercise == "squat" else {}
    beyond = beside or {"top": hip[:, 1].max() + 5}
    assert voids(cropped(track, **beyond), exercise) == [Void.JOINTS_HIDDEN] * 2


@pytest.mark.parametrize(
    ("span", "void"),
    [((3.6, 4.6), Void.JOINTS_HIDDEN), ((2.2, 3.2), Void.JOINTS_HIDDEN), ((2.3, 2.7), None)],
    ids=["at the turn", "over a fifth", "shortly"],
)
def test_a_knee_hidden_for_a_while_voids_only_that_repetition(span, void) -> None:
    track = hidden(clip("squat", 2, tempo=TEMPO), "knee", *span)
    assert voids(track, "squat") == [void, None]


def test_walking_is_no_repetition_however_deep_the_knee_bends() -> None:
    """Long strides with a bent knee pass every level of a squat."""
    time = clock(6.0)
    swing = np.clip(np.sin(2 * np.pi * time / 2.0), 0.0, None)
    track = figure(time, thigh=40 * swing, shin=45 * swing)
    stride_px = 150.0 * np.sin(2 * np.pi * time / 2.0)
    track.xy[:, side_landmarks("ankle")[0], 0] += stride_px
    track.xy[:, side_landmarks("ankle")[1], 0] -= stride_px
    assert counted(track, "squat") == []


@pytest.mark.parametrize("exercise", ["hip_hinge", "squat"])
def test_walking_in_between_sets_costs_no_repetition(exercise) -> None:
    track = joined(clip(exercise, 2), walking(5.0), clip(exercise, 2))
    assert voids(track, exercise) == [None] * 4


def moved(track: PoseTrack) -> float:
    ankle = track.part("ankle")
    return feet_moved_percent_leg(ankle[:, 0] - ankle[:, 1], body_scale(track))


def test_feet_that_stand_do_not_move_wherever_the_camera_goes() -> None:
    time = clock(4.0)
    track = figure(time, **squat(progress(time, [0.0])))
    panned = replace(track, xy=track.xy + np.linspace(0, PANNED_PX, len(time))[:, None, None])
    most = load_exercise("squat").rep.feet_move_at_most_percent_leg
    assert most is not None
    assert moved(track) == pytest.approx(0.0, abs=1e-6)
    assert moved(panned) == pytest.approx(0.0, abs=1e-6)
    assert moved(with_noise(track, 3.0)) < 0.5 * most


def test_feet_nobody_saw_did_not_move() -> None:
    track = figure(clock(1.0), camera=Camera())
    track.xy[:] = np.nan
    assert np.isnan(moved(track))
