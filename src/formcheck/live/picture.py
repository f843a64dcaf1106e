"""The picture that the person sees of themselves: large enough to read from two metres away."""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.drawing.panel import GROUND, BannerCard, pixels
from formcheck.drawing.skeleton import NEAR, Body, draw_body
from formcheck.drawing.text import Card, text_patch
from formcheck.drawing.timeline import Banner
from formcheck.live.coach import Saying
from formcheck.live.events import LiveEvent, PhaseStart, SetEnd
from formcheck.live.session import LiveSession

__all__ = ["LivePicture"]

Image = NDArray[np.uint8]

_SHOWN_S = 4.0
_UNIT_SIDE = 800
_COUNT_SIZE, _PHASE_SIZE, _MARGIN = 150, 40, 20
_BAR_WIDTH = 46
# The bar goes a little past the mark where a repetition counts.
_BAR_END = 1.25
_INK = (240, 245, 250)
_GOOD = (110, 231, 160)
_EMPTY = (70, 84, 98)
_KINDS: dict[str, Literal["good", "cue", "fault", "void"]] = {
    "cue": "fault",
    "praise": "good",
    "guide": "cue",
    "summary": "cue",
}


class LivePicture:
    """Draws onto the frames of one session.

    Attributes
    ----------
    mirrored : bool
        Whether to show the person as a mirror does; words are never mirrored.
    """

    def __init__(self, *, mirrored: bool = True) -> None:
        self.mirrored = mirrored
        self._phase = ""
        self._banner: Banner | None = None
        self._until_s = -math.inf
        self._card: tuple[Banner, float, BannerCard] | None = None

    def hear(self, event: LiveEvent, sayings: list[Saying]) -> None:
        """Take in what happened and what is said about it."""
        if isinstance(event, PhaseStart):
            self._phase = event.name
        elif isinstance(event, SetEnd):
            self._phase = ""
        for one in sayings:
            if one.kind in _KINDS:
                self._banner = Banner(one.text, _KINDS[one.kind])
                self._until_s = event.time_s + _SHOWN_S * (3 if one.kind == "summary" else 1)

    def draw(self, image: Image, time_s: float, session: LiveSession) -> Image:
        """A copy of the frame with everything on it.

        Parameters
        ----------
        image : ndarray, shape (H, W, 3), uint8
            RGB, as it was pushed.
        time_s : float
            Seconds of the session.
        session : LiveSession
            After this frame was pushed.
        """
        drawn = image.copy()
        body = session.body()
        if body is not None:
            _draw(drawn, body, session.size)
        if self.mirrored:
            drawn = np.ascontiguousarray(drawn[:, ::-1])
        unit = min(drawn.shape[:2]) / _UNIT_SIDE
        if session.counting:
            self._count(drawn, session.reps, unit)
            _bar(drawn, session.share_of_reach, unit)
        if self._banner is not None and time_s <= self._until_s:
            self._say(drawn, self._banner, unit)
        return drawn

    def _count(self, image: Image, reps: int, unit: float) -> None:
        number = text_patch(str(reps), pixels(_COUNT_SIZE, unit), True, _INK, GROUND)
        phase = text_patch(self._phase or " ", pixels(_PHASE_SIZE, unit), True, NEAR, GROUND)
        margin = pixels(_MARGIN, unit)
        width = max(number.shape[1], phase.shape[1]) + 2 * margin
        height = number.shape[0] + phase.shape[0] + margin
        if width + margin > image.shape[1] or height + margin > image.shape[0]:
            return
        card = Card(width, height, margin, GROUND)
        card.put(number, margin, 0)
        card.put(phase, margin, number.shape[0])
        card.copy_to(image, margin, margin)

    def _say(self, image: Image, banner: Banner, unit: float) -> None:
        margin = pixels(_MARGIN, unit)
        width = image.shape[1] - 2 * margin
        if self._card is None or self._card[:2] != (banner, unit):
            self._card = banner, unit, BannerCard([banner], 1.7 * unit, width)
        card = self._card[2]
        if card.width <= width and card.height + margin <= image.shape[0]:
            card.draw(image, margin, image.shape[0] - card.height - margin, width, banner)


def _draw(image: Image, body: Body, size: tuple[int, int]) -> None:
    draw_body(image, body, image.shape[0] / size[1], (0.0, 0.0))


def _bar(image: Image, share: float, unit: float) -> None:
    """How far the movement has gone, against the mark from which it counts."""
    height, width = image.shape[:2]
    margin, bar = pixels(_MARGIN, unit), pixels(_BAR_WIDTH, unit)
    top, bottom = height // 5, height - height // 5
    left, right = width - margin - bar, width - margin
    cv2.rectangle(image, (left - 3, top - 3), (right + 3, bottom + 3), GROUND, -1)
    cv2.rectangle(image, (left, top), (right, bottom), _EMPTY, -1)
    mark = bottom - round((bottom - top) / _BAR_END)
    if math.isfinite(share):
        level = bottom - round((bottom - top) * min(max(share, 0.0), _BAR_END) / _BAR_END)
        cv2.rectangle(image, (left, level), (right, bottom), _GOOD if share >= 1 else NEAR, -1)
    thick = max(round(5 * unit), 2)
    cv2.line(image, (left - margin // 2, mark), (right + 3, mark), _INK, thick)
