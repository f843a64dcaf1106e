"""The One Euro filter: steadies what rests, and follows what moves [K8]."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["LandmarkFilter", "OneEuro"]

Array = NDArray[np.float64]


class OneEuro:
    """One Euro filter on rows of values: a causal low-pass whose cutoff rises with speed.

    Casiez, Roussel, Vogel 2012, "1 Euro Filter" [K8]. The last axis is a row, such as the
    coordinates of a landmark. A row with NaN passes through as NaN; after a long gap the filter of
    that row starts anew.

    Parameters
    ----------
    min_cutoff_hz : float
        Cutoff at rest.
    beta : float
        Rise of the cutoff in Hz for each unit of the signal per second.
    derivative_cutoff_hz : float
        Cutoff for the speed estimate.
    longest_gap_s : float
        A longer gap is a long one.
    raw_speed : bool
        Whether speed is counted from the last value as it came, as MediaPipe does, and not as it
        was filtered.
    """

    def __init__(
        self,
        min_cutoff_hz: float,
        beta: float,
        derivative_cutoff_hz: float,
        *,
        longest_gap_s: float = math.inf,
        raw_speed: bool = False,
    ) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._derivative_cutoff_hz = derivative_cutoff_hz
        self._longest_gap_s = longest_gap_s
        self._raw_speed = raw_speed
        self._time: Array | None = None
        self._value = self._speed = self._last = np.empty(0)
        # Time of the last call if all rows were known in it: then they have one step for all.
        self._whole_s: float | None = None

    def __call__(self, time: float, value: Array, scale: float = 1.0) -> Array:
        """Filtered rows at `time` seconds; times increase from call to call.

        `scale` turns the unit of the values into that of `beta`.
        """
        whole = bool(np.isfinite(value).all())
        if (
            whole
            and self._whole_s is not None
            and 0.0 < time - self._whole_s <= self._longest_gap_s
        ):
            speed = scale * (value - self._last) / (time - self._whole_s)
            self._go_on(value, time - self._whole_s, self._value, self._speed, speed)
            self._last = value if self._raw_speed else self._value
            self._whole_s = time
            return self._value
        known = np.isfinite(value).all(axis=-1, keepdims=True)
        value = np.where(known, value, np.nan)
        if self._time is None:
            self._time = np.full(known.shape, -math.inf)
            self._value = self._last = value
            self._speed = np.zeros_like(value)
        if self._whole_s is not None:
            self._time = np.full(known.shape, self._whole_s)
        since = time - self._time
        goes_on = known & (since > 0) & np.isfinite(since) & (since <= self._longest_gap_s)
        # A row that begins is its own past: it has not moved, in any time.
        step = np.where(goes_on, since, 1.0)
        speed = np.where(goes_on, scale * (value - self._last) / step, 0.0)
        value_before, speed_before, last_before = self._value, self._speed, self._last
        self._go_on(
            value,
            step,
            np.where(goes_on, self._value, value),
            np.where(goes_on, self._speed, 0.0),
            speed,
        )
        filtered = self._value
        self._time = np.where(known, time, self._time)
        self._value = np.where(known, filtered, value_before)
        self._speed = np.where(known, self._speed, speed_before)
        self._last = np.where(known, value if self._raw_speed else filtered, last_before)
        self._whole_s = time if whole else None
        return filtered

    def _go_on(
        self,
        value: Array,
        step: Array | float,
        value_before: Array,
        speed_before: Array,
        speed: Array,
    ) -> None:
        """Take a step from the values and speeds before it; `speed` is not filtered yet."""
        weight = _weight(step, self._derivative_cutoff_hz)
        self._speed = speed_before + weight * (speed - speed_before)
        cutoff_hz = self._min_cutoff_hz + self._beta * np.abs(self._speed)
        self._value = value_before + _weight(step, cutoff_hz) * (value - value_before)


def _weight(step: Array | float, cutoff_hz: Array | float) -> Array | float:
    ratio = 2.0 * math.pi * cutoff_hz * step
    return ratio / (ratio + 1.0)


class LandmarkFilter:
    """Steadies one person, who must be in every frame, with the parameters of MediaPipe's graph."""

    def __init__(self) -> None:
        self._image = OneEuro(0.05, 80.0, 1.0, raw_speed=True)
        self._world = OneEuro(0.1, 40.0, 1.0, raw_speed=True)

    def __call__(
        self, time_s: float, xy: Array, world: Array, scale_px: float
    ) -> tuple[Array, Array]:
        """Landmarks (pixels) and world landmarks (metres) of the next frame, filtered.

        Parameters
        ----------
        scale_px : float
            Size of the person in the picture: speed counts in sizes a second.
        """
        return self._image(time_s, xy, 1.0 / max(scale_px, 1.0)), self._world(time_s, world)
