"""What is kept of a person and of a clip, as documents of JSON.

Defaults are the only migration: what a document of an older formcheck lacks is None, or empty. So
a new field has such a default, and no field ever changes its meaning.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from formcheck._util.text import printable
from formcheck.errors import HistoryError
from formcheck.exercises.after import Felt
from formcheck.exercises.ladder import CleanRule
from formcheck.exercises.spec import Reference
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange
from formcheck.motion.view import View
from formcheck.reps.findings import Measurement, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.result import Result
from formcheck.result.schema import Feedback, HeadlineId, SetResult

__all__ = [
    "PerformedRep",
    "PerformedSet",
    "Profile",
    "Session",
    "SpineReading",
    "Tempo",
    "first_problem",
    "from_document",
    "profile_row",
    "session_of",
    "session_row",
]

# An export may come from anywhere: nothing in it may be too large for the file, or for a page.
_MANY = 1_000_000
Text = Annotated[str, Field(max_length=1000)]
Count = Annotated[int, Field(ge=0, le=_MANY)]
Number = Annotated[int, Field(gt=0, le=_MANY)]
Points = Annotated[float, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0, le=_MANY)]
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
_LONGEST_PLACE = 200
# Kinds of problem that a field, a table or a word which is added later makes.
_NEWER = {"extra_forbidden", "unexpected_keyword_argument", "literal_error", "enum"}


def _in_utc(when: datetime) -> datetime:
    if not _EARLIEST <= when < _LATEST:
        raise ValueError("this is no date of a session")
    return when.astimezone(UTC)


def _ordered(back: PersonalRange) -> PersonalRange:
    if not (back.hollow_deg < back.round_deg and back.error_deg > 0):
        raise ValueError("this is no range of a back")
    return back


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Profile(_Kept):
    """One person, as far as formcheck remembers them.

    Attributes
    ----------
    name : str
        As the person chose it.
    created : datetime
        When the profile was first stored, UTC.
    formcheck_version : str
        That stored it last.
    back : PersonalRange or None
        Their range of the back.
    clip : str or None
        File name of the clip that the range was read from.
    calibrated : datetime or None
        When that was, UTC.
    ladder_rule : CleanRule or None
        Their own rule of the ladder.
    """

    name: str
    created: AwareDatetime
    formcheck_version: str
    back: Annotated[PersonalRange, AfterValidator(_ordered)] | None = None
    clip: str | None = None
    calibrated: AwareDatetime | None = None
    ladder_rule: CleanRule | None = None


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
        When, UTC.
    view : {"side", "oblique", "front", "mixed"} or None
        Where the camera stood.
    facing : {"left", "right"} or None
        Where the person looks in the picture: seen from the side, that leg is the nearer one.
    """

    done: Annotated[AwareDatetime, AfterValidator(_in_utc)]
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
    return SpineReading.model_validate(reading, from_attributes=True)


def profile_row(profile: Profile) -> tuple[str, ...]:
    """Name and document, for `formcheck.store.database.INSERT_PROFILE`."""
    return profile.name, profile.model_dump_json()


def session_row(profile: str, session: Session) -> tuple[str, ...]:
    """Profile, date, hash and document, for `formcheck.store.database.INSERT_SESSION`."""
    return profile, session.done.isoformat(), session.sha256, session.model_dump_json()


_Model = TypeVar("_Model", bound=_Kept)


def from_document(model: type[_Model], document: str) -> _Model:
    """A profile or session from its JSON.

    Raises
    ------
    HistoryError
        A newer formcheck has written it, or it is damaged.
    """
    try:
        return model.model_validate_json(document)
    except ValidationError as error:
        where = f"a {model.__name__.lower()} in the history"
        problem = first_problem(error)
        if any(one["type"] in _NEWER for one in error.errors()):
            raise HistoryError(
                f"{where} was written by a newer formcheck ({problem}); update formcheck"
            ) from error
        raise HistoryError(
            f"{where} is damaged ({problem}); delete its profile with "
            "'formcheck profiles --delete NAME', or move the file away"
        ) from error


def first_problem(error: ValidationError) -> str:
    """Where it is and what it is, in one line; a key that is not known may hold anything."""
    first = error.errors()[0]
    where = printable(".".join(map(str, first["loc"])))[:_LONGEST_PLACE] or "the file"
    return f"{where}: {first['msg']}"
