"""Conditions: a measured number compared with a threshold, and combinations of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from formcheck.exercises.schema import SignalName, Strict, Words
from formcheck.motion.personal_range import RANGE_SIGNAL

__all__ = [
    "ALONE",
    "LEVELS",
    "TOGETHER",
    "AllOf",
    "Condition",
    "Conditions",
    "Passes",
    "Reference",
    "Statistic",
    "Stops",
    "conditions_of",
]

Fraction = Annotated[float, Field(ge=0, le=1)]


class Statistic(StrEnum):
    """How a window of a signal becomes one number."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    MEDIAN = "median"
    RISE = "rise"
    DROP = "drop"
    RATIO = "ratio"
    DURATION = "duration"


LEVELS = (Statistic.HIGHEST, Statistic.LOWEST, Statistic.MEDIAN)
"""Statistics of the level of a signal, not of its change."""


class Reference(StrEnum):
    """What a value is measured from."""

    ABSOLUTE = "absolute"
    NEUTRAL = "neutral"
    PERSONAL_RANGE = "personal_range"


class Passes(Strict):
    """The window begins once a signal is beyond a value."""

    signal: SignalName
    above: float


class Stops(Strict):
    """The window begins once a signal moves slower than a speed, in degrees per second."""

    signal: SignalName
    slower_than_deg_s: Annotated[float, Field(gt=0)]


class Condition(Strict):
    """One measured number compared with one threshold.

    Attributes
    ----------
    signal : str
        Column of the signal table; left out for ``stat = "duration"``.
    phase : str
        One of the exercise's phase names, or ``rep``, or ``finish`` (from just before the
        end to at most 0.6 s after it).
    part : (float, float)
        Fraction of the phase that counts, e.g. ``[0.0, 0.33]`` for its first third.
    lead_s : float
        How long before the phase the window begins: a driving joint that first moves the other way
        starts its phase late.
    after_passing, after_stopping : optional
        The window begins with this event within the phase.
    first_deg, last_deg : float, optional
        Only while the driving joint moves through its first degrees after rest, or its last ones
        before the turn; on the way out and on the way back.
    stat : Statistic
        ``highest`` and ``lowest`` must last `hold_s`; ``rise`` and ``drop`` are measured from the
        beginning of the window; ``ratio`` divides the range of `signal` by that of `per`.
    per : str, optional
        Second signal of a ``ratio``.
    above, below : float
        Exactly one of them: the threshold, and the side of it that is the fault.
    hold_s : float
        How long the level must last.
    reference : Reference
        ``neutral`` subtracts the person's own neutral value. ``personal_range`` is for
        ``back_curve_deg`` only: 0 % is neutral, 100 % the person's roundest back. `above` and
        `below` are then percent and the errors stay in degrees; for a person without a known range
        the alternative of ``any`` with this condition is left out.
    error_95 : float
        Half-width of the 95 % interval of the value, in its unit.
    error_95_absolute : float, optional
        The same where the reference is neutral and the clip has none; for ``personal_range``, where
        values of two clips are compared.
    source : str
        Where threshold and error come from, or the word ``default``.
    """

    signal: SignalName | None = None
    phase: str
    part: tuple[Fraction, Fraction] = (0.0, 1.0)
    lead_s: Annotated[float, Field(ge=0, le=1)] = 0.0
    after_passing: Passes | None = None
    after_stopping: Stops | None = None
    first_deg: Annotated[float, Field(gt=0)] | None = None
    last_deg: Annotated[float, Field(gt=0)] | None = None
    stat: Statistic
    per: SignalName | None = None
    above: float | None = None
    below: float | None = None
    hold_s: Annotated[float, Field(ge=0)] = 0.0
    reference: Reference = Reference.ABSOLUTE
    error_95: Annotated[float, Field(gt=0)]
    error_95_absolute: Annotated[float, Field(gt=0)] | None = None
    source: Words

    @property
    def threshold(self) -> float:
        """The limit, `above` or `below`."""
        return self.above if self.above is not None else self.below  # type: ignore[return-value]

    @property
    def needs_range(self) -> bool:
        """Whether it can be checked only with a known range of the person."""
        return self.reference is Reference.PERSONAL_RANGE

    @property
    def sign(self) -> int:
        """+1 if high values are the fault, -1 if low ones."""
        return 1 if self.above is not None else -1

    @model_validator(mode="after")
    def _coherent(self) -> Condition:
        if (self.above is None) == (self.below is None):
            raise ValueError("give exactly one of 'above' and 'below'")
        if self.part[0] >= self.part[1]:
            raise ValueError("'part' must go from a smaller to a larger fraction")
        if (self.signal is None) != (self.stat is Statistic.DURATION):
            raise ValueError("'signal' is needed by every stat but 'duration', which takes none")
        if self.stat is Statistic.DURATION and self.phase == "finish":
            raise ValueError("'finish' has no duration of its own; name a phase or 'rep'")
        if (self.per is None) == (self.stat is Statistic.RATIO):
            raise ValueError("'per' goes with stat = \"ratio\", and only with it")
        if self.reference is Reference.NEUTRAL and self.stat not in LEVELS:
            raise ValueError('reference = "neutral" goes with highest, lowest and median only')
        if self.after_passing and self.after_stopping:
            raise ValueError("give at most one of 'after_passing' and 'after_stopping'")
        return self

    @model_validator(mode="after")
    def _personal_range_is_of_the_back(self) -> Condition:
        if not self.needs_range:
            return self
        if self.signal != RANGE_SIGNAL or self.stat not in LEVELS:
            raise ValueError(
                f'reference = "personal_range" goes with signal = "{RANGE_SIGNAL}" '
                "and with highest, lowest and median only"
            )
        if self.error_95_absolute is None:
            raise ValueError('reference = "personal_range" needs error_95_absolute')
        return self


class AllOf(Strict):
    """Several conditions that must all hold, as one alternative of ``any``."""

    all: Annotated[tuple[Condition, ...], Field(min_length=2)]

    @property
    def needs_range(self) -> bool:
        """Whether it can be checked only with a known range of the person."""
        return any(condition.needs_range for condition in self.all)


def conditions_of(alternative: Condition | AllOf) -> tuple[Condition, ...]:
    """The one or several conditions of an alternative of ``any``."""
    return alternative.all if isinstance(alternative, AllOf) else (alternative,)


def _kind_of_alternative(value: object) -> str:
    together = isinstance(value, AllOf) or (isinstance(value, dict) and "all" in value)
    return TOGETHER if together else ALONE


ALONE, TOGETHER = "alone", "together"
"""Tags that pydantic adds to the location of an error; they are not keys of the file."""

Alternative = Annotated[
    Annotated[Condition, Tag(ALONE)] | Annotated[AllOf, Tag(TOGETHER)],
    Discriminator(_kind_of_alternative),
]


class Conditions(Strict):
    """A single condition, all of several, or any of several alternatives."""

    when: Condition | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Alternative, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, however they are combined."""
        single = (self.when,) if self.when else ()
        alternatives = (c for either in self.any for c in conditions_of(either))
        return (*single, *self.all, *alternatives)

    @model_validator(mode="after")
    def _can_do_without_a_range(self) -> Conditions:
        required = [*self.all, *([self.when] if self.when else [])]
        if any(condition.needs_range for condition in required) or (
            self.any and all(either.needs_range for either in self.any)
        ):
            raise ValueError(
                "reference = \"personal_range\" may only stand in 'any', beside an alternative "
                "that needs no calibration"
            )
        return self
