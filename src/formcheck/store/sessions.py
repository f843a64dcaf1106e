"""Keep, list and delete sessions, and a person's own rule of the ladder."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from formcheck.errors import HistoryError
from formcheck.exercises.ladder import CleanRule
from formcheck.result.result import Result
from formcheck.store.database import is_there, opened
from formcheck.store.profiles import usable_name
from formcheck.store.record import Session, session_of
from formcheck.store.rows import insert_session, read_session

__all__ = [
    "add_sessions",
    "delete_session",
    "keep_session",
    "ladder_rule",
    "list_sessions",
    "set_ladder_rule",
]

_OWN = "(SELECT id FROM profile WHERE name = ?)"


def keep_session(profile: str, analysis: Result, done: datetime | None = None) -> Session:
    """Keep what was measured in a clip under a profile, which is made where there is none.

    When this has returned, the session is on the disk, whatever happens to the process.

    Parameters
    ----------
    profile : str
        At most 60 printable characters.
    analysis : Result
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
    session = session_of(analysis, done or datetime.now(UTC))
    if not add_sessions(profile, [session]):
        raise HistoryError(f"{analysis.clip.name}: this clip is kept already under '{profile}'")
    return session


def add_sessions(profile: str, sessions: Sequence[Session]) -> int:
    """Number of those that were not there yet; all are stored, or none.

    Raises
    ------
    HistoryError
        The name cannot be used, or the file cannot be written.
    """
    name = usable_name(profile)
    with opened("write") as database:
        owner = _owner(database, name)
        return sum(insert_session(database, owner, one) for one in sessions)


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
            f"SELECT * FROM session WHERE profile = {_OWN} ORDER BY done, id", (profile.strip(),)
        ).fetchall()
        return tuple(read_session(database, row) for row in rows)


def delete_session(profile: str, sha256: str) -> None:
    """Forget one session by the hash of its clip; nothing happens where it is not kept.

    No trace of it stays on the disk.

    Raises
    ------
    HistoryError
        The file cannot be written.
    """
    with opened("erase") as database:
        database.execute(
            f"DELETE FROM session WHERE sha256 = ? AND profile = {_OWN}",
            (sha256, profile.strip()),
        )


def ladder_rule(profile: str) -> CleanRule | None:
    """The rule that a person has set for themselves; None where they have set none.

    Raises
    ------
    HistoryError
        The file cannot be read.
    """
    if not is_there():
        return None
    with opened("read") as database:
        row = database.execute(
            f"SELECT days, score, reps FROM ladder_rule WHERE profile = {_OWN}",
            (profile.strip(),),
        ).fetchone()
    return None if row is None else CleanRule(**dict(row))


def set_ladder_rule(profile: str, rule: CleanRule | None) -> None:
    """Store a person's own rule, or with None forget it.

    Raises
    ------
    HistoryError
        The name cannot be used, or the file cannot be written.
    """
    name = usable_name(profile)
    with opened("write") as database:
        owner = _owner(database, name)
        database.execute("DELETE FROM ladder_rule WHERE profile = ?", (owner,))
        if rule is not None:
            database.execute(
                "INSERT INTO ladder_rule (profile, days, score, reps) VALUES (?, ?, ?, ?)",
                (owner, rule.days, rule.score, rule.reps),
            )


def _owner(database: sqlite3.Connection, name: str) -> int:
    """Number of the profile of this name, which is made where there is none."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    database.execute(
        "INSERT INTO profile (name, created, formcheck_version) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO NOTHING",
        (name, now, version("formcheck")),
    )
    (owner,) = database.execute("SELECT id FROM profile WHERE name = ?", (name,)).fetchone()
    return int(owner)
