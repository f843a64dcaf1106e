"""What a definition did, in words: on drawn people whose movement is known."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.describing import described
from formcheck.explain.clip import explain_track
from formcheck.explain.facts import ExplainedStep
from formcheck.explain.words import explained
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack
from helpers.figure import Camera
from helpers.motions import LYING_KNEES_UP, STANDING, clip, through

OWN = Path(__file__).parents[2] / "docs" / "own-exercise.md"
LEAN = {"trunk": 28.0, "thigh": 8.0, "shin": 0.0}
NUDGE = {"trunk": 14.0, "thigh": 4.0, "shin": 0.0}
BENT = {"trunk": 65.0, "thigh": 20.0, "shin": 0.0}


def told(track: PoseTrack, exercise: Exercise | str) -> dict[str, ExplainedStep]:
    definition = load_exercise(exercise) if isinstance(exercise, str) else exercise
    return {part.title: part for part in explained(explain_track(track, definition))}


def hinge(**rule: Any) -> Exercise:
    found = load_exercise("hip_hinge")
    return found.model_copy(update={"rep": found.rep.model_copy(update=rule)})


def test_every_repetition_has_its_phases_and_every_check_its_number_and_window() -> None:
    sections = told(clip("squat", 2), "squat")
    assert [title for title in sections if title.startswith("Rep")] == [
        "Repetition 1",
        "Repetition 2",
    ]
    assert sum("COUNTED" in line for line in sections["Movements"].lines) == 2
    phases, *checks = sections["Repetition 1"].lines
    assert re.match(r"lower 2\.\d to 3\.\d s, pause ", phases)
    squat = load_exercise("squat")
    assert [line.split(":")[0] for line in checks] == [check.id for check in squat.checks]
    (shallow,) = [line for line in checks if line.startswith("too_shallow")]
    assert re.search(r"±\d+.*read from 3\.\d+ to 4\.\d+ s; fault below .* %  *-> ok", shallow)
    (knees,) = [line for line in checks if line.startswith("knees_in")]
    assert knees.endswith("-> not measurable")
    assert "from the front" in knees


def test_camera_and_signal_are_told_with_the_levels_of_that_view() -> None:
    seen = told(clip("squat", 1), "squat")["What was seen"]
    levels = load_exercise("squat").rep.side_view
    assert "side-on" in seen.lines[0]
    assert "[rep.side_view]" in seen.lines[0]
    assert "facing right" in seen.lines[0]
    assert f"turn_beyond = {levels.turn_beyond:g}" in seen.lines[1]
    assert seen.shot is not None
    front = told(clip("squat", 1, camera=Camera(heading_deg=-90.0)), "squat")["What was seen"]
    assert "front or back" in front.lines[0]
    assert "[rep.any_view]" in front.lines[0]


def test_why_a_movement_does_not_count_is_said() -> None:
    small = through((0, STANDING), (2, STANDING), (3.5, LEAN), (5, STANDING), (8, STANDING))
    lines = told(small, "hip_hinge")["Movements"].lines
    (line,) = [line for line in lines if "left rest" in line]
    assert re.search(r"not counted, too small: it turned at 2\d, and turn_beyond = 35", line)
    slow = told(clip("hip_hinge", 1), hinge(longest_s=2.0))["Movements"].lines
    assert any(re.search(r"too slow: it took \d\.\d s, and longest_s = 2\.", line) for line in slow)
    cut = told(through((0, STANDING), (2, STANDING), (4, BENT), (6, BENT)), "hip_hinge")
    assert any("too early" in line for line in cut["Movements"].lines)


def test_a_movement_too_small_to_begin_anything_is_told_too() -> None:
    track = through((0, STANDING), (2, STANDING), (3, NUDGE), (4, STANDING), (6, STANDING))
    lines = told(track, "hip_hinge")["Movements"].lines
    assert any(
        re.search(r"moved by 1\d, which begins nothing: min_excursion = 25", line) for line in lines
    )
    still = told(through((0, STANDING), (6, STANDING)), "hip_hinge")["Movements"].lines
    assert len(still) == 1


def test_a_broken_posture_names_bound_value_and_time() -> None:
    lying = through((0, STANDING), (2, STANDING), (4, LYING_KNEES_UP), (8, LYING_KNEES_UP))
    sections = told(lying, "squat")
    (broken,) = [
        line for line in sections["What was seen"].lines if "trunk_inclination_deg at" in line
    ]
    assert re.search(r"at_least = -\d+, but -\d+ between [23]\.\d and 8\.0 s", broken)
    assert any("left the posture at 3." in line for line in sections["Movements"].lines)


def test_a_person_who_never_rests_is_told_how_near_they_came() -> None:
    track = through((0, BENT), (2, {**BENT, "trunk": 40.0}), (4, BENT), (6, BENT))
    lines = told(track, "hip_hinge")["Movements"].lines
    assert any("not counted" in line for line in lines)
    bridge = through((0, LYING_KNEES_UP), (5, LYING_KNEES_UP))
    assert "posture never held" in told(bridge, "squat")["Movements"].lines[0]


def test_feet_that_move_take_a_repetition_back_and_are_told() -> None:
    track = clip("squat", 2)
    far_ankle = side_landmarks("ankle")[0]
    xy = track.xy.copy()
    early = track.time < 6.5
    xy[early, far_ankle, 0] += 150.0 * np.sin(2.0 * np.pi * track.time[early])
    sections = told(replace(track, xy=xy), "squat")
    first, second = [line for line in sections["Movements"].lines if "left rest" in line]
    assert re.search(r"not counted, the feet moved .* by \d+ % of a leg, and feet_move_at", first)
    assert "COUNTED" in second
    assert "Repetition 2" not in sections


def test_a_hold_is_told_as_one_and_so_is_what_falls_short() -> None:
    shortest_s = load_exercise("standing_posture").rep.shortest_s
    held = told(through((0, STANDING), (shortest_s + 2.0, STANDING)), "standing_posture")
    assert "A hold moves by no more than min_excursion" in held["What was seen"].lines[1]
    assert ["COUNTED" in line for line in held["Movements"].lines] == [True]
    short = told(through((0, STANDING), (shortest_s - 2.0, STANDING)), "standing_posture")
    (line,) = short["Movements"].lines
    assert re.search(rf"it lasted {shortest_s - 2.0:.1f} s of {shortest_s:g} s", line)


@pytest.mark.parametrize("exercise", ["hip_hinge", "squat", "glute_bridge"])
def test_a_definition_is_read_back_with_every_threshold(exercise) -> None:
    definition = load_exercise(exercise)
    text = "\n".join(described(definition))
    for check in definition.checks:
        assert f"  {check.id} (" in text
        for condition in check.conditions:
            side = "above" if condition.above is not None else "below"
            assert f"{side} {condition.threshold:g}" in text


def test_a_window_that_begins_early_is_read_back_as_one() -> None:
    lines = described(load_exercise("deadlift"))
    (line,) = [line for line in lines if "the rise of trunk" in line]
    assert "in 'lift', from 0 to 33 % of it, from 0.5 s earlier on" in line


# --- the page about exercises of one's own ---------------------------------------------------


def examples() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", OWN.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(2))
def test_the_examples_of_the_page_hold(number, tmp_path) -> None:
    assert len(examples()) == 2
    path = tmp_path / "mine.toml"
    path.write_text(examples()[number], "utf-8")
    mine = load_exercise(path)
    sections = told(clip("squat", 3), mine)
    assert "Repetition 3" in sections
    assert "Repetition 4" not in sections


def test_the_page_shows_what_is_really_said(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        examples()[0].replace(
            "turn_beyond = 60\nrest_within = 40", "turn_beyond = 120\nrest_within = 40"
        ),
        "utf-8",
    )
    sections = told(clip("squat", 1), load_exercise(path))
    (line,) = [line for line in sections["Movements"].lines if "left rest" in line]
    shape = re.sub(r"\d+(\.\d+)?", "N", line.strip())
    page = re.sub(r"\s+", " ", re.sub(r"\d+(\.\d+)?", "N", OWN.read_text("utf-8")))
    assert re.sub(r"\s+", " ", shape) in page
