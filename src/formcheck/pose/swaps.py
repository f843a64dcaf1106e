"""Mend frames in which the model took the left leg for the right one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark

__all__ = ["mend_swaps", "swapped_frames"]

_LEG = ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_LEFT = np.array([Landmark[f"LEFT_{part}"] for part in _LEG])
_RIGHT = np.array([Landmark[f"RIGHT_{part}"] for part in _LEG])
# A swap must explain at least this much movement (in squared leg lengths, summed over the leg's
# landmarks) to be believed: about 6 % of a leg for each of ten landmarks.
_SWITCH_COST = 0.04
# The model is right more often than not: where ankles meet so often that either naming explains the
# movement, its own stands.
_STAY_COST = 0.002


def swapped_frames(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Frames whose legs should change names so that both move least from frame to frame.

    Viterbi over two states a frame (as labelled, swapped) with the squared movement of both legs as
    cost, a price for each change of state, and a small one for each swapped frame; the state that
    most frames have keeps its names.

    Parameters
    ----------
    xy : ndarray, shape (T, 33, 2)
        Landmarks; frames with NaN carry no evidence.

    Returns
    -------
    ndarray of bool, shape (T,)
    """
    seen = np.flatnonzero(np.isfinite(xy).all(axis=(1, 2)))
    swapped = np.zeros(len(xy), dtype=bool)
    if len(seen) < 2:
        return swapped
    left, right = xy[seen][:, _LEFT], xy[seen][:, _RIGHT]
    length = np.median(np.linalg.norm(left[:, 0] - left[:, 2], axis=-1)) + 1e-9
    keep = _movement(left, left, right, right, length)
    change = _movement(left, right, right, left, length) + _SWITCH_COST
    best = np.zeros(2)
    came_from = np.zeros((len(seen), 2), dtype=int)
    for step in range(1, len(seen)):
        stay, turn = best + keep[step - 1], best[::-1] + change[step - 1]
        came_from[step] = np.where(stay <= turn, [0, 1], [1, 0])
        best = np.minimum(stay, turn) + [0.0, _STAY_COST]
    state = np.empty(len(seen), dtype=int)
    state[-1] = int(best.argmin())
    for step in range(len(seen) - 1, 0, -1):
        state[step - 1] = came_from[step, state[step]]
    if state.mean() > 0.5:
        state = 1 - state
    swapped[seen] = state.astype(bool)
    return swapped


def mend_swaps(
    xy: NDArray[np.float64], world: NDArray[np.float64], visibility: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Copies of the three arrays of a track with the legs of swapped frames exchanged."""
    rows = swapped_frames(xy)
    mended = []
    for values in (xy, world, visibility):
        copy = values.copy()
        copy[np.ix_(rows, _LEFT)] = values[np.ix_(rows, _RIGHT)]
        copy[np.ix_(rows, _RIGHT)] = values[np.ix_(rows, _LEFT)]
        mended.append(copy)
    return mended[0], mended[1], mended[2]


def _movement(
    left_before: NDArray[np.float64],
    left_after: NDArray[np.float64],
    right_before: NDArray[np.float64],
    right_after: NDArray[np.float64],
    length: float,
) -> NDArray[np.float64]:
    """Cost of each step if `..._before` becomes `..._after` in the next frame, shape (T - 1,)."""
    moved = np.sum((left_after[1:] - left_before[:-1]) ** 2, axis=(1, 2))
    moved += np.sum((right_after[1:] - right_before[:-1]) ** 2, axis=(1, 2))
    cost: NDArray[np.float64] = moved / length**2
    return cost
