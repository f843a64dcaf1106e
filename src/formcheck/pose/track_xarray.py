"""Tracks in the form that the `movement` package reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from formcheck.errors import TrackError
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import PoseTrack

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["to_xarray"]


def to_xarray(track: PoseTrack) -> xr.Dataset:
    """A dataset of poses as `movement` 0.x defines it.

    Parameters
    ----------
    track : PoseTrack
        Any.

    Returns
    -------
    Dataset
        ``position`` (time, space, keypoints, individuals) in pixels and ``confidence`` (time,
        keypoints, individuals), 0-1; one individual; times in seconds. NaN where not seen.

    Raises
    ------
    TrackError
        The package xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError as error:
        raise TrackError(
            "to_xarray needs the package xarray: pip install 'formcheck[xarray]'"
        ) from error
    step_s = float(np.median(np.diff(track.time))) if len(track) > 1 else float("nan")
    return xr.Dataset(
        {
            "position": (
                ("time", "space", "keypoints", "individuals"),
                track.xy.transpose(0, 2, 1)[..., None],
            ),
            "confidence": (("time", "keypoints", "individuals"), track.visibility[..., None]),
        },
        coords={
            "time": track.time,
            "space": ["x", "y"],
            "keypoints": [landmark.name.lower() for landmark in Landmark],
            "individuals": ["id_0"],
        },
        attrs={
            "ds_type": "poses",
            "fps": 1.0 / step_s,
            "time_unit": "seconds",
            "source_software": track.source.backend or "formcheck",
            "source_file": track.source.clip,
        },
    )
