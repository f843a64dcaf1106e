"""The schema of the history: what each version of formcheck has added to the file."""

from __future__ import annotations

__all__ = ["MIGRATIONS"]

MIGRATIONS: tuple[str, ...] = (
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
"""Statement n brings a file of schema n to schema n + 1; shipped ones are never changed."""
