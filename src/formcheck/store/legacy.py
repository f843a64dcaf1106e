"""Reads a history of schema 1 to 13, which kept sessions in up to eight tables.

The tables grew by whole tables and columns, so that one reader serves all of them: a table or
column that a file lacks leaves its field at the default of `formcheck.store.record`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import fields
from typing import Any

from pydantic import ValidationError

from formcheck.motion.personal_range import PersonalRange
from formcheck.store.record import Profile, Session, first_problem, profile_row, session_row

__all__ = ["take_out"]

_Row = dict[str, Any]
# Children first, so that each can be dropped.
_TABLES = (
    *("rep_spine", "rep_tempo", "set_headline", "performed_rep", "performed_set"),
    *("session", "ladder_rule", "profile"),
)
# Columns of the profile that became one field.
_RANGE = tuple(field.name for field in fields(PersonalRange))


def take_out(
    database: sqlite3.Connection,
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Read everything and drop the tables, in the transaction of the caller.

    Returns
    -------
    profiles, sessions : list of tuple
        Rows for the tables of `formcheck.store.database`, sessions as they were kept.

    Raises
    ------
    ValueError, LookupError
        The tables hold what no older formcheck has written.
    """
    present = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    tables: dict[str, list[_Row]] = {name: [] for name in _TABLES}
    for name in tables.keys() & present:
        tables[name] = [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
    names = {row["id"]: row["name"] for row in tables["profile"]}
    try:
        profiles = [profile_row(Profile.model_validate(row)) for row in _profiles(tables)]
        sessions = [
            session_row(names[row.pop("profile")], Session.model_validate(row))
            for row in _sessions(tables)
        ]
    except ValidationError as error:
        raise ValueError(first_problem(error)) from error
    for name in _TABLES:
        database.execute(f"DROP TABLE IF EXISTS {name}")
    return profiles, sessions


def _profiles(tables: dict[str, list[_Row]]) -> list[_Row]:
    rules = _by(tables["ladder_rule"], "profile")
    for row in tables["profile"]:
        back = {name: row.pop(name) for name in _RANGE}
        row["back"] = None if back["posture"] is None else back
        row["ladder_rule"] = next(iter(rules[row.pop("id"),]), None)
    return tables["profile"]


def _sessions(tables: dict[str, list[_Row]]) -> list[_Row]:
    of_set, of_rep = ("session", "set_number"), ("session", "set_number", "rep")
    tempo, spine = _by(tables["rep_tempo"], *of_rep), _by(tables["rep_spine"], *of_rep)
    headlines = _by(tables["set_headline"], *of_set)
    for rep in tables["performed_rep"]:
        key = (rep["session"], rep["set_number"], rep["number"])
        rep["tempo"], rep["spine"] = (next(iter(kept[key]), None) for kept in (tempo, spine))
    reps = _by(tables["performed_rep"], *of_set)
    for part in tables["performed_set"]:
        number = (part["session"], part["number"])
        part["load"] = part.pop("load_words")
        part["headline"] = {row["name"]: row["verdict"] for row in headlines[number]}
        part["reps"] = sorted(reps[number], key=lambda rep: rep["number"])
    sets = _by(tables["performed_set"], "session")
    for session in tables["session"]:
        session["sets"] = sorted(sets[session.pop("id"),], key=lambda part: part["number"])
    return tables["session"]


def _by(rows: list[_Row], *keys: str) -> defaultdict[tuple[int, ...], list[_Row]]:
    """Rows by the columns that name their parent, which are taken out of them."""
    found: defaultdict[tuple[int, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row.pop(key) for key in keys)].append(row)
    return found
