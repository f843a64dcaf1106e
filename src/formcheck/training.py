"""Sessions that a person chose to keep: scores and ranges, set by set, repetition by repetition."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from formcheck._database import is_there, opened
from formcheck.errors import HistoryError
from formcheck.history import usable_name
from formcheck.report.analysis import Analysis, SetResult

__all__ = [
    "WEEKLY_SESSIONS",
    "PerformedRep",
    "PerformedSet",
    "Session",
    "days_this_week",
    "delete_session",
    "export_sessions",
    "import_sessions",
    "keep_session",
    "list_sessions",
]

WEEKLY_SESSIONS = (2, 3)
"""Days of strength training a week that general guidance for adults asks for (ACSM 2009)."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PerformedRep(_Kept):
    """One repetition that was judged.

    Attributes
    ----------
    score : float or None
        0-100; None where too little could be measured.
    excursion, turn_value : float
        Of the driving signal of its exercise, see `formcheck.reps.tempo.Rep`.
    seconds : float
        From start to end.
    """

    number: int = Field(gt=0)
    leg: Literal["left", "right"] | None
    score: float | None = Field(ge=0, le=100)
    excursion: float
    turn_value: float
    seconds: float


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
    """

    number: int = Field(gt=0)
    exercise: str
    load: str | None
    score: float | None = Field(ge=0, le=100)
    measured: int
    defined: int
    fault: str | None
    reps: tuple[PerformedRep, ...]


class Session(_Kept):
    """What was kept of one clip; `done` is when, UTC."""

    done: AwareDatetime
    clip: str
    sha256: str
    formcheck_version: str
    score_version: int
    sets: tuple[PerformedSet, ...]


class _Export(_Kept):
    schema_version: Literal[1] = 1
    sessions: tuple[Session, ...]


def keep_session(profile: str, analysis: Analysis, done: datetime | None = None) -> Session:
    """Keep the scores of a clip under a profile, which is made where there is none.

    Parameters
    ----------
    profile : str
        At most 60 printable characters.
    analysis : Analysis
        Neither the clip nor any picture of it is kept.
    done : datetime, optional
        When it was, with a time zone; now if left out.

    Raises
    ------
    HistoryError
        This clip is kept already, it has no repetition, or the file cannot be written.
    """
    if not analysis.reps:
        raise HistoryError(f"{analysis.clip.name}: no repetition was found, so nothing is to keep")
    session = Session(
        done=(done or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
        clip=analysis.clip.name,
        sha256=analysis.clip.sha256,
        formcheck_version=version("formcheck"),
        score_version=analysis.score_version,
        sets=tuple(_performed(number, one) for number, one in enumerate(analysis.sets, 1)),
    )
    if not _insert(usable_name(profile), [session]):
        raise HistoryError(f"{analysis.clip.name}: this clip is kept already under '{profile}'")
    return session


def list_sessions(profile: str) -> tuple[Session, ...]:
    """Sessions of a profile, oldest first; none where there is no such profile.

    Raises
    ------
    HistoryError
        The file cannot be read.
    """
    if not is_there():
        return ()
    with opened("read") as database:
        rows = database.execute(
            "SELECT session.* FROM session JOIN profile ON profile.id = session.profile "
            "WHERE profile.name = ? ORDER BY done, session.id",
            (profile.strip(),),
        ).fetchall()
        return tuple(_session(database, row) for row in rows)


def delete_session(profile: str, sha256: str) -> None:
    """Forget one session by the hash of its clip; nothing happens where it is not kept.

    Raises
    ------
    HistoryError
        The file cannot be written.
    """
    with opened("write") as database:
        database.execute(
            "DELETE FROM session WHERE sha256 = ? "
            "AND profile = (SELECT id FROM profile WHERE name = ?)",
            (sha256, profile.strip()),
        )


def export_sessions(profile: str) -> str:
    """All sessions of a profile as JSON, for `import_sessions` and for anyone else."""
    return _Export(sessions=list_sessions(profile)).model_dump_json(indent=2)


def import_sessions(profile: str, text: str) -> int:
    """Take in what was exported; sessions that are there already stay as they are.

    Returns
    -------
    int
        How many are new.

    Raises
    ------
    HistoryError
        It is no such file; then nothing is taken in.
    """
    try:
        sessions = _Export.model_validate_json(text).sessions
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise HistoryError(
            f"this is no export of formcheck ({where}: {first['msg']}); choose one that the "
            "Progress page has written"
        ) from error
    return _insert(usable_name(profile), sessions)


def days_this_week(sessions: tuple[Session, ...], now: datetime | None = None) -> int:
    """Number of days with a session since Monday, in the time zone of this machine."""
    today = (now or datetime.now(UTC)).astimezone().date()
    monday = today - timedelta(days=today.weekday())
    days = {one.done.astimezone().date() for one in sessions}
    return sum(monday <= day <= today for day in days)


def _performed(number: int, part: SetResult) -> PerformedSet:
    return PerformedSet(
        number=number,
        exercise=part.exercise,
        load=None if part.load is None else str(part.load),
        score=part.score.value,
        measured=part.score.measured,
        defined=part.score.defined,
        fault=None if part.fix_first is None else part.fix_first.check,
        reps=tuple(
            PerformedRep(
                number=one.rep.number,
                leg=one.rep.leg,
                score=None if one.score is None else one.score.value,
                excursion=one.rep.excursion,
                turn_value=one.rep.turn_value,
                seconds=one.rep.end_s - one.rep.start_s,
            )
            for one in part.reps
            if one.rep.void is None
        ),
    )


def _insert(profile: str, sessions: list[Session] | tuple[Session, ...]) -> int:
    """Number of those that were not there yet; all are stored, or none."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new = 0
    with opened("write") as database:
        database.execute(
            "INSERT INTO profile (name, created, formcheck_version) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO NOTHING",
            (profile, now, version("formcheck")),
        )
        (owner,) = database.execute("SELECT id FROM profile WHERE name = ?", (profile,)).fetchone()
        for one in sessions:
            row = database.execute(
                "INSERT INTO session (profile, done, clip, sha256, formcheck_version, "
                "score_version) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
                (
                    owner,
                    one.done.astimezone(UTC).isoformat(),
                    one.clip,
                    one.sha256,
                    one.formcheck_version,
                    one.score_version,
                ),
            ).fetchone()
            if row is not None:
                new += 1
                _insert_sets(database, row["id"], one)
    return new


def _insert_sets(database: sqlite3.Connection, session: int, kept: Session) -> None:
    for part in kept.sets:
        database.execute(
            "INSERT INTO performed_set VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session,
                part.number,
                part.exercise,
                part.load,
                part.score,
                part.measured,
                part.defined,
                part.fault,
            ),
        )
        database.executemany(
            "INSERT INTO performed_rep VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    session,
                    part.number,
                    one.number,
                    one.leg,
                    one.score,
                    one.excursion,
                    one.turn_value,
                    one.seconds,
                )
                for one in part.reps
            ],
        )


def _session(database: sqlite3.Connection, row: sqlite3.Row) -> Session:
    parts = database.execute(
        "SELECT * FROM performed_set WHERE session = ? ORDER BY number", (row["id"],)
    )
    return Session(
        done=datetime.fromisoformat(row["done"]),
        clip=row["clip"],
        sha256=row["sha256"],
        formcheck_version=row["formcheck_version"],
        score_version=row["score_version"],
        sets=tuple(_set(database, one) for one in parts.fetchall()),
    )


def _set(database: sqlite3.Connection, row: sqlite3.Row) -> PerformedSet:
    reps = database.execute(
        "SELECT number, leg, score, excursion, turn_value, seconds FROM performed_rep "
        "WHERE session = ? AND set_number = ? ORDER BY number",
        (row["session"], row["number"]),
    )
    return PerformedSet(
        number=row["number"],
        exercise=row["exercise"],
        load=row["load_words"],
        score=row["score"],
        measured=row["measured"],
        defined=row["defined"],
        fault=row["fault"],
        reps=tuple(PerformedRep(**dict(one)) for one in reps),
    )
