"""One analysed clip held against its labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from formcheck.assessment.scoring import pattern_size
from formcheck.evaluation.manifest import LabelledClip
from formcheck.evaluation.result import (
    UNSURE,
    AngleOnClip,
    ClipResult,
    FaultOnClip,
    Outcome,
    Status,
)
from formcheck.evaluation.truth import angle_errors
from formcheck.exercises import Exercise
from formcheck.exercises.recognition import OTHER
from formcheck.exercises.spec import Check
from formcheck.reps.findings import CLEAR, Finding, Verdict
from formcheck.result.result import Result

__all__ = ["judge_clip", "without_analysis"]


def without_analysis(clip: LabelledClip, status: Status, reason: str) -> ClipResult:
    """The result of a clip that was not analysed."""
    return ClipResult(
        row=clip.row,
        file=clip.file,
        exercise=clip.exercise,
        subject=clip.subject,
        good=clip.good,
        status=status,
        reason=reason,
        view=clip.view,
        labelled_reps=None if clip.partial else clip.reps,
    )


def judge_clip(clip: LabelledClip, exercise: Exercise | None, measured: Result) -> ClipResult:
    """Hold an analysis against the labels.

    Parameters
    ----------
    clip : LabelledClip
    exercise : Exercise or None
        What the clip shows by its label, None for none of the exercises. Repetitions that were
        taken for something else are none of its own.
    measured : Result
    """
    analysis = measured
    checks = exercise.checks if exercise is not None else ()
    results = [
        result
        for part in analysis.sets
        if exercise is not None and part.exercise == exercise.id
        for result in part.reps
    ]
    judged = [result for result in results if result.void is None]
    void = [result.void for result in results if result.void is not None]
    findings = [finding for result in judged for finding in result.findings]
    counted = exercise is not None and not clip.partial
    known = {check.id for check in checks}
    return ClipResult(
        row=clip.row,
        file=clip.file,
        exercise=clip.exercise,
        subject=clip.subject,
        good=clip.good,
        status="analysed",
        reason=None if results else " ".join(analysis.warnings) or None,
        recognised=_taken_for(analysis),
        view=clip.view or analysis.view.view,
        yaw_deg=analysis.view.yaw_deg,
        labelled_reps=clip.reps if counted else None,
        counted_reps=len(judged),
        void_reps=len(void),
        void_reasons=tuple(dict.fromkeys(void)),
        faults=tuple(
            _fault(clip, check, [one for one in findings if one.check == check.id], len(judged))
            for check in checks
        ),
        unchecked_faults=tuple(sorted((clip.faults or frozenset()) - known)),
        angles=_angles(clip, measured),
    )


def _taken_for(analysis: Result) -> str | None:
    """What most of the recognised time shows; None where recognition was not asked for.

    People walk in, lie down and rest: a part that is none of the exercises, or unsure, decides only
    where no exercise was recognised.
    """
    if not analysis.recognised:
        return None
    seconds: dict[str, float] = defaultdict(float)
    for part in analysis.recognised:
        if part.exercise not in {None, OTHER}:
            seconds[str(part.exercise)] += part.end_s - part.start_s
    if seconds:
        return max(seconds, key=lambda name: seconds[name])
    unsure = any(part.exercise is None for part in analysis.recognised)
    return UNSURE if unsure else OTHER


def _fault(clip: LabelledClip, check: Check, findings: Sequence[Finding], reps: int) -> FaultOnClip:
    """A clip shows what is clear in as many repetitions as make a fault of a set.

    Its score is the probability in the last of these, the likeliest first, so that score and
    verdict never disagree.
    """
    known = sorted(
        (one.probability for one in findings if one.probability is not None), reverse=True
    )
    score = known[pattern_size(len(known)) - 1] if known else None
    labelled = clip.shows(check.id)
    return FaultOnClip(
        check=check.id,
        title=check.title,
        severity=check.severity,
        side_only=check.views == ("side",),
        labelled=labelled,
        score=score,
        outcome=_outcome(labelled, score),
        reps=reps,
        measured=len(known),
        clear=sum(one.verdict is Verdict.CLEAR for one in findings),
        reason=None if known else _reason(findings),
    )


def _outcome(labelled: bool | None, score: float | None) -> Outcome:
    if score is None:
        return "not_measurable"
    if labelled is None:
        return "unlabelled"
    if score >= CLEAR:
        return "found" if labelled else "false_alarm"
    return "missed" if labelled else "rightly_silent"


def _reason(findings: Sequence[Finding]) -> str:
    reasons = Counter(one.reason for one in findings if one.reason)
    return reasons.most_common(1)[0][0] if reasons else "no repetition could be judged"


def _angles(clip: LabelledClip, measured: Result) -> tuple[AngleOnClip, ...]:
    if clip.truth is None:
        return ()
    found = []
    for signal, errors in angle_errors(measured.signals, clip.truth).items():
        seen = errors[np.isfinite(errors)]
        if len(seen):
            mean = float(np.abs(seen).mean())
            found.append(AngleOnClip(signal=signal, mean_absolute_deg=mean, frames=len(seen)))
    return tuple(found)
