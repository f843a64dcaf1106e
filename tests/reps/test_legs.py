"""Which leg worked, told from both, and the repetitions of either in one order."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.exercises.spec import WorkingLeg
from formcheck.motion.shot import Shot
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import count_reps
from formcheck.reps.legs import without_overlaps, working_leg
from formcheck.reps.rep import Rep
from helpers.figure import figure
from helpers.motions import Tempo, clock, progress

LEFT, RIGHT = 0, 1
TIME = np.arange(301) / 30.0
KNEE = "knee_flexion_deg"


def telling(left: np.ndarray, right: np.ndarray) -> dict[int, np.ndarray]:
    return {LEFT: left, RIGHT: right}


def rule(**changes: object) -> WorkingLeg:
    fields = {"signal": KNEE, "stat": "median", "wants": "larger", "source": "default"}
    return WorkingLeg.model_validate(fields | changes)


STILL, WAVE = np.full_like(TIME, 50.0), 40.0 + 30.0 * np.sin(TIME)


@pytest.mark.parametrize(
    ("stat", "wants", "leg"),
    [
        ("range", "larger", RIGHT),
        ("range", "smaller", LEFT),
        ("median", "larger", LEFT),
        ("highest", "larger", RIGHT),
        ("lowest", "larger", LEFT),
        ("lowest", "smaller", RIGHT),
    ],
)
def test_the_rule_names_the_leg(stat, wants, leg) -> None:
    assert working_leg(telling(STILL, WAVE), rule(stat=stat, wants=wants), 1) == leg


def test_legs_too_much_alike_fall_to_the_nearer_one() -> None:
    alike = telling(STILL, STILL + 3.0)
    for near in (LEFT, RIGHT):
        assert working_leg(alike, rule(by_at_least=5), near) == near
        assert working_leg(alike, rule(by_at_least=2), near) == RIGHT
        assert working_leg(telling(STILL, STILL * np.nan), rule(), near) == near


def test_a_single_wild_frame_does_not_decide() -> None:
    wild = STILL.copy()
    wild[100] = 500.0
    assert working_leg(telling(wild, STILL + 5.0), rule(stat="highest"), LEFT) == RIGHT


def test_repetitions_of_both_legs_come_in_one_order_and_overlapping_ones_once() -> None:
    reps = [
        Rep(start_s=0.0, turn_s=2.0, end_s=4.0, leg="left"),
        Rep(start_s=6.0, turn_s=7.0, end_s=8.0, leg="left"),
        Rep(start_s=0.5, turn_s=2.0, end_s=3.5, leg="right"),
        Rep(start_s=5.5, turn_s=7.0, end_s=9.0, leg="right"),
    ]
    kept = without_overlaps(reps)
    assert [(rep.leg, rep.start_s) for rep in kept] == [("left", 0.0), ("right", 5.5)]


def lunging(starts: dict[int, list[float]], length_s: float) -> PoseTrack:
    """Standing, with lunges of either leg: its foot goes forward, and its knee bends to 90 deg."""
    time = clock(length_s)
    tempo = Tempo(1.5, 0.5, 1.5)
    track = figure(time)
    for leg, side in ((LEFT, "LEFT"), (RIGHT, "RIGHT")):
        p = progress(time, starts[leg], tempo)
        bent = figure(time, trunk=5.0 * p, thigh=70.0 * p, shin=20.0 * p)
        moved = bent.xy - bent.xy[:, [Landmark[f"{side}_HIP"]]] + track.xy[:, [Landmark.LEFT_HIP]]
        for part in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX"):
            row = Landmark[f"{side}_{part}"]
            track.xy[:, row] = moved[:, row]
    return track


def test_lunges_of_alternating_legs_are_told_apart() -> None:
    track = lunging({LEFT: [1.0, 9.0], RIGHT: [5.0, 13.0]}, 18.0)
    reps = count_reps(Shot.of(track), load_exercise("lunge"))
    assert [rep.leg_index for rep in reps] == [LEFT, RIGHT, LEFT, RIGHT]
    assert [rep.leg for rep in reps] == ["left", "right", "left", "right"]
    assert [rep.turn_s for rep in reps] == pytest.approx([2.8, 6.8, 10.8, 14.8], abs=0.5)
