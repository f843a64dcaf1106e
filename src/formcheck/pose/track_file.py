"""Tracks as files: a versioned ``.npz`` of a few hundred kilobytes for each minute.

Values are kept on a fine grid (`on_grid`) far below what a pose model resolves, as differences from
frame to frame, which compress to a fifth.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck._util.files import replacing
from formcheck._util.text import shown
from formcheck.errors import TrackError
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import PoseTrack, SegmentBias, TrackSource, TrunkEdges

__all__ = ["TRACK_VERSION", "load_track", "on_grid", "save_track"]

TRACK_VERSION = 1

_FORMAT = "formcheck pose track"
# Steps of the grid. Of the picture's longer side: a twenty-fifth of a pixel at 640 px.
_PICTURE_STEP = 1.0 / 16384
_WORLD_STEP_M = 0.0005
_VISIBILITY_STEP = 1.0 / 255
_OFFSET_STEP = 0.0005
_SLOPE_STEP = 0.01
# Signals of every exercise rest on these.
_NEEDED = tuple(
    Landmark[f"{side}_{part}"]
    for part in ("SHOULDER", "HIP", "KNEE", "ANKLE")
    for side in ("LEFT", "RIGHT")
)
_ARRAYS = ("time", "xy", "world", "visibility")


@dataclass(frozen=True)
class _Steps:
    """Grid steps of each array of a file."""

    xy: float
    world: float = _WORLD_STEP_M
    visibility: float = _VISIBILITY_STEP
    offset: float = _OFFSET_STEP
    slope: float = _SLOPE_STEP


def on_grid(track: PoseTrack) -> PoseTrack:
    """The track as a file would give it back: every value rounded to the grid of the format.

    A stored track and the one it was stored from are then one and the same, and so are results.

    Parameters
    ----------
    track : PoseTrack
        Any; NaN stays NaN.
    """
    steps = _steps(track)
    edges = track.edges
    return replace(
        track,
        xy=_rounded(track.xy, steps.xy),
        world=_rounded(track.world, steps.world),
        visibility=_rounded(track.visibility, steps.visibility),
        edges=None
        if edges is None
        else TrunkEdges(
            _rounded(edges.offset, steps.offset).astype(np.float32),
            _rounded(edges.slope, steps.slope).astype(np.float32),
        ),
    )


def save_track(track: PoseTrack, path: str | os.PathLike[str]) -> Path:
    """Write a track.

    Parameters
    ----------
    track : PoseTrack
        Rounded to the grid, see `on_grid`.
    path : path-like
        Where to; an existing file is replaced once the new one is whole.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    steps = _steps(track)
    arrays: dict[str, NDArray[Any]] = {"time": track.time}
    for name in _ARRAYS[1:]:
        arrays |= _packed(name, getattr(track, name), getattr(steps, name))
    if track.edges is not None:
        arrays |= _packed("offset", track.edges.offset, steps.offset)
        arrays |= _packed("slope", track.edges.slope, steps.slope)
    about = {
        "format": _FORMAT,
        "version": TRACK_VERSION,
        "landmarks": [landmark.name.lower() for landmark in Landmark],
        "width": track.width,
        "height": track.height,
        "cuts": list(track.cuts),
        "steps": asdict(steps),
        "bias": asdict(track.bias),
        "source": asdict(track.source),
    }
    target = Path(path)
    with replacing(target) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, about=np.array(json.dumps(about)), **arrays)
    return target


def load_track(path: str | os.PathLike[str]) -> PoseTrack:
    """Read a track that `save_track` has written.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    PoseTrack
        Landmarks that the file does not have are NaN with visibility 0.

    Raises
    ------
    TrackError
        It is no track, comes from a newer version, lacks landmarks that every signal needs, or its
        times do not increase.
    """
    name = shown(str(path))
    try:
        with np.load(path, allow_pickle=False) as file:
            about = json.loads(str(file["about"]))
            if about["format"] != _FORMAT:
                raise ValueError(about["format"])
            if about["version"] > TRACK_VERSION:
                raise TrackError(
                    f"{name}: written by a newer formcheck (track version {about['version']}; this "
                    f"one reads up to {TRACK_VERSION}); update formcheck, or track the clip again"
                )
            return _track(about, dict(file), name)
    except FileNotFoundError as error:
        raise TrackError(f"{name}: there is no such file") from error
    except OSError as error:
        raise TrackError(f"{name}: cannot be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise TrackError(
            f"{name}: not a track of formcheck; tracks are written by PoseTrack.save"
        ) from error


def _track(about: dict[str, Any], arrays: dict[str, NDArray[Any]], name: str) -> PoseTrack:
    steps = _Steps(**about["steps"])
    time = np.asarray(arrays["time"], dtype=float)
    columns = [_column(landmark) for landmark in about["landmarks"]]
    missing = [one.name.lower() for one in _NEEDED if one not in columns]
    if missing:
        raise TrackError(f"{name}: has no landmark {', '.join(missing)}, which the signals need")
    if len(time) == 0 or not np.all(np.diff(time) > 0):
        raise TrackError(f"{name}: its times do not increase from frame to frame")
    frames, count = len(time), len(Landmark)
    xy, world = np.full((frames, count, 2), np.nan), np.full((frames, count, 3), np.nan)
    visibility = np.zeros((frames, count))
    known = [(at, column) for at, column in enumerate(columns) if column is not None]
    for whole, values in (
        (xy, _unpacked("xy", arrays, steps.xy)),
        (world, _unpacked("world", arrays, steps.world)),
        (visibility, _unpacked("visibility", arrays, steps.visibility)),
    ):
        for at, column in known:
            whole[:, column] = values[:, at]
    edges = None
    if "offset" in arrays:
        edges = TrunkEdges(
            _unpacked("offset", arrays, steps.offset).astype(np.float32),
            _unpacked("slope", arrays, steps.slope).astype(np.float32),
        )
    source = about["source"]
    return PoseTrack(
        time=time,
        xy=xy,
        world=world,
        visibility=visibility,
        edges=edges,
        width=int(about["width"]),
        height=int(about["height"]),
        bias=SegmentBias(**about["bias"]),
        cuts=tuple(float(cut) for cut in about["cuts"]),
        source=TrackSource(**source | {"warnings": tuple(source["warnings"])}),
    )


def _column(landmark: str) -> Landmark | None:
    """Which of ours a landmark of a file is; None for one that formcheck does not know."""
    return Landmark.__members__.get(landmark.upper())


def _steps(track: PoseTrack) -> _Steps:
    return _Steps(xy=max(track.width, track.height) * _PICTURE_STEP)


def _rounded(values: NDArray[Any], step: float) -> NDArray[np.float64]:
    return np.asarray(np.rint(values.astype(float) / step) * step)


def _packed(name: str, values: NDArray[Any], step: float) -> dict[str, NDArray[Any]]:
    """Steps from frame to frame, one row a channel, and which values are known."""
    flat = values.reshape(len(values), -1).astype(float)
    known = np.isfinite(flat)
    counts = np.rint(np.where(known, flat, 0.0) / step).astype(np.int64)
    # A gap holds the value before it, so that its ends cost two steps and its inside none.
    last = np.maximum.accumulate(np.where(known, np.arange(len(flat))[:, None], -1), axis=0)
    filled = np.where(last >= 0, np.take_along_axis(counts, np.maximum(last, 0), axis=0), 0)
    steps = np.diff(filled, axis=0, prepend=0).T
    fits = np.abs(steps).max(initial=0) <= np.iinfo(np.int16).max
    return {
        name: np.ascontiguousarray(steps.astype(np.int16 if fits else np.int32)),
        f"{name}_shape": np.array(values.shape),
        f"{name}_known": np.packbits(known.T),
    }


def _unpacked(name: str, arrays: dict[str, NDArray[Any]], step: float) -> NDArray[np.float64]:
    shape = tuple(arrays[f"{name}_shape"].tolist())
    counts = np.cumsum(arrays[name].T.astype(np.int64), axis=0)
    known = np.unpackbits(arrays[f"{name}_known"], count=counts.size).astype(bool)
    values = np.where(known.reshape(counts.shape[::-1]).T, counts * step, np.nan)
    return values.reshape(shape)
