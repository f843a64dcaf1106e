"""What a definition did on a clip, step by step, for whoever writes one: the facts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from formcheck.exercises.spec import Exercise, Posture, RepSignal
from formcheck.motion.view import CameraView
from formcheck.reps.rep import Rep
from formcheck.reps.trace import Event

__all__ = ["Broken", "Explanation", "Section", "ShotTrace"]


@dataclass(frozen=True)
class Broken:
    """A stretch in which a posture bound did not hold, and how far it was off; seconds."""

    bound: Posture
    start_s: float
    end_s: float
    worst: float


@dataclass(frozen=True)
class ShotTrace:
    """The clip between two cuts as the detector saw it.

    Attributes
    ----------
    start_s, end_s : float
        Seconds.
    levels : RepSignal
        The driving signal and its levels for this view.
    level_key : str
        The table of the file that they stand in.
    driving : Series
        Causally smoothed driving signal, index seconds.
    broken : tuple of Broken
        Where the posture did not hold, in order of time.
    events : tuple of Event
        Every step of the detector, in the order taken.
    idle : tuple of (float, float)
        For each stretch of rest: time of the largest movement in it, and its size.
    """

    start_s: float
    end_s: float
    view: CameraView
    levels: RepSignal
    level_key: str
    driving: pd.Series
    broken: tuple[Broken, ...]
    events: tuple[Event, ...]
    idle: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Explanation:
    """All that happened, from what was seen to every check."""

    exercise: Exercise
    shots: tuple[ShotTrace, ...]
    sets: tuple[tuple[Rep, ...], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading and sentences under it; `shot` where a chart of that shot belongs below."""

    title: str
    lines: tuple[str, ...]
    shot: ShotTrace | None = None
