"""The one SQLite file in the person's own data folder: where it is, its tables, opening it.

It is opened for each piece of work and closed again, so that any number of runs may share it:
SQLite lets them read at once and queue for writing. Profiles and sessions are documents of JSON
(`formcheck.store.record`), so that new fields leave the tables as they are. A file of an older
schema is copied (`formcheck.store.backup`) and taken in once (`formcheck.store.legacy`).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

import platformdirs

from formcheck.errors import HistoryError
from formcheck.store.backup import backup_path, discard_backup, make_backup

__all__ = ["INSERT_PROFILE", "INSERT_SESSION", "SCHEMA", "database_path", "opened", "read_rows"]

HOME_VARIABLE = "FORMCHECK_HOME"
_FILE = "history.sqlite3"
_ERASING = "history.erasing"
_BUSY_S = 10.0
# Marks the file as ours ("fchk"), so that a database of another program is not written into.
_APPLICATION_ID = 0x6663686B

SCHEMA = 14
"""Of the file; 1 to 13 are those of `formcheck.store.legacy`."""
INSERT_PROFILE = "INSERT INTO profile (name, document) VALUES (?, ?) ON CONFLICT DO NOTHING"
INSERT_SESSION = (
    "INSERT INTO session (profile, done, sha256, record) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_TABLES = (
    "CREATE TABLE profile (name TEXT PRIMARY KEY, document TEXT NOT NULL)",
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        profile TEXT NOT NULL REFERENCES profile (name) ON DELETE CASCADE,
        done TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (profile, sha256)
    )
    """,
)


def database_path() -> Path:
    """``history.sqlite3`` in ``$FORMCHECK_HOME``, or else in the system's place for user data.

    Raises
    ------
    HistoryError
        The person has no home folder.
    """
    try:
        chosen = os.environ.get(HOME_VARIABLE)
        return (Path(chosen).expanduser() if chosen else _user_data()) / _FILE
    except (RuntimeError, OSError) as error:
        raise HistoryError(
            f"there is no home folder; name a folder with {HOME_VARIABLE}"
        ) from error


def _user_data() -> Path:
    folder = platformdirs.user_data_path("formcheck", appauthor=False)
    earlier = _earlier_user_data()
    return earlier if earlier and earlier.is_dir() and not folder.is_dir() else folder


def _earlier_user_data() -> Path | None:
    """Where a history may lie from before platformdirs, which also minds XDG_DATA_HOME on macOS."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "formcheck"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "formcheck"
    return None


def read_rows(query: str, *values: str) -> list[sqlite3.Row]:
    """Rows that a query finds; none, and no file either, where nothing was ever stored.

    Raises
    ------
    HistoryError
        The file cannot be read.
    """
    path = database_path()
    try:
        if not path.stat().st_size:
            return []
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(path, error) from error
    with opened("read") as database:
        return database.execute(query, values).fetchall()


@contextmanager
def opened(purpose: Literal["read", "write", "erase"]) -> Iterator[sqlite3.Connection]:
    """The file, its tables up to date, in one transaction: all of the block counts, or nothing.

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
            if _schema(database, path) < SCHEMA:
                _use_write_ahead_log(database)
                with _transaction(database, "BEGIN IMMEDIATE"):
                    _bring_up_to_date(database, path)
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
    """Schema of the file, 0 where it is empty; refuses what this program must not touch."""
    (schema,) = database.execute("PRAGMA user_version").fetchone()
    (owner,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != _APPLICATION_ID and (tables or schema):
        raise HistoryError(
            f"{path}: this is a database of another program; "
            f"move it away, or name another folder with {HOME_VARIABLE}"
        )
    if schema > SCHEMA:
        raise HistoryError(
            f"{path}: written by a newer formcheck (schema {schema}, this one knows "
            f"{SCHEMA}); update formcheck, or name another folder with {HOME_VARIABLE}"
        )
    return int(schema)


def _bring_up_to_date(database: sqlite3.Connection, path: Path) -> None:
    """Make the tables within the transaction that is open, with what an older file holds."""
    # Asked again: another run may have done it while this one waited.
    schema = _schema(database, path)
    if schema == SCHEMA:
        return
    profiles, sessions = _taken_out(database, path) if schema else ([], [])
    for table in _TABLES:
        database.execute(table)
    database.executemany(INSERT_PROFILE, profiles)
    database.executemany(INSERT_SESSION, sessions)
    database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {SCHEMA}")


def _taken_out(
    database: sqlite3.Connection, path: Path
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    # Once in the life of a file; it loads the models of results, which nothing else here needs.
    from formcheck.store.legacy import take_out

    make_backup(path)
    try:
        return take_out(database)
    except (ValueError, LookupError) as error:
        raise HistoryError(
            f"{path}: cannot be brought to the schema of this formcheck ({error}); it is as it "
            f"was before, and so is its copy {backup_path(path)}: use the formcheck that wrote it"
        ) from error


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
