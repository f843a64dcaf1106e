"""Names of the 33 pose landmarks, and one person's track through a clip."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LANDMARK_COUNT",
    "SKELETON",
    "Landmark",
    "PoseTrack",
    "SegmentBias",
    "TrunkEdges",
    "side_landmarks",
]


class Landmark(IntEnum):
    """MediaPipe's pose landmarks; left and right are the person's own."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


LANDMARK_COUNT = len(Landmark)

SKELETON: tuple[tuple[Landmark, Landmark], ...] = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    *(
        (Landmark[f"{side}_{a}"], Landmark[f"{side}_{b}"])
        for side in ("LEFT", "RIGHT")
        for a, b in (
            ("EAR", "SHOULDER"),
            ("SHOULDER", "ELBOW"),
            ("ELBOW", "WRIST"),
            ("SHOULDER", "HIP"),
            ("HIP", "KNEE"),
            ("KNEE", "ANKLE"),
            ("ANKLE", "HEEL"),
            ("HEEL", "FOOT_INDEX"),
            ("ANKLE", "FOOT_INDEX"),
        )
    ),
)
"""Bones to draw, as pairs of landmarks."""


def side_landmarks(part: str) -> tuple[Landmark, Landmark]:
    """Left and right landmark of a part, e.g. ``"hip"``."""
    return Landmark[f"LEFT_{part.upper()}"], Landmark[f"RIGHT_{part.upper()}"]


@dataclass(frozen=True)
class TrunkEdges:
    """Both edges of the trunk in the person mask, seen from the hip-to-shoulder axis.

    Attributes
    ----------
    offset : ndarray, shape (T, 2, S), float32
        Distance from the axis to the mask's 0.5 line in trunk lengths (hip midpoint to shoulder
        midpoint). Edge 0 lies to the left of the axis as one looks from hip to shoulder in the
        picture, edge 1 to the right. NaN where the ray meets no edge.
    slope : ndarray, shape (T, 2, S), float32
        Steepness of the mask where it crosses 0.5, per 1 % of trunk length: a sharp outline gives
        large values, a guess under an arm small ones. NaN as in `offset`.
    """

    offset: NDArray[np.float32]
    slope: NDArray[np.float32]


@dataclass(frozen=True)
class SegmentBias:
    """How far a pose model's segments lean from the true ones in side view, degrees, forward +."""

    trunk_deg: float = 0.0
    thigh_deg: float = 0.0
    shin_deg: float = 0.0


@dataclass(frozen=True)
class PoseTrack:
    """One person through a clip.

    Attributes
    ----------
    time : ndarray, shape (T,)
        Seconds, increasing.
    xy : ndarray, shape (T, 33, 2)
        Pixels of the upright source picture, x right, y down. NaN where the person was not seen.
    world : ndarray, shape (T, 33, 3)
        Metres, origin at the middle of the hips. NaN as in `xy`. Depth is the model's guess.
    visibility : ndarray, shape (T, 33)
        Likelihood 0-1 that the landmark is in the picture and not hidden; 0 where not seen. It is
        not accuracy: a wrong skeleton can carry 0.99.
    edges : TrunkEdges
        Outline of the trunk beside its axis, same T.
    width, height : int
        Size of the upright source picture in pixels.
    bias : SegmentBias
        Known lean of the model that made the landmarks, to be taken off angles.
    cuts : tuple of float
        Times in seconds of the first frame after each cut of the clip.

    Raises
    ------
    ValueError
        Shapes do not fit together, or time does not increase.
    """

    time: NDArray[np.float64]
    xy: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    edges: TrunkEdges
    width: int
    height: int
    bias: SegmentBias = SegmentBias()
    cuts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        frames = len(self.time)
        expected = {
            "xy": (frames, LANDMARK_COUNT, 2),
            "world": (frames, LANDMARK_COUNT, 3),
            "visibility": (frames, LANDMARK_COUNT),
        }
        for name, shape in expected.items():
            found = getattr(self, name).shape
            if found != shape:
                raise ValueError(f"Expected {name} of shape {shape} but got {found}.")
        if self.edges.offset.shape[:2] != (frames, 2):
            raise ValueError(
                f"Expected edges of shape ({frames}, 2, S) but got {self.edges.offset.shape}."
            )
        if np.any(np.diff(self.time) <= 0):
            raise ValueError("Expected time to increase from frame to frame but it does not.")

    def __len__(self) -> int:
        return len(self.time)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Frames in which the person was found, shape (T,)."""
        return np.isfinite(self.xy[:, Landmark.LEFT_HIP, 0])

    def part(self, name: str) -> NDArray[np.float64]:
        """Left and right landmark of a part in pixels, shape (T, 2 sides, 2)."""
        return self.xy[:, side_landmarks(name)]

    def between(self, start_s: float, end_s: float) -> PoseTrack:
        """Frames with ``start_s <= time <= end_s``."""
        rows = slice(
            int(np.searchsorted(self.time, start_s, side="left")),
            int(np.searchsorted(self.time, end_s, side="right")),
        )
        return replace(
            self,
            time=self.time[rows],
            xy=self.xy[rows],
            world=self.world[rows],
            visibility=self.visibility[rows],
            edges=TrunkEdges(self.edges.offset[rows], self.edges.slope[rows]),
            cuts=tuple(cut for cut in self.cuts if start_s < cut <= end_s),
        )

    def uncut(self) -> list[PoseTrack]:
        """The parts between the cuts, in order, each with at least one frame."""
        if not self.cuts:
            return [self]
        starts = [0, *np.searchsorted(self.time, self.cuts).tolist(), len(self)]
        return [
            self.between(float(self.time[first]), float(self.time[end - 1]))
            for first, end in itertools.pairwise(sorted(set(starts)))
        ]
