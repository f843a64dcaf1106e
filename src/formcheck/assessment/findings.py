"""What a check says: value, target, error, probability, verdict and, if need be, why not."""

from __future__ import annotations

import math
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from formcheck.exercises.spec import Block, Reference, Severity

__all__ = [
    "CLEAR",
    "POSSIBLE",
    "RANGE_UNIT",
    "Finding",
    "Reading",
    "Verdict",
    "verdict_of",
    "with_unit",
]

CLEAR = 0.8
POSSIBLE = 0.5
"""Probabilities from which a fault is called clear and possible (architecture, Honesty)."""
RANGE_UNIT = "% of your range"
"""Of a share of the personal range."""


class Verdict(StrEnum):
    """What can be said of a fault."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    OK = "ok"
    NOT_MEASURABLE = "not_measurable"


class Reading(BaseModel):
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
    reading: Reading

    @property
    def counts(self) -> bool:
        """Whether it can take part in a score."""
        return self.severity is not Severity.INFO


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
