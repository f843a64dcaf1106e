"""Both edges of the trunk from the soft person mask, to a fraction of a mask pixel."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import STATIONS, TrunkEdges

__all__ = ["trunk_edges"]

_REACH_TRUNKS = 0.7
_RAY_SAMPLES = 141
_HALF = 0.5
# The mask is 256 pixels wide inside the model: finer than this the ray would only see interpolation
_SLOPE_SAMPLES = 3


def trunk_edges(mask: NDArray[np.float32], landmarks: NDArray[np.float64]) -> TrunkEdges:
    """Distance of the outline from the trunk axis on either side.

    Rays leave the hip-to-shoulder axis at right angles; the edge is where the soft mask, followed
    outwards, first falls through 0.5, interpolated linearly.

    Parameters
    ----------
    mask : ndarray, shape (h, w), float32
        Likelihood 0-1 that a pixel belongs to the person.
    landmarks : ndarray, shape (33, 2)
        Landmarks in pixels of `mask`.

    Returns
    -------
    TrunkEdges
        Of one frame, each array of shape (2, S). All NaN for a trunk of no length.
    """
    hip = landmarks[list(side_landmarks("hip"))].mean(axis=0)
    shoulder = landmarks[list(side_landmarks("shoulder"))].mean(axis=0)
    axis = shoulder - hip
    length = float(np.linalg.norm(axis))
    missing = np.full((2, len(STATIONS)), np.nan, dtype=np.float32)
    if not length > 1.0:
        return TrunkEdges(missing, missing.copy())
    left = np.array([axis[1], -axis[0]]) / length
    feet = hip + STATIONS[:, None] * axis
    reach = np.linspace(0.0, _REACH_TRUNKS, _RAY_SAMPLES) * length
    # (2 edges, S stations, R samples): the left edge's rays, then the right edge's
    signs = np.array([1.0, -1.0])[:, None, None]
    x = (feet[:, 0, None] + signs * left[0] * reach).reshape(-1, _RAY_SAMPLES)
    y = (feet[:, 1, None] + signs * left[1] * reach).reshape(-1, _RAY_SAMPLES)
    likelihood = cv2.remap(
        mask, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderValue=np.nan
    ).reshape(2, len(STATIONS), _RAY_SAMPLES)
    return _falls_through_half(likelihood.astype(np.float32, copy=False))


def _falls_through_half(likelihood: NDArray[np.float32]) -> TrunkEdges:
    """Offset and slope of the first fall through one half along the last axis."""
    inside = likelihood >= _HALF
    falls = inside[..., :-1] & (likelihood[..., 1:] < _HALF)
    first = falls.argmax(axis=-1)
    found = falls.any(axis=-1) & inside[..., 0]
    before = np.take_along_axis(likelihood, first[..., None], axis=-1)[..., 0]
    after = np.take_along_axis(likelihood, first[..., None] + 1, axis=-1)[..., 0]
    step = _REACH_TRUNKS / (_RAY_SAMPLES - 1)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        offset = (first + (before - _HALF) / (before - after)) * step
    low = np.clip(first - _SLOPE_SAMPLES, 0, _RAY_SAMPLES - 1)
    high = np.clip(first + 1 + _SLOPE_SAMPLES, 0, _RAY_SAMPLES - 1)
    drop = np.take_along_axis(likelihood, low[..., None], axis=-1)[..., 0]
    drop = drop - np.take_along_axis(likelihood, high[..., None], axis=-1)[..., 0]
    slope = drop / ((high - low) * step * 100.0)
    return TrunkEdges(
        np.where(found, offset, np.nan).astype(np.float32),
        np.where(found, slope, np.nan).astype(np.float32),
    )
