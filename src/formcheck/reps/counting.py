"""Count the repetitions of one exercise in a track: smooth causally, read, detect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise, RepSignal
from formcheck.motion.signals import COUNTED_VISIBILITY, BodyScale, signal_table, visibility_table
from formcheck.motion.smoothing import CausalSmoother
from formcheck.motion.stretches import Stretch
from formcheck.motion.view import CameraView
from formcheck.pose.landmarks import PoseTrack
from formcheck.reps.doubts import feet_moved_percent_leg, voided_where_hidden
from formcheck.reps.legs import working_reps
from formcheck.reps.segment import DetectedRep, RepDetector, Void
from formcheck.reps.stillness import HoldDetector
from formcheck.reps.trace import Event, Refusal, Shortfall, Step, Watch, watching

__all__ = ["Counted", "count_clip", "count_reps", "driving_levels", "in_posture"]

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


@dataclass(frozen=True)
class Counted:
    """A repetition and the stretch of the clip that it was found in, or that it began in."""

    rep: DetectedRep
    stretch: Stretch


def count_clip(parts: Sequence[Stretch], exercise: Exercise) -> list[Counted]:
    """Repetitions of a whole clip in order of time, void ones included.

    Parameters
    ----------
    parts : sequence of Stretch
        All stretches of the clip, from `formcheck.motion.stretches.stretches`.
    exercise : Exercise
        As for `count_reps`.

    Notes
    -----
    Every stretch is counted like a clip of its own, with its own view: what the view before a cut
    showed says little about the one after it. A repetition that was under way at a cut is void, and
    so is what is left of it after the cut.
    """
    found: list[Counted] = []
    for part in parts:
        reps = count_reps(
            part.track, exercise, part.view, part.scale, goes_on=part is not parts[-1]
        )
        if reps and reps[0].opened and found and found[-1].rep.void is Void.CUT:
            # Both ends of one repetition, or of two that are each half shown.
            begun = found.pop()
            whole = replace(begun.rep, end_s=reps.pop(0).end_s, cut=False)
            found.append(Counted(whole, begun.stretch))
        found += [Counted(rep, part) for rep in reps]
    return found


def count_reps(
    track: PoseTrack,
    exercise: Exercise,
    view: CameraView,
    scale: BodyScale,
    *,
    goes_on: bool = False,
    watch: Watch | None = None,
) -> list[DetectedRep]:
    """Repetitions of one stretch in order of time, void ones included.

    Parameters
    ----------
    track : PoseTrack
        Raw and without cuts; it is smoothed causally here, as in live use.
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    view, scale : CameraView, BodyScale
        Over the same track.
    goes_on : bool
        Whether the stretch ends with a cut and not with the clip.
    watch : callable, optional
        Told every step of the detector.
    """
    levels = driving_levels(exercise, view)
    smoothed = CausalSmoother()(track)

    def feet_stayed(rep: DetectedRep, leg: int | None) -> bool:
        most = exercise.rep.feet_move_at_most_percent_leg
        if most is None:
            return True
        moved = feet_moved_percent_leg(track, rep, scale)
        if moved > most and watch is not None:
            shortfall = Shortfall(Refusal.FEET_MOVED, moved, most)
            watch(Event(Step.REFUSED, rep.end_s, math.nan, shortfall, leg))
        return not moved > most

    def second_thoughts(reps: list[DetectedRep], leg: int | None = None) -> list[DetectedRep]:
        seen = visibility_table(smoothed, view, leg, COUNTED_VISIBILITY)[levels.signal]
        return [voided_where_hidden(rep, seen) for rep in reps if feet_stayed(rep, leg)]

    if exercise.leg is None:
        table = signal_table(smoothed, view, scale)
        return second_thoughts(_detected(table, exercise, levels, view, goes_on, watch))
    tables = {leg: signal_table(smoothed, view, scale, leg) for leg in (0, 1)}
    found = {
        leg: second_thoughts(
            _detected(table, exercise, levels, view, goes_on, watch and watching(watch, leg)), leg
        )
        for leg, table in tables.items()
    }
    return working_reps(found, tables, exercise.leg, view.near_side)


def _detected(
    signals: pd.DataFrame,
    exercise: Exercise,
    levels: RepSignal,
    view: CameraView,
    goes_on: bool,
    watch: Watch | None,
) -> list[DetectedRep]:
    detector = (
        HoldDetector(exercise.rep, levels, watch)
        if exercise.rep.direction == "still"
        else RepDetector(exercise.rep, levels, watch)
    )
    found = [
        detector.feed(time, value, posture)
        for time, value, posture in zip(
            signals.index.to_numpy(dtype=float),
            signals[levels.signal].to_numpy(dtype=float),
            in_posture(exercise, signals, view).tolist(),
            strict=True,
        )
    ]
    last = detector.interrupt() if goes_on else detector.finish()
    return [rep for rep in (*found, last) if rep is not None]
