"""Standing of a person on the ladder: which exercises were done cleanly, and how often.

Only measured sets count as clean. Pain resets a rung: earlier days no longer count. More load is
advised only if the latest training day had no clear recurring fault and no pain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from formcheck.exercises.ladder import CleanRule, Ladder, Rung
from formcheck.progress.weeks import sets_by_day, training_day
from formcheck.reps.findings import Verdict
from formcheck.store.record import PerformedSet, Session

__all__ = ["ExerciseStanding", "RungStanding", "rule_words", "standing"]


@dataclass(frozen=True)
class ExerciseStanding:
    """Standing in one exercise of a rung.

    Attributes
    ----------
    days : int
        Training days with this exercise.
    clean_days : int
        Clean days in a row up to the latest, all with its load.
    load : str or None
        Of the latest day, as given by the person.
    latest : date or None
        The latest day.
    missing : str or None
        Why the latest day was not clean.
    fault : str or None
        Check of a fault that recurred in a set of the latest day, whatever the points.
    """

    exercise: str
    days: int = 0
    clean_days: int = 0
    load: str | None = None
    latest: date | None = None
    missing: str | None = None
    fault: str | None = None


@dataclass(frozen=True)
class RungStanding:
    """Standing on a rung; `ready` if one of its exercises was clean often enough.

    Attributes
    ----------
    pain : date or None
        The latest day with pain on this rung, until a clean day follows.
    hurt_lately : bool
        Whether the person had pain on the latest training day, in any exercise.
    """

    rung: Rung
    exercises: tuple[ExerciseStanding, ...]
    ready: bool
    pain: date | None
    hurt_lately: bool

    @property
    def came_back(self) -> ExerciseStanding | None:
        """The exercise with a recurring fault on the latest day of the rung, or None."""
        latest = max((e.latest for e in self.exercises if e.latest), default=None)
        return next((e for e in self.exercises if e.fault and e.latest == latest), None)

    @property
    def best(self) -> ExerciseStanding:
        """The exercise with the most clean days, then with the most days."""
        return max(self.exercises, key=lambda exercise: (exercise.clean_days, exercise.days))


def standing(
    sessions: Sequence[Session], ladder: Ladder, rule: CleanRule
) -> tuple[RungStanding, ...]:
    """Standing of a person on each rung, from the lowest up.

    Parameters
    ----------
    sessions : sequence of Session
        Of one person, in any order.
    ladder : Ladder
        Rungs from the lowest up.
    rule : CleanRule
        Rule of the person, or `ladder.rule`.
    """
    latest = max(map(training_day, sessions), default=None)
    last_sets = [done for s in sessions if training_day(s) == latest for done in s.sets]
    return tuple(_rung(rung, sessions, rule, _hurt(last_sets)) for rung in ladder.rungs)


def rule_words(rule: CleanRule) -> str:
    """The rule in one sentence."""
    days = "One training day" if rule.days == 1 else f"{rule.days} training days in a row"
    reps = "1 repetition" if rule.reps == 1 else f"{rule.reps} repetitions"
    return (
        f"{days} with the same load, each with a score of {rule.score:g} or more in every set, no "
        f"clear fault that came back, {reps} or more in all (on each leg where one works at a "
        "time), and no pain."
    )


def _rung(
    rung: Rung, sessions: Sequence[Session], rule: CleanRule, hurt_lately: bool
) -> RungStanding:
    done = {name: sets_by_day(sessions, name) for name in rung.exercises}
    pain = max(
        (day for days in done.values() for day in days if _hurt(days[day])), default=date.min
    )
    exercises = tuple(_exercise(name, done[name], pain, rung, rule) for name in rung.exercises)
    return RungStanding(
        rung=rung,
        exercises=exercises,
        ready=any(exercise.clean_days >= rule.days for exercise in exercises),
        pain=None if pain == date.min or any(e.clean_days for e in exercises) else pain,
        hurt_lately=hurt_lately,
    )


def _exercise(
    name: str, days: dict[date, list[PerformedSet]], pain: date, rung: Rung, rule: CleanRule
) -> ExerciseStanding:
    if not days:
        return ExerciseStanding(name)
    latest = max(days)
    load = days[latest][-1].load
    since = sorted((day for day in days if day > pain), reverse=True)
    in_a_row = takewhile(
        lambda day: days[day][-1].load == load and _missing(days[day], rung, rule) is None, since
    )
    return ExerciseStanding(
        exercise=name,
        days=len(days),
        clean_days=len(list(in_a_row)),
        load=load,
        latest=latest,
        missing=_missing(days[latest], rung, rule),
        fault=_fault(days[latest]),
    )


def _hurt(sets: Sequence[PerformedSet]) -> bool:
    return any(performed.pain for performed in sets)


def _fault(sets: Sequence[PerformedSet]) -> str | None:
    """The fault to fix first on a day without pain; a day with pain has its own message."""
    if _hurt(sets):
        return None
    return next((performed.fault for performed in sets if performed.fault is not None), None)


def _missing(sets: Sequence[PerformedSet], rung: Rung, rule: CleanRule) -> str | None:
    """Why the sets of a day are not clean; None if they are."""
    if _hurt(sets):
        return "there was pain"
    if _fault(sets) is not None:
        return "a clear fault came back"
    if rung.headline is not None:
        if problem := _row(sets, rung.headline):
            return problem
    elif any(performed.score is None for performed in sets):
        return "a set has no score: too little could be measured"
    elif (lowest := min(performed.score or 0.0 for performed in sets)) < rule.score:
        return f"a set scored {lowest:.0f}"
    needed, done = rung.reps or rule.reps, _fewest_reps(sets)
    return None if done >= needed else f"{done} of {needed} repetitions"


def _row(sets: Sequence[PerformedSet], row: str) -> str | None:
    verdicts = [performed.headline[row] for performed in sets if row in performed.headline]
    if Verdict.CLEAR in verdicts:
        return "the fault was there"
    # A possible fault does not count.
    measured = any(verdict is not Verdict.NOT_MEASURABLE for verdict in verdicts)
    return None if measured else "it could not be measured"


def _fewest_reps(sets: Sequence[PerformedSet]) -> int:
    """Repetitions of a day, or of the leg with fewer if one works at a time."""
    legs = [rep.leg for performed in sets for rep in performed.reps]
    if any(leg is not None for leg in legs):
        return min(legs.count("left"), legs.count("right"))
    return len(legs)
