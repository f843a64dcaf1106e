"""Which exercise to look for at which time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.exercises.loading import load_exercise
from formcheck.exercises.recognition import OTHER, Segment
from formcheck.exercises.spec import Exercise

__all__ = ["EVERYWHERE", "Assignment", "Span", "recognised"]

Span = tuple[float, float]
EVERYWHERE: tuple[Span, ...] = ((-math.inf, math.inf),)
"""The whole clip, where somebody said which exercise it shows."""


@dataclass(frozen=True)
class Assignment:
    """An exercise and the spans of the clip, in seconds, that it is looked for in."""

    exercise: Exercise
    spans: tuple[Span, ...] = EVERYWHERE


def recognised(passages: Sequence[Segment]) -> list[Assignment]:
    """One for each exercise that the passages were taken for, in order of time."""
    spans: dict[str, list[Span]] = {}
    for passage in passages:
        exercise = passage.recognition.exercise
        if exercise is not None and exercise != OTHER:
            spans.setdefault(exercise, []).append((passage.start_s, passage.end_s))
    return [Assignment(load_exercise(name), tuple(times)) for name, times in spans.items()]
