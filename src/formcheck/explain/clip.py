"""What an exercise definition did on a clip, with every step of the detector kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import Exercise
from formcheck.exercises.spec import Posture, RepSignal
from formcheck.explain.facts import Explanation, PostureBreak, ShotTrace
from formcheck.motion.filtering import runs
from formcheck.motion.shot import Shot, shots
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import count_reps, driving_levels, in_posture
from formcheck.reps.trace import Event, Step

__all__ = ["explain_track"]

# Shorter than this a broken bound has no consequence worth a line.
_SHORTEST_BREAK_S = 0.3
_IDLE_WINDOW_S = 3.0


def explain_track(track: PoseTrack, exercise: Exercise) -> Explanation:
    """Say step by step what a definition did on a clip.

    The detector is the one that counts, with a callback; nothing is decided here.

    Parameters
    ----------
    track : PoseTrack
        Raw, of the whole clip.
    exercise : Exercise
        The definition.
    """
    of_clip = shots(track)
    return Explanation(
        exercise=exercise,
        shots=tuple(_trace(shot, exercise, goes_on=shot is not of_clip[-1]) for shot in of_clip),
        sets=tuple(judge_sets(of_clip, exercise)),
        warnings=track.source.warnings,
    )


def _trace(shot: Shot, exercise: Exercise, *, goes_on: bool) -> ShotTrace:
    events: list[Event] = []
    count_reps(shot, exercise, goes_on=goes_on, on_event=events.append)
    levels = driving_levels(exercise, shot.view)
    side_on = levels is exercise.rep.side_view
    causal = shot.causal()
    bounds = exercise.posture if side_on else ()
    kept = in_posture(exercise, causal)
    broken = [found for bound in bounds for found in _broken(bound, causal, kept)]
    driving = causal.signal(levels.signal)
    return ShotTrace(
        start_s=shot.start_s,
        end_s=shot.end_s,
        view=shot.view,
        levels=levels,
        level_key="rep.side_view" if side_on else "rep.any_view",
        driving=driving,
        broken=tuple(sorted(broken, key=lambda found: found.start_s)),
        events=tuple(events),
        idle=tuple(_idle(driving, levels, events)),
    )


def _broken(bound: Posture, shot: Shot, kept: NDArray[np.bool_]) -> list[PostureBreak]:
    values = shot.values(bound.signal)
    beyond = np.maximum(bound.at_least - values, values - bound.at_most)
    found = []
    for first, after in runs(~kept & (beyond > 0)):
        span = float(shot.time[first]), float(shot.time[after - 1])
        if span[1] - span[0] >= _SHORTEST_BREAK_S:
            worst = first + int(np.argmax(beyond[first:after]))
            found.append(PostureBreak(bound, *span, worst=float(values[worst])))
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
