"""The one SQLite file in the person's own data folder: where it is, its schema, opening it.

It is opened for each piece of work and closed again, so that any number of runs may share it:
SQLite lets them read at once and queue for writing. The schema is
`formcheck.store.migrations` and only grows; before it does, the file is copied
(`formcheck.store.backup`).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

from formcheck.errors import HistoryError
from formcheck.store.backup import backup_path, discard_backup, make_backup
from formcheck.store.migrations import MIGRATIONS as _MIGRATIONS

__all__ = ["database_path", "is_there", "opened"]

HOME_VARIABLE = "FORMCHECK_HOME"
_FILE = "history.sqlite3"
_ERASING = "history.erasing"
_BUSY_S = 10.0
# Marks the file as ours ("fchk"), so that a database of another program is not written into.
_APPLICATION_ID = 0x6663686B


def database_path() -> Path:
    """``history.sqlite3`` in ``$FORMCHECK_HOME``, or else in the system's place for user data.

    Raises
    ------
    HistoryError
        The person has no home folder.
    """
    try:
        chosen = os.environ.get(HOME_VARIABLE)
        return (Path(chosen).expanduser() if chosen else _user_data() / "formcheck") / _FILE
    except RuntimeError as error:
        raise HistoryError(
            f"there is no home folder; name a folder with {HOME_VARIABLE}"
        ) from error


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    # XDG base directory specification: a relative path there is to be ignored.
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def is_there() -> bool:
    """Whether anything was ever stored.

    Raises
    ------
    HistoryError
        The folder cannot be looked into.
    """
    path = database_path()
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(path, error) from error


@contextmanager
def opened(purpose: Literal["read", "write", "erase"]) -> Iterator[sqlite3.Connection]:
    """The file, its schema up to date, in one transaction: all of the block counts, or nothing.

    Parameters
    ----------
    purpose : {"read", "write", "erase"}
        Readers do not wait for each other; writers queue for ten seconds. After "erase" nothing of
        what the block has deleted is in any file of the folder: not in the free space of this one,
        not in its write-ahead log, not in the backup, which is removed.

    Yields
    ------
    sqlite3.Connection
        Rows are `sqlite3.Row`.

    Raises
    ------
    HistoryError
        Whatever goes wrong with the file, in words.
    """
    path = database_path()
    try:
        _make_private(path)
        with closing(sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)) as database:
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA foreign_keys = ON")
            # What is forgotten is overwritten, and not only marked as free.
            database.execute("PRAGMA secure_delete = ON")
            if _schema(database, path) < len(_MIGRATIONS):
                _use_write_ahead_log(database)
                with _transaction(database, "BEGIN IMMEDIATE"):
                    _migrate(database, path)
            erasing = path.with_name(_ERASING)
            if purpose == "erase":
                # First: whoever is killed on the way leaves no copy of what was to go, and a mark,
                # so that the next one finishes the work.
                discard_backup(path)
                erasing.touch(0o600)
            # Taken at once: a transaction that begins by reading may be too late to write.
            begin = "BEGIN" if purpose == "read" else "BEGIN IMMEDIATE"
            with _transaction(database, begin):
                yield database
            if erasing.exists():
                if _rewrite(database):
                    erasing.unlink(missing_ok=True)
                elif purpose == "erase":
                    raise HistoryError(
                        f"{path}: it is deleted, but another formcheck is using the file, so that "
                        "pieces of it are still on the disk; they go with the next look at the "
                        "history after that one has ended"
                    )
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error


def _rewrite(database: sqlite3.Connection) -> bool:
    """Write the file anew without what was deleted, and empty its write-ahead log.

    False where another formcheck is in the way.
    """
    try:
        # The new copy is for a while beside the old one, and must not lie in a folder of others.
        database.execute("PRAGMA temp_store = MEMORY")
        # Pages that were split keep pieces of what was on them, which only this removes.
        database.execute("VACUUM")
        busy, _, _ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise
        return False
    return not busy


@contextmanager
def _transaction(database: sqlite3.Connection, begin: str) -> Iterator[None]:
    database.execute(begin)
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _make_private(path: Path) -> None:
    """Folder and file are for the person alone; a folder that was there is left as it is."""
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.parent.mkdir(mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _use_write_ahead_log(database: sqlite3.Connection) -> None:
    """Kept by the file from then on."""
    try:
        database.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # SQLite does not queue for this; whoever is in the way is doing the same.
        if not _is_busy(error):
            raise


def _schema(database: sqlite3.Connection, path: Path) -> int:
    """Number of migrations the file has been through; refuses what this program must not touch."""
    (schema,) = database.execute("PRAGMA user_version").fetchone()
    (owner,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != _APPLICATION_ID and (tables or schema):
        raise HistoryError(
            f"{path}: this is a database of another program; "
            f"move it away, or name another folder with {HOME_VARIABLE}"
        )
    if schema > len(_MIGRATIONS):
        raise HistoryError(
            f"{path}: written by a newer formcheck (schema {schema}, this one knows "
            f"{len(_MIGRATIONS)}); update formcheck, or name another folder with {HOME_VARIABLE}"
        )
    return int(schema)


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to date within the transaction that is open."""
    # Asked again: another run may have done it while this one waited.
    schema = _schema(database, path)
    if 0 < schema < len(_MIGRATIONS):
        make_backup(path)
    try:
        for migration in _MIGRATIONS[schema:]:
            database.execute(migration)
    except sqlite3.Error as error:
        raise HistoryError(
            f"{path}: cannot be brought to the schema of this formcheck ({error}); it is as it was "
            f"before, and so is its copy {backup_path(path)}: use the formcheck that wrote it"
        ) from error
    database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _is_busy(error: sqlite3.Error | OSError) -> bool:
    return _plain_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _plain_code(error: sqlite3.Error | OSError) -> int | None:
    """Extended codes carry the plain one in their lowest byte."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _unusable(path: Path, error: sqlite3.Error | OSError) -> HistoryError:
    if _is_busy(error):
        return HistoryError(f"{path}: another formcheck is writing to it; try again in a moment")
    if _plain_code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return HistoryError(
            f"{path}: damaged, or not a database; "
            f"move it away, or name another folder with {HOME_VARIABLE}"
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return HistoryError(
        f"{path}: cannot be used ({reason}); check the folder's permissions and the free disk "
        f"space, or name another folder with {HOME_VARIABLE}"
    )
