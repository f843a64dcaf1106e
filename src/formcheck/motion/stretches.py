"""The parts of a clip that were filmed in one go, each with its own view and scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from formcheck.motion.scale import BodyScale, body_scale
from formcheck.motion.signals import signal_table
from formcheck.motion.view import CameraView, camera_view
from formcheck.pose.track import PoseTrack

__all__ = ["Stretch", "stretch_signals", "stretches"]


@dataclass(frozen=True)
class Stretch:
    """One shot: between two cuts the camera, and so view and scale, are the same.

    Attributes
    ----------
    track : PoseTrack
        Raw, without cuts.
    view : CameraView
    scale : BodyScale
    """

    track: PoseTrack
    view: CameraView
    scale: BodyScale

    @property
    def start_s(self) -> float:
        """Time of the first frame in seconds."""
        return float(self.track.time[0])

    @property
    def end_s(self) -> float:
        """Time of the last frame in seconds."""
        return float(self.track.time[-1])


def stretches(track: PoseTrack) -> list[Stretch]:
    """Shots in which someone was seen, in order of time; a clip without cuts is one.

    Parameters
    ----------
    track : PoseTrack
        Raw.
    """
    return [
        Stretch(part, camera_view(part), body_scale(part))
        for part in track.uncut()
        if part.seen.any()
    ]


def stretch_signals(smoothed: PoseTrack, parts: Sequence[Stretch]) -> pd.DataFrame:
    """Signal table of a clip, each stretch read with its own view and scale.

    Parameters
    ----------
    smoothed : PoseTrack
        The whole clip, zero-lag filtered.
    parts : sequence of Stretch
        Its stretches, at least one.

    Returns
    -------
    DataFrame
        One row for each frame of `smoothed`; NaN in shots without anyone.
    """
    by_start = {part.start_s: part for part in parts}
    tables = []
    for shot in smoothed.uncut():
        part = by_start.get(float(shot.time[0]), parts[0])
        tables.append(signal_table(shot, part.view, part.scale))
    return pd.concat(tables)
