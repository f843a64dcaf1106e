"""Re-identify the person after they were away, by the colours of their clothes."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import side_landmarks

__all__ = ["Colours", "ReIdentifier", "colours_of"]

Colours = NDArray[np.float64]
"""Histograms of the clothes, one row each for trunk and thighs, each row summing to one."""

_BINS = 16
# Of the way from joint to joint, and of the trunk's length across it.
_ALONG = (0.2, 0.8)
_WIDE = {"trunk": 0.25, "thigh": 0.15}
# Hellinger distance. Development and rendered clips, standing and bent: a person against their own
# first seconds mostly up to 0.4, different people mostly over 0.45 (5 % under 0.33).
_OTHER = 0.5
_LOOKS = 3
_KEPT = 0.9


def colours_of(image: NDArray[np.uint8], xy: NDArray[np.float64]) -> Colours | None:
    """Colours of trunk and thighs.

    Parameters
    ----------
    image : ndarray, shape (H, W, 3)
        RGB.
    xy : ndarray, shape (33, 2)
        Landmarks in fractions of the picture.

    Returns
    -------
    ndarray, shape (2, 264), or None
        None where neither is in the picture.
    """
    points = xy * image.shape[1::-1]
    hip, knee, shoulder = (
        points[list(side_landmarks(part))] for part in ("hip", "knee", "shoulder")
    )
    trunk_px = float(np.linalg.norm(shoulder.mean(axis=0) - hip.mean(axis=0)))
    lab = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), dtype=np.uint8)
    rows = [
        _histogram(lab, [(hip.mean(axis=0), shoulder.mean(axis=0))], _WIDE["trunk"] * trunk_px),
        _histogram(lab, list(zip(hip, knee, strict=True)), _WIDE["thigh"] * trunk_px),
    ]
    return None if any(row is None for row in rows) else np.array(rows)


def _histogram(
    lab: NDArray[np.uint8],
    limbs: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
    width_px: float,
) -> NDArray[np.float64] | None:
    mask = np.zeros(lab.shape[:2], dtype=np.uint8)
    for start, end in limbs:
        first, last = (start + share * (end - start) for share in _ALONG)
        ends = [tuple(np.rint(point).astype(int).tolist()) for point in (first, last)]
        cv2.line(mask, ends[0], ends[1], 255, max(round(width_px), 1))
    if not mask.any():
        return None
    hue = cv2.calcHist([lab], [1, 2], mask, [_BINS, _BINS], [64, 192, 64, 192])
    # A shade may fall on either side of a bin's edge.
    hue = cv2.GaussianBlur(hue, (3, 3), 0).ravel()
    light = cv2.calcHist([lab], [0], mask, [_BINS // 2], [0, 256]).ravel()
    both = np.concatenate([hue / max(hue.sum(), 1.0), light / max(light.sum(), 1.0)])
    return np.asarray(both / max(both.sum(), 1e-9), dtype=float)


class ReIdentifier:
    """Learns how a person is dressed, and notices when someone else has come in their place."""

    def __init__(self) -> None:
        self._known: Colours | None = None
        self._looks: deque[Colours] | None = None

    def doubt(self) -> None:
        """The person was away, or seems to have jumped: look again who it is."""
        if self._known is not None:
            self._looks = deque()

    def see(self, colours: Colours) -> bool:
        """Take in a look at the person; True where it turns out to be someone else."""
        if self._looks is None:
            before = self._known
            self._known = colours if before is None else _KEPT * before + (1.0 - _KEPT) * colours
            return False
        self._looks.append(colours)
        if len(self._looks) < _LOOKS:
            return False
        known, looks, self._looks = self._known, self._looks, None
        apart = [] if known is None else [_distance(known, look) for look in looks]
        if not apart or float(np.median(apart)) <= _OTHER:
            return False
        self._known = colours
        return True


def _distance(a: Colours, b: Colours) -> float:
    """Hellinger distance, 0-1, mean over the rows."""
    alike = np.sqrt(a * b).sum(axis=1)
    return float(np.sqrt(np.maximum(1.0 - alike, 0.0)).mean())
