"""Which exercise a clip shows, at which time, and how sure that is.

Each exercise has a profile: bands for a few movement features (`recognition.toml`). A segment of a
clip costs an exercise more the further its features lie outside the bands; costs become
confidences. A long clip is cut into windows, and the cheapest sequence of exercises over the
windows (Viterbi) gives its segments. Where no exercise stands out, the answer is unsure.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from formcheck.exercises.loading import load_exercise
from formcheck.exercises.schema import Strict
from formcheck.exercises.spec import Exercise
from formcheck.motion.features import EXCURSIONS, POSTURE_SIGNALS, excursions
from formcheck.motion.rest import resting
from formcheck.motion.shot import Shot, clip_signals
from formcheck.pose.track import PoseTrack

__all__ = [
    "EVERYWHERE",
    "OTHER",
    "Assignment",
    "Candidate",
    "Profiles",
    "Recognition",
    "Segment",
    "Span",
    "assignments",
    "costs",
    "load_profiles",
    "recognise",
    "recognise_clip",
]

FloatArray = NDArray[np.float64]

OTHER = "other"
"""None of the exercises (docs/vocabulary.md)."""

Span = tuple[float, float]
"""Start and end in seconds."""

EVERYWHERE: tuple[Span, ...] = ((-math.inf, math.inf),)
"""The spans of an exercise that the user named."""

_FILE = files("formcheck.exercises") / "recognition.toml"
_LEAST_CONFIDENCE = 0.1

Band = tuple[float, float, Annotated[float, Field(gt=0)]]
"""Low, high, and the distance outside that counts as one step."""


class Decision(Strict):
    """How costs become an answer; see `recognition.toml`."""

    other_cost: Annotated[float, Field(gt=0)]
    most_steps: Annotated[float, Field(gt=0)]
    sure: Annotated[float, Field(gt=0, lt=1)]


class Windows(Strict):
    """How a long clip is cut into windows; see `recognition.toml`."""

    length_s: Annotated[float, Field(gt=0)]
    hop_s: Annotated[float, Field(gt=0)]
    whole_up_to_s: Annotated[float, Field(gt=0)]
    change_cost: Annotated[float, Field(ge=0)]
    resting_share: Annotated[float, Field(gt=0, le=1)]


class Profiles(Strict):
    """The file `recognition.toml`.

    Attributes
    ----------
    decision : Decision
    windows : Windows
    exercises : dict of dict
        Exercise to feature to the band that the feature is expected in.
    """

    decision: Decision
    windows: Windows
    exercises: dict[str, dict[str, Band]]

    @model_validator(mode="after")
    def _known_features(self) -> Profiles:
        for exercise, bands in self.exercises.items():
            for feature, (low, high, _) in bands.items():
                if feature not in EXCURSIONS:
                    raise ValueError(f"{exercise}: no feature is called '{feature}'")
                if low >= high:
                    raise ValueError(f"{exercise}: {feature} must rise from {low} to {high}")
        return self


@dataclass(frozen=True)
class Candidate:
    """An exercise, or `OTHER`, and its confidence, 0-1."""

    exercise: str
    confidence: float


@dataclass(frozen=True)
class Recognition:
    """The exercise of one segment.

    Attributes
    ----------
    candidates : tuple of Candidate
        Most likely first; never empty; the confidences sum to at most 1.
    sure : bool
        Whether the first candidate is the answer.
    """

    candidates: tuple[Candidate, ...]
    sure: bool

    @property
    def exercise(self) -> str | None:
        """The exercise; `OTHER` if none of them, None if unsure."""
        return self.candidates[0].exercise if self.sure else None

    @property
    def confidence(self) -> float:
        """Of the most likely candidate, 0-1."""
        return self.candidates[0].confidence


@dataclass(frozen=True)
class Segment:
    """A part of a clip, in seconds, and the exercise recognised in it."""

    start_s: float
    end_s: float
    recognition: Recognition


@dataclass(frozen=True)
class Assignment:
    """An exercise and the spans of the clip in which its repetitions are counted."""

    exercise: Exercise
    spans: tuple[Span, ...] = EVERYWHERE


@cache
def load_profiles() -> Profiles:
    """Read the profiles that ship with formcheck."""
    return Profiles.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def assignments(segments: Sequence[Segment]) -> list[Assignment]:
    """One assignment for each recognised exercise, in order of first appearance."""
    spans: dict[str, list[Span]] = {}
    for segment in segments:
        exercise = segment.recognition.exercise
        if exercise not in (None, OTHER):
            spans.setdefault(str(exercise), []).append((segment.start_s, segment.end_s))
    return [Assignment(load_exercise(name), tuple(times)) for name, times in spans.items()]


def costs(values: pd.Series, profiles: Profiles) -> dict[str, float]:
    """Cost of each exercise, and of `OTHER`; 0 where every known feature is inside its band."""
    decision = profiles.decision
    of_exercises = {
        exercise: _cost(values, bands, decision.most_steps)
        for exercise, bands in profiles.exercises.items()
    }
    return {**of_exercises, OTHER: decision.other_cost}


def _cost(values: pd.Series, bands: dict[str, Band], most_steps: float) -> float:
    cost = 0.0
    for feature, (low, high, give) in bands.items():
        value = float(values[feature])
        outside = 0.0 if np.isnan(value) else max(low - value, value - high, 0.0)
        cost += 0.5 * min(outside / give, most_steps) ** 2
    return cost


def recognise(values: pd.Series, profiles: Profiles | None = None) -> Recognition:
    """Recognise the exercise of one segment.

    Parameters
    ----------
    values : Series
        From `formcheck.motion.features.excursions`; NaN features cost nothing.
    profiles : Profiles, optional
        Default: those that ship with formcheck.

    Returns
    -------
    Recognition

    Notes
    -----
    A feature outside its band costs half the square of its steps outside, the negative logarithm
    of a Gaussian with a flat top. The confidence of an exercise is exp(-cost), as a share of the
    sum over all exercises and `OTHER`.
    """
    profiles = profiles or load_profiles()
    weights = {exercise: math.exp(-cost) for exercise, cost in costs(values, profiles).items()}
    total = sum(weights.values())
    ranked = sorted(
        (Candidate(exercise, weight / total) for exercise, weight in weights.items()),
        key=lambda candidate: -candidate.confidence,
    )
    likely = [c for c in ranked[1:] if c.confidence >= _LEAST_CONFIDENCE]
    return Recognition((ranked[0], *likely), ranked[0].confidence >= profiles.decision.sure)


def recognise_clip(track: PoseTrack, of_clip: Sequence[Shot]) -> tuple[Segment, ...]:
    """Recognise the exercises of a clip.

    Parameters
    ----------
    track : PoseTrack
        Raw, the whole clip.
    of_clip : sequence of Shot
        Its shots.

    Returns
    -------
    tuple of Segment
        In order of time, at least one; together they cover the clip without gaps. A short clip, or
        one of a single exercise, is one segment.
    """
    profiles = load_profiles()
    postures = clip_signals(track, of_clip, POSTURE_SIGNALS)
    starts = _moving_windows(postures, of_clip, profiles)
    if len(starts) < 2:
        recognition = recognise(excursions(postures), profiles)
        return (Segment(float(postures.index[0]), float(postures.index[-1]), recognition),)
    length_s = profiles.windows.length_s
    table = pd.DataFrame(
        [costs(excursions(postures.loc[s : s + length_s]), profiles) for s in starts]
    )
    # Costs are capped: twice the cost of `OTHER` rules an exercise out, more adds nothing.
    capped = np.minimum(table.to_numpy(), 2.0 * profiles.decision.other_cost)
    path = _cheapest_path(capped, profiles.windows.change_cost)
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return tuple(_segment(postures, starts, begin, end, profiles) for begin, end in pairwise(edges))


def _moving_windows(
    postures: pd.DataFrame, of_clip: Sequence[Shot], profiles: Profiles
) -> FloatArray:
    """Starts, in seconds, of the windows in which the person does not mostly rest."""
    windows = profiles.windows
    first, last = float(postures.index[0]), float(postures.index[-1])
    if last - first <= windows.whole_up_to_s:
        return np.array([first])
    starts = np.arange(first, last - windows.length_s + windows.hop_s / 2.0, windows.hop_s)
    rests = [pd.Series(resting(shot.smoothed), index=shot.smoothed.time) for shot in of_clip]
    # In a shot without anyone nobody rests.
    at_rest = pd.concat(rests).reindex(postures.index, fill_value=False)

    def moves(start_s: float) -> bool:
        inside = at_rest.loc[start_s : start_s + windows.length_s]
        return len(inside) > 0 and float(inside.mean()) <= windows.resting_share

    return np.array([start for start in starts if moves(start)])


def _cheapest_path(window_costs: FloatArray, change_cost: float) -> NDArray[np.int_]:
    """Column for each row that minimises the sum of costs and changes (Viterbi)."""
    best, came_from = window_costs[0], np.zeros(window_costs.shape, dtype=int)
    for row in range(1, len(window_costs)):
        change = float(best.min()) + change_cost
        came_from[row] = np.where(best <= change, np.arange(len(best)), int(best.argmin()))
        best = np.minimum(best, change) + window_costs[row]
    path = np.empty(len(window_costs), dtype=int)
    path[-1] = int(best.argmin())
    for row in range(len(window_costs) - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


def _segment(
    postures: pd.DataFrame, starts: FloatArray, begin: int, end: int, profiles: Profiles
) -> Segment:
    """The segment of the windows from `begin` up to but not including `end`."""
    length_s = profiles.windows.length_s

    def boundary(row: int) -> float:
        """Midpoint between two windows, whether they overlap or not."""
        return float(starts[row - 1] + length_s + starts[row]) / 2.0

    start_s = boundary(begin) if begin > 0 else float(postures.index[0])
    end_s = boundary(end) if end < len(starts) else float(postures.index[-1])
    # Rest before the first and after the last window belongs to the segment but is no evidence.
    first_s = max(start_s, float(starts[begin]))
    last_s = min(end_s, float(starts[end - 1]) + length_s)
    return Segment(start_s, end_s, recognise(excursions(postures.loc[first_s:last_s]), profiles))
