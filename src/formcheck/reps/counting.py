"""Count the repetitions of one exercise in a track: smooth causally, read, detect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise, RepSignal
from formcheck.motion.signals import BodyScale, signal_table
from formcheck.motion.smoothing import CausalSmoother
from formcheck.motion.view import CameraView
from formcheck.pose.landmarks import PoseTrack
from formcheck.reps.segment import DetectedRep, RepDetector

__all__ = ["count_reps", "driving_levels", "in_posture"]

# Angles in the picture plane still rise and fall with the movement well beyond the view in which
# they can be judged; from nearer to the front they fold over.
_COUNTING_YAW_DEG = 50.0


def driving_levels(exercise: Exercise, view: CameraView) -> RepSignal:
    """Driving signal and its levels for the view at hand."""
    sideways = not view.yaw_deg > _COUNTING_YAW_DEG
    return exercise.rep.near_side if sideways else exercise.rep.other_views


def in_posture(exercise: Exercise, signals: pd.DataFrame, view: CameraView) -> NDArray[np.bool_]:
    """Rows in which the person could be doing this exercise, shape (T,).

    Only the side view can tell: from elsewhere every row may count.
    """
    rows = np.ones(len(signals), dtype=bool)
    if driving_levels(exercise, view) is exercise.rep.near_side:
        for bound in exercise.posture:
            rows &= signals[bound.signal].between(bound.at_least, bound.at_most).to_numpy()
    return rows


def count_reps(
    track: PoseTrack, exercise: Exercise, view: CameraView, scale: BodyScale
) -> list[DetectedRep]:
    """Repetitions in order of time, void ones included.

    Parameters
    ----------
    track : PoseTrack
        Raw; it is smoothed causally here, as in live use.
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    view, scale : CameraView, BodyScale
        Over the same track.
    """
    levels = driving_levels(exercise, view)
    signals = signal_table(CausalSmoother()(track), view, scale)
    detector = RepDetector(exercise.rep, levels)
    found = [
        detector.feed(time, value, posture)
        for time, value, posture in zip(
            signals.index.to_numpy(dtype=float),
            signals[levels.signal].to_numpy(dtype=float),
            in_posture(exercise, signals, view).tolist(),
            strict=True,
        )
    ]
    return [rep for rep in (*found, detector.finish()) if rep is not None]
