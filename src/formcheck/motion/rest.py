"""Active and resting spans of a shot, with no exercise known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.filtering import runs
from formcheck.motion.shot import Shot

__all__ = ["RESTING_DEG_S", "resting", "resting_spans", "speed_per_s"]

RESTING_DEG_S = 10.0
"""Every driving joint slower than this is rest (docs/vocabulary.md, docs/methods.md 3)."""

_DRIVING_SIGNALS = ("trunk_inclination_deg", "thigh_inclination_deg", "shin_inclination_deg")


def speed_per_s(values: NDArray[np.float64], time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Central-difference speed, signed.

    Parameters
    ----------
    values : ndarray, shape (T,)
        Any unit.
    time : ndarray, shape (T,)
        Seconds, increasing, not necessarily even.

    Returns
    -------
    ndarray, shape (T,)
        In the unit of `values` a second; NaN in and next to gaps, and where there is one sample.
    """
    if len(values) < 2:
        return np.full_like(values, np.nan)
    speed: NDArray[np.float64] = np.gradient(values, time)
    return speed


def resting(shot: Shot) -> NDArray[np.bool_]:
    """Frames in which trunk, thigh and shin all turn slower than `RESTING_DEG_S`.

    Parameters
    ----------
    shot : Shot
        Zero-lag; a frame without the person is not resting.

    Returns
    -------
    ndarray of bool, shape (T,)
    """
    slow = np.ones(len(shot.track), dtype=bool)
    for name in _DRIVING_SIGNALS:
        speed = np.abs(speed_per_s(shot.values(name), shot.time))
        slow &= np.nan_to_num(speed, nan=np.inf) < RESTING_DEG_S
    return slow


def resting_spans(shot: Shot, shortest_s: float) -> list[tuple[float, float]]:
    """Start and end in seconds of each rest of at least `shortest_s`."""
    time = shot.time
    spans = [(float(time[a]), float(time[b - 1])) for a, b in runs(resting(shot))]
    return [(start, end) for start, end in spans if end - start >= shortest_s]
