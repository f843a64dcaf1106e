"""The square region around a person that the landmark network reads."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Region", "between", "region_of"]

# The region reaches a quarter beyond the circle around the body, as in BlazePose.
_MARGIN = 1.25
# Regions of two frames of one person lie within these of each other.
_NEAR_SIZES = 0.25
_SIZE_RATIO = 1.7


@dataclass(frozen=True)
class Region:
    """A square, turned so that the person in it stands upright.

    Attributes
    ----------
    x, y : float
        Centre, pixels.
    side_px : float
        Length of a side.
    rotation_rad : float
        Clockwise in the picture, -pi to pi; 0 for someone upright.
    """

    x: float
    y: float
    side_px: float
    rotation_rad: float

    def to_crop(self, crop_px: int) -> NDArray[np.float64]:
        """Affine map, shape (2, 3), from pixels of the picture to those of the cropped square."""
        scale = crop_px / self.side_px
        cos, sin = math.cos(self.rotation_rad) * scale, math.sin(self.rotation_rad) * scale
        half = crop_px / 2
        return np.array(
            [
                [cos, sin, half - cos * self.x - sin * self.y],
                [-sin, cos, half + sin * self.x - cos * self.y],
            ]
        )

    def is_near(self, other: Region) -> bool:
        """Whether both can be of one person a moment apart."""
        away_px = math.hypot(self.x - other.x, self.y - other.y)
        ratio = self.side_px / other.side_px
        return (
            away_px <= _NEAR_SIZES * max(self.side_px, other.side_px)
            and 1 / _SIZE_RATIO < ratio < _SIZE_RATIO
        )


def region_of(hips: NDArray[np.float64], reach: NDArray[np.float64]) -> Region:
    """The region around a person.

    Parameters
    ----------
    hips : ndarray, shape (2,)
        Middle of the hips, pixels.
    reach : ndarray, shape (2,)
        A point on the circle around the whole body, above the person's head.

    Notes
    -----
    As in BlazePose [K19], whose networks predict both points.
    """
    across, up = reach[0] - hips[0], hips[1] - reach[1]
    radius_px = max(math.hypot(across, up), 1.0)
    rotation = math.pi / 2 - math.atan2(up, across)
    rotation -= 2 * math.pi * math.floor((rotation + math.pi) / (2 * math.pi))
    return Region(float(hips[0]), float(hips[1]), 2 * radius_px * _MARGIN, rotation)


def between(earlier: Region | None, later: Region | None, share: float) -> Region | None:
    """The region of a frame between two others.

    Parameters
    ----------
    earlier, later : Region or None
        None where the person was not found.
    share : float
        Of the time from the earlier to the later, 0-1.

    Returns
    -------
    Region or None
        Between the two; the nearer one where they are not of one person, or the only one there is.
    """
    if earlier is None or later is None:
        return earlier or later
    if not earlier.is_near(later):
        return earlier if share <= 0.5 else later
    turn = later.rotation_rad - earlier.rotation_rad
    turn -= 2 * math.pi * round(turn / (2 * math.pi))
    return Region(
        earlier.x + share * (later.x - earlier.x),
        earlier.y + share * (later.y - earlier.y),
        earlier.side_px * (later.side_px / earlier.side_px) ** share,
        earlier.rotation_rad + share * turn,
    )
