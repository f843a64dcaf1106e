"""What the bar of the live picture shows: nothing at rest, full where a repetition counts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from formcheck.exercises import exercise_ids, load_exercise
from formcheck.exercises.spec import RepSignal
from formcheck.motion.shot import shots
from formcheck.reps.counter import RepCounter
from formcheck.reps.detector import RepDetector
from formcheck.reps.holds import HoldDetector
from helpers.motions import POSES, clip

REPEATED = [name for name in exercise_ids() if load_exercise(name).rep.direction != "still"]


@pytest.mark.parametrize("exercise", POSES)
def test_the_bar_is_empty_at_rest_and_full_at_the_turn(exercise) -> None:
    track = clip(exercise, 1)
    (part,) = shots(track)
    counter = RepCounter(load_exercise(exercise), part)
    shares = []
    for at_s in track.time:
        counter.feed(track.between(at_s, at_s))
        shares.append(counter.share_of_reach)
    assert shares[:30] == pytest.approx([0.0] * 30, abs=0.05)
    assert max(shares) > 1.0
    assert shares[-1] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("kind", ["side_view", "any_view"])
@pytest.mark.parametrize("exercise", REPEATED)
def test_the_bar_is_full_just_where_a_repetition_counts(exercise, kind) -> None:
    """The turn may lie on the near side of rest, and both levels may be the same."""
    rule = load_exercise(exercise).rep
    levels: RepSignal = getattr(rule, kind)
    start = levels.rest_within - rule.sign * 1.0
    counts = rule.sign * max(
        rule.sign * start + levels.min_excursion, rule.sign * levels.turn_beyond
    )
    for further, counted in ((-0.5, False), (0.5, True)):
        turn = counts + rule.sign * further
        values = np.concatenate([[start] * 30, np.linspace(start, turn, 60)])
        detector = RepDetector(rule, levels)
        for row, value in enumerate(values):
            detector.feed(row / 30.0, float(value))
        assert detector.share_of_reach(start) == pytest.approx(0.0)
        assert (detector.share_of_reach(turn) >= 1.0) is counted
        assert math.isnan(detector.share_of_reach(math.nan))


def test_of_a_hold_the_bar_shows_how_long_it_has_lasted() -> None:
    rule = load_exercise("standing_posture").rep
    detector = HoldDetector(rule, rule.side_view)
    assert detector.share_of_reach(0.0) == 0.0
    for row in range(round(rule.shortest_s * 15) + 1):
        detector.feed(row / 30.0, 0.0)
    assert detector.share_of_reach(0.0) == pytest.approx(0.5, abs=0.01)
    assert math.isnan(detector.share_of_reach(math.nan))
