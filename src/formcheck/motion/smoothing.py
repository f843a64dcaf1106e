"""A whole track made smooth: without lag for judging, causally for detecting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck.motion.filtering import LONGEST_BRIDGE_S, resample, zero_lag
from formcheck.pose.one_euro import OneEuro
from formcheck.pose.track import PoseTrack, TrunkEdges

__all__ = ["RATE_HZ", "CausalSmoother", "joined", "smooth"]

RATE_HZ = 30.0
"""Uniform rate of judged signals (docs/methods.md 4)."""

# docs/methods.md 4: 3-4 Hz for these exercises.
_CUTOFF_HZ = 4.0


def smooth(track: PoseTrack) -> PoseTrack:
    """The track at a uniform 30 Hz, low-passed without lag, short gaps bridged.

    Parameters
    ----------
    track : PoseTrack
        Raw, with NaN where the person was not seen.

    Returns
    -------
    PoseTrack
        From the first to the last time of `track`. Gaps longer than 0.2 s stay NaN. Trunk edges are
        those of the nearest frame: smoothing along time would blur the outline. Nothing is smoothed
        over a cut: the even steps begin anew there.
    """
    return joined([_smooth_uncut(part) for part in track.uncut()], track)


def joined(parts: Sequence[PoseTrack], whole: PoseTrack) -> PoseTrack:
    """Parts between cuts put together again, with everything else as in `whole`."""
    if len(parts) == 1:
        return parts[0]
    edges = [part.edges for part in parts if part.edges is not None]
    return replace(
        whole,
        time=np.concatenate([part.time for part in parts]),
        xy=np.concatenate([part.xy for part in parts]),
        world=np.concatenate([part.world for part in parts]),
        visibility=np.concatenate([part.visibility for part in parts]),
        edges=TrunkEdges(
            np.concatenate([edge.offset for edge in edges]),
            np.concatenate([edge.slope for edge in edges]),
        )
        if edges
        else None,
    )


def _smooth_uncut(track: PoseTrack) -> PoseTrack:
    if len(track) < 2:
        return track
    time, xy = resample(track.time, track.xy, RATE_HZ)
    _, world = resample(track.time, track.world, RATE_HZ)
    nearest = np.searchsorted((track.time[1:] + track.time[:-1]) / 2.0, time)
    return replace(
        track,
        time=time,
        xy=zero_lag(xy, RATE_HZ, _CUTOFF_HZ),
        world=zero_lag(world, RATE_HZ, _CUTOFF_HZ),
        visibility=track.visibility[nearest],
        edges=None if track.edges is None else track.edges[nearest],
    )


class CausalSmoother:
    """One Euro filters for one person, fed frame by frame with tracks of one or more frames."""

    def __init__(self) -> None:
        self._begin()

    def __call__(self, track: PoseTrack) -> PoseTrack:
        """The same frames, each smoothed with what came before it, anew after each cut."""
        side = float(max(track.width, track.height))
        frames, landmarks, _ = track.world.shape
        # Each landmark twice, in the picture (without depth) and in the world: one call a frame.
        rows = np.zeros((frames, 2 * landmarks, 3))
        rows[:, :landmarks, :2] = track.xy / side
        rows[:, landmarks:] = track.world
        for frame, time in enumerate(track.time):
            if time in track.cuts:
                self._begin()
            rows[frame] = self._filter(time, rows[frame])
        return replace(track, xy=rows[:, :landmarks, :2] * side, world=rows[:, landmarks:].copy())

    def _begin(self) -> None:
        # For fractions of the picture's longer side; chosen so that the lag on the fastest
        # development clips stays under two frames. Rep counts do not depend on them between
        # (1.5, 8, 1.5) and (3, 20, 3). The gap is so long that a slow clip is not all beginnings.
        self._filter = OneEuro(2.0, 12.0, 2.0, longest_gap_s=2.0 * LONGEST_BRIDGE_S)
