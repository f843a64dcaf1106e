"""Notices that the computer does not keep up with its camera."""

from __future__ import annotations

from collections import deque

__all__ = ["LEAST_RATE_HZ", "PaceWatch"]

LEAST_RATE_HZ = 15.0
"""With fewer pictures a second, repetitions are lost and tempo is a guess (engineering default)."""

_SPAN_S = 3.0
# A camera in the dark is slow too, and then the computer waits for it most of the time.
_BUSY_SHARE = 0.6


class PaceWatch:
    """Watches how many pictures are processed a second, and whether more could be."""

    def __init__(self) -> None:
        self._frames: deque[tuple[float, float]] = deque()

    def add(self, time_s: float, spent_s: float) -> float | None:
        """Take a frame.

        Parameters
        ----------
        time_s : float
            Of the camera; times increase from call to call.
        spent_s : float
            How long the frame took.

        Returns
        -------
        float or None
            Frames a second where, for three seconds, there were too few and it was the computer
            that took the time; the next three seconds are then watched anew.
        """
        self._frames.append((time_s, spent_s))
        span_s = time_s - self._frames[0][0]
        if span_s < _SPAN_S:
            return None
        rate_hz = (len(self._frames) - 1) / span_s
        busy = sum(spent for _, spent in self._frames) / span_s
        if rate_hz < LEAST_RATE_HZ and busy >= _BUSY_SHARE:
            self._frames.clear()
            return rate_hz
        self._frames.popleft()
        return None
