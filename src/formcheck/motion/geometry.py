"""Signed angles of body segments in the picture plane.

All directions are taken in the sagittal frame of the person: x points forward (where the toes
point), y up. Flexion and forward lean are positive, 0 is anatomical standing, and angles keep their
sign past straight: an over-extended bridge is -16 deg of trunk-thigh flexion, not 164 deg.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bend_deg", "inclination_deg", "sagittal", "wrap_deg"]

FloatArray = NDArray[np.float64]


def sagittal(xy: FloatArray, facing: FloatArray | int) -> FloatArray:
    """Picture coordinates as seen with the person facing right and y up.

    Parameters
    ----------
    xy : ndarray, shape (..., 2)
        Pixels, x right, y down.
    facing : int or ndarray broadcastable to ``xy[..., 0]``
        +1 where the person faces right in the picture, -1 where left.

    Returns
    -------
    ndarray, shape (..., 2)
        Forward and up, in pixels.
    """
    return np.stack([xy[..., 0] * facing, -xy[..., 1]], axis=-1)


def inclination_deg(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Lean of the segment from `lower` to `upper` against the vertical, forward positive.

    Parameters
    ----------
    lower, upper : ndarray, shape (..., 2)
        Ends of the segment in the sagittal frame.

    Returns
    -------
    ndarray, shape (...)
        Degrees in (-180, 180]; NaN where an end is NaN.
    """
    d = upper - lower
    angle: FloatArray = np.degrees(np.arctan2(d[..., 0], d[..., 1]))
    return angle


def bend_deg(before: FloatArray, after: FloatArray) -> FloatArray:
    """Angle between two directions, 0 where one carries on in line with the other; no sign.

    Parameters
    ----------
    before, after : ndarray, shape (..., 2 or 3)
        Directions, of any length; they are broadcast against each other.

    Returns
    -------
    ndarray, shape (...)
        Degrees 0-180; NaN where a direction is NaN or has no length.
    """
    lengths = np.linalg.norm(before, axis=-1) * np.linalg.norm(after, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.sum(before * after, axis=-1) / lengths
    angle: FloatArray = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def wrap_deg(angle: FloatArray) -> FloatArray:
    """The same direction within [-180, 180) degrees; NaN stays NaN."""
    return (np.asarray(angle) + 180.0) % 360.0 - 180.0
