"""Schema of exercise files. The file is the definition: code knows nothing about form."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from formcheck.exercises.after import After
from formcheck.exercises.conditions import (
    ALONE,
    LEVELS,
    TOGETHER,
    AllOf,
    Condition,
    Conditions,
    Passes,
    Reference,
    Statistic,
    Stops,
)
from formcheck.exercises.movement import (
    WINDOWS,
    PhaseNames,
    Posture,
    RepRule,
    RepSignal,
    WorkingLeg,
)
from formcheck.exercises.schema import Strict

__all__ = [
    "ALONE",
    "HEADLINES",
    "ID_PATTERN",
    "LEVELS",
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
    "WorkingLeg",
]

ID_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
HEADLINES = ("spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt")


class Severity(StrEnum):
    """How much a fault matters; points are in `formcheck.assessment.scoring`."""

    INFO = "info"
    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"


class Block(StrEnum):
    """Part of the score that a check belongs to."""

    RANGE = "range"
    ALIGNMENT = "alignment"
    CONTROL = "control"
    FINISH = "finish"


class Check(Conditions):
    """One fault to look for in every repetition.

    Attributes
    ----------
    id : str
        Name from docs/vocabulary.md.
    title : str
        The fault in plain words.
    cue : str
        What to do instead, as told to the person.
    severity, block
        How much the fault costs, and in which part of the score.
    views : tuple of {"side", "front"}
        Cameras that can see it; ``side`` allows up to 30 deg of yaw, with a wider error.
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


class Headline(Conditions):
    """One of the four headline rows: a check of this exercise, or a condition of its own.

    `pending` is the reason, in plain words, why this exercise has no such row.
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


class Camera(Strict):
    """Where to put the camera, in words that a person can follow.

    Attributes
    ----------
    advice : str
        The whole advice in one or two sentences.
    height : str
        Of the lens, in words after "at", e.g. ``hip height``.
    height_cm : float
        About the same, above the floor, for the drawing.
    phone : {"upright", "on_its_side"}
        Orientation of the phone.
    person : {"standing", "lying", "all_fours"}
        Posture of the drawn person.
    """

    view: Literal["side", "front"]
    advice: str
    height: Annotated[str, Field(min_length=1)] = "hip height"
    height_cm: Annotated[float, Field(ge=0, le=200)] = 90
    phone: Literal["upright", "on_its_side"] = "upright"
    person: Literal["standing", "lying", "all_fours"] = "standing"


class Exercise(Strict):
    """One exercise.

    Attributes
    ----------
    extends : str, optional
        The exercise in the catalogue that this is a variant of; see
        `formcheck.exercises.variants.merged`.
    neutral : {"standing", "standing_at_turn", "none"}
        Whether values may be measured from quiet standing before the first repetition, and whether
        that is the rest pose (hinge) or the turn (deadlift); ``none`` on the floor.
    leg : WorkingLeg, optional
        For exercises of one leg at a time; default: measure the leg nearer to the camera.
    scored : bool
        False for guidance without points: every check is then ``info``.
    after : tuple of After
        Advice that depends on where the person felt the set.
    """

    schema_version: Literal[1]
    id: Annotated[str, Field(pattern=ID_PATTERN)]
    extends: str | None = None
    name: str
    summary: str
    neutral: Literal["standing", "standing_at_turn", "none"]
    camera: Camera
    leg: WorkingLeg | None = None
    scored: bool = True
    posture: tuple[Posture, ...] = ()
    rep: RepRule
    phases: PhaseNames
    range_label: str
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]
    after: tuple[After, ...] = ()
    headline: dict[
        Literal["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"], Headline
    ]

    @model_validator(mode="after")
    def _coherent(self) -> Exercise:
        if self.leg is not None and self.neutral != "none":
            raise ValueError('an exercise with a working leg needs neutral = "none"')
        if not self.scored and any(check.severity is not Severity.INFO for check in self.checks):
            raise ValueError('with scored = false every check has severity = "info"')
        ids = [check.id for check in self.checks]
        if len(set(ids)) != len(ids):
            raise ValueError("two checks have the same id")
        if set(self.headline) != set(HEADLINES):
            raise ValueError(f"headline needs exactly the rows {', '.join(HEADLINES)}")
        phases = {*self.phases.ordered, *WINDOWS}
        for owner in (*self.checks, *self.headline.values()):
            for condition in owner.conditions:
                if condition.phase not in phases:
                    raise ValueError(
                        f"unknown phase '{condition.phase}'; "
                        f"this exercise has {', '.join(sorted(phases))}"
                    )
        for row in self.headline.values():
            if row.check is not None and row.check not in ids:
                raise ValueError(f"headline names an unknown check '{row.check}'")
        return self

    @model_validator(mode="after")
    def _after_its_checks(self) -> Exercise:
        of_one_condition = {check.id: check.when is not None for check in self.checks}
        for advice in self.after:
            check = advice.check
            if check not in of_one_condition:
                raise ValueError(f"after names an unknown check '{check}'")
            if advice.threshold is not None and not of_one_condition[check]:
                raise ValueError(f"after: 'threshold' needs a check with 'when'; see '{check}'")
        return self

    def check(self, check_id: str) -> Check:
        """The check with this id; KeyError when there is none."""
        return {check.id: check for check in self.checks}[check_id]
