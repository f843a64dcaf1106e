"""Gaps, uniform time, zero-lag smoothing for judging and causal smoothing for detecting."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "HIGH_PERCENT",
    "LONGEST_BRIDGE_S",
    "LOW_PERCENT",
    "bridge_gaps",
    "longest_step_s",
    "resample",
    "runs",
    "sustained_extreme",
    "zero_lag",
]

FloatArray = NDArray[np.float64]

LONGEST_BRIDGE_S = 0.2
"""Longer gaps stay gaps (docs/vocabulary.md, docs/methods.md 4; engineering default)."""

LOW_PERCENT, HIGH_PERCENT = 5.0, 95.0
"""Percentiles that stand for the extremes: a single wild frame must not set one (default)."""

# Slow clips (a GIF at 4 frames a second) have longer steps without anything being lost.
_STEP_TOLERANCE = 1.5
_ORDER = 2
_BLOCK = 16
# Two passes of a 2nd order Butterworth attenuate twice at the cutoff; this keeps -3 dB there
# (Winter, Biomechanics and Motor Control of Human Movement, 4th ed. 2009, ch. 2.2.4.4, [K7]).
_TWO_PASS = 0.802


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of True as ``(first, one past last)``.

    Examples
    --------
    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def longest_step_s(time: FloatArray) -> float:
    """Longest time between two samples of a clip that is no gap.

    `LONGEST_BRIDGE_S`, or in a slow clip a little over its usual step.
    """
    return max(LONGEST_BRIDGE_S, _STEP_TOLERANCE * float(np.median(np.diff(time))))


def bridge_gaps(time: FloatArray, values: FloatArray) -> FloatArray:
    """Fill short gaps by shape-preserving cubic interpolation (PCHIP).

    Parameters
    ----------
    time : ndarray, shape (T,)
        Seconds, increasing.
    values : ndarray, shape (T, ...)
        Samples; NaN in any component of a row makes the row a gap.

    Returns
    -------
    ndarray, shape (T, ...)
        NaN only at the ends and in gaps whose neighbours are further apart than `LONGEST_BRIDGE_S`.
    """
    from scipy.interpolate import PchipInterpolator  # slow import, so only here

    flat = values.reshape(len(time), -1)
    known = _known_rows(flat)
    filled = np.where(known[:, None], flat, np.nan)
    if known.sum() < 2 or known.all():
        return filled.reshape(values.shape)
    smooth = PchipInterpolator(time[known], flat[known], axis=0, extrapolate=False)
    for first, end in runs(~known):
        inside = first > 0 and end < len(time)
        if inside and time[end] - time[first - 1] <= LONGEST_BRIDGE_S:
            filled[first:end] = smooth(time[first:end])
    return filled.reshape(values.shape)


def resample(time: FloatArray, values: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Uniform samples over the same span by PCHIP, with long gaps kept as gaps.

    Parameters
    ----------
    time : ndarray, shape (T,)
        Seconds, increasing, not necessarily even.
    values : ndarray, shape (T, ...)
        Samples with NaN in gaps, those of each column for themselves; short ones are bridged.
    rate_hz : float
        Rate of the result.

    Returns
    -------
    time : ndarray, shape (U,)
        From ``time[0]`` in steps of ``1 / rate_hz``.
    values : ndarray, shape (U, ...)
        NaN in gaps longer than `longest_step_s`, before the first and after the last sample.
    """
    from scipy.interpolate import PchipInterpolator  # slow import, so only here

    count = max(math.floor((time[-1] - time[0]) * rate_hz + 1e-6) + 1, 1)
    uniform = time[0] + np.arange(count) / rate_hz
    flat = values.reshape(len(time), -1)
    out = np.full((count, flat.shape[1]), np.nan)
    for columns, known in _with_the_same_gaps(flat):
        if known.sum() < 2:
            continue
        known_time = time[known]
        after = np.searchsorted(known_time, uniform, side="left").clip(1, len(known_time) - 1)
        nearest_gap = known_time[after] - known_time[after - 1]
        on_sample = np.isclose(known_time[after], uniform, atol=1e-6)
        lost = ~on_sample & (nearest_gap > longest_step_s(time))
        for block in _blocks(columns):
            samples = flat[:, block][known]
            smooth = PchipInterpolator(known_time, samples, axis=0, extrapolate=False)
            out[:, block] = np.where(lost[:, None], np.nan, smooth(uniform))
    return uniform, out.reshape((count, *values.shape[1:]))


def zero_lag(values: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Fourth-order zero-lag Butterworth low-pass on each stretch without gaps.

    Parameters
    ----------
    values : ndarray, shape (T, ...)
        Uniform samples; NaN splits the signal, in each column for itself.
    rate_hz : float
        Sampling rate.
    cutoff_hz : float
        -3 dB frequency after both passes; 3-4 Hz suits these slow exercises
        (docs/methods.md 4: least peak error on simulated 3 s repetitions).

    Returns
    -------
    ndarray, shape (T, ...)
        Same gaps as the input. Stretches too short to filter are returned as they are.
    """
    from scipy.signal import butter, sosfiltfilt  # slow import, so only here

    design_hz = min(cutoff_hz / _TWO_PASS, 0.45 * rate_hz)
    sections = butter(_ORDER, design_hz, fs=rate_hz, output="sos")
    flat = values.reshape(len(values), -1)
    out = flat.copy()
    for columns, known in _with_the_same_gaps(flat):
        for first, end in runs(known):
            # The filter needs some samples to mirror at the ends; half a period is ample.
            padding = min(end - first - 1, max(round(rate_hz / cutoff_hz), 9))
            if padding >= 3:
                for block in _blocks(columns):
                    rows = flat[first:end, block]
                    out[first:end, block] = sosfiltfilt(sections, rows, axis=0, padlen=padding)
    return out.reshape(values.shape)


def _blocks(columns: list[int]) -> list[list[int]]:
    """Some columns at a time: the intermediate arrays of a long clip would not fit otherwise."""
    return [columns[first : first + _BLOCK] for first in range(0, len(columns), _BLOCK)]


def _with_the_same_gaps(flat: FloatArray) -> list[tuple[list[int], NDArray[np.bool_]]]:
    """Columns of a table that are known in the same rows, and which rows these are.

    A pose model loses a person as a whole, but others leave out single landmarks: an ear that is
    never seen must not hide a knee.
    """
    finite = np.isfinite(flat)
    columns: dict[bytes, list[int]] = {}
    for column, known in enumerate(finite.T):
        columns.setdefault(known.tobytes(), []).append(column)
    return [(alike, finite[:, alike[0]]) for alike in columns.values()]


def _known_rows(flat: FloatArray) -> NDArray[np.bool_]:
    """Rows of a table without a gap."""
    return np.asarray(np.isfinite(flat).all(axis=1))


def sustained_extreme(time: FloatArray, values: FloatArray, hold_s: float) -> tuple[float, float]:
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
