"""How a stored picture is turned and mirrored to be upright: the display matrix of its track."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import av
import cv2
import numpy as np
from av.sidedata.sidedata import SideData, Type
from numpy.typing import NDArray

__all__ = ["AS_STORED", "Orientation", "orientation_of"]


@dataclass(frozen=True)
class Orientation:
    """One of the eight ways to lay down a rectangle: first swap the axes, then flip.

    Attributes
    ----------
    swaps_axes : bool
        Rows become columns.
    flips_x, flips_y : bool
        Left and right, or top and bottom, are exchanged, after the axes were swapped.
    """

    swaps_axes: bool = False
    flips_x: bool = False
    flips_y: bool = False

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) that a picture of this width and height has afterwards."""
        return (height, width) if self.swaps_axes else (width, height)

    def apply(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A stored picture, upright; the same array where nothing changes."""
        if self.swaps_axes:
            picture = np.asarray(cv2.transpose(picture), np.uint8)
        if self.flips_x or self.flips_y:
            around = -1 if self.flips_x and self.flips_y else int(self.flips_x)
            picture = np.asarray(cv2.flip(picture, around), np.uint8)
        return picture


AS_STORED: Final = Orientation()
_EVERY = [Orientation(*choice) for choice in itertools.product((False, True), repeat=3)]


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """Read the display matrix that came with a frame.

    Angles between quarter turns become the nearest; without a matrix pictures are shown as stored.
    """
    try:
        # PyAV's stubs know another kind of side data only.
        matrix = cast("Mapping[Type, SideData]", frame.side_data)[Type.DISPLAYMATRIX]
    except KeyError:
        return AS_STORED
    # PyAV refuses all side data of a frame where it does not know the type of one of them.
    except ValueError:
        return _nearest(_turned_by(frame.rotation))
    # Nine numbers by rows, the last column in other units; the upper left four map x and y.
    whole = np.frombuffer(bytes(matrix), np.int32, 9).reshape(3, 3)
    return _nearest(whole[:2, :2].T.astype(np.float64))


def _turned_by(degrees: float) -> NDArray[np.float64]:
    """Of a turn against the clock, as seen with y pointing down."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cos, sin], [-sin, cos]])


def _nearest(matrix: NDArray[np.float64]) -> Orientation:
    """The way to lay down a picture that moves its points most alike, the simplest of equals."""

    def likeness(way: Orientation) -> float:
        x, y = (-1.0 if flips else 1.0 for flips in (way.flips_x, way.flips_y))
        one, other = ((0, 1), (1, 0)) if way.swaps_axes else ((0, 0), (1, 1))
        return round(float(x * matrix[one] + y * matrix[other]) / scale, 6)

    scale = float(np.abs(matrix).max()) or 1.0
    return max(_EVERY, key=likeness)
