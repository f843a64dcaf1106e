"""Tables of what was kept over the weeks, for charts: one row a set, or a side of a day."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any, Literal

import pandas as pd

from formcheck.assessment.sides import FAR_LEG, LEAST_REPS, WITHIN, spread
from formcheck.motion.signals import SIGNALS
from formcheck.progress.weeks import done_locally, training_day
from formcheck.reps.rep import LEGS
from formcheck.store.record import PerformedRep, PerformedSet, Session

__all__ = ["LegDay", "SpineKind", "by_day", "leg_days", "range_unit", "set_table", "spine_kind"]

SpineKind = tuple[str, str, str]
"""Label, unit and reference of a reading of the back; others say nothing beside it."""


@dataclass(frozen=True)
class LegDay:
    """Left against right on one training day.

    Attributes
    ----------
    left, right : float
        Median range of motion of each leg.
    left_reps, right_reps : int
        How many there were.
    least : float or None
        The difference from which on it counts as one.
    verdict : {"different", "unclear"}
    reason : str or None
        Why it is unclear.
    """

    day: date
    left: float
    right: float
    left_reps: int
    right_reps: int
    least: float | None
    verdict: Literal["different", "unclear"]
    reason: str | None


def set_table(
    sessions: Sequence[Session], exercise: str, spine: SpineKind | None = None
) -> pd.DataFrame:
    """Sets of an exercise in order of time.

    Parameters
    ----------
    sessions : sequence of Session
        Of one person.
    exercise : str
        Name in the catalogue.
    spine : SpineKind, optional
        Which readings of the back to take; see `spine_kind`.

    Returns
    -------
    DataFrame
        ``done`` (UTC), ``local`` (the same by the clock of this machine), ``clip``, ``reps``,
        ``score``, and medians over the repetitions: ``range`` in the unit of `range_unit`,
        ``outward_s``, ``homeward_s``, ``spine`` and ``spine_error``, half of its 95 % interval.
        NaN where nothing is kept.
    """
    rows = [
        {
            "done": session.done.astimezone(UTC),
            "local": done_locally(session),
            "clip": session.clip,
            "reps": len(part.reps),
            "score": part.score,
            **_medians(part.reps, spine),
        }
        for session in sessions
        for part in session.sets
        if part.exercise == exercise
    ]
    measures = ["score", "range", "outward_s", "homeward_s", "spine", "spine_error"]
    table = pd.DataFrame(rows, columns=["done", "local", "clip", "reps", *measures])
    return table.astype(dict.fromkeys(measures, float)).sort_values("done", ignore_index=True)


def by_day(table: pd.DataFrame) -> pd.DataFrame:
    """The sets of `set_table` day by day: when the first was, and medians over the day.

    The two legs of a day have a clip each, and a line that jumps between them says nothing.
    """
    day = table["local"].dt.normalize().rename("day")
    measures = table.columns.drop(["done", "local", "clip", "reps"])
    how = {"done": "min"} | dict.fromkeys(measures, "median")
    return table.groupby(day).agg(how).reset_index(drop=True)


def _medians(reps: Sequence[PerformedRep], kind: SpineKind | None) -> dict[str, Any]:
    tempos = [one.tempo for one in reps if one.tempo is not None]
    backs = [
        one.spine
        for one in reps
        if one.spine is not None and (one.spine.label, one.spine.unit, one.spine.reference) == kind
    ]
    return {
        "range": _median(one.excursion for one in reps),
        "outward_s": _median(one.outward_s for one in tempos),
        "homeward_s": _median(one.homeward_s for one in tempos),
        "spine": _median(one.value for one in backs),
        # Not smaller for more repetitions: most of it is the same in each.
        "spine_error": _median(one.error_95 for one in backs),
    }


def _median(values: Iterable[float]) -> float | None:
    known = list(values)
    return statistics.median(known) if known else None


def spine_kind(sessions: Sequence[Session], exercise: str) -> SpineKind | None:
    """The reading of the back that most repetitions of an exercise have; None where none has any.

    What a value counts from depends on the clip: a quiet start, or nothing where there is none.
    Only values of one kind belong on one scale.
    """
    kinds = Counter(
        (one.spine.label, one.spine.unit, str(one.spine.reference))
        for part in _sets(sessions, exercise)
        for one in part.reps
        if one.spine is not None
    )
    return kinds.most_common(1)[0][0] if kinds else None


def range_unit(sessions: Sequence[Session], exercise: str) -> str:
    """Unit of the range of motion, by the driving signal; degrees where none was kept."""
    known = [part.driving_signal for part in _sets(sessions, exercise)]
    return next((SIGNALS[one].unit for one in known if one is not None and one in SIGNALS), "deg")


def _sets(sessions: Sequence[Session], exercise: str) -> list[PerformedSet]:
    return [part for one in sessions for part in one.sets if part.exercise == exercise]


def leg_days(sessions: Sequence[Session], exercise: str) -> tuple[LegDay, ...]:
    """Left against right on each day on which both legs worked, oldest first.

    A day and not a clip: from the side, each leg has a clip of its own. A leg that was always the
    further one from the camera leaves the comparison unclear.
    """
    days: dict[date, list[tuple[Session, PerformedRep]]] = {}
    for session in sessions:
        for part in session.sets:
            if part.exercise == exercise:
                days.setdefault(training_day(session), []).extend((session, r) for r in part.reps)
    compared = (_leg_day(day, days[day]) for day in sorted(days))
    return tuple(one for one in compared if one is not None)


def _leg_day(day: date, reps: Sequence[tuple[Session, PerformedRep]]) -> LegDay | None:
    seen = [[rep.excursion for done, rep in reps if _saw(done, rep, leg)] for leg in LEGS]
    every = [[rep.excursion for _, rep in reps if rep.leg == leg] for leg in LEGS]
    if not all(every):
        return None
    left, right = (near or far for near, far in zip(seen, every, strict=True))
    middles = statistics.median(left), statistics.median(right)
    found = spread("range", left, right)
    reason = None
    if not all(seen):
        reason = FAR_LEG
    elif found is None:
        reason = f"needs {LEAST_REPS} repetitions of each side"
    elif abs(middles[0] - middles[1]) < found[1]:
        reason = WITHIN
    return LegDay(
        day=day,
        left=middles[0],
        right=middles[1],
        left_reps=len(left),
        right_reps=len(right),
        least=None if found is None else found[1],
        verdict="different" if reason is None else "unclear",
        reason=reason,
    )


def _saw(session: Session, rep: PerformedRep, leg: str) -> bool:
    """Whether it is this leg, and the camera saw it well: from the front, or as the nearer one."""
    return rep.leg == leg and (session.view == "front" or session.facing == leg)
