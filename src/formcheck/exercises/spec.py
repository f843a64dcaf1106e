"""What an exercise file may say. The file is the definition: nothing about form stands in code."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from formcheck.motion.signals import SIGNALS

__all__ = [
    "ALONE",
    "TOGETHER",
    "AllOf",
    "Block",
    "Camera",
    "Check",
    "Condition",
    "Exercise",
    "Headline",
    "Passes",
    "PhaseNames",
    "Posture",
    "Reference",
    "RepRule",
    "RepSignal",
    "Severity",
    "Statistic",
    "Stops",
]

ID_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
HEADLINES = ("spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt")


Fraction = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Severity(StrEnum):
    """How much a fault matters; points are in `formcheck.assessment.scoring`."""

    INFO = "info"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"


class Block(StrEnum):
    """Part of the score a check belongs to."""

    RANGE = "range"
    ALIGNMENT = "alignment"
    CONTROL = "control"
    FINISH = "finish"


class Statistic(StrEnum):
    """One number out of a window of a signal."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    MEDIAN = "median"
    RISE = "rise"
    DROP = "drop"
    RATIO = "ratio"
    DURATION = "duration"


_LEVELS = (Statistic.HIGHEST, Statistic.LOWEST, Statistic.MEDIAN)


class Reference(StrEnum):
    """What a value is counted from."""

    ABSOLUTE = "absolute"
    NEUTRAL = "neutral"


def _known_signal(name: str) -> str:
    if name not in SIGNALS:
        raise ValueError(f"unknown signal '{name}'; known are {', '.join(sorted(SIGNALS))}")
    return name


class Passes(_Strict):
    """The window begins once a signal is beyond a value."""

    signal: str
    above: float

    @model_validator(mode="after")
    def _signal(self) -> Passes:
        _known_signal(self.signal)
        return self


class Stops(_Strict):
    """The window begins once a signal moves slower than a speed, in degrees a second."""

    signal: str
    slower_than_deg_s: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _signal(self) -> Stops:
        _known_signal(self.signal)
        return self


class Condition(_Strict):
    """One measured number against one threshold.

    Attributes
    ----------
    signal : str
        Column of the signal table; left out for ``stat = "duration"``.
    phase : str
        One of the exercise's phase names, or ``rep``, or ``finish`` (the second after the end).
    part : (float, float)
        Fraction of the phase that counts, e.g. ``[0.0, 0.33]`` for its first third.
    after_passing, after_stopping : optional
        The window begins with this event within the phase.
    last_deg : float, optional
        Only the last so many degrees of the driving joint before the turn.
    stat : Statistic
        ``highest`` and ``lowest`` must be held for `hold_s`; ``rise`` and ``drop`` count from the
        beginning of the window; ``ratio`` divides the range of `signal` by that of `per`.
    per : str, optional
        Second signal of a ``ratio``.
    above, below : float
        Exactly one: the side of the threshold that is the fault.
    hold_s : float
        How long the level must last.
    reference : Reference
        ``neutral`` subtracts the person's own neutral value.
    error_95 : float
        Half-width of the 95 % interval of the value, in its unit.
    error_95_absolute : float, optional
        The same where a neutral was asked for and there is none.
    source : str
        Where threshold and error come from, or the word ``default``.
    """

    signal: str | None = None
    phase: str
    part: tuple[Fraction, Fraction] = (0.0, 1.0)
    after_passing: Passes | None = None
    after_stopping: Stops | None = None
    last_deg: Annotated[float, Field(gt=0)] | None = None
    stat: Statistic
    per: str | None = None
    above: float | None = None
    below: float | None = None
    hold_s: Annotated[float, Field(ge=0)] = 0.0
    reference: Reference = Reference.ABSOLUTE
    error_95: Annotated[float, Field(gt=0)]
    error_95_absolute: Annotated[float, Field(gt=0)] | None = None
    source: Annotated[str, Field(min_length=1)]

    @property
    def threshold(self) -> float:
        """The value beyond which the fault is."""
        return self.above if self.above is not None else self.below  # type: ignore[return-value]

    @property
    def sign(self) -> int:
        """+1 where more is worse, -1 where less is worse."""
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
        if self.reference is Reference.NEUTRAL and self.stat not in _LEVELS:
            raise ValueError('reference = "neutral" goes with highest, lowest and median only')
        for name in (self.signal, self.per):
            if name is not None:
                _known_signal(name)
        if self.after_passing and self.after_stopping:
            raise ValueError("give at most one of 'after_passing' and 'after_stopping'")
        return self


class AllOf(_Strict):
    """Several conditions that must hold together, as one alternative of ``any``."""

    all: Annotated[tuple[Condition, ...], Field(min_length=2)]


def _kind_of_alternative(value: object) -> str:
    together = isinstance(value, AllOf) or (isinstance(value, dict) and "all" in value)
    return TOGETHER if together else ALONE


ALONE, TOGETHER = "alone", "together"
"""Words that pydantic puts into the location of an error in an alternative; no keys of the file."""

Alternative = Annotated[
    Annotated[Condition, Tag(ALONE)] | Annotated[AllOf, Tag(TOGETHER)],
    Discriminator(_kind_of_alternative),
]


class _Conditions(_Strict):
    """A single condition, all of several, or any of several alternatives."""

    when: Condition | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Alternative, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, however they are combined."""
        alternatives = [one.all if isinstance(one, AllOf) else (one,) for one in self.any]
        single = (self.when,) if self.when else ()
        return (*single, *self.all, *(each for one in alternatives for each in one))


class Check(_Conditions):
    """One fault to look for in every repetition.

    Attributes
    ----------
    id : str
        Name from the shared vocabulary.
    title : str
        The fault in plain words.
    cue : str
        What to do instead, as said to the person.
    severity, block
        What it costs and where.
    views : tuple of {"side", "front"}
        Cameras from which it can be seen; ``side`` stretches to 30 deg with a wider error.
    mark : str
        Body part to mark in pictures.
    """

    id: Annotated[str, Field(pattern=ID_PATTERN)]
    title: str
    cue: str
    severity: Severity
    block: Block
    views: Annotated[tuple[Literal["side", "front"], ...], Field(min_length=1)] = ("side",)
    mark: Literal["ear", "shoulder", "hip", "knee", "ankle", "heel"]

    @model_validator(mode="after")
    def _one_form(self) -> Check:
        if sum(bool(form) for form in (self.when, self.all, self.any)) != 1:
            raise ValueError("give exactly one of 'when', 'all' and 'any'")
        return self


class Headline(_Conditions):
    """One of the four rows that lead every output: a check of this exercise, or its own condition.

    `pending` says in plain words why formcheck cannot measure it in this exercise.
    """

    check: str | None = None
    pending: str | None = None
    views: tuple[Literal["side", "front"], ...] = ("side",)

    @model_validator(mode="after")
    def _one_form(self) -> Headline:
        forms = (self.check, self.pending, self.when, self.all, self.any)
        if sum(bool(form) for form in forms) != 1:
            raise ValueError("give exactly one of 'check', 'pending', 'when', 'all' and 'any'")
        return self


class Camera(_Strict):
    """The camera the exercise wants, in words a person can follow."""

    view: Literal["side", "front"]
    advice: str


class Posture(_Strict):
    """A signal must stay within these bounds, else the person is not doing this exercise."""

    signal: str
    at_least: float = -1e9
    at_most: float = 1e9
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _signal(self) -> Posture:
        _known_signal(self.signal)
        return self


class RepSignal(_Strict):
    """The driving joint and the levels of the repetition detector, in the signal's own unit.

    Attributes
    ----------
    signal : str
        Column of the signal table.
    range : float
        Least excursion of a repetition (its prominence).
    reach : float
        The turn must lie beyond this.
    rest : float
        Start and end must lie on the near side of this.
    source : str
        Where the levels come from, or ``default``.
    """

    signal: str
    range: Annotated[float, Field(gt=0)]
    reach: float
    rest: float
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _signal(self) -> RepSignal:
        _known_signal(self.signal)
        return self


class RepRule(_Strict):
    """How a repetition shows.

    Attributes
    ----------
    direction : {"rises", "falls"}
        What the driving signal does on the way out.
    near_side : RepSignal
        With the camera near side-on.
    other_views : RepSignal
        From anywhere else.
    shortest_s, longest_s : float
        Quicker or slower movements are not counted.
    """

    direction: Literal["rises", "falls"]
    near_side: RepSignal
    other_views: RepSignal
    shortest_s: Annotated[float, Field(gt=0)]
    longest_s: Annotated[float, Field(gt=0)]
    source: Annotated[str, Field(min_length=1)]

    @property
    def sign(self) -> int:
        """+1 where the signal rises on the way out."""
        return 1 if self.direction == "rises" else -1


class PhaseNames(_Strict):
    """What the four phases of a repetition are called, in the order they come."""

    outward: str
    turn: str
    homeward: str
    rest: str

    @property
    def ordered(self) -> tuple[str, str, str, str]:
        """Outward, turn, homeward, rest."""
        return self.outward, self.turn, self.homeward, self.rest


class Exercise(_Strict):
    """One exercise.

    Attributes
    ----------
    neutral : {"standing", "none"}
        Whether values may be counted from a quiet standing start; floor exercises have none.
    """

    schema_version: Literal[1]
    id: Annotated[str, Field(pattern=ID_PATTERN)]
    name: str
    summary: str
    neutral: Literal["standing", "none"]
    camera: Camera
    posture: tuple[Posture, ...] = ()
    rep: RepRule
    phases: PhaseNames
    range_label: str
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]
    headline: dict[
        Literal["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"], Headline
    ]

    @model_validator(mode="after")
    def _coherent(self) -> Exercise:
        ids = [check.id for check in self.checks]
        if len(set(ids)) != len(ids):
            raise ValueError("two checks have the same id")
        if set(self.headline) != set(HEADLINES):
            raise ValueError(f"headline needs exactly the rows {', '.join(HEADLINES)}")
        phases = {*self.phases.ordered, "rep", "finish"}
        for owner in (*self.checks, *self.headline.values()):
            for condition in owner.conditions:
                if condition.phase not in phases:
                    raise ValueError(
                        f"unknown phase '{condition.phase}'; "
                        f"this exercise has {', '.join(sorted(phases))}"
                    )
        for row in self.headline.values():
            if row.check is not None and row.check not in ids:
                raise ValueError(f"headline names the check '{row.check}', which is not there")
        return self

    def check(self, check_id: str) -> Check:
        """The check with this id; KeyError when there is none."""
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)
