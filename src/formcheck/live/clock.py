"""Times that only ever go forward, whatever the camera's clock does."""

from __future__ import annotations

import math

__all__ = ["LiveClock"]

_SMALLEST_STEP_S = 0.001
_LONGEST_JUMP_S = 3600.0


class LiveClock:
    """Turns a camera's times into seconds of the session.

    A clock that jumps back, or ahead by more than an hour, was set or has wrapped: time then goes
    on from where it was.
    """

    def __init__(self) -> None:
        self._offset_s = math.nan
        self._last_s = -_SMALLEST_STEP_S

    def __call__(self, camera_s: float) -> float | None:
        """Session time of a frame; None where it is not newer than the one before."""
        if math.isnan(self._offset_s):
            self._offset_s = -camera_s
        time_s = camera_s + self._offset_s
        ahead_s = time_s - self._last_s
        if -_SMALLEST_STEP_S < ahead_s <= 0.0:
            return None
        if ahead_s <= 0.0 or ahead_s > _LONGEST_JUMP_S:
            self._offset_s += self._last_s + _SMALLEST_STEP_S - time_s
            time_s = self._last_s + _SMALLEST_STEP_S
        self._last_s = time_s
        return time_s
