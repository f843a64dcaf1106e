"""Words for a set: what was done, on which legs, with what, and left against right."""

from __future__ import annotations

from collections import Counter

from formcheck.assessment.sides import SideDifference
from formcheck.motion.signals import SIGNALS
from formcheck.reps.findings import with_unit
from formcheck.reps.rep import LEGS
from formcheck.result.schema import SetResult

__all__ = ["NOT_SCORED", "driving_words", "repetitions", "set_title", "side_words"]

NOT_SCORED = "Not scored: this exercise is for guidance only"

_MEASURES = {"range": "range of motion", "time_out": "time out", "time_back": "time back"}


def set_title(part: SetResult) -> str:
    """For example ``Bird-dog, left leg 3, right leg 2, 20 kg``."""
    legs = Counter(result.leg for result in part.reps if result.void is None)
    words = [part.exercise_name]
    words += [f"{leg} leg {legs[leg]}" for leg in LEGS if legs[leg]]
    if part.load is not None:
        words.append(str(part.load))
    return ", ".join(words)


def repetitions(count: int) -> str:
    """``1 repetition``, ``3 repetitions``."""
    return f"{count} repetition{'' if count == 1 else 's'}"


def driving_words(value: float, part: SetResult) -> str:
    """A value of the driving signal with its unit, e.g. ``41°`` or ``81 % trunk``."""
    return with_unit(value, SIGNALS[part.driving_signal].unit)


def side_words(difference: SideDifference) -> str:
    """Left against right in one sentence, with the verdict and why."""
    timed = difference.measure != "range"
    unit, digits = ("s", 1) if timed else ("", 0)
    left, right = (with_unit(value, unit, digits) for value in (difference.left, difference.right))
    verdict = "a difference" if difference.verdict == "different" else "unclear"
    why = f" ({difference.reason})" if difference.reason else ""
    measure = _MEASURES[difference.measure]
    return f"Left {left}, right {right} in {measure}: {verdict}{why}"
