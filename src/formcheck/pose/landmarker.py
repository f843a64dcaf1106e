"""Finds the landmarks of the person in a region, and where the person will be looked for next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.backend import RawDetection
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.networks import CROP_PX, landmark_network
from formcheck.pose.outline import trunk_edges
from formcheck.pose.regions import Region, region_of

__all__ = ["Found", "Landmarker"]

_LEAST_PRESENCE = 0.5
# The network predicts two points more than the landmarks people know (middle of the hips, a point
# on the circle around the body) and four that nothing uses.
_POINTS = 39
_HIPS, _REACH = 33, 34
_VALUES = 5
_HEATMAP_PX = 64
# A landmark is refined by the pixels of its heatmap around it, where one of them is this likely.
_KERNEL = np.arange(-3, 4)
_LEAST_LIKELIHOOD = 0.5


@dataclass(frozen=True)
class Found:
    """One person in one picture.

    Attributes
    ----------
    detection : RawDetection
        Not smoothed; with the edges of the trunk where the landmarker reads masks.
    region : Region
        Around the person as they are in this picture.
    """

    detection: RawDetection
    region: Region


class Landmarker:
    """BlazePose's landmark network [K19].

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.
    masks : bool
        Whether to read the outline as well.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """

    def __init__(self, model: Path, *, masks: bool) -> None:
        self._network = landmark_network(model, masks=masks)
        self._masks = masks

    def find(
        self, picture: NDArray[np.uint8], region: Region, *, whole_mask: bool = False
    ) -> Found | None:
        """Landmarks of the person in a region.

        Parameters
        ----------
        picture : ndarray, shape (H, W, 3)
            RGB.
        region : Region
            Where to look.
        whole_mask : bool
            Whether to return the mask at the size of the picture too.

        Returns
        -------
        Found or None
            None where there is no person in the region.
        """
        height, width = picture.shape[:2]
        to_crop = region.to_crop(CROP_PX)
        crop = cv2.warpAffine(picture, to_crop, (CROP_PX, CROP_PX), flags=cv2.INTER_LINEAR)
        # Trained on values from 0 to 1.
        outputs = self._network.run(np.asarray(crop, np.uint8), 1 / 255, 0.0)
        if outputs[1,][0] < _LEAST_PRESENCE:
            return None
        points = outputs[_POINTS * _VALUES,].reshape(_POINTS, _VALUES).astype(float)
        heatmaps = outputs[_HEATMAP_PX, _HEATMAP_PX, _POINTS]
        in_crop = _refined(points[:, :2] / CROP_PX, heatmaps) * CROP_PX
        from_crop = cv2.invertAffineTransform(to_crop)
        xy = in_crop @ from_crop[:, :2].T + from_crop[:, 2]
        world = outputs[_POINTS * 3,].reshape(_POINTS, 3)[:LANDMARK_COUNT].astype(float)
        around = region_of(xy[_HIPS], xy[_REACH])
        edges = mask = None
        if self._masks:
            likelihood = _likelihood(outputs[CROP_PX, CROP_PX, 1][:, :, 0])
            edges = trunk_edges(likelihood, in_crop[:LANDMARK_COUNT])
            if whole_mask:
                mask = cv2.warpAffine(
                    likelihood,
                    to_crop,
                    (width, height),
                    flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                ).astype(np.float32)
        detection = RawDetection(
            xy=xy[:LANDMARK_COUNT] / (width, height),
            world=_turned(world, region.rotation_rad),
            visibility=_sigmoid(points[:LANDMARK_COUNT, 3]),
            mask=mask,
            edges=edges,
            scale=around.side_px / width,
        )
        return Found(detection, around)


def _uncropped(
    likelihood: NDArray[np.float32], to_crop: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.float32]:
    """The mask at the size of the picture."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(likelihood, to_crop, size, flags=flags), dtype=np.float32)


def _turned(world: NDArray[np.float64], rotation_rad: float) -> NDArray[np.float64]:
    """World landmarks of the upright crop in the picture's axes."""
    cos, sin = np.cos(rotation_rad), np.sin(rotation_rad)
    turned = world.copy()
    turned[:, 0] = cos * world[:, 0] - sin * world[:, 1]
    turned[:, 1] = sin * world[:, 0] + cos * world[:, 1]
    return turned


def _refined(points: NDArray[np.float64], heatmaps: NDArray[np.float32]) -> NDArray[np.float64]:
    """Points in shares of the crop, moved to the middle of the heatmap around each of them."""
    cells = np.trunc(points * _HEATMAP_PX).astype(int)
    inside = ((points >= 0) & (cells < _HEATMAP_PX)).all(axis=1)
    columns, rows = (cells[:, axis, None] + _KERNEL for axis in (0, 1))
    last = _HEATMAP_PX - 1
    likelihood = _sigmoid(
        heatmaps[
            np.clip(rows, 0, last)[:, :, None],
            np.clip(columns, 0, last)[:, None, :],
            np.arange(len(points))[:, None, None],
        ].astype(float)
    )
    likelihood *= ((rows >= 0) & (rows <= last))[:, :, None]
    likelihood *= ((columns >= 0) & (columns <= last))[:, None, :]
    total = likelihood.sum(axis=(1, 2))
    refine = inside & (likelihood.max(axis=(1, 2)) >= _LEAST_LIKELIHOOD)
    refined = points.copy()
    weight = total[refine] * _HEATMAP_PX
    refined[refine, 0] = (likelihood.sum(axis=1) * columns).sum(axis=1)[refine] / weight
    refined[refine, 1] = (likelihood.sum(axis=2) * rows).sum(axis=1)[refine] / weight
    return refined


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -80.0, 80.0))))


def _likelihood(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1.0 / (1.0 + cv2.exp(-np.clip(logits, -60.0, 60.0))), dtype=np.float32)
