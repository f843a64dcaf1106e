"""From judged repetitions to the set that people read: score, faults, headline, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from formcheck.assessment.repetition import JudgedRep
from formcheck.assessment.scoring import (
    deduction,
    pattern_size,
    recurring,
    score_set,
)
from formcheck.exercises.spec import Exercise
from formcheck.reps.findings import Finding, Measurement, Verdict, verdict_of
from formcheck.reps.rep import Rep
from formcheck.result.load import Load
from formcheck.result.safety import HEADLINE_TITLES
from formcheck.result.schema import FaultSummary, HeadlineId, HeadlineRow, SetResult, Unmeasured
from formcheck.result.verdicts import WORST_FIRST

__all__ = ["costliest", "rep_result", "summarise_set", "worst_headline"]


def summarise_set(
    exercise: Exercise,
    driving_signal: str,
    judged: Sequence[JudgedRep],
    load: Load | None = None,
) -> SetResult:
    """One set.

    Parameters
    ----------
    exercise : Exercise
        What was done.
    driving_signal : str
        Column that the repetitions were found in.
    judged : sequence of JudgedRep
        At least one, in order of time; void ones take no part in score and faults.
    load : Load, optional
        What it was done with.
    """
    valid = [one for one in judged if one.void is None]
    findings = [one.findings for one in valid]
    faults = tuple(
        FaultSummary(
            check=check, title=exercise.check(check).title, cue=exercise.check(check).cue, reps=reps
        )
        for check, reps in recurring(findings)
    )
    kinds = {one.neutral.kind for one in valid if one.neutral is not None}
    return SetResult(
        exercise=exercise.id,
        exercise_name=exercise.name,
        driving_signal=driving_signal,
        range_label=exercise.range_label,
        start_s=judged[0].start_s,
        end_s=judged[-1].end_s,
        neutral=kinds.pop() if len(kinds) == 1 else "none",
        reps=tuple(rep_result(one) for one in judged),
        score=score_set(
            [one.score for one in valid if one.score is not None],
            [one.excursion for one in valid if one.whole],
        ),
        faults=faults,
        fix_first=faults[0] if faults else None,
        unmeasured=_unmeasured(findings),
        headline=tuple(_headline_row(name, exercise, valid) for name in get_args(HeadlineId)),
        scored=exercise.scored,
        load=load,
    )


def worst_headline(
    sets: Sequence[SetResult], why_none: str = "no repetition was found"
) -> tuple[HeadlineRow, ...]:
    """The four rows over all sets: the worst verdict of each, or why there is no set."""
    if not sets:
        return tuple(
            HeadlineRow(
                id=name,
                title=HEADLINE_TITLES[name],
                verdict=Verdict.NOT_MEASURABLE,
                reason=why_none,
            )
            for name in get_args(HeadlineId)
        )
    columns = zip(*(set_result.headline for set_result in sets), strict=True)
    return tuple(min(rows, key=lambda row: WORST_FIRST.index(row.verdict)) for rows in columns)


def rep_result(judged: JudgedRep) -> Rep:
    """One repetition, with the cue of the clear fault that costs most."""
    worst = costliest(judged.findings)
    cue = None if worst is None else worst.cue
    return Rep(
        rep=judged,
        findings=judged.findings,
        score=judged.score,
        cue=cue,
        spine=judged.spine,
    )


def costliest(findings: Sequence[Finding]) -> Finding | None:
    """The clear fault that costs most; None where none costs points."""
    costly = max(findings, key=deduction, default=None)
    return costly if costly is not None and deduction(costly) > 0 else None


def _unmeasured(findings: Sequence[Sequence[Finding]]) -> tuple[Unmeasured, ...]:
    """Checks that could not be measured in some repetition, with the commonest reason."""
    found: dict[str, list[Finding]] = {}
    for of_rep in findings:
        for finding in of_rep:
            if finding.verdict is Verdict.NOT_MEASURABLE:
                found.setdefault(finding.check, []).append(finding)
    rows = []
    for check, missing in found.items():
        reasons = [finding.reason or "" for finding in missing]
        reason = max(reasons, key=reasons.count)
        rows.append(
            Unmeasured(check=check, title=missing[0].title, reason=reason, reps=len(missing))
        )
    return tuple(rows)


def _headline_row(name: HeadlineId, exercise: Exercise, judged: Sequence[JudgedRep]) -> HeadlineRow:
    """A row says "clear" only where the repetitions would make it a fault of the set."""
    title = HEADLINE_TITLES[name]
    pending = exercise.headline[name].pending
    readings = [one.headline[name] for one in judged if name in one.headline]
    measured = [reading for reading in readings if reading.probability is not None]
    if pending is not None or not measured:
        reason = pending or next(iter(_reasons(readings)), "no repetition could be judged")
        return HeadlineRow(id=name, title=title, verdict=Verdict.NOT_MEASURABLE, reason=reason)
    ordered = sorted(measured, key=lambda reading: -(reading.probability or 0.0))
    typical = ordered[min(pattern_size(len(measured)), len(ordered)) - 1]
    return HeadlineRow(
        id=name, title=title, verdict=verdict_of(typical.probability), reading=typical
    )


def _reasons(readings: Sequence[Measurement]) -> list[str]:
    return [reading.reason for reading in readings if reading.reason is not None]
