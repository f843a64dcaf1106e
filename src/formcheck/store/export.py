"""All sessions of a profile as one JSON file, out and in again."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck.errors import HistoryError
from formcheck.store.record import Session
from formcheck.store.sessions import add_sessions, list_sessions

__all__ = ["export_sessions", "import_sessions"]


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
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise HistoryError(
            f"this is no export of formcheck ({where}: {first['msg']}); choose one that the "
            "Progress page has written"
        ) from error
    return add_sessions(profile, sessions)
