"""Analyses of training days, and a history as older versions have written it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from formcheck.assessment.findings import Reading, Verdict
from formcheck.exercises import load_exercise
from formcheck.exercises.spec import Reference
from formcheck.result.load import parse_load
from formcheck.result.schema import Analysis, FaultSummary, Feedback, HeadlineRow
from formcheck.store.database import _APPLICATION_ID
from formcheck.store.migrations import MIGRATIONS
from helpers.results import analysis_of

FIRST_SCHEMA = 4
"""Number of statements of the first version that kept sessions."""


def trained(
    name: str,
    exercise: str = "squat",
    *,
    score: float = 90.0,
    ranges: Sequence[float] = (95.0,) * 8,
    legs: Sequence[str | None] | None = None,
    facing: str = "left",
    back_deg: float | None = None,
    reference: Reference = Reference.NEUTRAL,
    load: str | None = None,
    pain: bool | None = None,
    knee_lock: Verdict | None = None,
    fault: str | None = None,
) -> Analysis:
    """A clip of one set, as a person might keep it."""
    whole = analysis_of(f"{name}.mp4", sha256=name * 8, score=score, reps=len(ranges))
    (part,) = whole.sets
    reps = tuple(
        one.model_copy(
            update={
                "rep": one.rep.model_copy(update={"excursion": reach, "leg": leg}),
                "spine": None if back_deg is None else _back(back_deg, reference),
            }
        )
        for one, reach, leg in zip(part.reps, ranges, legs or [None] * len(ranges), strict=True)
    )
    row = () if knee_lock is None else (HeadlineRow(id="knee_lock", title="", verdict=knee_lock),)
    known = load_exercise(exercise)
    changed = part.model_copy(
        update={
            "exercise": exercise,
            "exercise_name": known.name,
            "reps": reps,
            "headline": row,
            "fix_first": None
            if fault is None
            else FaultSummary(check=fault, title=fault, cue="", reps=2),
            "load": None if load is None else parse_load(load),
            "score": part.score if known.scored and not pain else _without(part.score),
        }
    )
    said = None if pain is None else Feedback(felt=None, pain=pain, advice=(), stop=None)
    view = whole.view.model_copy(update={"facing": facing})
    return whole.model_copy(update={"sets": (changed,), "feedback": said, "view": view})


def _without(score):
    return score.model_copy(update={"value": None, "low": None, "high": None, "band": None})


def _back(value: float, reference: Reference) -> Reading:
    return Reading(
        signal="back_curve_deg",
        label="roundness of the back",
        unit="deg",
        reference=reference,
        threshold=32.0,
        fault_above=True,
        error_95=8.0,
        value=value,
        probability=0.1,
    )


def write_first_schema(path: Path, profile: str, clip: str) -> None:
    """A history with one profile and one session of two squats, as the first version kept it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for statement in MIGRATIONS[:FIRST_SCHEMA]:
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {FIRST_SCHEMA}")
        database.execute(
            "INSERT INTO profile (name, created, formcheck_version) "
            "VALUES (?, '2026-01-01T00:00:00+00:00', '0.1.0')",
            (profile,),
        )
        database.execute(
            "INSERT INTO session VALUES (1, 1, '2026-01-02T12:00:00+00:00', ?, 'abc', '0.1.0', 1)",
            (clip,),
        )
        database.execute(
            "INSERT INTO performed_set VALUES (1, 1, 'squat', '20 kg', 88.0, 7, 9, 'too_shallow')"
        )
        for number, leg in ((1, None), (2, "left")):
            database.execute(
                "INSERT INTO performed_rep VALUES (1, 1, ?, ?, 88.0, 95.0, 101.0, 3.2)",
                (number, leg),
            )
