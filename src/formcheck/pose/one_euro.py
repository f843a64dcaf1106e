"""The One Euro filter: steadies what rests, and follows what moves [K8]."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["LandmarkFilter", "OneEuro"]

Array = NDArray[np.float64]


class OneEuro:
    """One Euro filter on a row of values: a causal low-pass whose cutoff rises with speed.

    Casiez, Roussel, Vogel 2012, "1 Euro Filter" [K8]. A row with NaN passes through as NaN.

    Parameters
    ----------
    min_cutoff_hz : float
        Cutoff at rest.
    beta : float
        Rise of the cutoff in Hz for each unit of the signal per second.
    derivative_cutoff_hz : float
        Cutoff for the speed estimate.
    longest_gap_s : float
        After a longer gap the filter starts anew.
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
        self._time = -math.inf
        self._raw: Array | None = None
        self._value: Array | None = None
        self._speed: Array | None = None

    def __call__(self, time: float, value: Array, scale: float = 1.0) -> Array:
        """Filtered row at `time` seconds; times increase from call to call.

        `scale` turns the unit of the values into that of `beta`.
        """
        if not np.isfinite(value).all():
            return np.full_like(value, np.nan)
        step = time - self._time
        last = self._raw if self._raw_speed else self._value
        self._time, self._raw = time, value
        if (
            last is None
            or self._value is None
            or self._speed is None
            or not 0 < step <= self._longest_gap_s
        ):
            self._value, self._speed = value, np.zeros_like(value)
            return value
        speed = scale * (value - last) / step
        weight = _weight(step, np.asarray(self._derivative_cutoff_hz))
        self._speed = self._speed + weight * (speed - self._speed)
        cutoff_hz = self._min_cutoff_hz + self._beta * np.abs(self._speed)
        self._value = self._value + _weight(step, cutoff_hz) * (value - self._value)
        return self._value


def _weight(step: float, cutoff_hz: Array) -> Array:
    ratio = 2.0 * math.pi * cutoff_hz * step
    return np.asarray(ratio / (ratio + 1.0))


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
