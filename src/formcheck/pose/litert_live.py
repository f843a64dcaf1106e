"""The pose loop for a camera: one person, frame by frame, as the frames come."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck._util.resources import Closing
from formcheck.pose.backend import RawDetection
from formcheck.pose.cuts import Thumbnail, thumbnail, unlike
from formcheck.pose.landmarker import Found, Landmarker
from formcheck.pose.litert import LEAD_EVERY_S, LITERT_BIAS
from formcheck.pose.one_euro import LandmarkFilter
from formcheck.pose.people import OTHER_SCENE
from formcheck.pose.person_detector import PersonDetector
from formcheck.pose.regions import Region

__all__ = ["LivePose"]

# Gaps in the outline of up to 0.35 s are filled, see `formcheck.pose.edges`.
_SELDOM_S = 0.25


class LivePose(Closing):
    """Follows one person; see `formcheck.pose.backend.PoseEstimator`.

    The outline is read ten times a second, and landmarks are steadied as they are in a clip.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle, from `formcheck.pose.models.find_model`.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """

    bias = LITERT_BIAS

    def __init__(self, model: Path) -> None:
        self.name = model.stem
        self._detector = PersonDetector(model)
        self._outlined = Landmarker(model, masks=True)
        self._landmarker = Landmarker(model, masks=False)
        self._region: Region | None = None
        self._scene: Thumbnail | None = None
        self._outline_every_s = LEAD_EVERY_S
        self._outline_due_s = -math.inf
        self._steady = LandmarkFilter()

    def close(self) -> None:
        """Forget the person; the networks go with the object."""
        self._region = None

    def read_outline_seldom(self) -> None:
        """Read the outline four times a second from now on, which leaves time for landmarks."""
        self._outline_every_s = _SELDOM_S

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[RawDetection]:
        """The person in an RGB picture, shape (H, W, 3); `time_s` increases from call to call."""
        found = self._find(image, time_s)
        if found is None:
            self._region, self._steady = None, LandmarkFilter()
            return []
        self._region = found.region
        size = np.array([image.shape[1], image.shape[0]])
        raw = found.detection
        xy, world = self._steady(time_s, raw.xy * size, raw.world, found.region.side_px)
        # Steady now, so it carries no size to be steadied by.
        return [replace(raw, xy=xy / size, world=world, scale=None)]

    def _find(self, image: NDArray[np.uint8], time_s: float) -> Found | None:
        landmarker = self._landmarker
        if time_s >= self._outline_due_s:
            landmarker, self._outline_due_s = self._outlined, time_s + self._outline_every_s
            scene = thumbnail(image)
            if self._scene is not None and unlike(self._scene, scene) >= OTHER_SCENE:
                self._region = None
            self._scene = scene
        found = None if self._region is None else landmarker.find(image, self._region)
        if found is None:
            # Someone new, whose landmarks begin afresh.
            self._steady = LandmarkFilter()
            region = next(iter(self._detector.detect(image)), None)
            found = None if region is None else landmarker.find(image, region)
        return found
