"""Walk the street for one file as `formcheck.pipeline` does, and keep every step on the way."""

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
from formcheck.explain.facts import Broken, Explanation, Shot
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import CausalSmoother, smooth
from formcheck.motion.stretches import Stretch, stretch_signals, stretches
from formcheck.pose.landmarks import PoseTrack
from formcheck.pose.looking import Progress
from formcheck.pose.models import find_model
from formcheck.pose.tracking import track_clip
from formcheck.reps.counter import driving_levels, in_posture
from formcheck.reps.counting import count_reps
from formcheck.reps.trace import Event, Step

__all__ = ["explain_clip", "explain_track"]

# Shorter than this a broken bound has no consequence worth a line.
_SHORTEST_BREAK_S = 0.3
_IDLE_WINDOW_S = 3.0


def explain_clip(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise,
    *,
    model: str | Path = "full",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Explanation:
    """Say step by step what a definition did on a clip; parameters as for `formcheck.analyze`.

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
    """As `explain_clip`, from a raw track.

    The detector is the one that counts, with someone watching; nothing is decided here.
    """
    parts = stretches(track)
    signals = stretch_signals(smooth(track), parts)
    return Explanation(
        exercise=exercise,
        shots=tuple(_shot(part, exercise, goes_on=part is not parts[-1]) for part in parts),
        sets=tuple(judge_sets(parts, signals, exercise)),
        warnings=tuple(warnings),
    )


def _shot(part: Stretch, exercise: Exercise, *, goes_on: bool) -> Shot:
    events: list[Event] = []
    count_reps(part.track, exercise, part.view, part.scale, goes_on=goes_on, watch=events.append)
    levels = driving_levels(exercise, part.view)
    near_side = levels is exercise.rep.side_view
    table = signal_table(CausalSmoother()(part.track), part.view, part.scale)
    bounds = exercise.posture if near_side else ()
    kept = in_posture(exercise, table, part.view)
    broken = [one for bound in bounds for one in _broken(bound, table, kept)]
    driving = table[levels.signal]
    return Shot(
        start_s=part.start_s,
        end_s=part.end_s,
        view=part.view,
        levels=levels,
        level_key="rep.side_view" if near_side else "rep.any_view",
        driving=driving,
        broken=tuple(sorted(broken, key=lambda one: one.start_s)),
        events=tuple(events),
        idle=tuple(_idle(driving, levels, events)),
    )


def _broken(bound: Posture, table: pd.DataFrame, kept: NDArray[np.bool_]) -> list[Broken]:
    values = table[bound.signal].to_numpy(dtype=float)
    beyond = np.maximum(bound.at_least - values, values - bound.at_most)
    outside = ~kept & (beyond > 0)
    time = table.index.to_numpy(dtype=float)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], outside, [False]]).astype(int)))
    found = []
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        last = after - 1
        if time[last] - time[first] >= _SHORTEST_BREAK_S:
            worst = first + int(np.argmax(beyond[first:after]))
            span = float(time[first]), float(time[last])
            found.append(Broken(bound, *span, worst=float(values[worst])))
    return found


def _idle(
    driving: pd.Series, levels: RepSignal, events: Sequence[Event]
) -> list[tuple[float, float]]:
    """Largest movement within each stretch in which the detector waited for one to begin."""
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
