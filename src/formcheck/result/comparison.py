"""Two analyses beside each other: which moments belong together, and what differs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.reps.findings import Measurement
from formcheck.reps.rep import Rep
from formcheck.result.result import Result
from formcheck.result.schema import HeadlineRow, SetResult

__all__ = ["Difference", "PlayedSpan", "differences", "in_step", "shared_exercises"]

_SCORE = "Score"
_POINTS = "points"


@dataclass(frozen=True)
class PlayedSpan:
    """A stretch of two clips that is played in the same time; within it, time runs evenly in both.

    Attributes
    ----------
    start_s, end_s : float
        On the common clock, which begins at 0.
    left, right : (float, float)
        First and last moment in each clip, in seconds. Both may be the same moment: then that clip
        waits.
    repetition : int or None
        Number of the pair that it belongs to, from 1; None where the clips as a whole are paired.
    phase : str
        What the exercise calls it; empty for whole clips.
    label : str
        The pair in words, e.g. ``Repetition 2 of 5``.
    """

    start_s: float
    end_s: float
    left: tuple[float, float]
    right: tuple[float, float]
    repetition: int | None
    phase: str
    label: str


@dataclass(frozen=True)
class Difference:
    """One quantity of both clips.

    Attributes
    ----------
    left, right : float or None
        Values; None where it could not be measured, or where there is no score.
    change : float or None
        Right less left; None where either is missing, or where they are not the same quantity.
    error_95 : float or None
        Half-width of the 95 % interval of the change: the root of the sum of the squares of both
        errors, which are taken to be independent.
    reason : str or None
        Why there is no change to tell.
    left_row, right_row : HeadlineRow or None
        Where it comes from; None for a score.
    """

    title: str
    unit: str
    left: float | None
    right: float | None
    change: float | None
    error_95: float | None
    reason: str | None
    left_row: HeadlineRow | None = None
    right_row: HeadlineRow | None = None

    @property
    def beyond_error(self) -> bool:
        """Whether the change is larger than its error."""
        return (
            self.change is not None
            and self.error_95 is not None
            and abs(self.change) > self.error_95
        )


def shared_exercises(left: Result, right: Result) -> tuple[str, ...]:
    """Exercises that are in both, in the order of the left one."""
    there = {part.exercise for part in right.sets}
    return tuple(dict.fromkeys(part.exercise for part in left.sets if part.exercise in there))


def in_step(left: Result, right: Result) -> tuple[PlayedSpan, ...]:
    """Which moments of two clips belong together.

    Repetition k of an exercise in one is paired with repetition k of it in the other, left legs
    with left legs; void repetitions are left out. Within a pair the outward phase, the turn and the
    way home last as long as their mean in both clips, so that both turn at the same moment.
    Rests between repetitions are passed over.

    Parameters
    ----------
    left, right : Result
        Of the two clips.

    Returns
    -------
    tuple of PlayedSpan
        Without a gap on the common clock. Where there is no pair, one segment over both clips from
        beginning to end.
    """
    segments: list[PlayedSpan] = []
    now_s = 0.0
    pairs = list(_pairs(left, right))
    for number, (one, other) in enumerate(pairs, 1):
        label = f"Repetition {number} of {len(pairs)}"
        if (one.number, other.number) != (number, number):
            label += f" (number {one.number} beside number {other.number})"
        # What follows the way home is rest.
        for phase, same in list(zip(one.phases, other.phases, strict=True))[:3]:
            mine, theirs = (phase.start_s, phase.end_s), (same.start_s, same.end_s)
            end_s = now_s + _mean_length(mine, theirs)
            if end_s > now_s:
                segments.append(PlayedSpan(now_s, end_s, mine, theirs, number, phase.name, label))
            now_s = end_s
    if segments:
        return tuple(segments)
    mine, theirs = (0.0, left.clip.duration_s), (0.0, right.clip.duration_s)
    return (PlayedSpan(0.0, _mean_length(mine, theirs), mine, theirs, None, "", "Whole clips"),)


def _mean_length(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[1] - one[0] + other[1] - other[0]) / 2.0


def _pairs(left: Result, right: Result) -> Iterable[tuple[Rep, Rep]]:
    waiting: dict[tuple[str, str | None], list[Rep]] = {}
    for part, rep in _judged(right):
        waiting.setdefault((part.exercise, rep.leg), []).append(rep)
    for part, rep in _judged(left):
        same = waiting.get((part.exercise, rep.leg))
        if same:
            yield rep, same.pop(0)


def _judged(analysis: Result) -> Iterable[tuple[SetResult, Rep]]:
    return ((part, rep) for part in analysis.sets for rep in part.reps if rep.void is None)


def differences(left: Result, right: Result) -> tuple[Difference, ...]:
    """What differs, and by how much more or less than the error: scores, then the headline rows.

    Parameters
    ----------
    left, right : Result
        Of the two clips.

    Returns
    -------
    tuple of Difference
        The score of each exercise that both show (of its first set), then the four headline rows.
        Rows of different exercises are listed without a change: their numbers do not mean the same.
    """
    shared = shared_exercises(left, right)
    scores = [
        _of_scores(_first(left.sets, name), _first(right.sets, name), len(shared) > 1)
        for name in shared
    ]
    rows = [
        _of_rows(mine, theirs, bool(shared))
        for mine in left.headline
        for theirs in right.headline
        if mine.id == theirs.id
    ]
    return (*scores, *rows)


def _first(sets: Sequence[SetResult], exercise: str) -> SetResult:
    return next(part for part in sets if part.exercise == exercise)


def _of_scores(left: SetResult, right: SetResult, several: bool) -> Difference:
    title = f"{_SCORE}, {left.exercise_name}" if several else _SCORE
    # Where an exercise is only guided, its points are not shown anywhere else either.
    values = [part.score.value if part.scored else None for part in (left, right)]
    widths = [
        None if one.low is None or one.high is None else (one.high - one.low) / 2.0
        for one in (left.score, right.score)
    ]
    return _difference(
        title,
        _POINTS,
        (values[0], values[1]),
        (widths[0], widths[1]),
        "no score for one of them",
    )


def _of_rows(left: HeadlineRow, right: HeadlineRow, same_exercise: bool) -> Difference:
    mine, theirs = left.reading, right.reading
    unit = next((one.unit for one in (mine, theirs) if one is not None), "")
    values = (_value(mine), _value(theirs))
    errors = (mine.error_95 if mine else None, theirs.error_95 if theirs else None)
    reason = None
    if not same_exercise:
        reason = "different exercises"
    elif None not in values and not _same_quantity(mine, theirs):
        reason = "not measured in the same way in both"
    return _difference(
        left.title, unit, values, errors, "not measurable in one of them", reason, (left, right)
    )


def _value(reading: Measurement | None) -> float | None:
    return None if reading is None else reading.value


def _same_quantity(left: Measurement | None, right: Measurement | None) -> bool:
    if left is None or right is None:
        return False
    return (left.signal, left.label, left.unit, left.reference) == (
        right.signal,
        right.label,
        right.unit,
        right.reference,
    )


def _difference(
    title: str,
    unit: str,
    values: tuple[float | None, float | None],
    errors: tuple[float | None, float | None],
    missing: str,
    reason: str | None = None,
    rows: tuple[HeadlineRow | None, HeadlineRow | None] = (None, None),
) -> Difference:
    left, right = values
    change = error_95 = None
    if left is None or right is None or errors[0] is None or errors[1] is None:
        reason = reason or missing
    elif reason is None:
        change, error_95 = right - left, math.hypot(errors[0], errors[1])
    return Difference(title, unit, left, right, change, error_95, reason, *rows)
