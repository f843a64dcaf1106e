"""Where a clip is cut: the picture changes at once, between two calmer stretches."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["CutFinder"]

Mask = NDArray[np.bool_]

_SIDE = 64
# Frames before and after a change that must be calmer than it: hand-held cameras and quick
# movements change the picture for several frames in a row, a cut once.
_CALM_FRAMES = 4
_CALM_FACTOR = 2.5
_LEAST_CHANGE = 6.0
_DARK = 16.0
# Shares of all changes at once. On the development clips cuts change 0.36 and more of the box
# around the person; captions and counters that appear change up to 0.19 of it, and changes of
# exposure up to 0.35 of the whole picture.
_SHARE_OF_PERSON = 0.22
_SHARE_OF_PICTURE = 0.5


class CutFinder:
    """Feed every frame, then ask for the cuts.

    A cut is told from movement by comparing each place of a small grey picture with the frames
    around it: there it changes far more than just before and just after. A caption does so too,
    but not over the whole person.
    """

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None
        self._changes: deque[NDArray[np.float32]] = deque(maxlen=2 * _CALM_FRAMES + 1)
        self._sudden: list[NDArray[np.uint8]] = []
        self._waiting = 0

    def feed(self, image: NDArray[np.uint8]) -> None:
        """Take the next picture, shape (H, W, 3)."""
        small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), dtype=np.float32)
        if self._last is not None:
            self._changes.append(np.abs(grey - _relit(self._last, grey)))
            self._waiting += 1
            if self._waiting > _CALM_FRAMES:
                self._weigh(self._waiting)
        self._last = grey

    def cuts(self, boxes: Sequence[Sequence[NDArray[np.float64]]]) -> list[int]:
        """Rows of the first frame after each cut; ends the feeding.

        Parameters
        ----------
        boxes : sequence of sequences of ndarray, shape (2, 2)
            For each frame, the boxes around the people in it: upper left and lower right corner in
            shares of the picture.
        """
        while self._waiting:
            self._weigh(self._waiting)
        found = []
        for row, packed in enumerate(self._sudden):
            sudden = np.unpackbits(packed).reshape(_SIDE, _SIDE).astype(bool)
            people = max((_share(sudden, box) for box in boxes[row]), default=0.0)
            if people >= _SHARE_OF_PERSON or sudden.mean() >= _SHARE_OF_PICTURE:
                found.append(row + 1)
        return found

    def _weigh(self, newer: int) -> None:
        """Judge the change that has `newer - 1` changes after it."""
        at = len(self._changes) - newer
        change = self._changes[at]
        around = [
            other
            for place, other in enumerate(self._changes)
            if place != at and abs(place - at) <= _CALM_FRAMES
        ]
        calm = np.max(around, axis=0) if around else np.zeros_like(change)
        # What moves by a pixel is at the next place in the next frame.
        calm = np.asarray(cv2.dilate(calm, np.ones((3, 3), np.uint8)))
        sudden = change > np.maximum(_LEAST_CHANGE, _CALM_FACTOR * calm)
        self._sudden.append(np.packbits(sudden))
        self._waiting -= 1


def _relit(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.float32]:
    """The earlier picture at the later one's exposure: a change of light is no cut."""
    # Black bars beside an upright clip say nothing about the light; the median looks past captions,
    # and a factor beyond these is no exposure but another picture.
    lit = (before > _DARK) & (after > _DARK)
    gain = np.clip(np.median(after[lit] / before[lit]), 0.5, 2.0) if lit.any() else 1.0
    return np.asarray(gain * before, dtype=np.float32)


def _share(sudden: Mask, box: NDArray[np.float64]) -> float:
    low = np.clip(np.floor(box[0] * _SIDE), 0, _SIDE).astype(int)
    high = np.clip(np.ceil(box[1] * _SIDE), 0, _SIDE).astype(int)
    inside = sudden[low[1] : high[1], low[0] : high[0]]
    return float(inside.mean()) if inside.size else 0.0
