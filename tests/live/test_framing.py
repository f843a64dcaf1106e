"""What to change before the camera, told from where the person stands."""

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.live.framing import framing_problem, needed_parts
from helpers.figure import Camera, figure
from helpers.motions import LYING_KNEES_UP, STANDING, clock

BRIGHT = 120.0


def problem(camera: Camera | None = None, brightness: float = BRIGHT, exercise: str = "squat"):
    pose = LYING_KNEES_UP if exercise == "glute_bridge" else STANDING
    track = figure(clock(1.0), **pose, camera=camera)
    found = framing_problem(track, load_exercise(exercise), brightness)
    return None if found is None else found.name


@pytest.mark.parametrize("exercise", ["squat", "glute_bridge"])
def test_a_person_in_place_has_nothing_to_change(exercise) -> None:
    assert problem(exercise=exercise) is None


@pytest.mark.parametrize(
    ("camera", "name"),
    [
        (Camera(ankles_px=(640.0, 715.0)), "feet_out"),
        (Camera(ankles_px=(640.0, 360.0)), "head_out"),
        (Camera(ankles_px=(1290.0, 650.0)), "off_centre"),
        (Camera(px_per_m=90.0), "far"),
        (Camera(heading_deg=-90.0), "turn_side"),
        (Camera(heading_deg=30.0), "turn_side"),
    ],
)
def test_what_is_wrong_is_told(camera, name) -> None:
    assert problem(camera) == name


def test_the_exercise_says_which_way_to_turn() -> None:
    assert problem(exercise="clamshell") == "turn_front"
    assert problem(Camera(heading_deg=-90.0), exercise="clamshell") is None


def test_darkness_is_told_first() -> None:
    assert problem(Camera(px_per_m=90.0), brightness=10.0) == "dark"


def test_nobody_is_told() -> None:
    track = figure(clock(1.0), **STANDING)
    track.xy[:] = np.nan
    found = framing_problem(track, load_exercise("squat"), BRIGHT)
    assert found is not None
    assert found.name == "nobody"


def test_only_what_the_exercise_needs_must_be_seen() -> None:
    hinge, clamshell = (needed_parts(load_exercise(name)) for name in ("hip_hinge", "clamshell"))
    assert "ear" in hinge
    assert "ear" not in clamshell
    assert "knee" in clamshell
