"""The level a signal does not only touch but keeps for a while."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["held_level"]

FloatArray = NDArray[np.float64]


def held_level(time: FloatArray, values: FloatArray, hold_s: float) -> tuple[float, float]:
    """Highest level kept for `hold_s`, or over all of it where that is shorter.

    Parameters
    ----------
    time : ndarray, shape (T,)
        Seconds, increasing and even; at least one.
    values : ndarray, shape (T,)
        Any unit, without NaN. Negate them for the lowest level kept.
    hold_s : float
        Seconds; 0 asks for the plain maximum.

    Returns
    -------
    level, time_s : float
        In the unit of `values`, and the moment in the middle of the stretch that kept it.
    """
    if len(time) < 2 or hold_s <= 0:
        at = int(values.argmax())
        return float(values[at]), float(time[at])
    step = float(np.median(np.diff(time)))
    samples = min(round(hold_s / step) + 1, len(values))
    lows = np.lib.stride_tricks.sliding_window_view(values, samples).min(axis=1)
    at = int(lows.argmax())
    return float(lows[at]), float(time[at + samples // 2])
