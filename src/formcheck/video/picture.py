"""From a decoded frame to an upright RGB picture of the size that is asked for."""

from __future__ import annotations

from typing import Any, Final

import av
import cv2
import numpy as np
from av.video.plane import VideoPlane
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from formcheck.video.orientation import Orientation

__all__ = ["Canvas", "Image", "resized", "shrunk"]

Image = NDArray[np.uint8]
"""A picture, RGB, shape (H, W, 3)."""

# The mean of all stored pixels under a new one, with the same result on every processor; shrinking
# the planes so, and converting the little that is left, costs a third of the other way round.
_SHRINKING: Final = Interpolation.AREA | Interpolation.BITEXACT | Interpolation.ACCURATE_RND
# Accurate rounding would take five times as long here, for a difference of under one level.
_CONVERTING: Final = Interpolation.BILINEAR
# Of libavutil: how brightness and colour were mixed.
_BT_709, _UNSPECIFIED, _BT_601 = 1, 2, 6
_KNOWN_MATRICES: Final = frozenset({_BT_709, 4, 5, _BT_601, 7, 9})
# Players take larger pictures for BT.709 where nothing is said.
_LARGEST_SD: Final = (1279, 576)


class Canvas:
    """Paints frames, whatever their size, into pictures of one size.

    Parameters
    ----------
    size : (int, int)
        Width and height of the pictures, in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        # A reformatter keeps the tables of its last conversion.
        self._shrinker, self._converter = VideoReformatter(), VideoReformatter()

    def paint(
        self, frame: av.VideoFrame, orientation: Orientation, upright: tuple[int, int]
    ) -> Image:
        """A frame as an upright RGB picture of this canvas's size.

        Parameters
        ----------
        frame : av.VideoFrame
            As decoded; its tags of colour are completed.
        orientation : Orientation
            How it is laid down.
        upright : (int, int)
            Width and height it then has in square pixels. Where the proportions are not those of
            the canvas, the whole picture is fitted into the middle, between black bars.
        """
        inner = _fitted(upright, self.size)
        # Swapping axes is its own inverse, and flips keep a size.
        picture = orientation.apply(self._rgb(frame, orientation.size(*inner)))
        if inner == self.size:
            return picture
        left, top = ((whole - part) // 2 for whole, part in zip(self.size, inner, strict=True))
        painted = np.zeros((self.size[1], self.size[0], 3), np.uint8)
        painted[top : top + inner[1], left : left + inner[0]] = picture
        return painted

    def _rgb(self, frame: av.VideoFrame, size: tuple[int, int]) -> Image:
        _complete_tags(frame)
        if frame.interlaced_frame and frame.height >= 2 * size[1]:
            frame = _first_field(frame)
        shrinks = frame.width >= size[0] and frame.height >= size[1]
        if shrinks and (frame.width, frame.height) != size and _has_planes(frame):
            frame = self._shrinker.reformat(
                frame, *size, _planes_of_8_bits(frame), interpolation=_SHRINKING, threads=1
            )
        # What has no planes, such as a GIF, is shrunk and converted at once.
        same = (frame.width, frame.height) == size or not shrinks
        converted = self._converter.reformat(
            frame, *size, "rgb24", interpolation=_CONVERTING if same else _SHRINKING, threads=1
        )
        picture = np.ascontiguousarray(converted.to_ndarray(), np.uint8)
        # The decoder still needs what it wrote itself; a converted frame belongs to its picture.
        return picture.copy() if converted is frame else picture


def _complete_tags(frame: av.VideoFrame) -> None:
    """Say how colours were mixed where the file does not, or says it in a way nobody can use."""
    if _has_planes(frame) and frame.colorspace not in _KNOWN_MATRICES:
        small = frame.width <= _LARGEST_SD[0] and frame.height <= _LARGEST_SD[1]
        frame.colorspace = _BT_601 if small else _BT_709


def _has_planes(frame: av.VideoFrame) -> bool:
    """Whether brightness and colour are stored apart."""
    return not frame.format.is_rgb and len(frame.format.components) >= 3


def _planes_of_8_bits(frame: av.VideoFrame) -> str:
    # The old names with a j mean full range.
    return "yuvj420p" if frame.format.name.startswith("yuvj") else "yuv420p"


def _first_field(frame: av.VideoFrame) -> av.VideoFrame:
    """Every other line: of interlaced pictures, those of one moment."""
    field = av.VideoFrame(frame.width, frame.height // 2, frame.format.name)
    for source, target in zip(frame.planes, field.planes, strict=True):
        if source.line_size <= 0:
            return frame
        lines, into = _lines_of(source)[::2], _lines_of(target)
        height, width = np.minimum(lines.shape, into.shape)
        into[:height, :width] = lines[:height, :width]
    field.colorspace, field.color_range = frame.colorspace, frame.color_range
    return field


def _lines_of(plane: VideoPlane) -> NDArray[np.uint8]:
    """The bytes of a plane by lines, with what pads them."""
    lines = np.frombuffer(memoryview(plane), np.uint8, plane.height * plane.line_size)
    return lines.reshape(plane.height, plane.line_size)


def _fitted(size: tuple[int, int], canvas: tuple[int, int]) -> tuple[int, int]:
    """The largest size of these proportions in a canvas; all of it where only rounding differs."""
    scale = min(whole / part for whole, part in zip(canvas, size, strict=True))
    inner = [max(round(part * scale), 1) for part in size]
    gaps = [whole - part for whole, part in zip(canvas, inner, strict=True)]
    return canvas if max(gaps) <= 1 else (inner[0], inner[1])


def resized(picture: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Resize a picture to (width, height): by halves, then by linear interpolation.

    Halving is the mean of four pixels, five times faster in OpenCV than other area means; the rest
    is a factor under 2, where interpolation loses little.
    """
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
    if picture.shape[1::-1] == size:
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def shrunk(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """(width, height) of a picture scaled down so that its longer side is at most `max_side`."""
    scale = min(1.0, max_side / max(width, height)) if max_side else 1.0
    return max(round(width * scale), 1), max(round(height * scale), 1)
