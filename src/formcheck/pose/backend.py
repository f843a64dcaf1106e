"""What a pose backend is: finds people in pictures, and says how its landmarks lean."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.outline import trunk_edges
from formcheck.pose.track import SegmentBias, TrunkEdges
from formcheck.video.reader import Frame

__all__ = [
    "Detection",
    "Follow",
    "GivenEstimator",
    "PoseBackend",
    "PoseEstimator",
    "RawDetection",
    "detection_of",
]


@dataclass(frozen=True)
class RawDetection:
    """One person in one picture, as a backend reports them.

    Attributes
    ----------
    xy : ndarray, shape (33, 2)
        Fractions of the picture's width and height, 0-1 inside the picture.
    world : ndarray, shape (33, 3)
        Metres, origin at the middle of the hips.
    visibility : ndarray, shape (33,)
        0-1.
    mask : ndarray, shape (h, w), float32, or None
        Likelihood 0-1 that a pixel belongs to the person, at the size of the picture.
    edges : TrunkEdges or None
        Outline of the trunk, each array of shape (2, S), from a backend that reads it itself.
    scale : float or None
        Size of the person as a share of the picture's width, from a backend that does not steady
        its landmarks, for `formcheck.pose.one_euro`; None from one that does.
    """

    xy: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    mask: NDArray[np.float32] | None = None
    edges: TrunkEdges | None = None
    scale: float | None = None

    @property
    def box(self) -> NDArray[np.float64]:
        """Upper left and lower right corner around the person, shape (2, 2), as `xy`."""
        return np.array([self.xy.min(axis=0), self.xy.max(axis=0)])


Follow = Generator[tuple[Frame, list[RawDetection]]]
"""Each frame, in order, with the people in it; closing it ends the work."""


class PoseEstimator(Protocol):
    """Finds people in a run of pictures; keeps state from one picture to the next."""

    @property
    def name(self) -> str:
        """Of the model, as results give it."""
        ...

    @property
    def bias(self) -> SegmentBias:
        """Known lean of its segments in side view."""
        ...

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[RawDetection]:
        """People in an RGB picture, shape (H, W, 3); `time_s` increases from call to call."""
        ...


class PoseBackend(Protocol):
    """Follows the people through a clip."""

    @property
    def name(self) -> str:
        """Of the model, as results give it."""
        ...

    @property
    def bias(self) -> SegmentBias:
        """Known lean of its segments in side view."""
        ...

    def follow(self, frames: Iterable[Frame]) -> Follow:
        """Everyone it finds in each frame, in order; those of one person need not be linked."""
        ...


class GivenEstimator:
    """A backend around one estimator, which is handed the frames one by one.

    Parameters
    ----------
    estimator : PoseEstimator
        Opened, and closed, by the caller.
    """

    def __init__(self, estimator: PoseEstimator) -> None:
        self._estimator = estimator
        self.name, self.bias = estimator.name, estimator.bias

    def follow(self, frames: Iterable[Frame]) -> Follow:
        """Whom the estimator finds in each frame."""
        for frame in frames:
            yield frame, self._estimator.estimate(frame.image, frame.time)


@dataclass(frozen=True)
class Detection:
    """One person in one frame, in pixels, the mask already reduced to the trunk's edges.

    Attributes
    ----------
    xy : ndarray, shape (33, 2)
        Pixels of the upright source.
    world : ndarray, shape (33, 3)
    visibility : ndarray, shape (33,)
    edges : TrunkEdges or None
        Each array of shape (2, S).
    scale_px : float or None
        As `RawDetection.scale`, in pixels of the upright source.
    """

    xy: NDArray[np.float32]
    world: NDArray[np.float32]
    visibility: NDArray[np.float32]
    edges: TrunkEdges | None
    scale_px: float | None = None

    @property
    def size(self) -> float:
        """Diagonal of the box around all landmarks: the same standing and lying."""
        return float(np.linalg.norm(np.ptp(self.xy, axis=0)))

    @property
    def centre(self) -> NDArray[np.float32]:
        """Middle of the hips."""
        middle: NDArray[np.float32] = self.xy[list(side_landmarks("hip"))].mean(axis=0)
        return middle


def detection_of(raw: RawDetection, size: tuple[int, int]) -> Detection:
    """A person as they are kept: in pixels of a picture of this size, the mask as trunk edges."""
    edges = raw.edges
    if edges is None and raw.mask is not None:
        height, width = raw.mask.shape
        edges = trunk_edges(raw.mask, raw.xy * (width, height))
    # Half the memory, and still a thousand times finer than the model.
    xy, world, visibility = (
        values.astype(np.float32) for values in (raw.xy * size, raw.world, raw.visibility)
    )
    scale_px = None if raw.scale is None else raw.scale * size[0]
    return Detection(xy, world, visibility, edges, scale_px)
