"""Text as small pictures, rendered once and copied into frames."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from formcheck.video.reader import Image

__all__ = ["Card", "Colour", "line_height", "text_patch", "text_width", "wrap"]

Colour = tuple[int, int, int]


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    # Matplotlib carries these fonts, so that every machine draws the same letters.
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name), size)


def line_height(size: int) -> int:
    """Pixels from one line of text to the next."""
    return round(size * 1.3)


def text_width(text: str, size: int, bold: bool = False) -> int:
    """Pixels that a line of text is wide."""
    return round(_font(size, bold).getlength(text))


def wrap(text: str, size: int, width: int, bold: bool = False) -> list[str]:
    """Break text into lines of at most `width` pixels; a longer word gets a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=2048)
def text_patch(text: str, size: int, bold: bool, ink: Colour, ground: Colour) -> Image:
    """One line of text on a plain ground, shape (line height, text width, 3), read-only."""
    width = max(text_width(text, size, bold), 1)
    image = PilImage.new("RGB", (width, line_height(size)), ground)
    draw = ImageDraw.Draw(image)
    draw.text((0, line_height(size) / 2), text, fill=ink, font=_font(size, bold), anchor="lm")
    patch = np.asarray(image)
    patch.flags.writeable = False
    return patch


class Card:
    """A plain rectangle with round corners, to write on and copy into pictures.

    Attributes
    ----------
    picture : ndarray, shape (height, width, 3), uint8
        Content; the corners are cut off in `copy_to`.
    """

    def __init__(self, width: int, height: int, radius: int, ground: Colour) -> None:
        self.picture = np.full((height, width, 3), ground, dtype=np.uint8)
        mask = PilImage.new("1", (width, height), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=1)
        self._mask = np.asarray(mask)[..., None]
        # Copying through a mask is slow, and only rows with corners need it.
        self._plain = slice(min(radius, height), max(height - radius, 0))

    def put(self, patch: Image, left: int, top: int) -> None:
        """Copy a patch onto the card."""
        height, width = patch.shape[:2]
        self.picture[top : top + height, left : left + width] = patch

    def copy_to(self, image: Image, left: int, top: int) -> None:
        """Copy the card into a picture, in place."""
        height, width = self.picture.shape[:2]
        place = image[top : top + height, left : left + width]
        place[self._plain] = self.picture[self._plain]
        for rows in (slice(0, self._plain.start), slice(self._plain.stop, height)):
            np.copyto(place[rows], self.picture[rows], where=self._mask[rows])
