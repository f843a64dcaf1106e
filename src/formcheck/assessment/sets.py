"""All repetitions of a clip, gathered into sets and judged, each set against its own neutral."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from formcheck.assessment.repetition import JudgedRep, judge_rep
from formcheck.exercises.recognition import EVERYWHERE, Span
from formcheck.exercises.spec import Exercise
from formcheck.motion.neutral import QUIET_S, Neutral, quiet_start
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.shot import Shot
from formcheck.motion.view import CameraView
from formcheck.reps.counter import count_clip, driving_levels
from formcheck.reps.counting import Counted

__all__ = ["SET_REST_S", "JudgedSet", "judge_sets", "quiet_neutral"]

SET_REST_S = 8.0
"""A longer rest begins a new set (docs/vocabulary.md)."""
# Someone who has turned this much stands in another pose before this camera (beyond the limits of a
# side view, docs/methods.md 5).
_SAME_VIEW_DEG = 15.0


@dataclass(frozen=True)
class JudgedSet:
    """One set.

    Attributes
    ----------
    driving_signal : str
        Column that its first repetition was found in.
    reps : tuple of JudgedRep
        At least one, in order of time.
    """

    driving_signal: str
    reps: tuple[JudgedRep, ...]


def judge_sets(
    parts: Sequence[Shot],
    signals: pd.DataFrame,
    exercise: Exercise,
    spans: Sequence[Span] = EVERYWHERE,
    back_range: PersonalRange | None = None,
) -> list[JudgedSet]:
    """Find, gather and judge the repetitions of one exercise.

    Parameters
    ----------
    parts : sequence of Shot
        The clip between its cuts.
    signals : DataFrame
        Zero-lag table of all of it.
    exercise : Exercise
        What to look for.
    spans : sequence of (float, float)
        When to look for it, in seconds: a repetition belongs where its turn lies.
    back_range : PersonalRange, optional
        How far the person's back bends.

    Returns
    -------
    list of JudgedSet
        In order of time; none where there is no repetition.
    """
    counted = [
        one
        for one in count_clip(parts, exercise)
        if any(start <= one.turn_s <= end for start, end in spans)
    ]
    sets: list[JudgedSet] = []
    known: dict[int, Neutral] = {}
    since_s = 0.0
    for group in _groups(counted):
        # A shot without a quiet moment of its own before this set keeps the one of an earlier set.
        known |= _neutrals(group, signals, exercise, since_s)
        since_s = group[-1].end_s
        driving = driving_levels(exercise, group[0].stretch.view).signal
        sets.append(JudgedSet(driving, _judged(group, exercise, known, back_range)))
    return sets


def _groups(counted: Sequence[Counted]) -> list[list[Counted]]:
    groups: list[list[Counted]] = []
    for one in counted:
        if not groups or one.start_s - groups[-1][-1].end_s > SET_REST_S:
            groups.append([])
        groups[-1].append(one)
    return groups


def _neutrals(
    group: Sequence[Counted], signals: pd.DataFrame, exercise: Exercise, since_s: float
) -> dict[int, Neutral]:
    """For each stretch of the set, by identity: the quiet moment before its first repetition."""
    if exercise.neutral == "none":
        return {}
    found: dict[int, Neutral] = {}
    for one in group:
        if id(one.stretch) not in found:
            early = signals.loc[max(since_s, one.stretch.start_s) : one.start_s]
            neutral = quiet_neutral(early, exercise, one.stretch.view)
            if neutral is not None:
                found[id(one.stretch)] = neutral
    return found


def quiet_neutral(
    early: pd.DataFrame, exercise: Exercise, view: CameraView, shortest_s: float = QUIET_S
) -> Neutral | None:
    """Neutral from the longest quiet moment in the exercise's start pose.

    Parameters
    ----------
    early : DataFrame
        Zero-lag table up to the start of the first repetition of a set.
    exercise : Exercise
        Says which pose that is.
    view : CameraView
        Of the shot.
    shortest_s : float
        How long it must last.

    Returns
    -------
    Neutral or None
        None where there was no such moment.
    """
    levels = driving_levels(exercise, view)
    at_turn = exercise.neutral == "standing_at_turn"
    level = levels.turn_beyond if at_turn else levels.rest_within

    def fits(rows: pd.DataFrame) -> bool:
        beyond = exercise.rep.sign * (rows[levels.signal].median() - level)
        turned = abs(rows["yaw_deg"].median() - view.yaw_deg)
        return bool((beyond <= 0) != at_turn and turned <= _SAME_VIEW_DEG)

    return quiet_start(early, fits, shortest_s)


def _judged(
    group: Sequence[Counted],
    exercise: Exercise,
    neutrals: dict[int, Neutral],
    back_range: PersonalRange | None,
) -> tuple[JudgedRep, ...]:
    judged = []
    for number, one in enumerate(group, 1):
        part = one.stretch
        follower = group[number] if number < len(group) else None
        goes_on = follower is not None and follower.stretch is part
        judged.append(
            judge_rep(
                part.track,
                one,
                exercise,
                part.view,
                part.scale,
                number=number,
                neutral=neutrals.get(id(part)),
                back_range=back_range,
                next_start_s=follower.start_s if follower is not None and goes_on else None,
            )
        )
    return tuple(judged)
