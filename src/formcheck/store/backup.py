"""The one copy of the history: as it was before a newer formcheck changed the file.

It lies beside the file, is replaced by the next one, and goes when anything is deleted from the
history, so that what a person has deleted is not in it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["backup_path", "discard_backup", "make_backup"]


def backup_path(database: Path) -> Path:
    """``history.backup.sqlite3`` beside ``history.sqlite3``."""
    return database.with_name(f"{database.stem}.backup{database.suffix}")


def make_backup(database: Path) -> None:
    """Copy the file as it was committed last; the caller keeps other writers out.

    Raises
    ------
    sqlite3.Error, OSError
        It cannot be copied; a copy that was there before is then still there.
    """
    part = _part(database)
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT, 0o600))
    with (
        closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy)
    part.replace(backup_path(database))


def discard_backup(database: Path) -> None:
    """Remove the copy, an unfinished one, and SQLite's own companions of either."""
    for path in (backup_path(database), _part(database)):
        for companion in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + companion).unlink(missing_ok=True)


def _part(database: Path) -> Path:
    # One name, as only one process at a time makes a copy: the part of a killed one is found again.
    return database.with_name(f"{database.stem}.backup.part")
