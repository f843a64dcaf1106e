"""Everything about one finished repetition, from the raw frames around it; live and offline."""

from __future__ import annotations

import math

from formcheck.assessment.checks import judge, judge_headline, read_spine
from formcheck.assessment.context import RepContext
from formcheck.assessment.scoring import costliest, score_rep
from formcheck.exercises.spec import Exercise
from formcheck.motion.neutral import Neutral, neutral_at
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange
from formcheck.motion.shot import Shot
from formcheck.reps.counter import driving_levels
from formcheck.reps.findings import Measurement
from formcheck.reps.holds import time_hold
from formcheck.reps.rep import NeutralUsed, Rep, Void
from formcheck.reps.timing import time_rep

__all__ = ["MARGIN_S", "judge_rep"]

MARGIN_S = 1.0
"""Raw frames taken before the start and after the end of a repetition."""


def judge_rep(
    shot: Shot,
    detected: Rep,
    exercise: Exercise,
    *,
    number: int,
    neutral: Neutral | None,
    next_start_s: float | None,
    back_range: PersonalRange | None = None,
) -> Rep:
    """Time, check and score one repetition.

    Parameters
    ----------
    shot : Shot
        Raw, at least from `MARGIN_S` before to `MARGIN_S` after where there are frames.
    detected : Rep
        From the detector.
    exercise : Exercise
        As for the detector.
    number : int
        Number within the set.
    neutral : Neutral or None
        From a quiet start. Without one a standing exercise counts from the top of this repetition.
    next_start_s : float or None
        Start of the next repetition.
    back_range : PersonalRange, optional
        How far the person's back bends.

    Returns
    -------
    Rep
        With everything; a void one has times alone.
    """
    latest = detected.end_s + MARGIN_S
    raw = shot.between(
        detected.start_s - MARGIN_S, min(latest, next_start_s) if next_start_s else latest
    ).read_on(detected.leg_index)
    smooth = raw.smoothed
    driving = driving_levels(exercise, shot.view).signal
    rep = _timed(detected, raw, driving, exercise, next_start_s)
    rep = rep.model_copy(update={"number": number, "driving_signal": driving})
    if rep.void is not None:
        return rep
    if neutral is None and exercise.neutral == "standing" and not _both_ends(rep):
        neutral = neutral_at(smooth, rep.end_s if rep.starts_before_clip else rep.start_s)
    context = RepContext(
        shot=smooth,
        raw=raw,
        driving=driving,
        neutral=neutral if exercise.neutral != "none" else None,
        back_range=back_range,
    )
    findings = judge(exercise, rep, context)
    by_check = {finding.check: finding.reading for finding in findings}
    headline: dict[str, Measurement] = {
        name: by_check[row.check] if row.check else judge_headline(row, exercise, rep, context)
        for name, row in exercise.headline.items()
        if row.pending is None
    }
    worst = costliest(findings)
    return rep.model_copy(
        update={
            "neutral": None if neutral is None else _used(neutral),
            "findings": findings,
            "headline": headline,
            "score": score_rep(findings),
            "cue": None if worst is None else worst.cue,
            "spine": read_spine(exercise, rep, context),
        }
    )


def _timed(
    detected: Rep, raw: Shot, driving: str, exercise: Exercise, next_start_s: float | None
) -> Rep:
    signal = raw.smoothed.signal(driving)
    if signal.loc[detected.start_s : detected.end_s].isna().all():
        # The joints were seen for moments only, which leave nothing to smooth.
        signal = raw.signal(driving)
        detected = detected.model_copy(update={"void": detected.void or Void.JOINTS_HIDDEN})
    if exercise.rep.direction == "still":
        held = signal.loc[detected.start_s : detected.end_s]
        return time_hold(detected, float(held.median()), exercise.phases)
    return time_rep(detected, signal, exercise.rep, exercise.phases, next_start_s)


def _both_ends(rep: Rep) -> bool:
    """Whether the clip shows neither its start nor its end."""
    return rep.starts_before_clip and rep.ends_after_clip


def _used(neutral: Neutral) -> NeutralUsed:
    curve = float(neutral.values[RANGE_SIGNAL])
    return NeutralUsed(
        kind=neutral.kind,
        start_s=neutral.start_s,
        end_s=neutral.end_s,
        back_curve_deg=curve if math.isfinite(curve) else None,
    )
