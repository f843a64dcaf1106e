"""What is kept of a clip: scores, ranges, tempo and the back, set by set, repetition by repetition.

What an older formcheck has kept lacks what a newer one adds: those are None, or empty.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from formcheck.exercises.after import Felt
from formcheck.exercises.spec import Reference
from formcheck.motion.personal_range import RANGE_SIGNAL
from formcheck.motion.view import View
from formcheck.reps.findings import Measurement, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.result import Result
from formcheck.result.schema import Feedback, HeadlineId, SetResult

__all__ = ["PerformedRep", "PerformedSet", "Session", "SpineReading", "Tempo", "session_of"]

# An export may come from anywhere: nothing in it may be too large for the file, or for a page.
_MANY = 1_000_000
Text = Annotated[str, Field(max_length=1000)]
Count = Annotated[int, Field(ge=0, le=_MANY)]
Number = Annotated[int, Field(gt=0, le=_MANY)]
Points = Annotated[float, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0, le=_MANY)]


def _of_our_time(when: datetime) -> datetime:
    if not 1970 < when.year < 3000:
        raise ValueError("this is no date of a session")
    return when


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Tempo(_Kept):
    """Seconds that the phases of a whole repetition took; the exercise names them."""

    outward_s: Seconds
    turn_s: Seconds
    homeward_s: Seconds
    rest_s: Seconds


class SpineReading(_Kept):
    """The back in one repetition; see `formcheck.assessment.checks.read_spine`.

    Attributes
    ----------
    label, unit : str
        What was read, and in what.
    reference : Reference
        What it is counted from. Values of different references say nothing beside each other.
    value, error_95 : float
        With the half-width of its 95 % interval, in `unit`; + is rounder.
    """

    label: Text
    unit: Text
    reference: Reference
    value: float
    error_95: Annotated[float, Field(gt=0)]


class PerformedRep(_Kept):
    """One repetition that was judged.

    Attributes
    ----------
    score : float or None
        0-100; None where too little could be measured.
    excursion, turn_value : float
        Of the driving signal of its exercise, see `formcheck.reps.timing.Rep`.
    seconds : float
        From start to end.
    tempo : Tempo or None
        None where the clip does not show the whole repetition.
    spine : SpineReading or None
        None where the back could not be measured.
    """

    number: Number
    leg: Literal["left", "right"] | None
    score: Points | None
    excursion: float
    turn_value: float
    seconds: float
    tempo: Tempo | None = None
    spine: SpineReading | None = None


class PerformedSet(_Kept):
    """One set.

    Attributes
    ----------
    exercise : str
        Name in the catalogue.
    load : str or None
        What it was done with, as the person said.
    fault : str or None
        The check to fix first.
    driving_signal : str or None
        What `PerformedRep.excursion` is the range of.
    felt : Felt or None
        Where the person felt it most, if they said so.
    pain : bool or None
        Whether they said that there was pain; None if they said nothing.
    headline : dict
        Verdict of each headline row.
    """

    number: Number
    exercise: Text
    load: Text | None
    score: Points | None
    measured: Count
    defined: Count
    fault: Text | None
    reps: tuple[PerformedRep, ...]
    driving_signal: Text | None = None
    felt: Felt | None = None
    pain: bool | None = None
    headline: dict[HeadlineId, Verdict] = {}

    @model_validator(mode="after")
    def _numbered(self) -> PerformedSet:
        if len({one.number for one in self.reps}) < len(self.reps):
            raise ValueError("two repetitions of a set have the same number")
        return self


class Session(_Kept):
    """What was kept of one clip.

    Attributes
    ----------
    done : datetime
        When, with a time zone.
    view : {"side", "oblique", "front", "mixed"} or None
        Where the camera stood.
    facing : {"left", "right"} or None
        Where the person looks in the picture: seen from the side, that leg is the nearer one.
    """

    done: Annotated[AwareDatetime, AfterValidator(_of_our_time)]
    clip: Text
    sha256: Text
    formcheck_version: Text
    score_version: Count
    sets: tuple[PerformedSet, ...]
    view: View | None = None
    facing: Literal["left", "right"] | None = None

    @model_validator(mode="after")
    def _numbered(self) -> Session:
        if len({one.number for one in self.sets}) < len(self.sets):
            raise ValueError("two sets of a session have the same number")
        return self


def session_of(analysis: Result, done: datetime) -> Session:
    """What is kept of an analysis: neither the clip nor any picture of it."""
    return Session(
        done=done.astimezone(UTC).replace(microsecond=0),
        clip=analysis.clip.name,
        sha256=analysis.clip.sha256,
        formcheck_version=version("formcheck"),
        score_version=analysis.score_version,
        sets=tuple(
            _performed(number, one, analysis.feedback)
            for number, one in enumerate(analysis.sets, 1)
        ),
        view=analysis.view.view,
        facing=analysis.view.facing,
    )


def _performed(number: int, part: SetResult, said: Feedback | None) -> PerformedSet:
    return PerformedSet(
        number=number,
        exercise=part.exercise,
        load=None if part.load is None else str(part.load),
        score=part.score.value,
        measured=part.score.measured,
        defined=part.score.defined,
        fault=None if part.fix_first is None else part.fix_first.check,
        reps=tuple(_rep(one) for one in part.reps if one.void is None),
        driving_signal=part.driving_signal,
        felt=None if said is None else said.felt,
        pain=None if said is None else said.pain,
        headline={row.id: row.verdict for row in part.headline},
    )


def _rep(one: Rep) -> PerformedRep:
    return PerformedRep(
        number=one.number,
        leg=one.leg,
        score=None if one.score is None else one.score.value,
        excursion=one.excursion,
        turn_value=one.turn_value,
        seconds=one.end_s - one.start_s,
        tempo=None if not one.whole else _tempo(one),
        spine=None if one.spine is None else _spine(one.spine),
    )


def _tempo(rep: Rep) -> Tempo:
    outward, turn, homeward, rest = (max(phase.duration_s, 0.0) for phase in rep.phases)
    return Tempo(outward_s=outward, turn_s=turn, homeward_s=homeward, rest_s=rest)


def _spine(reading: Measurement) -> SpineReading | None:
    # An exercise file of the person's own may look at something else in this row.
    if reading.value is None or reading.signal != RANGE_SIGNAL:
        return None
    return SpineReading(
        label=reading.label,
        unit=reading.unit,
        reference=reading.reference,
        value=reading.value,
        error_95=reading.error_95,
    )
