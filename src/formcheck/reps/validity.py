"""Whether a detected repetition holds: its joints were in sight, and the feet stayed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.filtering import HIGH_PERCENT, LONGEST_BRIDGE_S, LOW_PERCENT, runs
from formcheck.motion.scale import BodyScale
from formcheck.reps.detector import LARGEST_HIDDEN_SHARE
from formcheck.reps.rep import Rep, Void

__all__ = ["feet_moved_percent_leg", "voided_where_hidden"]


def voided_where_hidden(rep: Rep, time: NDArray[np.float64], seen: NDArray[np.bool_]) -> Rep:
    """Void where the joints it was found by were hidden or out of the picture, else as it is.

    A pose model goes on guessing where a foot below the edge of the picture may be; what it
    guesses is no measurement.

    Parameters
    ----------
    rep : Rep
        From the detector.
    time : ndarray, shape (T,)
        Seconds, from its start to its end.
    seen : ndarray of bool, shape (T,)
        Whether all landmarks of the driving signal were in sight.

    Notes
    -----
    As for a person who is lost altogether: its turn may not be hidden for longer than gaps are
    bridged, nor more than a fifth of it (docs/vocabulary.md).
    """
    if rep.void is not None or len(time) == 0:
        return rep
    hidden = ~seen
    turn_hidden = any(
        time[first] <= rep.turn_s <= time[end - 1]
        and time[end - 1] - time[first] > LONGEST_BRIDGE_S
        for first, end in runs(hidden)
    )
    if turn_hidden or hidden.mean() > LARGEST_HIDDEN_SHARE:
        return rep.model_copy(update={"void": Void.JOINTS_HIDDEN})
    return rep


def feet_moved_percent_leg(apart: NDArray[np.float64], scale: BodyScale) -> float:
    """How far one foot moved against the other, % of leg length; NaN where they were not seen.

    Walking moves them past each other by a stride, wherever the camera points; feet that stand
    only jitter.

    Parameters
    ----------
    apart : ndarray, shape (T, 2)
        From the right ankle to the left one in each frame of a repetition, pixels.
    scale : BodyScale
        Of the person.
    """
    apart = apart[np.isfinite(apart).all(axis=1)]
    if len(apart) == 0:
        return float("nan")
    low, high = np.percentile(apart, [LOW_PERCENT, HIGH_PERCENT], axis=0)
    return float(100.0 * np.linalg.norm(high - low) / scale.leg_px)
