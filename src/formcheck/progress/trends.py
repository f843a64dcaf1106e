"""Tables of kept sessions for charts: one row per set, or per day."""

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
"""Label, unit and reference of a measurement of the back; only equal kinds are comparable."""


@dataclass(frozen=True)
class LegDay:
    """Left compared with right on one training day.

    Attributes
    ----------
    left, right : float
        Median range of motion of each leg.
    left_reps, right_reps : int
        Repetitions of each leg.
    least : float or None
        Smallest difference that is called different.
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
    """Table of the sets of an exercise in order of time.

    Parameters
    ----------
    sessions : sequence of Session
        Of one person.
    exercise : str
        Name in the catalogue.
    spine : SpineKind, optional
        Which measurements of the back to take; see `spine_kind`.

    Returns
    -------
    DataFrame
        ``done`` (UTC), ``local`` (the same by the clock of this machine), ``clip``, ``reps``,
        ``score``, and medians over the repetitions: ``range`` in the unit of `range_unit`,
        ``outward_s``, ``homeward_s``, ``spine`` and ``spine_error``, half of its 95 % interval.
        NaN where a value was not kept.
    """
    rows = [
        {
            "done": session.done.astimezone(UTC),
            "local": done_locally(session),
            "clip": session.clip,
            "reps": len(performed.reps),
            "score": performed.score,
            **_medians(performed.reps, spine),
        }
        for session, performed in _sets(sessions, exercise)
    ]
    measures = ["score", "range", "outward_s", "homeward_s", "spine", "spine_error"]
    table = pd.DataFrame(rows, columns=["done", "local", "clip", "reps", *measures])
    return table.astype(dict.fromkeys(measures, float)).sort_values("done", ignore_index=True)


def by_day(table: pd.DataFrame) -> pd.DataFrame:
    """Table of `set_table` by day: the time of the first set, and medians over the day.

    The two legs of a day have a clip each; a line through both would jump between them.
    """
    day = table["local"].dt.normalize().rename("day")
    measures = table.columns.drop(["done", "local", "clip", "reps"])
    how = {"done": "min"} | dict.fromkeys(measures, "median")
    return table.groupby(day).agg(how).reset_index(drop=True)


def _medians(reps: Sequence[PerformedRep], kind: SpineKind | None) -> dict[str, Any]:
    tempos = [rep.tempo for rep in reps if rep.tempo is not None]
    spines = [rep.spine for rep in reps if rep.spine is not None and _kind(rep) == kind]
    return {
        "range": _median(rep.excursion for rep in reps),
        "outward_s": _median(tempo.outward_s for tempo in tempos),
        "homeward_s": _median(tempo.homeward_s for tempo in tempos),
        "spine": _median(spine.value for spine in spines),
        # Most of the error is the same in each repetition, so their number does not lower it.
        "spine_error": _median(spine.error_95 for spine in spines),
    }


def _kind(rep: PerformedRep) -> SpineKind | None:
    spine = rep.spine
    return None if spine is None else (spine.label, spine.unit, str(spine.reference))


def _median(values: Iterable[float]) -> float | None:
    known = list(values)
    return statistics.median(known) if known else None


def spine_kind(sessions: Sequence[Session], exercise: str) -> SpineKind | None:
    """The kind of measurement of the back that most repetitions have; None if none has any.

    The reference depends on whether the clip has a quiet start, and only values of one kind belong
    on one scale.
    """
    reps = [rep for _, performed in _sets(sessions, exercise) for rep in performed.reps]
    kinds = Counter(kind for kind in map(_kind, reps) if kind is not None)
    return kinds.most_common(1)[0][0] if kinds else None


def range_unit(sessions: Sequence[Session], exercise: str) -> str:
    """Unit of the range of motion: that of the driving signal; degrees if none was kept."""
    signals = [performed.driving_signal for _, performed in _sets(sessions, exercise)]
    return next(
        (SIGNALS[name].unit for name in signals if name is not None and name in SIGNALS), "deg"
    )


def _sets(sessions: Sequence[Session], exercise: str) -> list[tuple[Session, PerformedSet]]:
    return [
        (s, performed) for s in sessions for performed in s.sets if performed.exercise == exercise
    ]


def leg_days(sessions: Sequence[Session], exercise: str) -> tuple[LegDay, ...]:
    """Left compared with right on each day with both legs, oldest first.

    By day and not by clip: from the side, each leg has a clip of its own. If a leg was always the
    one further from the camera, the comparison is unclear.
    """
    days: dict[date, list[tuple[Session, PerformedRep]]] = {}
    for session, performed in _sets(sessions, exercise):
        days.setdefault(training_day(session), []).extend((session, rep) for rep in performed.reps)
    compared = (_leg_day(day, days[day]) for day in sorted(days))
    return tuple(leg_day for leg_day in compared if leg_day is not None)


def _leg_day(day: date, reps: Sequence[tuple[Session, PerformedRep]]) -> LegDay | None:
    near = [[rep.excursion for done, rep in reps if _is_near(done, rep, leg)] for leg in LEGS]
    every = [[rep.excursion for _, rep in reps if rep.leg == leg] for leg in LEGS]
    if not all(every):
        return None
    left, right = (best or any_ for best, any_ in zip(near, every, strict=True))
    medians = statistics.median(left), statistics.median(right)
    spread_and_least = spread("range", left, right)
    reason = None
    if not all(near):
        reason = FAR_LEG
    elif spread_and_least is None:
        reason = f"needs {LEAST_REPS} repetitions of each side"
    elif abs(medians[0] - medians[1]) < spread_and_least[1]:
        reason = WITHIN
    return LegDay(
        day=day,
        left=medians[0],
        right=medians[1],
        left_reps=len(left),
        right_reps=len(right),
        least=None if spread_and_least is None else spread_and_least[1],
        verdict="different" if reason is None else "unclear",
        reason=reason,
    )


def _is_near(session: Session, rep: PerformedRep, leg: str) -> bool:
    """Whether it is a repetition of this leg, filmed from the front or from the side of the leg."""
    return rep.leg == leg and (session.view == "front" or session.facing == leg)
