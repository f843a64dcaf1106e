"""Holds: an exercise of standing still is found where someone does."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.assessment.repetition import judge_rep
from formcheck.exercises import load_exercise
from formcheck.motion.shot import Shot
from formcheck.reps.holds import HoldDetector
from formcheck.reps.rep import Rep
from helpers.counting import counted
from helpers.figure import figure, lose_sight, with_noise
from helpers.motions import clip, clock, through, walking

POSTURE = load_exercise("standing_posture")


def found(values: np.ndarray, step_s: float = 1.0 / 30.0) -> list[Rep]:
    detector = HoldDetector(POSTURE.rep, POSTURE.rep.side_view)
    reps = [detector.feed(i * step_s, float(value)) for i, value in enumerate(values)]
    return [rep for rep in (*reps, detector.finish()) if rep is not None]


@pytest.mark.parametrize(("seconds", "count"), [(3.0, 0), (6.0, 1), (12.0, 1), (130.0, 0)])
def test_a_hold_has_a_shortest_and_a_longest_time(seconds, count) -> None:
    assert len(found(np.zeros(round(seconds * 30)))) == count


def test_two_holds_with_a_movement_between_are_two() -> None:
    still, bow = np.zeros(180), 40.0 * np.sin(np.linspace(0.0, np.pi, 60))
    first, second = found(np.concatenate([still, bow, still]))
    assert first.end_s < second.start_s
    assert first.end_s == pytest.approx(6.0, abs=0.3)


def test_swaying_beyond_the_range_is_no_hold() -> None:
    sway = 5.0 * np.sin(np.linspace(0.0, 20.0 * np.pi, 300))
    assert found(sway) == []
    assert len(found(0.4 * sway)) == 1


def test_quiet_standing_is_found_and_walking_or_hinging_is_not() -> None:
    assert len(counted(with_noise(figure(clock(8.0)), 1.0), "standing_posture")) == 1
    assert counted(walking(8.0), "standing_posture") == []
    assert counted(clip("hip_hinge", 3), "standing_posture") == []
    lying = through((0.0, {"trunk": -90.0, "thigh": 91.0, "shin": -89.0}), (8.0, {"trunk": -90.0}))
    assert counted(lying, "standing_posture") == []


def test_a_moment_out_of_sight_does_not_end_a_hold() -> None:
    track = figure(clock(8.0))
    assert len(counted(lose_sight(track, 4.0, 4.1), "standing_posture")) == 1


def test_a_hold_is_judged_whole_and_not_scored() -> None:
    track = figure(clock(8.0), trunk=-6.0, thigh=-8.0, shin=8.0)
    (hold,) = counted(track, "standing_posture")
    judged = judge_rep(Shot.of(track), hold, POSTURE, number=1, neutral=None, next_start_s=None)
    assert judged.phase("stand").duration_s == pytest.approx(8.0, abs=0.3)
    assert judged.score is not None
    assert judged.score.value is None
    verdicts = {finding.check: finding.verdict.value for finding in judged.findings}
    assert verdicts["hips_forward"] in {"clear", "possible"}
    assert verdicts["weight_forward"] == "ok"
