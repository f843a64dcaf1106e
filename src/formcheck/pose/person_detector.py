"""Finds people in a whole picture: where they are, how large, and which way is up for them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.networks import detector_network
from formcheck.pose.regions import Region, region_of

__all__ = ["PersonDetector"]

_SIDE_PX = 224
# Cells along a side of each of the network's grids, and guesses a cell.
_GRIDS = ((28, 2), (14, 2), (7, 6))
_LEAST_SCORE = 0.5
# Guesses that share more than this are of one person.
_SAME_OVERLAP = 0.5
# A guess is a box (centre, size) and four points, of which the first two are the middle of the hips
# and a point above the head.
_BOX_VALUES, _POINTS = 4, 4


def _anchors() -> NDArray[np.float64]:
    grids = []
    for cells, guesses in _GRIDS:
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(grid, guesses, axis=0))
    return np.concatenate(grids)


_ANCHORS = _anchors()


class PersonDetector:
    """BlazePose's detector [K19].

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """

    def __init__(self, model: Path) -> None:
        self._network = detector_network(model)

    def detect(self, picture: NDArray[np.uint8]) -> list[Region]:
        """Regions of the people in an RGB picture, the surest first."""
        height, width = picture.shape[:2]
        scale = _SIDE_PX / max(height, width)
        border = (_SIDE_PX - scale * np.array([width, height])) / 2
        fit = np.array([[scale, 0.0, border[0]], [0.0, scale, border[1]]])
        square = cv2.warpAffine(picture, fit, (_SIDE_PX, _SIDE_PX), flags=cv2.INTER_LINEAR)
        # Trained on values from -1 to 1.
        outputs = self._network.run(np.asarray(square, np.uint8), 2 / 255, -1.0)
        values = _BOX_VALUES + 2 * _POINTS
        logits = outputs[len(_ANCHORS), 1][:, 0]
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits.astype(float), -100.0, 100.0)))
        sure = np.flatnonzero(scores >= _LEAST_SCORE)
        sure = sure[np.argsort(-scores[sure], kind="stable")]
        guesses = outputs[len(_ANCHORS), values][sure].astype(float) / _SIDE_PX
        people = _distinct(guesses, _ANCHORS[sure], scores[sure])
        pixels = [(points[:2] * _SIDE_PX - border) / scale for points in people]
        return [region_of(hips, reach) for hips, reach in pixels]


def _distinct(
    guesses: NDArray[np.float64], anchors: NDArray[np.float64], scores: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Points of each person, shape (4, 2): the mean of all guesses at them, weighed by score."""
    centre, size = guesses[:, :2] + anchors, guesses[:, 2:_BOX_VALUES]
    points = guesses[:, _BOX_VALUES:].reshape(-1, _POINTS, 2) + anchors[:, None]
    low, high = centre - size / 2, centre + size / 2
    left = np.arange(len(guesses))
    people = []
    while len(left):
        best = left[0]
        reach = np.minimum(high[best], high[left]) - np.maximum(low[best], low[left])
        common = np.clip(reach, 0.0, None).prod(axis=1)
        union = size[best].prod() + size[left].prod(axis=1) - common
        same = common > _SAME_OVERLAP * union
        same[0] = True
        people.append(np.average(points[left[same]], axis=0, weights=scores[left[same]]))
        left = left[~same]
    return people
