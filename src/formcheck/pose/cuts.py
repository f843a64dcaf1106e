"""Where a clip is cut: the picture changes at once, between two calmer stretches."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["LATE_FRAMES", "CutFinder", "Thumbnail", "thumbnail", "unlike"]

Mask = NDArray[np.bool_]
Boxes = Sequence[NDArray[np.float64]]

_SIDE_PX = 64
# Frames before and after a change that must be calmer than it: hand-held cameras and quick
# movements change the picture for several frames in a row, a cut once.
_CALM_FRAMES = 4
LATE_FRAMES = _CALM_FRAMES
"""A cut is told so many frames after its first frame."""
_CALM_FACTOR = 2.5
_LEAST_CHANGE_GREY = 6.0
_DARK_GREY = 16.0
# Shares of all changes at once. On the development clips cuts change 0.36 and more of the box
# around the person; captions and counters that appear change up to 0.19 of it, and changes of
# exposure up to 0.35 of the whole picture.
_SHARE_OF_PERSON = 0.22
_SHARE_OF_PICTURE = 0.5


Thumbnail = NDArray[np.float32]
"""A picture in grey, shape (64, 64), 0-255."""


def thumbnail(image: NDArray[np.uint8]) -> Thumbnail:
    """A small, soft, grey copy of an RGB picture: enough to tell one scene from another."""
    small = cv2.resize(image, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), dtype=np.float32)


def unlike(before: Thumbnail, after: Thumbnail) -> float:
    """Mean difference of two pictures in grey levels, a change of light taken out."""
    return float(np.abs(after - _relit(before, after)).mean())


class CutFinder:
    """Feed every frame, and be told of each cut four frames after it.

    A cut is told from movement by comparing each place of a small grey picture with the frames
    around it: there it changes far more than just before and just after. A caption does so too,
    but not over the whole person.
    """

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None
        self._last_boxes: Boxes = ()
        self._changes: deque[tuple[NDArray[np.float32], Boxes]] = deque(maxlen=2 * _CALM_FRAMES + 1)
        self._weighed = 0
        self._waiting = 0

    def feed(self, image: NDArray[np.uint8], boxes: Boxes) -> int | None:
        """Take the next picture.

        Parameters
        ----------
        image : ndarray, shape (H, W, 3)
            RGB.
        boxes : sequence of ndarray, shape (2, 2)
            Around the people in it: upper left and lower right corner in shares of the picture.

        Returns
        -------
        int or None
            Row of the first frame after a cut that has been found now, counted from 0.
        """
        grey = thumbnail(image)
        before, self._last = self._last, grey
        boxes_before, self._last_boxes = self._last_boxes, boxes
        if before is None:
            return None
        self._changes.append((np.abs(grey - _relit(before, grey)), boxes_before))
        self._waiting += 1
        return self._weigh() if self._waiting > _CALM_FRAMES else None

    def finish(self) -> list[int]:
        """The clip has ended: rows of the cuts among its last frames."""
        found = []
        while self._waiting:
            found.append(self._weigh())
        return [row for row in found if row is not None]

    def _weigh(self) -> int | None:
        """Judge the oldest change that waits, by those before and after it."""
        at = len(self._changes) - self._waiting
        change, boxes = self._changes[at]
        around = [
            other
            for place, (other, _) in enumerate(self._changes)
            if place != at and abs(place - at) <= _CALM_FRAMES
        ]
        calm = np.max(around, axis=0) if around else np.zeros_like(change)
        # What moves by a pixel is at the next place in the next frame.
        calm = np.asarray(cv2.dilate(calm, np.ones((3, 3), np.uint8)))
        sudden = change > np.maximum(_LEAST_CHANGE_GREY, _CALM_FACTOR * calm)
        self._waiting -= 1
        self._weighed += 1
        people = max((_share(sudden, box) for box in boxes), default=0.0)
        cut = people >= _SHARE_OF_PERSON or sudden.mean() >= _SHARE_OF_PICTURE
        return self._weighed if cut else None


def _relit(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.float32]:
    """The earlier picture at the later one's exposure: a change of light is no cut."""
    # Black bars beside an upright clip say nothing about the light; the median looks past captions,
    # and a factor beyond these is no exposure but another picture.
    lit = (before > _DARK_GREY) & (after > _DARK_GREY)
    gain = np.clip(np.median(after[lit] / before[lit]), 0.5, 2.0) if lit.any() else 1.0
    return np.asarray(gain * before, dtype=np.float32)


def _share(sudden: Mask, box: NDArray[np.float64]) -> float:
    low = np.clip(np.floor(box[0] * _SIDE_PX), 0, _SIDE_PX).astype(int)
    high = np.clip(np.ceil(box[1] * _SIDE_PX), 0, _SIDE_PX).astype(int)
    inside = sudden[low[1] : high[1], low[0] : high[0]]
    return float(inside.mean()) if inside.size else 0.0
