"""Tracks as files: a versioned ``.npz`` of a few hundred kilobytes for each minute.

Values are kept on a fine grid (`on_grid`) far below what a pose model resolves, as differences from
frame to frame, which compress to a fifth.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from formcheck._util.files import write_whole
from formcheck._util.text import shown
from formcheck.errors import TrackError
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import PoseTrack, TrunkEdges
from formcheck.pose.track_checks import NEEDED, check_values, in_words
from formcheck.pose.track_content import (
    FORMAT,
    TRACK_VERSION,
    About,
    Steps,
    first_problem,
    read_content,
)

__all__ = [
    "TRACK_VERSION",
    "load_track",
    "on_grid",
    "save_track",
    "track_from_bytes",
    "track_to_bytes",
]

# Steps of the grid. Of the picture's longer side: a twenty-fifth of a pixel at 640 px.
_PICTURE_STEP = 1.0 / 16384
_WORLD_STEP_M = 0.0005
_VISIBILITY_STEP = 1.0 / 255
_OFFSET_STEP = 0.0005
_SLOPE_STEP = 0.01
_ARRAYS = ("xy", "world", "visibility")
_LARGEST_FILE = 400_000_000


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
    TrackError
        Its values are none that a camera gives.
    """
    target = Path(path)
    write_whole(target, track_to_bytes(track))
    return target


def track_to_bytes(track: PoseTrack) -> bytes:
    """The content of the file that `save_track` writes; the same for the same track.

    Parameters
    ----------
    track : PoseTrack
        Rounded to the grid, see `on_grid`.

    Raises
    ------
    TrackError
        As for `save_track`.
    """
    name = track.source.clip or "the track"
    check_values(track, name)
    steps = _steps(track)
    arrays: dict[str, NDArray[Any]] = {"time": track.time.astype(np.float64)}
    for name in _ARRAYS:
        arrays |= _packed(name, getattr(track, name), getattr(steps, name))
    if track.edges is not None:
        arrays |= _packed("offset", track.edges.offset, steps.offset)
        arrays |= _packed("slope", track.edges.slope, steps.slope)
    about = json.dumps(
        {
            "format": FORMAT,
            "version": TRACK_VERSION,
            "landmarks": [landmark.name.lower() for landmark in Landmark],
            "width": int(track.width),
            "height": int(track.height),
            "cuts": [float(cut) for cut in track.cuts],
            "steps": steps.model_dump(),
            "bias": asdict(track.bias),
            "source": asdict(track.source),
        }
    )
    try:
        About.model_validate_json(about)
    except ValidationError as error:
        raise TrackError(f"{name}: cannot be kept ({first_problem(error)})") from error
    buffer = BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, about=np.array(about), **arrays)
    return buffer.getvalue()


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
        It is no track, comes from a newer version, lacks landmarks that every signal needs, its
        times do not increase, or its values make no sense.
    """
    name = shown(os.fsdecode(path))
    try:
        size = Path(path).stat().st_size
        if not Path(path).is_file():
            raise TrackError(f"{name}: not a file")
        if size > _LARGEST_FILE:
            raise TrackError(f"{name}: larger than any track")
        content = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise TrackError(f"{name}: there is no such file") from error
    # ValueError: of a name that no file can have.
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TrackError(f"{name}: cannot be read ({reason})") from error
    return track_from_bytes(content, name)


def track_from_bytes(content: bytes, name: str) -> PoseTrack:
    """Read the content of a track's file.

    Parameters
    ----------
    content : bytes
        As from `track_to_bytes`.
    name : str
        Of the file, for messages.

    Returns
    -------
    PoseTrack
        As from `load_track`, like the errors.
    """
    try:
        about, arrays = read_content(content)
        track = _track(about, arrays)
    except TrackError as error:
        raise TrackError(f"{name}: {error}") from error
    except Exception as error:
        # zipfile, zlib, tokenize, json and numpy each meet a damaged file with errors of their own.
        raise TrackError(
            f"{name}: not a track of formcheck; tracks are written by PoseTrack.save"
        ) from error
    check_values(track, name)
    return track


def _track(about: About, arrays: dict[str, NDArray[Any]]) -> PoseTrack:
    steps, time = about.steps, arrays["time"]
    columns = [_column(landmark) for landmark in about.landmarks]
    missing = [landmark for landmark in NEEDED if landmark not in columns]
    if missing:
        raise TrackError(f"has no {in_words(missing)}, which the signals need")
    if len(time) == 0 or not np.all(np.diff(time) > 0):
        raise TrackError("its times do not increase from frame to frame")
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
    return PoseTrack(
        time=time,
        xy=xy,
        world=world,
        visibility=visibility,
        edges=edges,
        width=about.width,
        height=about.height,
        bias=about.bias,
        cuts=about.cuts,
        source=about.source,
    )


def _column(landmark: str) -> Landmark | None:
    """Which of ours a landmark of a file is; None for one that formcheck does not know."""
    return Landmark.__members__.get(landmark.upper())


def _steps(track: PoseTrack) -> Steps:
    return Steps(
        xy=float(max(track.width, track.height)) * _PICTURE_STEP,
        world=_WORLD_STEP_M,
        visibility=_VISIBILITY_STEP,
        offset=_OFFSET_STEP,
        slope=_SLOPE_STEP,
    )


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
    largest = np.abs(steps).max(initial=0)
    if largest > np.iinfo(np.int32).max:
        raise TrackError(f"values of {name} lie too far apart for a file")
    fits = largest <= np.iinfo(np.int16).max
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
