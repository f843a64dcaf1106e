"""One person's track through a clip: what travels from the pose room to every other."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import TrackError
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark, side_landmarks

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "MODEL_SIDE_PX",
    "MOST_PX",
    "STATIONS",
    "PoseTrack",
    "SegmentBias",
    "TrackSource",
    "TrunkEdges",
]

MODEL_SIDE_PX = 640
"""The pose model is handed pictures of at most this size: it reads 256 x 256 pixels of them."""
MOST_PX = 65535
"""No picture has a longer side: JPEG and the codecs of video end there."""
STATIONS: NDArray[np.float64] = np.linspace(-0.15, 0.9, 64)
"""Where along the trunk the edges are read: 0 = middle of the hips, 1 = middle of the shoulders."""


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

    def __getitem__(self, rows: slice | NDArray[np.intp]) -> TrunkEdges:
        """The edges of some frames."""
        return TrunkEdges(self.offset[rows], self.slope[rows])


@dataclass(frozen=True)
class SegmentBias:
    """How far a pose model's segments lean from the true ones in side view, degrees, forward +."""

    trunk_deg: float = 0.0
    thigh_deg: float = 0.0
    shin_deg: float = 0.0


@dataclass(frozen=True)
class TrackSource:
    """Where a track comes from.

    Attributes
    ----------
    clip : str
        File name without folders; empty where there was no file.
    sha256 : str
        Of the clip's content.
    backend : str
        Name of the pose model, such as ``"pose_landmarker_full"``.
    warnings : tuple of str
        What the owner of the clip should know of it, one sentence each.
    """

    clip: str = ""
    sha256: str = ""
    backend: str = ""
    warnings: tuple[str, ...] = ()


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
    edges : TrunkEdges or None
        Outline of the trunk beside its axis, same T; None where the backend gives no outline, and
        then nothing is said of the back.
    width, height : int
        Size of the upright source picture in pixels, 1-65535.
    bias : SegmentBias
        Known lean of the backend that made the landmarks, to be taken off angles.
    cuts : tuple of float
        Times in seconds of the first frame after each cut of the clip.
    source : TrackSource
        Clip and backend.

    Raises
    ------
    TrackError
        Something is no array of floats, shapes do not fit together, times do not increase, or the
        size or the cuts are no numbers that make sense.
    """

    time: NDArray[np.float64]
    xy: NDArray[np.float64]
    world: NDArray[np.float64]
    visibility: NDArray[np.float64]
    width: int
    height: int
    edges: TrunkEdges | None = None
    bias: SegmentBias = SegmentBias()
    cuts: tuple[float, ...] = ()
    source: TrackSource = TrackSource()

    def __post_init__(self) -> None:
        for name in ("time", "xy", "world", "visibility"):
            _check_floats(name, getattr(self, name))
        frames = len(self.time)
        outline = (frames, 2, len(STATIONS))
        _check_shape("xy", self.xy, (frames, LANDMARK_COUNT, 2))
        _check_shape("world", self.world, (frames, LANDMARK_COUNT, 3))
        _check_shape("visibility", self.visibility, (frames, LANDMARK_COUNT))
        if self.edges is not None:
            _check_shape("edges", self.edges.offset, outline)
            _check_shape("edges", self.edges.slope, outline)
        if not (np.isfinite(self.time).all() and np.all(np.diff(self.time) > 0)):
            raise TrackError("Expected time to increase from frame to frame but it does not.")
        for name in ("width", "height"):
            side = getattr(self, name)
            if not (isinstance(side, int | np.integer) and 1 <= side <= MOST_PX):
                raise TrackError(f"Expected {name} of 1 to {MOST_PX} pixels but got {side!r}.")
        for cut in self.cuts:
            if not (isinstance(cut, float | int | np.number) and np.isfinite(cut)):
                raise TrackError(f"Expected cuts in seconds but got {cut!r}.")

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
            edges=None if self.edges is None else self.edges[rows],
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

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the track to a ``.npz``; see `formcheck.pose.track_file.save_track`."""
        from formcheck.pose.track_file import save_track

        return save_track(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> PoseTrack:
        """Read what `save` wrote; see `formcheck.pose.track_file.load_track` for its errors."""
        from formcheck.pose.track_file import load_track

        return load_track(path)

    def to_xarray(self) -> xr.Dataset:
        """The track as `movement` reads it; see `formcheck.pose.track_xarray.to_xarray`."""
        from formcheck.pose.track_xarray import to_xarray

        return to_xarray(self)


def _check_floats(name: str, values: Any) -> None:
    if not (isinstance(values, np.ndarray) and values.ndim and values.dtype.kind == "f"):
        raise TrackError(f"Expected {name} as an array of floats but got {_kind(values)}.")


def _kind(values: Any) -> str:
    kind = type(values).__name__
    return f"{kind} of {values.dtype}" if isinstance(values, np.ndarray) else kind


def _check_shape(name: str, values: NDArray[Any], shape: tuple[int, ...]) -> None:
    if values.shape != shape:
        raise TrackError(f"Expected {name} of shape {shape} but got {values.shape}.")
