"""Exact times of a repetition and its four phases, from the zero-lag driving signal."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.exercises.spec import PhaseNames, RepRule
from formcheck.motion.rest import RESTING_DEG_S, speed_per_s
from formcheck.reps.rep import Phase, Rep

__all__ = ["time_rep"]

_STEEP_SHARE = 0.35
_NEAR_REST_SHARE = 0.15
_SUSTAINED_S = 0.2
_PEAK_SHARE = 0.05
# With less of a rise before the extreme the clip opens in the turn. Half of what a repetition takes
# is enough of one: a pelvic tilt is a matter of a few degrees.
_STILL_DEG = 3.0


def time_rep(
    detected: Rep,
    driving: pd.Series,
    rule: RepRule,
    names: PhaseNames,
    next_start_s: float | None = None,
) -> Rep:
    """Give a detected repetition its exact times and phases.

    Parameters
    ----------
    detected : Rep
        Rough times from the causal detector.
    driving : Series
        Zero-lag driving signal in its own unit, index seconds, reaching somewhat beyond both ends;
        gaps inside are bridged. At least one value between the times of `detected` must be known.
    rule : RepRule
        Tells the direction of the movement.
    names : PhaseNames
        What the phases are called.
    next_start_s : float, optional
        Where the rest after it ends; without it the rest ends with the signal.

    Returns
    -------
    Rep
        Times never leave the window that `driving` covers.

    Notes
    -----
    Speed threshold: 10 deg/s (docs/vocabulary.md), or 5 % of the phase's peak speed where that is
    more (docs/methods.md 3). Signals in % of a body length are held against the same numbers.
    """
    time = driving.index.to_numpy(dtype=float)
    level = rule.sign * driving.interpolate(limit_area="inside").to_numpy(dtype=float)
    speed = speed_per_s(level, time)
    first, last = np.searchsorted(time, [detected.start_s, detected.end_s])
    last = min(int(last), len(time) - 1)
    inside = level[first : last + 1]
    extreme = int(first) + int(np.nanargmax(inside))
    still = min(_STILL_DEG, rule.side_view.min_excursion / 2.0, rule.any_view.min_excursion / 2.0)
    start, start_ends = _start_and_hold(time, level, speed, extreme, still)
    end, end_begins = (
        len(level) - 1 - index
        for index in _start_and_hold(
            -time[::-1], level[::-1], -speed[::-1], len(level) - 1 - extreme, still
        )
    )
    start_s = float(time[0] if detected.starts_before_clip else time[start])
    end_s = float(detected.end_s if detected.ends_after_clip else time[end])
    hold_start_s, hold_end_s = float(time[start_ends]), float(time[end_begins])
    if detected.ends_after_clip:
        # A person lost from sight at the turn does not hold it any longer than they were seen.
        hold_start_s, hold_end_s = min(hold_start_s, end_s), min(hold_end_s, end_s)
    rest_end_s = float(time[-1]) if next_start_s is None else next_start_s
    spans = (
        (start_s, hold_start_s),
        (hold_start_s, hold_end_s),
        (hold_end_s, end_s),
        (end_s, max(rest_end_s, end_s)),
    )
    phases = tuple(
        Phase(name=name, start_s=a, end_s=b)
        for name, (a, b) in zip(names.ordered, spans, strict=True)
    )
    return detected.model_copy(
        update={
            "start_s": start_s,
            "turn_s": (hold_start_s + hold_end_s) / 2.0,
            "end_s": end_s,
            "phases": phases,
            "turn_value": float(rule.sign * level[extreme]),
            "excursion": float(level[extreme] - level[start]),
        }
    )


def _start_and_hold(
    time: NDArray[np.float64],
    level: NDArray[np.float64],
    speed: NDArray[np.float64],
    extreme: int,
    still: float,
) -> tuple[int, int]:
    """Last rest before the rise to `extreme`, and where the rise slows down to hold there.

    Slow means slow for `_SUSTAINED_S` and near the rest level: landmarks hesitate for a few frames
    in mid-movement. For the way back, hand in the mirrored signal.
    """
    low = float(np.nanmin(level[: extreme + 1]))
    span = level[extreme] - low
    if span < still:
        # The clip opens in the turn, or the person comes into sight there.
        opening = int(np.argmax(np.isfinite(level)))
        return opening, opening
    steep = _last_at_or_below(level, extreme, low + _STEEP_SHARE * span)
    peak = np.nanmax(speed[steep : extreme + 1])
    slow = max(RESTING_DEG_S, _PEAK_SHARE * peak)
    start = _last_at_or_below(level, extreme, low + _NEAR_REST_SHARE * span)
    earliest = int(np.nanargmin(level[: start + 1]))
    while start > earliest and not _slow_before(time, speed, start, slow):
        start -= 1
    hold = extreme
    while hold > steep + 1 and not _moves_before(time, speed, hold, slow):
        hold -= 1
    return start, hold


def _last_at_or_below(level: NDArray[np.float64], before: int, bound: float) -> int:
    below = np.flatnonzero(level[: before + 1] <= bound)
    return int(below[-1]) if len(below) else 0


def _slow_before(
    time: NDArray[np.float64], speed: NDArray[np.float64], at: int, slow: float
) -> bool:
    recent = (time <= time[at]) & (np.abs(time - time[at]) <= _SUSTAINED_S)
    return bool(np.all(speed[recent] <= slow))


def _moves_before(
    time: NDArray[np.float64], speed: NDArray[np.float64], at: int, slow: float
) -> bool:
    recent = (time < time[at]) & (np.abs(time - time[at]) <= _SUSTAINED_S)
    return bool(np.all(speed[recent] > slow))
