"""All repetitions of a clip, gathered into sets and judged, each set against its own neutral."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.assessment.repetition import judge_rep
from formcheck.exercises.recognition import EVERYWHERE, Span
from formcheck.exercises.spec import Exercise
from formcheck.motion.neutral import QUIET_S, Neutral, quiet_start
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.shot import Shot
from formcheck.reps.counter import count_clip, driving_levels
from formcheck.reps.rep import Rep

__all__ = ["SET_REST_S", "judge_sets", "quiet_neutral"]

SET_REST_S = 8.0
"""A longer rest begins a new set (docs/vocabulary.md)."""
# Someone who has turned this much stands in another pose before this camera (beyond the limits of a
# side view, docs/methods.md 5).
_SAME_VIEW_DEG = 15.0

_Counted = list[tuple[Shot, Rep]]


def judge_sets(
    shots: Sequence[Shot],
    exercise: Exercise,
    spans: Sequence[Span] = EVERYWHERE,
    back_range: PersonalRange | None = None,
) -> list[tuple[Rep, ...]]:
    """Find, gather and judge the repetitions of one exercise.

    Parameters
    ----------
    shots : sequence of Shot
        The clip between its cuts, raw.
    exercise : Exercise
        What to look for.
    spans : sequence of (float, float)
        When to look for it, in seconds: a repetition belongs where its turn lies.
    back_range : PersonalRange, optional
        How far the person's back bends.

    Returns
    -------
    list of tuple of Rep
        The sets, each of at least one repetition, in order of time; none where there is no
        repetition.
    """
    counted = [
        (shot, rep)
        for shot, rep in count_clip(shots, exercise)
        if any(start <= rep.turn_s <= end for start, end in spans)
    ]
    sets: list[tuple[Rep, ...]] = []
    known: dict[Shot, Neutral] = {}
    since_s = 0.0
    for group in _groups(counted):
        # A shot without a quiet moment of its own before this set keeps the one of an earlier set.
        known |= _neutrals(group, exercise, since_s)
        since_s = group[-1][1].end_s
        sets.append(_judged(group, exercise, known, back_range))
    return sets


def _groups(counted: _Counted) -> list[_Counted]:
    groups: list[_Counted] = []
    for shot, rep in counted:
        if not groups or rep.start_s - groups[-1][-1][1].end_s > SET_REST_S:
            groups.append([])
        groups[-1].append((shot, rep))
    return groups


def _neutrals(group: _Counted, exercise: Exercise, since_s: float) -> dict[Shot, Neutral]:
    """For each shot of the set, the earliest quiet moment before a repetition in it."""
    if exercise.neutral == "none":
        return {}
    found: dict[Shot, Neutral] = {}
    for shot, rep in group:
        if shot not in found:
            neutral = quiet_neutral(shot.smoothed.between(since_s, rep.start_s), exercise)
            if neutral is not None:
                found[shot] = neutral
    return found


def quiet_neutral(early: Shot, exercise: Exercise, shortest_s: float = QUIET_S) -> Neutral | None:
    """Neutral from the longest quiet moment in the exercise's start pose.

    Parameters
    ----------
    early : Shot
        Zero-lag, up to the start of the first repetition of a set.
    exercise : Exercise
        Says which pose that is.
    shortest_s : float
        How long it must last.

    Returns
    -------
    Neutral or None
        None where there was no such moment.
    """
    levels = driving_levels(exercise, early.view)
    at_turn = exercise.neutral == "standing_at_turn"
    level = levels.turn_beyond if at_turn else levels.rest_within

    def fits(span: Shot) -> bool:
        beyond = exercise.rep.sign * (np.nanmedian(span.values(levels.signal)) - level)
        turned = abs(np.nanmedian(span.values("yaw_deg")) - early.view.yaw_deg)
        return bool((beyond <= 0) != at_turn and turned <= _SAME_VIEW_DEG)

    return quiet_start(early, fits, shortest_s)


def _judged(
    group: _Counted,
    exercise: Exercise,
    neutrals: dict[Shot, Neutral],
    back_range: PersonalRange | None,
) -> tuple[Rep, ...]:
    judged = []
    for number, (shot, rep) in enumerate(group, 1):
        follower = group[number] if number < len(group) else None
        goes_on = follower is not None and follower[0] is shot
        judged.append(
            judge_rep(
                shot,
                rep,
                exercise,
                number=number,
                neutral=neutrals.get(shot),
                back_range=back_range,
                next_start_s=follower[1].start_s if follower is not None and goes_on else None,
            )
        )
    return tuple(judged)
