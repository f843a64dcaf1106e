"""Describes an exercise in sentences, so that the writer of a file can check its meaning."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.exercises.conditions import (
    Condition,
    Conditions,
    Reference,
    Statistic,
    conditions_of,
)
from formcheck.exercises.spec import Exercise
from formcheck.motion.signals import SIGNALS

__all__ = ["described"]


def described(exercise: Exercise) -> list[str]:
    """Lines on the camera, repetitions, phases and every check."""
    rep = exercise.rep
    ordered = " -> ".join(exercise.phases.ordered)
    lines = [
        f"Camera: {exercise.camera.view}. {exercise.camera.advice}",
        f"A repetition: {ordered}; {rep.shortest_s:g} to {rep.longest_s:g} s.",
    ]
    side = "above" if rep.sign > 0 else "below"
    for camera, levels in (("Near side-on", rep.side_view), ("Elsewhere", rep.any_view)):
        excursion, turn, rest = levels.min_excursion, levels.turn_beyond, levels.rest_within
        movement = (
            f"wanders by {excursion:g} or less, between {rest:g} and {turn:g}."
            if rep.direction == "still"
            else f"{rep.direction} by {excursion:g} or more, turns {side} {turn:g}, "
            f"and rests on the other side of {rest:g}."
        )
        lines.append(f"{camera}: {levels.signal} {movement}")
    lines.append("Checks:")
    for check in exercise.checks:
        cost = f"{check.severity}, {check.block}, seen from {' or '.join(check.views)}"
        lines += [f"  {check.id} ({cost})", *(f"    {line}" for line in _rule(check))]
    return lines


def _rule(rule: Conditions) -> Iterator[str]:
    if rule.when is not None:
        yield f"fault where {_condition(rule.when)}"
    for number, condition in enumerate(rule.all):
        yield f"{'and' if number else 'fault where'} {_condition(condition)}"
    for number, alternative in enumerate(rule.any):
        words = ", and ".join(_condition(condition) for condition in conditions_of(alternative))
        yield f"{'or where' if number else 'fault where'} {words}"


def _condition(condition: Condition) -> str:
    limit = f"{'above' if condition.above is not None else 'below'} {condition.threshold:g}"
    if condition.signal is None:
        return f"'{condition.phase}' takes {limit} s (±{condition.error_95:g})"
    signal = SIGNALS[condition.signal]
    unit, error = {"deg": "°"}.get(signal.unit, f" {signal.unit}"), f"±{condition.error_95:g}"
    if condition.needs_range:
        unit, error = " % of the person's range, where that is known,", error + unit
    since = " from neutral" if condition.reference is Reference.NEUTRAL else ""
    held = f" for {condition.hold_s:g} s" if condition.hold_s else ""
    return (
        f"{_number(condition)} is {limit}{'' if condition.per else unit}{since}{held} "
        f"in {_window(condition)} ({error})"
    )


def _number(condition: Condition) -> str:
    signal = condition.signal
    if condition.stat is Statistic.RATIO:
        return f"the change of {signal} per change of {condition.per}"
    if condition.stat in (Statistic.RISE, Statistic.DROP):
        return f"the {condition.stat} of {signal}"
    return f"the {condition.stat} {signal}"


def _window(condition: Condition) -> str:
    words = "the whole rep" if condition.phase == "rep" else f"'{condition.phase}'"
    if condition.part != (0.0, 1.0):
        first, last = (f"{100 * edge:.0f}" for edge in condition.part)
        words += f", from {first} to {last} % of it"
    if condition.lead_s:
        words += f", from {condition.lead_s:g} s earlier on"
    if condition.first_deg is not None:
        words += f", the first {condition.first_deg:g}° of the movement"
    if condition.last_deg is not None:
        words += f", the last {condition.last_deg:g}° before the turn"
    if condition.after_passing is not None:
        passing = condition.after_passing
        words += f", once {passing.signal} is above {passing.above:g}"
    if condition.after_stopping is not None:
        stopping = condition.after_stopping
        words += f", once {stopping.signal} is slower than {stopping.slower_than_deg_s:g}°/s"
    return words
