"""One repetition, the same object from its detection to the result."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.reps.findings import LEAST_COVERAGE, Finding, Measurement, Score, Verdict

__all__ = ["LEGS", "NeutralUsed", "Phase", "Rep", "Void"]

LEGS: tuple[Literal["left"], Literal["right"]] = ("left", "right")
"""Words for the index of a leg."""


class Void(StrEnum):
    """Why a movement that looked like a repetition is not judged."""

    TURN_HIDDEN = "the person was lost from sight around its turning point"
    MOSTLY_HIDDEN = "the person was lost from sight for over a fifth of it"
    JOINTS_HIDDEN = "the joints it is counted by were hidden or out of the picture"
    CUT = "the clip is cut in the middle of it"
    SLOW_COMPUTER = "this computer was too slow: pictures are missing in the middle of it"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(_Record):
    """One phase of a repetition, seconds."""

    name: str
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


class NeutralUsed(_Record):
    """The person's own neutral that changes were counted from.

    Attributes
    ----------
    kind : {"quiet_start", "rep_top"}
        A quiet moment before the set, or the top of the same repetition.
    start_s, end_s : float
        When it was, seconds.
    back_curve_deg : float or None
        Roundness of the back then; None where it was hidden.
    """

    kind: Literal["quiet_start", "rep_top"]
    start_s: float
    end_s: float
    back_curve_deg: float | None


class Rep(_Record):
    """One repetition; what a later step knows of it is added to a copy.

    The detector knows when it was, timing adds exact times and phases, assessment what was found.

    Attributes
    ----------
    number : int
        From 1 within its set; 0 before it belongs to one.
    start_s, turn_s, end_s : float
        Seconds. From the detector rough: last rest before, extreme, first rest after. Timed: the
        driving joint's angular speed crosses 10 deg/s leaving and reaching rest; the turn is the
        middle of the time around the extreme that is slower than that.
    starts_before_clip, ends_after_clip : bool
        The clip, or the shot, began after the start, or ended before the end.
    void : str or None
        Why this repetition is not judged, in plain words; from the detector one of `Void`.
    leg : {"left", "right"} or None
        The leg that worked, in exercises of one leg at a time.
    driving_signal : str
        Name of the signal that it was counted by.
    phases : tuple of Phase
        Outward, turn, return and the rest that follows, named by the exercise; empty before timing.
    turn_value, excursion : float
        Driving signal at its extreme, and its distance from the start, in its own unit: mostly
        degrees. NaN before timing.
    neutral : NeutralUsed or None
        What changes were counted from.
    findings : tuple of Finding
        One for each check of the exercise; none of a void repetition.
    headline : dict of str to Measurement
        Of the headline rows that can be measured in this exercise.
    score : Score or None
        None of a void repetition.
    cue : str or None
        What to change: the cue of the clear fault that costs most.
    spine : Measurement or None
        Change of the back from neutral, or its curve where there is no neutral, in the same measure
        in every repetition; None where it could not be measured.
    """

    number: int = 0
    start_s: float
    turn_s: float
    end_s: float
    starts_before_clip: bool = False
    ends_after_clip: bool = False
    void: str | None = None
    leg: Literal["left", "right"] | None = None
    driving_signal: str = ""
    phases: tuple[Phase, ...] = ()
    # Made by functions, as the JSON schema shows plain defaults and JSON has no NaN.
    turn_value: float = Field(default_factory=lambda: math.nan)
    excursion: float = Field(default_factory=lambda: math.nan)
    neutral: NeutralUsed | None = None
    findings: tuple[Finding, ...] = ()
    headline: dict[str, Measurement] = {}
    score: Score | None = None
    cue: str | None = None
    spine: Measurement | None = None

    @property
    def leg_index(self) -> int | None:
        """The working leg as an index in (left, right)."""
        return None if self.leg is None else LEGS.index(self.leg)

    @property
    def whole(self) -> bool:
        """Whether the clip shows it from start to end."""
        return not (self.starts_before_clip or self.ends_after_clip)

    @property
    def checked(self) -> tuple[Finding, ...]:
        """Findings that a judgement rests on: those that count, or all where none does."""
        return tuple(finding for finding in self.findings if finding.counts) or self.findings

    @property
    def measured(self) -> int:
        """How many of them could be measured; 0 is a repetition that was not judged."""
        return sum(finding.verdict is not Verdict.NOT_MEASURABLE for finding in self.checked)

    @property
    def well_covered(self) -> bool:
        """Whether enough was measured for a score."""
        return 0 < self.measured >= LEAST_COVERAGE * len(self.checked)

    def phase(self, name: str) -> Phase:
        """The phase with this name; KeyError when there is none."""
        for phase in self.phases:
            if phase.name == name:
                return phase
        raise KeyError(name)
