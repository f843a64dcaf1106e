"""Where the read-outs of an annotated video go, so that they never cover the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.drawing.panel import BannerCard, Panel, pixels
from formcheck.drawing.timeline import Timeline

__all__ = ["Layout", "lay_out"]

Boxes = NDArray[np.float64]

_MARGIN = 16
_BANNER_SHARE = 0.94
# Upright clips are watched on phones: read-outs below them use the width there is.
_LARGEST_PANEL = 1.4


@dataclass(frozen=True)
class Layout:
    """Places in an annotated picture.

    Attributes
    ----------
    width, height : int
        Of the whole, bars beside or below the clip's picture included.
    panel : Panel
        Read-outs, drawn with its upper left corner at `panel_at`.
    banner : BannerCard
        Cues, drawn centred in `banner_width` pixels from `banner_at`.
    """

    width: int
    height: int
    panel: Panel
    panel_at: tuple[int, int]
    banner: BannerCard
    banner_at: tuple[int, int]
    banner_width: int


def lay_out(
    width: int, height: int, boxes: Boxes, timeline: Timeline, signals: Sequence[str]
) -> Layout:
    """Find room beside the body over the whole clip, else add a bar to the picture.

    Parameters
    ----------
    width, height : int
        Size of the clip's picture in pixels.
    boxes : ndarray, shape (N, 4)
        Left, top, right, bottom of the body in every frame, in the same pixels.
    timeline : Timeline
        Source of all texts.
    signals : sequence of str
        Columns of the signal table to show.
    """
    unit = max(width, height) / 1280.0
    margin = pixels(_MARGIN, unit)
    panel = Panel(timeline, signals, unit, columns=False)
    corner = _free_corner(panel.width, panel.height, width, height, margin, boxes)
    if corner is None and width >= height:
        return _beside(width, height, panel, timeline, unit)
    banner = BannerCard(timeline.banners(), unit, round(_BANNER_SHARE * width))
    if corner is None:
        return _below(width, height, timeline, signals, banner, unit)
    taken = np.array([[*corner, corner[0] + panel.width, corner[1] + panel.height]])
    strip = _free_strip(banner, width, height, margin, np.concatenate([boxes, taken]))
    if strip is not None:
        return Layout(width, height, panel, corner, banner, (0, strip), width)
    bar = banner.height + 2 * margin
    return Layout(width, height + bar, panel, corner, banner, (0, height + margin), width)


def _beside(width: int, height: int, panel: Panel, timeline: Timeline, unit: float) -> Layout:
    """A bar to the right of the picture: read-outs on top, cue under them."""
    margin = pixels(_MARGIN, unit)
    banner = BannerCard(timeline.banners(), unit, panel.width)
    needed = panel.height + banner.height + 3 * margin
    left = width + margin
    return Layout(
        width + panel.width + 2 * margin,
        max(height, needed),
        panel,
        (left, margin),
        banner,
        (left, panel.height + 2 * margin),
        panel.width,
    )


def _below(
    width: int,
    height: int,
    timeline: Timeline,
    signals: Sequence[str],
    banner: BannerCard,
    unit: float,
) -> Layout:
    """A bar below an upright picture: counter and read-outs side by side, cue under them."""
    margin = pixels(_MARGIN, unit)
    panel = Panel(timeline, signals, unit, columns=True)
    fitting = min(_BANNER_SHARE * width / panel.width, _LARGEST_PANEL)
    panel = Panel(timeline, signals, unit * fitting, columns=True)
    top = height + panel.height
    return Layout(
        width,
        top + banner.height + margin,
        panel,
        (max((width - panel.width) // 2, 0), height),
        banner,
        (0, top),
        width,
    )


def _free_corner(
    panel_width: int, panel_height: int, width: int, height: int, margin: int, boxes: Boxes
) -> tuple[int, int] | None:
    """Corner that no body ever touches, the one with most room around it."""
    right, bottom = width - margin - panel_width, height - margin - panel_height
    if right < margin or bottom < margin:
        return None
    corners = [(right, margin), (margin, margin), (right, bottom), (margin, bottom)]
    gaps = [
        _gap((left, top, left + panel_width, top + panel_height), boxes) for left, top in corners
    ]
    best = int(np.argmax(gaps))
    return corners[best] if gaps[best] >= 0 else None


def _free_strip(
    banner: BannerCard, width: int, height: int, margin: int, boxes: Boxes
) -> int | None:
    """Top of a free strip for the cue at the lower or upper edge of the picture."""
    left = (width - banner.width) / 2
    for top in (height - margin - banner.height, margin):
        if _gap((left, top, left + banner.width, top + banner.height), boxes) >= 0:
            return top
    return None


def _gap(rectangle: tuple[float, float, float, float], boxes: Boxes) -> float:
    """Pixels between a rectangle and the nearest box; negative where they overlap."""
    if not len(boxes):
        return np.inf
    left, top, right, bottom = rectangle
    aside = np.maximum(boxes[:, 0] - right, left - boxes[:, 2])
    above = np.maximum(boxes[:, 1] - bottom, top - boxes[:, 3])
    return float(np.maximum(aside, above).min())
