"""Mend frames in which the model took the left leg for the right one."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark

__all__ = ["SwapWatch", "exchange_legs", "mend_swaps", "swapped_frames"]

_LEG = ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_LEFT = np.array([Landmark[f"LEFT_{part}"] for part in _LEG])
_RIGHT = np.array([Landmark[f"RIGHT_{part}"] for part in _LEG])
# A swap must explain at least this much movement (in squared leg lengths, summed over the leg's
# landmarks) to be believed: about 6 % of a leg for each of ten landmarks.
_SWITCH_COST = 0.04
# The model is right more often than not: where ankles meet so often that either naming explains the
# movement, its own stands.
_STAY_COST = 0.002
# Ten seconds: a leg's length in the picture changes with where the person stands.
_FRAMES_REMEMBERED = 300


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


class SwapWatch:
    """The same frame by frame: whether the legs of the newest frame should change names.

    What comes later may show that it was wrong; `swapped_frames` over all frames knows better.
    """

    def __init__(self) -> None:
        self._last: NDArray[np.float64] | None = None
        self._best = np.zeros(2)
        self._lengths: deque[float] = deque(maxlen=_FRAMES_REMEMBERED)

    def feed(self, xy: NDArray[np.float64]) -> bool:
        """Take the landmarks of the next frame, shape (33, 2); NaN carries no evidence."""
        if not np.isfinite(xy).all():
            return False
        before, self._last = self._last, xy
        self._lengths.append(float(np.linalg.norm(xy[_LEFT[0]] - xy[_LEFT[2]])))
        if before is None:
            return False
        length = float(np.median(self._lengths)) + 1e-9
        both = np.stack([before, xy])
        left, right = both[:, _LEFT], both[:, _RIGHT]
        keep = _movement(left, left, right, right, length)[0]
        change = _movement(left, right, right, left, length)[0] + _SWITCH_COST
        best = np.minimum(self._best + keep, self._best[::-1] + change) + [0.0, _STAY_COST]
        # Only the difference counts, and the sum would grow for hours.
        self._best = best - best.min()
        return bool(self._best.argmin())


def mend_swaps(
    xy: NDArray[np.float64], world: NDArray[np.float64], visibility: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Copies of the three arrays of a track with the legs of swapped frames exchanged."""
    return exchange_legs(xy, world, visibility, swapped_frames(xy))


def exchange_legs(
    xy: NDArray[np.float64],
    world: NDArray[np.float64],
    visibility: NDArray[np.float64],
    rows: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Copies of the three arrays of a track with the legs of these frames exchanged."""
    if not rows.any():
        # Mostly the model is right, and live every frame comes through here.
        return xy.copy(), world.copy(), visibility.copy()
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
