"""Compares the analysis of one clip with its labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from formcheck.assessment.scoring import pattern_size
from formcheck.evaluation.manifest import LabelledClip
from formcheck.evaluation.result import (
    UNSURE,
    AngleOnClip,
    EvaluatedClip,
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

__all__ = ["match_labels", "not_analysed_clip"]


def not_analysed_clip(clip: LabelledClip, status: Status, reason: str) -> EvaluatedClip:
    """The result of a clip without an analysis."""
    reps = None if clip.partial else clip.reps
    return EvaluatedClip(
        **_labels(clip), status=status, reason=reason, view=clip.view, labelled_reps=reps
    )


def _labels(clip: LabelledClip) -> dict[str, Any]:
    return {name: getattr(clip, name) for name in ("row", "file", "exercise", "subject", "good")}


def match_labels(clip: LabelledClip, exercise: Exercise | None, measured: Result) -> EvaluatedClip:
    """Compare an analysis with the labels.

    Parameters
    ----------
    clip : LabelledClip
    exercise : Exercise or None
        The labelled exercise, None if it is none of the catalogue. Repetitions of another exercise
        are not counted.
    measured : Result
        The analysis of the clip.
    """
    analysis = measured
    checks = exercise.checks if exercise is not None else ()
    results = [
        result
        for set_result in analysis.sets
        if exercise is not None and set_result.exercise == exercise.id
        for result in set_result.reps
    ]
    judged = [result for result in results if result.void is None]
    void = [result.void for result in results if result.void is not None]
    findings = [finding for result in judged for finding in result.findings]
    counted = exercise is not None and not clip.partial
    known = {check.id for check in checks}
    return EvaluatedClip(
        **_labels(clip),
        status="analysed",
        reason=None if results else " ".join(analysis.warnings) or None,
        recognised=_recognised(analysis),
        view=clip.view or analysis.view.view,
        yaw_deg=analysis.view.yaw_deg,
        labelled_reps=clip.reps if counted else None,
        counted_reps=len(judged),
        void_reps=len(void),
        void_reasons=tuple(dict.fromkeys(void)),
        faults=tuple(
            _fault(clip, check, [f for f in findings if f.check == check.id], len(judged))
            for check in checks
        ),
        unchecked_faults=tuple(sorted((clip.faults or frozenset()) - known)),
        angles=_angles(clip, measured),
    )


def _recognised(analysis: Result) -> str | None:
    """The exercise recognised for most of the time; None if recognition was not asked for.

    People walk in, lie down and rest: parts that are unsure or none of the exercises decide only if
    no exercise was recognised.
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
    """One fault on the clip: found if clear in as many repetitions as make a fault of a set.

    The score is the probability in the last of these repetitions, sorted from high to low, so that
    score and verdict never disagree.
    """
    known = sorted((f.probability for f in findings if f.probability is not None), reverse=True)
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
        clear=sum(finding.verdict is Verdict.CLEAR for finding in findings),
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
    reasons = Counter(finding.reason for finding in findings if finding.reason)
    return reasons.most_common(1)[0][0] if reasons else "no repetition could be judged"


def _angles(clip: LabelledClip, measured: Result) -> tuple[AngleOnClip, ...]:
    if clip.truth is None:
        return ()
    angles = []
    for signal, errors in angle_errors(measured.signals, clip.truth).items():
        seen = errors[np.isfinite(errors)]
        if len(seen):
            mean = float(np.abs(seen).mean())
            angles.append(AngleOnClip(signal=signal, mean_absolute_deg=mean, frames=len(seen)))
    return tuple(angles)
