"""The read-outs and the cue of an annotated video, as opaque cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formcheck.drawing.text import Card, Colour, line_height, text_patch, text_width, wrap
from formcheck.drawing.timeline import Banner, Timeline, TimelineState
from formcheck.result.readouts import plain_label, written
from formcheck.video.reader import Image

__all__ = ["GROUND", "BannerCard", "Panel", "pixels"]

GROUND: Colour = (16, 24, 32)
_INK: Colour = (240, 245, 250)
_MUTED: Colour = (160, 176, 192)
_BANNER_INK: dict[str, Colour] = {
    "good": (110, 231, 160),
    "cue": (255, 255, 255),
    "fault": (255, 150, 100),
    "void": _MUTED,
}
_HEAD: dict[str, tuple[int, Colour]] = {
    "title": (19, _MUTED),
    "count": (34, _INK),
    "phase": (20, (64, 200, 255)),
}
_LABEL_SIZE, _VALUE_SIZE, _ROW = 18, 24, 32
_PADDING, _RADIUS = 16, 12
_WIDEST_VALUE = -188.0
_BANNER_SIZE = 26


def pixels(size: float, unit: float) -> int:
    """Pixels for a size that is meant for a picture of 1280; `unit` is 1 there."""
    return max(round(size * unit), 1)


class Panel:
    """Exercise, counter, phase and a few signals; only changes are drawn again.

    Parameters
    ----------
    timeline : Timeline
        Source of the longest texts, which set the size.
    signals : sequence of str
        Columns of the signal table to show.
    unit : float
        Scale of all sizes.
    columns : bool
        Signals beside the counter instead of below it.

    Attributes
    ----------
    width, height : int
        Pixels.
    """

    def __init__(
        self, timeline: Timeline, signals: Sequence[str], unit: float, *, columns: bool
    ) -> None:
        self._unit = unit
        self._labels = [plain_label(name) for name in signals]
        self._sizes = {name: pixels(size, unit) for name, (size, _) in _HEAD.items()}
        self._padding, self._row = pixels(_PADDING, unit), pixels(_ROW, unit)
        texts = {"title": timeline.titles(), "count": timeline.counts(), "phase": timeline.phases()}
        head_width = max(_widest(found, self._sizes[name]) for name, found in texts.items())
        head_height = sum(line_height(size) for size in self._sizes.values())
        rows_width = (
            _widest(self._labels, pixels(_LABEL_SIZE, unit), bold=False)
            + self._padding
            + _widest((written(name, _WIDEST_VALUE) for name in signals), pixels(_VALUE_SIZE, unit))
        )
        rows_height = self._row * len(signals)
        gap = self._padding
        if columns:
            inside = head_width + 2 * gap + rows_width, max(head_height, rows_height)
            rows_at = self._padding + head_width + 2 * gap, self._padding
        else:
            inside = max(head_width, rows_width), head_height + gap // 2 + rows_height
            rows_at = self._padding, self._padding + head_height + gap // 2
        self.width, self.height = (side + 2 * self._padding for side in inside)
        self._card = Card(self.width, self.height, pixels(_RADIUS, unit), GROUND)
        self._shown: dict[str, str] = {}
        self._slots = self._place_head(head_width if columns else inside[0])
        self._place_rows(*rows_at)

    def draw(
        self, image: Image, left: int, top: int, now: TimelineState, values: Sequence[str]
    ) -> None:
        """Write the texts of one moment and copy the panel into a picture, in place."""
        texts = {"title": now.title, "count": now.count, "phase": now.phase}
        texts |= {f"value {index}": value for index, value in enumerate(values)}
        for name, text in texts.items():
            if self._shown.get(name) != text:
                self._write(name, text)
                self._shown[name] = text
        self._card.copy_to(image, left, top)

    def _place_head(self, width: int) -> dict[str, tuple[int, int, int, int]]:
        slots = {}
        top = self._padding
        for name, size in self._sizes.items():
            slots[name] = (self._padding, top, self._padding + width, top + line_height(size))
            top += line_height(size)
        return slots

    def _place_rows(self, left: int, top: int) -> None:
        for index, label in enumerate(self._labels):
            patch = text_patch(label, pixels(_LABEL_SIZE, self._unit), False, _MUTED, GROUND)
            self._card.put(patch, left, top + (self._row - patch.shape[0]) // 2)
            right = self.width - self._padding
            self._slots[f"value {index}"] = (left + patch.shape[1], top, right, top + self._row)
            top += self._row

    def _write(self, name: str, text: str) -> None:
        left, top, right, bottom = self._slots[name]
        self._card.picture[top:bottom, left:right] = GROUND
        is_value = name not in _HEAD
        size = pixels(_VALUE_SIZE, self._unit) if is_value else self._sizes[name]
        ink = _INK if is_value else _HEAD[name][1]
        patch = text_patch(text, size, True, ink, GROUND)[:, : right - left]
        x = right - patch.shape[1] if is_value else left
        self._card.put(patch, x, top + (bottom - top - patch.shape[0]) // 2)


class BannerCard:
    """Cards for the cues, in lines of at most a given width.

    Attributes
    ----------
    width, height : int
        Pixels of the largest card; 0 without any.
    """

    def __init__(self, banners: Iterable[Banner], unit: float, width: int) -> None:
        self._unit = unit
        self._cards = {banner: self._render(banner, width) for banner in banners}
        sizes = [card.picture.shape for card in self._cards.values()]
        self.height = max((size[0] for size in sizes), default=0)
        self.width = max((size[1] for size in sizes), default=0)

    def draw(self, image: Image, left: int, top: int, width: int, banner: Banner) -> None:
        """Copy a cue into a picture, in place, centred in a strip of the given width."""
        card = self._cards[banner]
        own_height, own_width = card.picture.shape[:2]
        card.copy_to(image, left + (width - own_width) // 2, top + (self.height - own_height) // 2)

    def _render(self, banner: Banner, width: int) -> Card:
        size, padding = pixels(_BANNER_SIZE, self._unit), pixels(_PADDING, self._unit)
        lines = wrap(banner.text, size, width - 2 * padding, bold=True)
        ink = _BANNER_INK[banner.kind]
        patches = [text_patch(line, size, True, ink, GROUND) for line in lines]
        inside = min(max(patch.shape[1] for patch in patches), width - 2 * padding)
        height = line_height(size) * len(patches) + padding
        card = Card(inside + 2 * padding, height, pixels(_RADIUS, self._unit), GROUND)
        for index, patch in enumerate(patches):
            visible = patch[:, :inside]
            x = padding + (inside - visible.shape[1]) // 2
            card.put(visible, x, padding // 2 + index * line_height(size))
        return card


def _widest(texts: Iterable[str], size: int, *, bold: bool = True) -> int:
    return max((text_width(text, size, bold) for text in texts), default=0)
