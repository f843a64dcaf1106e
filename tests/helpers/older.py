"""Histories as formcheck has written them in tables, up to schema 13."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

__all__ = ["FIRST_SCHEMA", "LAST_SCHEMA", "write_first_schema", "write_older"]

_STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE profile (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL,
        posture TEXT CHECK (posture IN ('standing', 'all_fours')),
        hollow_deg REAL,
        round_deg REAL,
        neutral_deg REAL,
        neutral_from TEXT CHECK (neutral_from IN ('quiet', 'middle')),
        error_deg REAL CHECK (error_deg > 0),
        hollow_times INTEGER CHECK (hollow_times > 0),
        round_times INTEGER CHECK (round_times > 0),
        clip TEXT,
        calibrated TEXT,
        formcheck_version TEXT NOT NULL,
        CHECK (hollow_deg < round_deg),
        CHECK (
            (posture IS NULL) + (hollow_deg IS NULL) + (round_deg IS NULL) + (neutral_deg IS NULL)
            + (neutral_from IS NULL) + (error_deg IS NULL) + (hollow_times IS NULL)
            + (round_times IS NULL) IN (0, 8)
        )
    )
    """,
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        profile INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
        done TEXT NOT NULL,
        clip TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        formcheck_version TEXT NOT NULL,
        score_version INTEGER NOT NULL,
        UNIQUE (profile, sha256)
    )
    """,
    """
    CREATE TABLE performed_set (
        session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0),
        exercise TEXT NOT NULL,
        load_words TEXT,
        score REAL CHECK (score BETWEEN 0 AND 100),
        measured INTEGER NOT NULL,
        defined INTEGER NOT NULL,
        fault TEXT,
        PRIMARY KEY (session, number)
    )
    """,
    """
    CREATE TABLE performed_rep (
        session INTEGER NOT NULL,
        set_number INTEGER NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        leg TEXT CHECK (leg IN ('left', 'right')),
        score REAL CHECK (score BETWEEN 0 AND 100),
        excursion REAL NOT NULL,
        turn_value REAL NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (session, set_number, number),
        FOREIGN KEY (session, set_number) REFERENCES performed_set ON DELETE CASCADE
    )
    """,
    # From here on: what the Progress page shows beside scores and ranges.
    "ALTER TABLE session ADD COLUMN view TEXT "
    "CHECK (view IN ('side', 'oblique', 'front', 'mixed'))",
    "ALTER TABLE session ADD COLUMN facing TEXT CHECK (facing IN ('left', 'right'))",
    "ALTER TABLE performed_set ADD COLUMN driving_signal TEXT",
    "ALTER TABLE performed_set ADD COLUMN felt TEXT "
    "CHECK (felt IN ('glutes', 'hamstrings', 'low_back', 'nowhere'))",
    "ALTER TABLE performed_set ADD COLUMN pain INTEGER CHECK (pain IN (0, 1))",
    """
    CREATE TABLE set_headline (
        session INTEGER NOT NULL,
        set_number INTEGER NOT NULL,
        name TEXT NOT NULL,
        verdict TEXT NOT NULL,
        PRIMARY KEY (session, set_number, name),
        FOREIGN KEY (session, set_number) REFERENCES performed_set ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE rep_tempo (
        session INTEGER NOT NULL,
        set_number INTEGER NOT NULL,
        rep INTEGER NOT NULL,
        outward_s REAL NOT NULL CHECK (outward_s >= 0),
        turn_s REAL NOT NULL CHECK (turn_s >= 0),
        homeward_s REAL NOT NULL CHECK (homeward_s >= 0),
        rest_s REAL NOT NULL CHECK (rest_s >= 0),
        PRIMARY KEY (session, set_number, rep),
        FOREIGN KEY (session, set_number, rep) REFERENCES performed_rep ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE rep_spine (
        session INTEGER NOT NULL,
        set_number INTEGER NOT NULL,
        rep INTEGER NOT NULL,
        label TEXT NOT NULL,
        unit TEXT NOT NULL,
        reference TEXT NOT NULL,
        value REAL NOT NULL,
        error_95 REAL NOT NULL CHECK (error_95 > 0),
        PRIMARY KEY (session, set_number, rep),
        FOREIGN KEY (session, set_number, rep) REFERENCES performed_rep ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE ladder_rule (
        profile INTEGER PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
        days INTEGER NOT NULL CHECK (days > 0),
        score REAL NOT NULL CHECK (score BETWEEN 0 AND 100),
        reps INTEGER NOT NULL CHECK (reps > 0)
    )
    """,
)

FIRST_SCHEMA = 4
"""Of the first version that kept sessions whole."""
LAST_SCHEMA = len(_STATEMENTS)
_APPLICATION_ID = int.from_bytes(b"fchk")


def write_first_schema(path: Path, profile: str, clip: str) -> None:
    """One profile and one session of two squats, as the first version kept it."""
    write_older(path, profile, clip, FIRST_SCHEMA)


def write_older(path: Path, profile: str, clip: str, schema: int) -> None:
    """The same, with everything that this schema had a place for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for statement in _STATEMENTS[:schema]:
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {schema}")
        for table, row in _rows(profile, clip, schema):
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            database.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)


def _rows(profile: str, clip: str, schema: int) -> list[tuple[str, Mapping[str, object]]]:
    born = {"id": 1, "name": profile, "created": "2026-01-01T00:00:00+00:00"}
    back = {"posture": "all_fours", "hollow_deg": -26.05, "round_deg": 21.25, "neutral_deg": -2.4}
    back |= {"neutral_from": "middle", "error_deg": 9.04, "hollow_times": 2, "round_times": 3}
    read = {"clip": "cat_cow.mp4", "calibrated": "2026-01-01T00:00:00+00:00"}
    session = {"id": 1, "profile": 1, "done": "2026-01-02T12:00:00+00:00", "clip": clip}
    session |= {"sha256": "abc", "formcheck_version": "0.1.0", "score_version": 1}
    session |= {"view": "side"} if schema > 4 else {}
    session |= {"facing": "left"} if schema > 5 else {}
    part = {"session": 1, "number": 1, "exercise": "squat", "load_words": "20 kg", "score": 88.0}
    part |= {"measured": 7, "defined": 9, "fault": "too_shallow"}
    part |= {"driving_signal": "knee_flexion_deg"} if schema > 6 else {}
    part |= {"felt": "glutes"} if schema > 7 else {}
    part |= {"pain": 0} if schema > 8 else {}
    of_set = {"session": 1, "set_number": 1}
    rep = {"score": 88.0, "excursion": 95.0, "turn_value": 101.0, "seconds": 3.2}
    tempo = {"rep": 2, "outward_s": 1.0, "turn_s": 0.5, "homeward_s": 1.5, "rest_s": 0.0}
    spine = {"rep": 2, "label": "roundness", "unit": "deg", "reference": "neutral"}
    found: list[tuple[int, str, Mapping[str, object]]] = [
        (1, "profile", born | back | read | {"formcheck_version": "0.1.0"}),
        (2, "session", session),
        (3, "performed_set", part),
        # Stored the other way round than they were done.
        (4, "performed_rep", of_set | rep | {"number": 2, "leg": "left"}),
        (4, "performed_rep", of_set | rep | {"number": 1, "leg": None}),
        (10, "set_headline", of_set | {"name": "knee_lock", "verdict": "possible"}),
        (11, "rep_tempo", of_set | tempo),
        (12, "rep_spine", of_set | spine | {"value": 12.0, "error_95": 8.0}),
        (13, "ladder_rule", {"profile": 1, "days": 3, "score": 80.0, "reps": 6}),
    ]
    return [(table, row) for since, table, row in found if schema >= since]
