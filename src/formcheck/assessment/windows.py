"""Which part of a repetition a condition is about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.context import RepContext, Unmeasurable
from formcheck.exercises.spec import Condition, PhaseNames
from formcheck.motion.rest import speed_per_s
from formcheck.reps.rep import Rep

__all__ = ["check_shown", "window_of"]

_TURN_HALF_WIDTH_S = 0.1
_FINISH_S = 0.6
_FINISH_LEAD_S = 0.1


def window_of(
    condition: Condition, rep: Rep, names: PhaseNames, context: RepContext
) -> NDArray[np.intp]:
    """Indices of the frames that the condition is about, in order; they may be none.

    Raises
    ------
    Unmeasurable
        The clip does not show the phase whole, or the event that the window begins with did not
        come.
    """
    start, end = _span(condition.phase, rep, names)
    length = end - start
    start, end = start + condition.part[0] * length, start + condition.part[1] * length
    start -= condition.lead_s
    shot = context.shot
    inside = (shot.time >= start) & (shot.time <= end)
    to_turn = np.abs(shot.values(context.driving) - rep.turn_value)
    if condition.first_deg is not None:
        inside &= to_turn >= rep.excursion - condition.first_deg
    if condition.last_deg is not None:
        inside &= to_turn <= condition.last_deg
    rows = np.flatnonzero(inside)
    if condition.after_passing is not None:
        event = condition.after_passing
        rows = _from_first(rows, shot.values(event.signal)[rows] > event.above)
    if condition.after_stopping is not None:
        stop = condition.after_stopping
        speed = np.abs(speed_per_s(shot.values(stop.signal)[rows], shot.time[rows]))
        # It has to have moved before it can stop.
        moving = np.maximum.accumulate(speed > stop.slower_than_deg_s)
        rows = _from_first(rows, moving & (speed <= stop.slower_than_deg_s))
    return rows


def _span(phase: str, rep: Rep, names: PhaseNames) -> tuple[float, float]:
    if phase == "rep":
        return rep.start_s, rep.end_s
    if phase == "finish":
        rest = rep.phase(names.rest)
        check_shown(rest.start_s, rest.end_s, rep)
        latest = max(min(rest.end_s, rep.end_s + _FINISH_S), rep.end_s + _FINISH_LEAD_S)
        return rep.end_s - _FINISH_LEAD_S, latest
    span = rep.phase(phase)
    check_shown(span.start_s, span.end_s, rep)
    if phase == names.turn:
        return (
            min(span.start_s, rep.turn_s - _TURN_HALF_WIDTH_S),
            max(span.end_s, rep.turn_s + _TURN_HALF_WIDTH_S),
        )
    return span.start_s, span.end_s


def _from_first(rows: NDArray[np.intp], event: NDArray[np.bool_]) -> NDArray[np.intp]:
    if not event.any():
        raise Unmeasurable("the moment it is about did not come in this repetition")
    return rows[int(event.argmax()) :]


def check_shown(start_s: float, end_s: float, rep: Rep) -> None:
    """A clip that opens or ends within the repetition does not show the phase there whole."""
    if (rep.starts_before_clip and start_s <= rep.start_s) or (
        rep.ends_after_clip and end_s >= rep.end_s
    ):
        raise Unmeasurable("the clip does not show this phase whole")
