"""The outline of frames in which it was not read, from the frames around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import TrunkEdges

__all__ = ["filled_edges"]

# The outline is read ten times a second; over longer gaps it may have been anywhere.
_LONGEST_GAP_S = 0.35


def filled_edges(
    edges: TrunkEdges,
    time: NDArray[np.float64],
    outlined: NDArray[np.bool_],
    seen: NDArray[np.bool_],
) -> None:
    """Fill in the frames between those with an outline, in place, by linear interpolation.

    Parameters
    ----------
    edges : TrunkEdges
        Of T frames, all between two cuts.
    time : ndarray, shape (T,)
        Seconds.
    outlined, seen : ndarray of bool, shape (T,)
        In which frames the outline was read, and in which the person was seen at all; only those
        are filled. Before the first outline and after the last the nearest one holds.
    """
    known = np.flatnonzero(outlined)
    rows = np.flatnonzero(seen & ~outlined)
    if len(known) == 0 or len(rows) == 0:
        return
    place = np.searchsorted(known, rows)
    before, after = known[np.maximum(place - 1, 0)], known[np.minimum(place, len(known) - 1)]
    reach = np.maximum(np.abs(time[rows] - time[before]), np.abs(time[after] - time[rows]))
    near = reach <= _LONGEST_GAP_S
    rows, before, after = rows[near], before[near], after[near]
    span = time[after] - time[before]
    share = np.where(span > 0, (time[rows] - time[before]) / np.where(span > 0, span, 1.0), 0.0)
    for values in (edges.offset, edges.slope):
        weight = share[:, None, None].astype(np.float32)
        values[rows] = (1.0 - weight) * values[before] + weight * values[after]
