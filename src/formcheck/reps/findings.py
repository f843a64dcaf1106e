"""What can be said of a repetition: values with targets and errors, verdicts, points."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.exercises.spec import Block, Reference, Severity

__all__ = [
    "CLEAR",
    "LEAST_COVERAGE",
    "POSSIBLE",
    "RANGE_UNIT",
    "Band",
    "Finding",
    "Measurement",
    "Score",
    "Verdict",
    "verdict_of",
    "with_unit",
]

CLEAR = 0.8
POSSIBLE = 0.5
"""Probabilities from which a fault is called clear and possible (architecture, Honesty)."""
LEAST_COVERAGE = 0.6
"""Share of the checks that must be measured for a score (docs/methods.md 6)."""
RANGE_UNIT = "% of your range"
"""Of a share of the personal range."""


Band = Literal["solid", "good", "work on it"]


class Verdict(StrEnum):
    """What can be said of a fault."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    OK = "ok"
    NOT_MEASURABLE = "not_measurable"


class Measurement(BaseModel):
    """One condition, measured.

    Attributes
    ----------
    value : float or None
        In `unit`; None where not measurable.
    threshold, error_95 : float
        Boundary of the fault and half-width of the value's 95 % interval.
    fault_above : bool
        Whether the fault lies above the threshold.
    probability : float or None
        That the true value lies beyond the threshold.
    time_s : float or None
        Where in the clip the value was read.
    window_s : (float, float) or None
        First and last moment that it was read from.
    reason : str or None
        Why it could not be measured.
    range_percent : float or None
        Where a roundness of the back lies on the way from neutral (0) to the person's roundest
        (100); None for anything else, and where no range of the person is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    signal: str | None
    label: str
    unit: str
    reference: Reference
    threshold: float
    fault_above: bool
    error_95: float
    value: float | None = None
    probability: float | None = None
    time_s: float | None = None
    window_s: tuple[float, float] | None = None
    reason: str | None = None
    range_percent: float | None = None

    @property
    def excess(self) -> float:
        """How far beyond the threshold, in error widths; negative on the good side."""
        if self.value is None:
            return -math.inf
        sign = 1.0 if self.fault_above else -1.0
        return sign * (self.value - self.threshold) / self.error_95

    @property
    def target(self) -> str:
        """The good side of the threshold in words, e.g. ``at most 40°``."""
        word = "at most" if self.fault_above else "at least"
        digits = 0 if float(self.threshold).is_integer() else 1
        return f"{word} {with_unit(self.threshold, self.unit, digits)}"


class Finding(BaseModel):
    """One check on one repetition.

    `reading` is the decisive condition: the likeliest of ``any``, the least likely of ``all``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    title: str
    cue: str
    severity: Severity
    block: Block
    mark: str
    verdict: Verdict
    probability: float | None
    reason: str | None
    reading: Measurement

    @property
    def counts(self) -> bool:
        """Whether it can take part in a score."""
        return self.severity is not Severity.INFO


class Score(BaseModel):
    """Points with what they rest on.

    Attributes
    ----------
    value : float or None
        0-100; None under 60 % coverage.
    low, high : float or None
        95 % interval from the errors of the measured values.
    band : {"solid", "good", "work on it"} or None
        Solid from 85, good from 70.
    measured, defined : int
        Checks that could be measured, and checks there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None
    low: float | None
    high: float | None
    band: Band | None
    measured: int
    defined: int

    @property
    def coverage(self) -> float:
        """Share of the checks that could be measured, 0-1."""
        return self.measured / self.defined if self.defined else 0.0


def verdict_of(probability: float | None) -> Verdict:
    """The word for a fault of this probability; None is not measurable."""
    if probability is None:
        return Verdict.NOT_MEASURABLE
    if probability >= CLEAR:
        return Verdict.CLEAR
    return Verdict.POSSIBLE if probability >= POSSIBLE else Verdict.OK


def with_unit(value: float, unit: str, digits: int = 0) -> str:
    """A number as shown to people: ``41°``, ``1.2 s``, ``3 % height``."""
    suffix = {"deg": "°", "": ""}.get(unit, f" {unit}")
    return f"{value:.{digits}f}{suffix}"
