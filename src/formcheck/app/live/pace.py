"""Frame rate and delay of the live picture, for the person and for the benchmark."""

from __future__ import annotations

import statistics
import threading
from collections import deque
from dataclasses import dataclass

__all__ = ["Pace", "PaceMeter"]

# About ten seconds.
_WINDOW_FRAMES = 300
_MIN_FRAMES = 10


@dataclass(frozen=True)
class Pace:
    """Frame rate and delay over the latest frames.

    Attributes
    ----------
    rate_hz : float
        Processed frames per second.
    delay_s, delay_p95_s : float
        From a frame's arrival to its annotated picture: median and 95th percentile.
    """

    rate_hz: float
    delay_s: float
    delay_p95_s: float


class PaceMeter:
    """Measures the pace from the times of processed frames.

    The time in a queue before processing is estimated from the frame's own timestamp: the frame
    that arrived soonest after its timestamp has not waited, and the others waited by the excess.
    """

    def __init__(self) -> None:
        self._times_s: deque[tuple[float, float, float]] = deque(maxlen=_WINDOW_FRAMES)
        self._lock = threading.Lock()

    def add(self, frame_s: float, begun_s: float, done_s: float) -> None:
        """Add a frame: its time by the camera's clock, and its begin and end of processing."""
        with self._lock:
            self._times_s.append((frame_s, begun_s, done_s))

    def pace(self) -> Pace | None:
        """The pace; None before there are enough frames."""
        with self._lock:
            times_s = list(self._times_s)
        if len(times_s) < _MIN_FRAMES or times_s[-1][2] <= times_s[0][2]:
            return None
        offset_s = min(begun_s - frame_s for frame_s, begun_s, _ in times_s)
        delays_s = [done_s - frame_s - offset_s for frame_s, _, done_s in times_s]
        return Pace(
            rate_hz=(len(times_s) - 1) / (times_s[-1][2] - times_s[0][2]),
            delay_s=statistics.median(delays_s),
            delay_p95_s=statistics.quantiles(delays_s, n=20)[-1],
        )
