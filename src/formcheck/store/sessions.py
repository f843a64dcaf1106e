"""Keep, list and delete sessions, and exchange all of a profile as one JSON file.

Each function raises `HistoryError` where the file cannot be read or written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck.errors import HistoryError
from formcheck.result.result import Result
from formcheck.store.database import INSERT_SESSION, opened, read_rows
from formcheck.store.profiles import make_profile
from formcheck.store.record import Session, first_problem, from_document, session_of, session_row

__all__ = [
    "add_sessions",
    "delete_session",
    "export_sessions",
    "import_sessions",
    "keep_session",
    "list_sessions",
]


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
    """Store all sessions of new clips, or none; returns how many are new."""
    with opened("write") as database:
        name = make_profile(database, profile)
        return sum(
            database.execute(INSERT_SESSION, session_row(name, one)).rowcount for one in sessions
        )


def list_sessions(profile: str) -> tuple[Session, ...]:
    """Sessions of a profile, oldest first; none where there is no such profile."""
    rows = read_rows(
        "SELECT record FROM session WHERE profile = ? ORDER BY done, id", profile.strip()
    )
    return tuple(from_document(Session, row["record"]) for row in rows)


def delete_session(profile: str, sha256: str) -> None:
    """Forget one session by the hash of its clip; nothing happens where it is not kept.

    No trace of it stays on the disk.
    """
    with opened("erase") as database:
        database.execute(
            "DELETE FROM session WHERE sha256 = ? AND profile = ?", (sha256, profile.strip())
        )


class _Export(BaseModel):
    """Version 2 adds to version 1, and every addition may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1, 2] = 2
    sessions: tuple[Session, ...]


def export_sessions(profile: str) -> str:
    """All sessions of a profile as JSON, for `import_sessions` and for anyone else."""
    return _Export(sessions=list_sessions(profile)).model_dump_json(indent=2)


def import_sessions(profile: str, text: str) -> int:
    """Take in what this or an older formcheck has exported; what is there already stays as it is.

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
        raise HistoryError(
            f"this is no export of formcheck ({first_problem(error)}); choose one that the "
            "Progress page has written"
        ) from error
    return add_sessions(profile, sessions)
