"""The last seconds before the camera, in coordinates that do not depend on the frame size."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np

from formcheck.motion.filtering import LONGEST_BRIDGE_S
from formcheck.pose.backend import Detection
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.swaps import SwapWatch, exchange_legs, mend_swaps
from formcheck.pose.track import PoseTrack, SegmentBias
from formcheck.pose.tracking import Mend, track_of

__all__ = ["TrackBuffer"]

_NO_LANDMARKS = np.full((LANDMARK_COUNT, 2), np.nan)


@dataclass(frozen=True)
class _Row:
    time_s: float
    detection: Detection | None
    swapped: bool


class TrackBuffer:
    """What was seen since a moment, at most so long ago.

    Parameters
    ----------
    size : (int, int)
        Width and height of the picture that detections are in pixels of.
    longest_s : float
        Older frames are forgotten.
    bias : SegmentBias
        Of the pose backend.
    """

    def __init__(self, size: tuple[int, int], longest_s: float, bias: SegmentBias) -> None:
        self._size = size
        self._bias = bias
        self._longest_s = longest_s
        self._rows: deque[_Row] = deque()
        self._swaps = SwapWatch()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def start_s(self) -> float:
        """Time of the oldest frame; NaN where there is none."""
        return self._rows[0].time_s if self._rows else math.nan

    @property
    def end_s(self) -> float:
        """Time of the newest frame; NaN where there is none."""
        return self._rows[-1].time_s if self._rows else math.nan

    @property
    def seen(self) -> int:
        """Number of frames in which the person was found."""
        return sum(row.detection is not None for row in self._rows)

    @property
    def seen_span_s(self) -> tuple[float, float]:
        """Times at which the person was found first and last; NaN where they never were."""
        first_s = next((row.time_s for row in self._rows if row.detection is not None), math.nan)
        found = (row.time_s for row in reversed(self._rows) if row.detection is not None)
        return first_s, next(found, math.nan)

    @property
    def unseen(self) -> int:
        """Number of newest frames, one after the other, in which nobody was found."""
        return sum(1 for _ in takewhile(lambda row: row.detection is None, reversed(self._rows)))

    def add(self, time_s: float, detection: Detection | None) -> None:
        """Take the newest frame."""
        xy = _NO_LANDMARKS if detection is None else detection.xy.astype(float)
        self._rows.append(_Row(time_s, detection, self._swaps.feed(xy)))
        while self._rows[0].time_s < time_s - self._longest_s:
            self._rows.popleft()

    def has_gap(self, start_s: float, end_s: float) -> bool:
        """Whether no picture came for longer than gaps are bridged, between two moments."""
        times = [row.time_s for row in self._rows if start_s <= row.time_s <= end_s]
        return any(later - time > LONGEST_BRIDGE_S for time, later in pairwise(times))

    def between(self, start_s: float, end_s: float) -> TrackBuffer:
        """A buffer of the same frames with ``start_s <= time < end_s``."""
        other = TrackBuffer(self._size, self._longest_s, self._bias)
        for row in self._rows:
            if start_s <= row.time_s < end_s:
                other.add(row.time_s, row.detection)
        return other

    def track(self, start_s: float = -math.inf) -> PoseTrack:
        """All of it from a moment on, with swapped legs mended; at least one frame."""
        return self._track([row for row in self._rows if row.time_s >= start_s], mend_swaps)

    def as_seen(self, after_s: float = -math.inf) -> PoseTrack:
        """What came after a moment, legs mended by what was known then; at least one frame."""
        rows: list[_Row] = []
        for row in reversed(self._rows):
            if row.time_s <= after_s:
                break
            rows.append(row)
        rows.reverse()
        swapped = np.array([row.swapped for row in rows])
        return self._track(rows, lambda xy, world, seen: exchange_legs(xy, world, seen, swapped))

    def _track(self, rows: list[_Row], mend: Mend) -> PoseTrack:
        return track_of(
            [row.time_s for row in rows],
            [row.detection for row in rows],
            self._size,
            bias=self._bias,
            mend=mend,
        )
