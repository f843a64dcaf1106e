"""Sessions as rows of the file, there and back; see `formcheck.store.migrations` for the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from formcheck.store.record import PerformedRep, PerformedSet, Session, SpineReading, Tempo

__all__ = ["insert_session", "read_session"]

_SESSION = ("done", "clip", "sha256", "formcheck_version", "score_version", "view", "facing")
# Columns of the file that have the names of attributes.
_SET = ("exercise", "score", "measured", "defined", "fault", "driving_signal", "felt", "pain")
_REP = ("number", "leg", "score", "excursion", "turn_value", "seconds")
_TEMPO = tuple(Tempo.model_fields)
_SPINE = tuple(SpineReading.model_fields)


def insert_session(database: sqlite3.Connection, owner: int, one: Session) -> bool:
    """Store a session of a profile, and say whether it is new: a clip is kept once."""
    values = {name: getattr(one, name) for name in _SESSION} | {
        "profile": owner,
        "done": one.done.astimezone(UTC).isoformat(),
    }
    row = database.execute(
        f"{_insertion('session', values)} ON CONFLICT DO NOTHING RETURNING id", values
    ).fetchone()
    if row is None:
        return False
    for part in one.sets:
        _insert_set(database, row["id"], part)
    return True


def _insert_set(database: sqlite3.Connection, session: int, part: PerformedSet) -> None:
    values = {name: getattr(part, name) for name in _SET}
    own = {"session": session, "number": part.number, "load_words": part.load}
    _insert(database, "performed_set", [own | values])
    key = {"session": session, "set_number": part.number}
    _insert(
        database,
        "set_headline",
        [key | {"name": name, "verdict": str(one)} for name, one in part.headline.items()],
    )
    _insert(
        database,
        "performed_rep",
        [key | {name: getattr(one, name) for name in _REP} for one in part.reps],
    )
    for table, of_rep in (
        ("rep_tempo", [(one.number, one.tempo) for one in part.reps]),
        ("rep_spine", [(one.number, one.spine) for one in part.reps]),
    ):
        _insert(
            database,
            table,
            [key | {"rep": number} | dict(kept) for number, kept in of_rep if kept is not None],
        )


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for values in rows:
        database.execute(_insertion(table, values), values)


def _insertion(table: str, values: Mapping[str, Any]) -> str:
    names = ", ".join(values)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})"


def read_session(database: sqlite3.Connection, row: sqlite3.Row) -> Session:
    """The session of a row of the table of sessions."""
    parts = database.execute(
        "SELECT * FROM performed_set WHERE session = ? ORDER BY number", (row["id"],)
    )
    kept = {name: row[name] for name in _SESSION}
    kept["done"] = datetime.fromisoformat(row["done"])
    return Session(**kept, sets=tuple(_set(database, one) for one in parts.fetchall()))


def _set(database: sqlite3.Connection, row: sqlite3.Row) -> PerformedSet:
    key = (row["session"], row["number"])

    def of_set(table: str, order: str) -> list[sqlite3.Row]:
        return database.execute(
            f"SELECT * FROM {table} WHERE session = ? AND set_number = ? ORDER BY {order}", key
        ).fetchall()

    tempo = {
        one["rep"]: Tempo(**{name: one[name] for name in _TEMPO})
        for one in of_set("rep_tempo", "rep")
    }
    spine = {
        one["rep"]: SpineReading(**{name: one[name] for name in _SPINE})
        for one in of_set("rep_spine", "rep")
    }
    reps = tuple(
        PerformedRep(
            **{name: one[name] for name in _REP},
            tempo=tempo.get(one["number"]),
            spine=spine.get(one["number"]),
        )
        for one in of_set("performed_rep", "number")
    )
    return PerformedSet(
        number=row["number"],
        load=row["load_words"],
        reps=reps,
        headline={one["name"]: one["verdict"] for one in of_set("set_headline", "name")},
        **{name: row[name] for name in _SET},
    )
