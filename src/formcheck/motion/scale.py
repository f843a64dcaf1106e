"""Lengths of one person in the picture, for putting distances in body units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.pose.track import PoseTrack

__all__ = ["BodyScale", "body_scale"]

# Thigh and shank are 0.245 and 0.246 of standing height (Drillis & Contini 1966, after Winter 2009)
_LEG_SHARE_OF_HEIGHT = 0.491
# Percentile of the lower ankle's height that stands for the floor; single frames go astray.
_NEARLY_LOWEST = 90.0


@dataclass(frozen=True)
class BodyScale:
    """Lengths in pixels.

    Attributes
    ----------
    leg_px : float
        Thigh plus shin, upper quartile over the shot: foreshortening only ever shortens.
    floor_px : float
        Height in the picture of an ankle on the floor: nearly the lowest over the shot, y down.
    """

    leg_px: float
    floor_px: float = float("nan")

    @property
    def height_px(self) -> float:
        """Standing height after Drillis and Contini."""
        return self.leg_px / _LEG_SHARE_OF_HEIGHT


def body_scale(track: PoseTrack) -> BodyScale:
    """Lengths over a track, from the frames in which both legs were seen; NaN without any."""
    hip, knee, ankle = (track.part(name) for name in ("hip", "knee", "ankle"))
    leg = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    seen = np.isfinite(leg).all(axis=-1)
    if not seen.any():
        return BodyScale(float("nan"))
    lowest = ankle[seen][..., 1].max(axis=-1)
    # Legs without any length are no measure.
    leg_px = float(np.percentile(leg[seen], 75)) or float("nan")
    return BodyScale(leg_px, float(np.percentile(lowest, _NEARLY_LOWEST)))
