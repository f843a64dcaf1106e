"""What a definition did on a clip, step by step, for its author: the facts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from formcheck.exercises.spec import Exercise, Posture, RepSignal
from formcheck.motion.view import CameraView
from formcheck.reps.rep import Rep
from formcheck.reps.trace import Event

__all__ = ["ExplainedStep", "Explanation", "PostureBreak", "ShotTrace"]


@dataclass(frozen=True)
class PostureBreak:
    """A time, in seconds, outside a bound of posture, and the value furthest outside."""

    bound: Posture
    start_s: float
    end_s: float
    worst: float


@dataclass(frozen=True)
class ShotTrace:
    """The detector's way through the clip between two cuts.

    Attributes
    ----------
    start_s, end_s : float
        Seconds.
    levels : RepSignal
        The driving signal and its levels for this view.
    level_key : str
        The table of the exercise file that they come from.
    driving : Series
        Causally smoothed driving signal, index seconds; NaN where not measured.
    broken : tuple of PostureBreak
        In order of time.
    events : tuple of Event
        Every step of the detector, in the order taken.
    idle : tuple of (float, float)
        For each span of rest: time in seconds of the largest movement in it, and its size in the
        unit of the signal.
    """

    start_s: float
    end_s: float
    view: CameraView
    levels: RepSignal
    level_key: str
    driving: pd.Series
    broken: tuple[PostureBreak, ...]
    events: tuple[Event, ...]
    idle: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Explanation:
    """Every step from the camera view to the checks."""

    exercise: Exercise
    shots: tuple[ShotTrace, ...]
    sets: tuple[tuple[Rep, ...], ...]
    warnings: tuple[str, ...]

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The repetitions of all sets."""
        return tuple(rep for reps in self.sets for rep in reps)


@dataclass(frozen=True)
class ExplainedStep:
    """A heading and sentences under it; `shot` where a chart of that shot belongs below."""

    title: str
    lines: tuple[str, ...]
    shot: ShotTrace | None = None
