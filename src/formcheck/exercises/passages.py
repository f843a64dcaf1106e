"""Which exercise at which time: a clip may hold several, with rests and other things between."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.exercises.recognition import (
    Profiles,
    Recognition,
    load_profiles,
    misfits,
    recognise,
)
from formcheck.motion.features import excursions, posture_table
from formcheck.motion.rest import resting
from formcheck.pose.track import PoseTrack

__all__ = ["Segment", "recognise_clip"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Segment:
    """A part of a clip and what it shows; seconds."""

    start_s: float
    end_s: float
    recognition: Recognition


def recognise_clip(track: PoseTrack, signals: pd.DataFrame) -> tuple[Segment, ...]:
    """Tell the exercises of a clip in order of time.

    Parameters
    ----------
    track : PoseTrack
        Smoothed, the whole clip.
    signals : DataFrame
        Signal table of the same track, row for row.

    Returns
    -------
    tuple of Segment
        At least one; together they cover the clip. A short clip, and one that shows the same
        throughout, is one stretch.
    """
    profiles = load_profiles()
    postures = posture_table(track)
    first, last = float(postures.index[0]), float(postures.index[-1])
    starts = _window_starts(first, last, profiles)
    windows = [postures.loc[start : start + profiles.windows.length_s] for start in starts]
    quiet = resting(signals)
    telling = [
        row
        for row, start in enumerate(starts)
        if _resting_share(signals, quiet, start, profiles) <= profiles.windows.resting_share
    ]
    if len(telling) < 2:
        return (Segment(first, last, recognise(excursions(postures), profiles)),)
    costs = pd.DataFrame([misfits(excursions(windows[row]), profiles) for row in telling])
    path = _cheapest_path(np.minimum(costs.to_numpy(), _most(profiles)), profiles)
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return tuple(
        _passage(postures, starts, telling, begin, end, profiles) for begin, end in pairwise(edges)
    )


def _most(profiles: Profiles) -> float:
    """Beyond twice `other_cost` an exercise is out of the question, by however much."""
    return 2.0 * profiles.decision.other_cost


def _window_starts(first: float, last: float, profiles: Profiles) -> FloatArray:
    windows = profiles.windows
    if last - first <= windows.whole_up_to_s:
        return np.array([first])
    return np.arange(first, last - windows.length_s + windows.hop_s / 2.0, windows.hop_s)


def _resting_share(
    signals: pd.DataFrame, quiet: NDArray[np.bool_], start_s: float, profiles: Profiles
) -> float:
    time = signals.index.to_numpy(dtype=float)
    inside = (time >= start_s) & (time <= start_s + profiles.windows.length_s)
    return float(quiet[inside].mean()) if inside.any() else 1.0


def _cheapest_path(costs: FloatArray, profiles: Profiles) -> NDArray[np.int_]:
    """Column for each row with the least sum of costs and changes (Viterbi)."""
    best, came_from = costs[0], np.zeros(costs.shape, dtype=int)
    for row in range(1, len(costs)):
        change = float(best.min()) + profiles.windows.change_cost
        came_from[row] = np.where(best <= change, np.arange(costs.shape[1]), int(best.argmin()))
        best = np.minimum(best, change) + costs[row]
    path = np.empty(len(costs), dtype=int)
    path[-1] = int(best.argmin())
    for row in range(len(costs) - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


def _passage(
    postures: pd.DataFrame,
    starts: FloatArray,
    telling: list[int],
    begin: int,
    end: int,
    profiles: Profiles,
) -> Segment:
    """The stretch of the telling windows `begin` to one before `end`."""
    length_s = profiles.windows.length_s

    def boundary(row: int) -> float:
        """The middle between one telling window and the next, whether they overlap or not."""
        return float(starts[telling[row - 1]] + length_s + starts[telling[row]]) / 2.0

    start_s = boundary(begin) if begin > 0 else float(postures.index[0])
    end_s = boundary(end) if end < len(telling) else float(postures.index[-1])
    # The rest at either end belongs to the stretch but says nothing about it.
    read = postures.loc[
        max(start_s, float(starts[telling[begin]])) : min(
            end_s, float(starts[telling[end - 1]]) + length_s
        )
    ]
    return Segment(start_s, end_s, recognise(excursions(read), profiles))
