from dataclasses import replace

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.motion.scale import body_scale
from formcheck.motion.shot import Shot, shots
from formcheck.motion.view import CameraView
from formcheck.pose.landmarks import side_landmarks
from formcheck.reps.counter import RepCounter, driving_levels, in_posture
from helpers.counting import counted
from helpers.figure import Camera, figure, joined
from helpers.motions import POSES, clip, clock


def seen_at(yaw_deg: float) -> CameraView:
    return CameraView("oblique", yaw_deg, 1, 1.0)


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize(
    ("yaw", "flat"), [(0, True), (50, True), (51, False), (90, False), (float("nan"), True)]
)
def test_the_picture_plane_drives_up_to_fifty_degrees_of_yaw(exercise, yaw, flat) -> None:
    definition = load_exercise(exercise)
    levels = driving_levels(definition, seen_at(yaw))
    assert levels is (definition.rep.side_view if flat else definition.rep.any_view)


@pytest.mark.parametrize(
    ("exercise", "pose", "fits"),
    [
        ("hip_hinge", {"trunk": 90.0, "thigh": 10.0}, True),
        ("hip_hinge", {"trunk": 0.0, "thigh": 90.0, "shin": -88.0}, False),
        ("squat", {"trunk": 40.0, "thigh": 100.0, "shin": 30.0}, True),
        ("squat", {"trunk": -90.0, "thigh": 135.0, "shin": -30.0}, False),
        ("glute_bridge", {"trunk": -90.0, "thigh": 135.0, "shin": -30.0}, True),
        ("glute_bridge", {"trunk": -115.0, "thigh": 110.0, "shin": -10.0}, True),
        ("glute_bridge", {"trunk": 0.0}, False),
        ("glute_bridge", {"trunk": -90.0, "thigh": 91.0, "shin": -89.0}, False),
        ("glute_bridge", {"trunk": 95.0, "thigh": -90.0, "shin": 88.0}, False),
    ],
    ids=[
        "bent over",
        "sitting on the floor",
        "deep squat",
        "lying is no squat",
        "hips down",
        "hips up",
        "standing is no bridge",
        "legs stretched out",
        "prone",
    ],
)
def test_postures_that_belong_to_an_exercise(exercise, pose, fits) -> None:
    track = figure(clock(0.2), **pose)
    shot = Shot(track, CameraView("side", 0.0, 1, 1.0), body_scale(track))
    assert in_posture(load_exercise(exercise), shot).all() == fits
    from_the_front = replace(shot, view=CameraView("front", 90.0, 1, 0.0))
    assert in_posture(load_exercise(exercise), from_the_front).all()


def test_a_person_out_of_sight_is_in_no_posture() -> None:
    track = figure(clock(0.2))
    track.xy[2] = np.nan
    assert not in_posture(load_exercise("squat"), Shot.of(track))[2]


def test_one_exercise_is_not_counted_as_another_on_the_floor_and_on_the_feet() -> None:
    assert counted(clip("glute_bridge", 3), "squat") == []
    assert counted(clip("glute_bridge", 3), "hip_hinge") == []
    assert counted(clip("squat", 3), "glute_bridge") == []
    assert counted(clip("hip_hinge", 3), "glute_bridge") == []


def test_a_squat_between_two_hinges_of_soft_knees_is_the_only_squat() -> None:
    track = joined(clip("hip_hinge", 1), clip("squat", 1), clip("hip_hinge", 1))
    found = counted(track, "squat")
    assert [rep.turn_s for rep in found] == pytest.approx([8.1 + 3.8], abs=0.7)


def test_a_front_view_counts_on_world_landmarks_and_without_posture() -> None:
    track = clip("squat", 2, camera=Camera(heading_deg=-90))
    feet = track.part("ankle").copy()
    track.xy[...] = np.random.default_rng(0).normal(500, 50, track.xy.shape)
    # Feet that jump about would be those of someone who walks.
    track.xy[:, side_landmarks("ankle")] = feet
    assert len(counted(track, "squat")) == 2


def test_a_live_set_that_goes_on_for_minutes_is_not_remembered_whole() -> None:
    track = clip("squat", 40)
    (part,) = shots(track)
    counter = RepCounter(load_exercise("squat"), part)
    for start_s in np.arange(0.0, track.time[-1], 0.5):
        found = counter.feed(track.between(start_s, start_s + 0.49))
    assert len(found) == 40
    assert track.time[-1] > 180.0
    (lane,) = counter._lanes
    assert sum(len(piece.time) for piece in lane.pieces) <= 100 * 30
