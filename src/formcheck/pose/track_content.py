"""The content of a track's file, each part checked before it is unpacked.

A file may come from anywhere. What its headers declare is compared with what a track can be before
memory is taken for it, so that a small file cannot ask for a large machine.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Annotated, Any, Literal

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.errors import TrackError
from formcheck.pose.track import MOST_PX, STATIONS, SegmentBias, TrackSource

__all__ = ["FORMAT", "TRACK_VERSION", "About", "Steps", "first_problem", "read_content"]

FORMAT = "formcheck pose track"
TRACK_VERSION = 1
"""The newest layout of track files that this formcheck knows, and the one it writes."""

# An hour at 60 frames a second with the outline: 33 landmarks of 2 + 3 + 1 values, 2 x 2 x 64.
_MOST_VALUES = 100_000_000
_MOST_FRAMES = 1_000_000
_LONGEST_ABOUT = 1_000_000
_COORDINATES = {"xy": 2, "world": 3, "visibility": 1}

Pixels = Annotated[int, Field(ge=1, le=MOST_PX)]
Step = Annotated[float, Field(gt=0, le=1000.0)]


class Steps(BaseModel):
    """Grid steps of each array of a file."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)

    xy: Step
    world: Step
    visibility: Step
    offset: Step
    slope: Step


class About(BaseModel):
    """What a file says of its arrays."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)

    format: Literal["formcheck pose track"]
    version: Annotated[int, Field(ge=1)]
    landmarks: tuple[str, ...]
    width: Pixels
    height: Pixels
    cuts: tuple[float, ...]
    steps: Steps
    bias: SegmentBias
    source: TrackSource


def read_content(content: bytes) -> tuple[About, dict[str, NDArray[Any]]]:
    """Read what `formcheck.pose.track_file.track_to_bytes` wrote.

    Parameters
    ----------
    content : bytes
        Of the file.

    Returns
    -------
    about : About
        Valid.
    arrays : dict of str to ndarray
        ``time`` and the packed arrays, of the types and shapes that belong to it.

    Raises
    ------
    TrackError
        It is a track, but from a newer version or of values that make no sense; without its name.
    Exception
        It is no track: zipfile, zlib, tokenize, json and numpy each meet a damaged file with errors
        of their own.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        about = _about(str(_array(archive, "about", "U", most=_LONGEST_ABOUT)))
        time = _array(archive, "time", "f8", most=_MOST_FRAMES)
        arrays = {"time": time}
        channels = {name: len(about.landmarks) * size for name, size in _COORDINATES.items()}
        shapes = {
            name: (len(time), len(about.landmarks)) + (size,) * (size > 1)
            for name, size in _COORDINATES.items()
        }
        if "offset.npy" in archive.namelist():
            channels |= dict.fromkeys(("offset", "slope"), 2 * len(STATIONS))
            shapes |= dict.fromkeys(("offset", "slope"), (len(time), 2, len(STATIONS)))
        if len(time) * sum(channels.values()) > _MOST_VALUES:
            raise TrackError("longer than any track")
        for name, count in channels.items():
            arrays |= _packed(archive, name, count, shapes[name])
    return about, arrays


def _about(text: str) -> About:
    said = json.loads(text)
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    version = said["version"]
    if isinstance(version, int) and version > TRACK_VERSION:
        raise TrackError(
            f"written by a newer formcheck (track version {version}; this one reads up to "
            f"{TRACK_VERSION}); update formcheck, or track the clip again"
        )
    try:
        return About.model_validate_json(text)
    except ValidationError as error:
        raise TrackError(f"does not hold together ({first_problem(error)})") from error


def first_problem(error: ValidationError) -> str:
    """Where the first problem is, and what it is, in one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"{where}: {first['msg']}"


def _packed(
    archive: zipfile.ZipFile, name: str, channels: int, shape: tuple[int, ...]
) -> Mapping[str, NDArray[Any]]:
    """A packed array with what belongs to it."""
    frames = shape[0]
    found = {
        name: _array(archive, name, "i2 i4", (channels, frames)),
        f"{name}_shape": _array(archive, f"{name}_shape", "i8 i4", (len(shape),)),
        f"{name}_known": _array(archive, f"{name}_known", "u1", (-(-channels * frames // 8),)),
    }
    if tuple(found[f"{name}_shape"].tolist()) != shape:
        raise ValueError(f"{name} of another shape")
    return found


def _array(
    archive: zipfile.ZipFile,
    name: str,
    types: str,
    shape: tuple[int, ...] | None = None,
    *,
    most: int = 0,
) -> NDArray[Any]:
    """One array, of a type and shape that are known, or else of at most so many values."""
    with archive.open(f"{name}.npy") as member:
        declared, _, dtype = _header(member)
    text = dtype.kind in types.split() and 0 < dtype.itemsize <= 4 * most and declared == ()
    numbers = dtype.str[1:] in types.split() and dtype.isnative
    fits = declared == shape if shape is not None else len(declared) == 1 and declared[0] <= most
    if not (text or (numbers and fits)):
        raise ValueError(f"{name} is {dtype} of shape {declared}")
    with archive.open(f"{name}.npy") as member:
        return np.asarray(npy.read_array(member, allow_pickle=False))


def _header(member: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy.read_magic(member)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
    return read(member)
