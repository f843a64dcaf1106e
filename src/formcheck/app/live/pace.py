"""How fast the live picture is, for the person and for the benchmark."""

from __future__ import annotations

import statistics
import threading
from collections import deque
from dataclasses import dataclass

__all__ = ["Pace", "PaceMeter"]

# About ten seconds.
_REMEMBERED = 300
_FEWEST = 10


@dataclass(frozen=True)
class Pace:
    """Of the latest frames.

    Attributes
    ----------
    rate_hz : float
        Frames looked at a second.
    delay_s, slowest_s : float
        From a frame's arrival to its annotated picture: median, and 95 % of them are below.
    """

    rate_hz: float
    delay_s: float
    slowest_s: float


class PaceMeter:
    """Told the times of every frame that was looked at.

    A frame may have waited before it was looked at, which nobody has timed. Its own time tells:
    the frame that came in soonest after its time has not waited, and what others came later by,
    they have.
    """

    def __init__(self) -> None:
        self._rows: deque[tuple[float, float, float]] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()

    def note(self, frame_s: float, begun_s: float, done_s: float) -> None:
        """One frame: its time by the camera's clock, and ours when work on it began and ended."""
        with self._lock:
            self._rows.append((frame_s, begun_s, done_s))

    def pace(self) -> Pace | None:
        """None before there are some frames."""
        with self._lock:
            rows = list(self._rows)
        if len(rows) < _FEWEST or rows[-1][2] <= rows[0][2]:
            return None
        soonest_s = min(begun_s - frame_s for frame_s, begun_s, _ in rows)
        delays_s = [done_s - frame_s - soonest_s for frame_s, _, done_s in rows]
        return Pace(
            rate_hz=(len(rows) - 1) / (rows[-1][2] - rows[0][2]),
            delay_s=statistics.median(delays_s),
            slowest_s=statistics.quantiles(delays_s, n=20)[-1],
        )
