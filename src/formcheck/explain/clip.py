"""Run the steps of `formcheck.pipeline` on one clip and keep what each of them found."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.spec import Posture, RepSignal
from formcheck.explain.facts import Explanation, PostureBreak, ShotTrace
from formcheck.motion.filtering import runs
from formcheck.motion.shot import Shot, shots
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import CausalSmoother, smooth
from formcheck.motion.stretches import stretch_signals
from formcheck.pose.models import find_model
from formcheck.pose.track import PoseTrack
from formcheck.pose.tracking import track_clip
from formcheck.reps.counter import count_reps, driving_levels, in_posture
from formcheck.reps.trace import Event, Step
from formcheck.video.reader import VideoProgress

__all__ = ["explain_clip", "explain_track"]

# A shorter break of posture has no effect on the detector.
_SHORTEST_BREAK_S = 0.3
_IDLE_WINDOW_S = 3.0


def explain_clip(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise,
    *,
    model: str | Path = "full",
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Explanation:
    """Record step by step what a definition does on a clip; parameters as `formcheck.analyze`.

    Raises
    ------
    FormcheckError
        One line on what is wrong and what to do.
    """
    definition = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
    tracked = track_clip(Path(path), find_model(model), progress=progress, cancelled=cancelled)
    return explain_track(tracked.track, definition, tracked.warnings)


def explain_track(
    track: PoseTrack, exercise: Exercise, warnings: Sequence[str] = ()
) -> Explanation:
    """As `explain_clip`, from a raw track; the detector is the one of the analysis."""
    parts = shots(track)
    signals = stretch_signals(smooth(track), parts)
    return Explanation(
        exercise=exercise,
        shots=tuple(_shot(part, exercise, goes_on=part is not parts[-1]) for part in parts),
        sets=tuple(judge_sets(parts, signals, exercise)),
        warnings=tuple(warnings),
    )


def _shot(part: Shot, exercise: Exercise, *, goes_on: bool) -> ShotTrace:
    events: list[Event] = []
    count_reps(part.track, exercise, part.view, part.scale, goes_on=goes_on, watch=events.append)
    levels = driving_levels(exercise, part.view)
    near_side = levels is exercise.rep.side_view
    table = signal_table(CausalSmoother()(part.track), part.view, part.scale)
    bounds = exercise.posture if near_side else ()
    kept = in_posture(exercise, table, part.view)
    broken = [span for bound in bounds for span in _broken(bound, table, kept)]
    driving = table[levels.signal]
    return ShotTrace(
        start_s=part.start_s,
        end_s=part.end_s,
        view=part.view,
        levels=levels,
        level_key="rep.side_view" if near_side else "rep.any_view",
        driving=driving,
        broken=tuple(sorted(broken, key=lambda span: span.start_s)),
        events=tuple(events),
        idle=tuple(_idle(driving, levels, events)),
    )


def _broken(bound: Posture, table: pd.DataFrame, kept: NDArray[np.bool_]) -> list[PostureBreak]:
    values = table[bound.signal].to_numpy(dtype=float)
    beyond = np.maximum(bound.at_least - values, values - bound.at_most)
    time = table.index.to_numpy(dtype=float)
    found = []
    for first, end in runs(~kept & (beyond > 0)):
        start_s, end_s = float(time[first]), float(time[end - 1])
        if end_s - start_s >= _SHORTEST_BREAK_S:
            worst = first + int(np.argmax(beyond[first:end]))
            found.append(PostureBreak(bound, start_s, end_s, worst=float(values[worst])))
    return found


def _idle(
    driving: pd.Series, levels: RepSignal, events: Sequence[Event]
) -> list[tuple[float, float]]:
    """Time and size of the largest movement in each span where the detector waited for one."""
    if any(event.leg is not None for event in events):
        return []
    found = []
    since_s: float | None = None
    last_s = float(driving.index[-1])
    for event in (*events, Event(Step.ENTERED, last_s, 0.0)):
        if event.step in (Step.ENTERED, Step.STRAYED) and since_s is not None:
            waiting = driving.loc[since_s : event.time_s].dropna()
            if len(waiting) > 1:
                found.append(_largest(waiting))
            since_s = None
        elif event.step in (Step.READY, Step.COUNTED, Step.REFUSED):
            since_s = event.time_s
    return [(time_s, size) for time_s, size in found if size < levels.min_excursion]


def _largest(waiting: pd.Series) -> tuple[float, float]:
    """Time and size of the largest change within a few seconds."""
    time, values = waiting.index.to_numpy(dtype=float), waiting.to_numpy(dtype=float)
    first = np.searchsorted(time, time - _IDLE_WINDOW_S)
    sizes = [float(np.ptp(values[a : b + 1])) for b, a in enumerate(first)]
    largest = int(np.argmax(sizes))
    return float(time[largest]), sizes[largest]
