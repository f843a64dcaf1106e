"""The One Euro filter: steadies landmarks that rest, and follows those that move.

Casiez, Roussel & Vogel 2012, CHI, doi:10.1145/2207676.2208639. With MediaPipe's parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["LandmarkFilter", "OneEuro"]

_SHORTEST_STEP_S = 1e-3
# Cut-off at rest (Hz), its rise with speed, cut-off of the speed (Hz).
_IMAGE = (0.05, 80.0, 1.0)
_WORLD = (0.1, 40.0, 1.0)


@dataclass
class OneEuro:
    """A causal low pass whose cut-off rises with speed.

    Attributes
    ----------
    rest_hz : float
        Cut-off of what does not move.
    rise : float
        Hertz more for each unit a second.
    speed_hz : float
        Cut-off of the speed itself.
    """

    rest_hz: float
    rise: float
    speed_hz: float
    _time_s: float = field(default=math.nan, init=False)
    _raw: NDArray[np.float64] | None = field(default=None, init=False)
    _value: NDArray[np.float64] | None = field(default=None, init=False)
    _speed: NDArray[np.float64] | None = field(default=None, init=False)

    def __call__(
        self, time_s: float, raw: NDArray[np.float64], scale: float = 1.0
    ) -> NDArray[np.float64]:
        """The next value, filtered; `scale` turns its unit into that of `rise`."""
        if self._raw is None or self._value is None:
            self._time_s, self._raw, self._value = time_s, raw, raw
            return raw
        step_s = max(time_s - self._time_s, _SHORTEST_STEP_S)
        speed = (raw - self._raw) * (scale / step_s)
        if self._speed is None:
            self._speed = speed
        else:
            share = _share(self.speed_hz, step_s)
            self._speed = share * speed + (1.0 - share) * self._speed
        share = _share(self.rest_hz + self.rise * np.abs(self._speed), step_s)
        self._value = share * raw + (1.0 - share) * self._value
        self._time_s, self._raw = time_s, raw
        return np.asarray(self._value)


class LandmarkFilter:
    """Filters the landmarks of one person, who must be in every frame it is fed."""

    def __init__(self) -> None:
        self._image, self._world = OneEuro(*_IMAGE), OneEuro(*_WORLD)

    def __call__(
        self,
        time_s: float,
        xy: NDArray[np.float64],
        world: NDArray[np.float64],
        scale_px: float,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Landmarks (pixels) and world landmarks (metres) of the next frame, filtered.

        Parameters
        ----------
        scale_px : float
            Size of the person in the picture: speed counts in sizes a second.
        """
        return self._image(time_s, xy, 1.0 / max(scale_px, 1.0)), self._world(time_s, world)


def _share(cut_off_hz: float | NDArray[np.float64], step_s: float) -> NDArray[np.float64]:
    """Weight of the newest value in a first-order low pass."""
    return np.asarray(1.0 / (1.0 + 1.0 / (2.0 * math.pi * np.asarray(cut_off_hz) * step_s)))
