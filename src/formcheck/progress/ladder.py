"""Where a person stands on the ladder: what was done cleanly, how often, and since when.

Only what was measured counts. Pain resets a rung: what was before it counts no more. More load is
advised only where no clear fault came back and no pain was said when the person trained last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from formcheck.assessment.findings import Verdict
from formcheck.exercises.ladder import CleanRule, Ladder, Rung
from formcheck.progress.weeks import sets_by_day, training_day
from formcheck.store.record import PerformedSet, Session

__all__ = ["ExerciseStanding", "RungStanding", "rule_words", "standing"]


@dataclass(frozen=True)
class ExerciseStanding:
    """One exercise of a rung.

    Attributes
    ----------
    days : int
        Training days on which it was done.
    clean_days : int
        Clean ones in a row, up to the latest, all with the load of the latest.
    load : str or None
        Of the latest day, as the person said.
    latest : date or None
        That day.
    missing : str or None
        Why the latest day was not clean.
    fault : str or None
        The check whose fault came back in a set of that day, whatever the points.
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
    """A rung, its exercises, and whether one of them was clean often enough.

    Attributes
    ----------
    pain : date or None
        The latest day with pain on this rung, until a clean day follows.
    hurt_lately : bool
        Whether there was pain on the person's latest training day, in whichever exercise.
    """

    rung: Rung
    exercises: tuple[ExerciseStanding, ...]
    ready: bool
    pain: date | None
    hurt_lately: bool

    @property
    def came_back(self) -> ExerciseStanding | None:
        """The exercise whose fault came back on the latest day of the rung; None where none did."""
        latest = max((one.latest for one in self.exercises if one.latest), default=None)
        return next((one for one in self.exercises if one.fault and one.latest == latest), None)

    @property
    def best(self) -> ExerciseStanding:
        """The exercise that is furthest."""
        return max(self.exercises, key=lambda one: (one.clean_days, one.days))


def standing(
    sessions: Sequence[Session], ladder: Ladder, rule: CleanRule
) -> tuple[RungStanding, ...]:
    """How the sessions of a person stand on each rung, from the lowest up.

    Parameters
    ----------
    sessions : sequence of Session
        Of one person, in any order.
    ladder : Ladder
        The rungs.
    rule : CleanRule
        Theirs, or the ladder's own.
    """
    latest = max(map(training_day, sessions), default=None)
    last_sets = [part for one in sessions if training_day(one) == latest for part in one.sets]
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
        ready=any(one.clean_days >= rule.days for one in exercises),
        pain=None if pain == date.min or any(one.clean_days for one in exercises) else pain,
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
    return any(part.pain for part in sets)


def _fault(sets: Sequence[PerformedSet]) -> str | None:
    """The fault to fix first of a day without pain, which has its own words."""
    if _hurt(sets):
        return None
    return next((part.fault for part in sets if part.fault is not None), None)


def _missing(sets: Sequence[PerformedSet], rung: Rung, rule: CleanRule) -> str | None:
    """Why the sets of a day are not clean; None where they are."""
    if _hurt(sets):
        return "there was pain"
    if _fault(sets) is not None:
        return "a clear fault came back"
    if rung.headline is not None:
        if problem := _row(sets, rung.headline):
            return problem
    elif any(part.score is None for part in sets):
        return "a set has no score: too little could be measured"
    elif (lowest := min(part.score or 0.0 for part in sets)) < rule.score:
        return f"a set scored {lowest:.0f}"
    needed, done = rung.reps or rule.reps, _fewest_reps(sets)
    return None if done >= needed else f"{done} of {needed} repetitions"


def _row(sets: Sequence[PerformedSet], row: str) -> str | None:
    verdicts = [verdict for part in sets for name, verdict in part.headline.items() if name == row]
    if Verdict.CLEAR in verdicts:
        return "the fault was there"
    # A possible fault never counts against anyone.
    measured = any(one is not Verdict.NOT_MEASURABLE for one in verdicts)
    return None if measured else "it could not be measured"


def _fewest_reps(sets: Sequence[PerformedSet]) -> int:
    """Repetitions of a day; of the leg that did fewer, where one works at a time."""
    legs = [one.leg for part in sets for one in part.reps]
    if any(leg is not None for leg in legs):
        return min(legs.count("left"), legs.count("right"))
    return len(legs)
