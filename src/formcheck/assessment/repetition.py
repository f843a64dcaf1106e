"""Everything about one finished repetition, from the raw frames around it; live and offline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from formcheck.assessment.checks import judge, judge_headline, read_spine
from formcheck.assessment.context import RepContext
from formcheck.assessment.scoring import score_rep
from formcheck.exercises.spec import Exercise
from formcheck.motion.back import back_shape
from formcheck.motion.neutral import Neutral, neutral_at
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.scale import BodyScale
from formcheck.motion.signals import signal_table, visibility_table
from formcheck.motion.smoothing import smooth
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import driving_levels
from formcheck.reps.findings import Finding, Measurement, Score
from formcheck.reps.holds import time_hold
from formcheck.reps.rep import Rep
from formcheck.reps.timing import time_rep

__all__ = ["MARGIN_S", "JudgedRep", "judge_rep"]

MARGIN_S = 1.0
"""Raw frames taken before the start and after the end of a repetition."""
_MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class JudgedRep:
    """One repetition with all that was found.

    Attributes
    ----------
    headline : dict of str to Measurement
        Readings of the headline rows that have one; the others are pending.
    neutral : Neutral or None
        What values were counted from.
    spine : Measurement or None
        See `formcheck.assessment.checks.read_spine`.
    """

    rep: Rep
    findings: tuple[Finding, ...]
    headline: dict[str, Measurement]
    score: Score | None
    neutral: Neutral | None
    spine: Measurement | None = None


def judge_rep(
    track: PoseTrack,
    detected: Rep,
    exercise: Exercise,
    view: CameraView,
    scale: BodyScale,
    *,
    number: int,
    neutral: Neutral | None,
    next_start_s: float | None,
    back_range: PersonalRange | None = None,
) -> JudgedRep:
    """Time, check and score one repetition.

    Parameters
    ----------
    track : PoseTrack
        Raw frames, at least those from `MARGIN_S` before to `MARGIN_S` after where there are any.
    detected : Rep
        From the causal detector.
    exercise, view, scale
        As for the detector.
    number : int
        Number within the set.
    neutral : Neutral or None
        From a quiet start. Without one a standing exercise counts from the top of this repetition.
    next_start_s : float or None
        Start of the next repetition.
    back_range : PersonalRange, optional
        How far the person's back bends.
    """
    latest = detected.end_s + MARGIN_S
    window = track.between(
        detected.start_s - MARGIN_S, min(latest, next_start_s) if next_start_s else latest
    )
    smoothed = smooth(window)
    signals = signal_table(smoothed, view, scale, detected.leg)
    driving = driving_levels(exercise, view).signal
    rep = _timed(detected, signals[driving], exercise, number, next_start_s)
    if rep.void is not None:
        return JudgedRep(rep, (), {}, None, neutral)
    if (
        neutral is None
        and exercise.neutral == "standing"
        and not (rep.starts_before_clip and rep.ends_after_clip)
    ):
        neutral = neutral_at(signals, rep.end_s if rep.starts_before_clip else rep.start_s)
    evidence = RepContext(
        signals=signals,
        visible=visibility_table(smoothed, view, detected.leg),
        jitter=_jitter(signal_table(window, view, scale, detected.leg), signals),
        neutral=neutral if exercise.neutral != "none" else None,
        view=view,
        driving=driving,
        leg=view.near_side if detected.leg is None else detected.leg,
        frame_rate=_frame_rate(window),
        back_hidden=pd.Series(back_shape(smoothed, view).hidden, index=signals.index),
        back_range=back_range,
    )
    findings = judge(exercise, rep, evidence)
    by_check = {finding.check: finding.reading for finding in findings}
    headline: dict[str, Measurement] = {
        name: by_check[row.check] if row.check else judge_headline(row, exercise, rep, evidence)
        for name, row in exercise.headline.items()
        if row.pending is None
    }
    spine = read_spine(exercise, rep, evidence)
    return JudgedRep(rep, findings, headline, score_rep(findings), neutral, spine)


def _timed(
    detected: Rep,
    driving: pd.Series,
    exercise: Exercise,
    number: int,
    next_start_s: float | None,
) -> Rep:
    if exercise.rep.direction == "still":
        held = driving.loc[detected.start_s : detected.end_s]
        return time_hold(detected, float(held.median()), exercise.phases, number)
    return time_rep(detected, driving, exercise.rep, exercise.phases, number, next_start_s)


def _jitter(raw: pd.DataFrame, smoothed: pd.DataFrame) -> pd.Series:
    """Robust standard deviation of what smoothing took away, for each signal."""
    at = smoothed.index.to_numpy(dtype=float)
    time = raw.index.to_numpy(dtype=float)
    taken = pd.DataFrame({name: raw[name] - np.interp(time, at, smoothed[name]) for name in raw})
    return _MAD_TO_SD * taken.abs().median()


def _frame_rate(track: PoseTrack) -> float:
    return 1.0 / float(np.median(np.diff(track.time))) if len(track) > 1 else 0.0
