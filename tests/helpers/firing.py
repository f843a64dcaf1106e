"""Signals, built from a definition alone, in which a check fires, or plainly does not.

Every statistic that an exercise file can ask for has to be known here, so that a new kind of
condition cannot slip into the catalogue without a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.context import RepContext
from formcheck.exercises.spec import AllOf, Check, Condition, Exercise, Headline, Statistic
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import CameraView
from formcheck.reps.rep import Phase, Rep
from helpers.given import GivenShot

Array = NDArray[np.float64]

VIEWS = {"side": CameraView("side", 0.0, 1, 1.0), "front": CameraView("front", 85.0, 1, 0.1)}

_START_S, _PHASE_S, _SPARE_S = 1.0, 2.5, 2.0
_FRAME_S = 1.0 / 30.0
# This many half-widths beyond the threshold: neither clear nor ok may hang on a rounding.
_WIDTHS = 4.0
_LEVELS = {Statistic.HIGHEST, Statistic.LOWEST, Statistic.MEDIAN}
_CHANGES = {Statistic.RISE: 1.0, Statistic.DROP: -1.0}
_OWN_RANGE = PersonalRange("standing", -20.0, 60.0, 0.0, "quiet", 4.0, 3, 3)


def alternatives(rule: Check | Headline) -> list[tuple[Condition, ...]]:
    """Each set of conditions that makes the fault when all of it holds."""
    if rule.when is not None:
        return [(rule.when,)]
    if rule.all:
        return [rule.all]
    return [choice.all if isinstance(choice, AllOf) else (choice,) for choice in rule.any]


def fault(
    exercise: Exercise, rule: Check | Headline, wanted: Sequence[Condition]
) -> tuple[Rep, RepContext]:
    """A repetition in which the wanted conditions hold by far."""
    return _built(exercise, rule.views[0], wanted, fires=True)


def sound(exercise: Exercise, rule: Check | Headline) -> tuple[Rep, RepContext]:
    """A repetition in which no condition holds, by far."""
    return _built(exercise, rule.views[0], rule.conditions, fires=False)


def _built(
    exercise: Exercise, view: str, conditions: Sequence[Condition], *, fires: bool
) -> tuple[Rep, RepContext]:
    rep = _rep(exercise, conditions, fires)
    time = np.arange(round((rep.phases[-1].end_s + _SPARE_S) / _FRAME_S)) * _FRAME_S
    driving = exercise.rep.side_view if view == "side" else exercise.rep.any_view
    signals = {driving.signal: _driven(time, rep)}
    signals |= _curves(exercise, conditions, rep, time, fires)
    shot = GivenShot(time, signals, view=VIEWS[view])
    neutral = Neutral("quiet_start", 0.0, _START_S, dict.fromkeys(SIGNALS, 0.0))
    return rep, RepContext(shot, shot, driving.signal, neutral, _OWN_RANGE)


def _rep(exercise: Exercise, conditions: Iterable[Condition], fires: bool) -> Rep:
    """Phases of equal length, but for those whose length is what is asked."""
    lengths = dict.fromkeys(exercise.phases.ordered, _PHASE_S)
    for condition in conditions:
        if condition.stat is Statistic.DURATION:
            beyond = _WIDTHS * condition.error_95
            long = max(condition.threshold + beyond, _PHASE_S)
            short = max(condition.threshold - beyond, 0.1 * condition.threshold)
            asked = long if (condition.sign > 0) == fires else short
            if condition.phase == "rep":
                lengths = dict.fromkeys(lengths, asked / 3.0)
            else:
                lengths[condition.phase] = asked
    ends = np.cumsum([_START_S, *lengths.values()])
    phases = tuple(
        Phase(name=name, start_s=float(a), end_s=float(b))
        for name, a, b in zip(lengths, ends, ends[1:], strict=False)
    )
    return Rep(
        number=1,
        start_s=_START_S,
        turn_s=float(ends[1] + ends[2]) / 2.0,
        end_s=float(ends[3]),
        phases=phases,
        turn_value=0.0,
        excursion=100.0,
    )


def _driven(time: Array, rep: Rep) -> Array:
    """The driving signal: 100 away from the turn at rest, 0 at the turn."""
    outward, turn = rep.phases[0], rep.phases[1]
    return np.interp(
        time, [outward.start_s, turn.start_s, turn.end_s, rep.end_s], [100.0, 0.0, 0.0, 100.0]
    )


def _curves(
    exercise: Exercise, conditions: Sequence[Condition], rep: Rep, time: Array, fires: bool
) -> dict[str, Array]:
    curves: dict[str, Array] = {}
    for condition in conditions:
        name = condition.signal
        if condition.stat is Statistic.DURATION or name is None:
            continue
        towards = condition.sign if fires else -condition.sign
        if condition.stat in _LEVELS:
            if name in curves and not fires:
                same = [
                    other for other in conditions if other.signal == name and other.stat in _LEVELS
                ]
                curves[name] = np.full_like(time, _between(same))
            else:
                curves[name] = np.full_like(time, _level(condition, towards))
        elif condition.stat in _CHANGES:
            direction = _CHANGES[condition.stat] * towards
            steep = _WIDTHS * (abs(condition.threshold) + condition.error_95) / 0.2
            ramp = np.clip(time - rep.start_s, 0.0, None) * steep * direction
            curves[name] = ramp if fires else curves.get(name, np.zeros_like(time))
        elif condition.stat is Statistic.RATIO:
            assert condition.per is not None
            much = 1000.0 * (time - rep.start_s)
            curves[name] = much if towards > 0 else np.zeros_like(time)
        else:
            raise AssertionError(f"say how '{condition.stat}' is made to hold and not to")
        curves |= _events(condition, rep, time)
    return curves


def _level(condition: Condition, towards: int) -> float:
    threshold = condition.threshold
    if condition.needs_range:
        threshold *= _OWN_RANGE.round_deg / 100.0
    error = max(condition.error_95, condition.error_95_absolute or 0.0)
    return threshold + towards * _WIDTHS * error


def _between(conditions: Sequence[Condition]) -> float:
    """A level that is on the good side of all of these."""
    above = [_level(condition, -1) for condition in conditions if condition.sign > 0]
    below = [_level(condition, +1) for condition in conditions if condition.sign < 0]
    if not below:
        return min(above)
    if not above:
        return max(below)
    low = max(condition.threshold for condition in conditions if condition.sign < 0)
    return (low + min(condition.threshold for condition in conditions if condition.sign > 0)) / 2.0


def _events(condition: Condition, rep: Rep, time: Array) -> dict[str, Array]:
    """What has to happen before the window of a condition begins."""
    events: dict[str, Array] = {}
    if condition.after_passing is not None:
        event = condition.after_passing
        events[event.signal] = np.full_like(time, event.above + 50.0)
    if condition.after_stopping is not None:
        stop = condition.after_stopping
        until = rep.phases[1].start_s + 0.3
        events[stop.signal] = 20.0 * stop.slower_than_deg_s * np.minimum(time, until)
    return events
