"""A deadlift starts and ends on the floor, wherever the clip opens and closes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.reps.detector import RepDetector
from formcheck.reps.rep import Rep

FLOOR_DEG, TALL_DEG = 75.0, 2.0
STEP_S = 1.0 / 30.0


def found(ends: str, seconds: float = 1.5, pause_s: float = 0.8) -> list[Rep]:
    """Repetitions of a trunk that moves through these ends: F on the floor, S standing."""
    levels = [FLOOR_DEG if end == "F" else TALL_DEG for end in ends]
    pause = round(pause_s / STEP_S)
    curve = [np.full(pause, levels[0])]
    for before, after in itertools.pairwise(levels):
        share = (1.0 - np.cos(np.linspace(0.0, np.pi, round(seconds / STEP_S)))) / 2.0
        curve += [before + share * (after - before), np.full(pause, after)]
    deadlift = load_exercise("deadlift")
    detector = RepDetector(deadlift.rep, deadlift.rep.side_view)
    values = np.concatenate(curve)
    reps = [detector.feed(i * STEP_S, float(value)) for i, value in enumerate(values)]
    return [rep for rep in (*reps, detector.finish()) if rep is not None]


@pytest.mark.parametrize(
    ("ends", "count"),
    [
        ("FSF", 1),
        ("FSFSFSF", 3),
        ("SFSFSF", 2),
        ("SFSFSFS", 2),
        ("FSFS", 1),
        ("SFS", 1),
        ("SF", 0),
        ("FS", 0),
        ("S", 0),
        ("F", 0),
    ],
)
def test_a_clip_that_opens_or_closes_at_either_end_loses_and_gains_none(ends, count) -> None:
    assert len(found(ends)) == count


def test_down_and_up_alone_is_one_repetition_that_the_clip_cuts() -> None:
    (rep,) = found("SFS")
    assert rep.ends_after_clip
    assert not rep.starts_before_clip


def test_a_repetition_is_turned_where_the_person_stands() -> None:
    for rep in found("FSFSF"):
        assert rep.start_s < rep.turn_s < rep.end_s
    assert [round(rep.turn_s, 1) for rep in found("FSF")] == pytest.approx([2.3], abs=0.5)
