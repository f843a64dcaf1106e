"""Which exercise a stretch of a clip shows, and how surely.

Each exercise has a profile: what the body does in it, as bands of a few features
(`recognition.toml`). How well a stretch fits a profile, against the others and against none of
them, is the confidence; where no one exercise stands out, the answer is that it is unsure.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from formcheck.exercises.schema import Strict
from formcheck.motion.features import EXCURSIONS

__all__ = [
    "OTHER",
    "Candidate",
    "Profiles",
    "Recognition",
    "load_profiles",
    "misfits",
    "recognise",
]

OTHER = "other"
"""None of the exercises (docs/vocabulary.md)."""

_FILE = files("formcheck.exercises") / "recognition.toml"
# Less likely ones are not worth a word.
_WORTH_NAMING = 0.1

Band = tuple[float, float, Annotated[float, Field(gt=0)]]


class Decision(Strict):
    """How fits become an answer; see the file."""

    other_cost: Annotated[float, Field(gt=0)]
    most_steps: Annotated[float, Field(gt=0)]
    sure: Annotated[float, Field(gt=0, lt=1)]


class Windows(Strict):
    """How a long clip is cut for a first look; see the file."""

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
        For each exercise, features with the band they are expected in.
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
    """An exercise, or `OTHER`, and how likely it is, 0-1."""

    exercise: str
    confidence: float


@dataclass(frozen=True)
class Recognition:
    """What a stretch shows.

    Attributes
    ----------
    candidates : tuple of Candidate
        Likeliest first; never empty; confidences of all of them sum to at most 1.
    sure : bool
        Whether the first may be taken for the answer.
    """

    candidates: tuple[Candidate, ...]
    sure: bool

    @property
    def exercise(self) -> str | None:
        """The exercise, `OTHER` where it is none of them, None where that is unsure."""
        return self.candidates[0].exercise if self.sure else None

    @property
    def confidence(self) -> float:
        """Of the likeliest candidate, 0-1."""
        return self.candidates[0].confidence


@cache
def load_profiles() -> Profiles:
    """The profiles that come with formcheck."""
    return Profiles.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def recognise(values: pd.Series, profiles: Profiles | None = None) -> Recognition:
    """Tell the exercise of one stretch.

    Parameters
    ----------
    values : Series
        From `formcheck.motion.features.excursions`; a NaN is evidence for nothing.
    profiles : Profiles, optional
        Instead of those that come with formcheck.

    Returns
    -------
    Recognition

    Notes
    -----
    Every feature outside its band costs half the square of the steps it is off, as a Gaussian with
    flat top would; the confidence of an exercise is its share among all exercises and `OTHER`.
    """
    profiles = profiles or load_profiles()
    decision, costs = profiles.decision, misfits(values, profiles)
    weights = {exercise: math.exp(-cost) for exercise, cost in costs.items()}
    total = sum(weights.values())
    ranked = sorted(
        (Candidate(exercise, weight / total) for exercise, weight in weights.items()),
        key=lambda candidate: -candidate.confidence,
    )
    named = [c for c in ranked[1:] if c.confidence >= _WORTH_NAMING]
    return Recognition((ranked[0], *named), ranked[0].confidence >= decision.sure)


def misfits(values: pd.Series, profiles: Profiles) -> dict[str, float]:
    """Cost of calling the stretch each exercise, and `OTHER`; 0 where nothing speaks against it."""
    decision = profiles.decision
    costs = {
        exercise: _cost(values, bands, decision.most_steps)
        for exercise, bands in profiles.exercises.items()
    }
    return {**costs, OTHER: decision.other_cost}


def _cost(values: pd.Series, bands: dict[str, Band], most_steps: float) -> float:
    cost = 0.0
    for feature, (low, high, give) in bands.items():
        value = float(values[feature])
        off = 0.0 if np.isnan(value) else max(low - value, value - high, 0.0)
        cost += 0.5 * min(off / give, most_steps) ** 2
    return cost
