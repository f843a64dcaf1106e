"""From judged repetitions to the set that people read: score, faults, headline, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from formcheck.assessment.scoring import pattern_size, recurring, score_set
from formcheck.exercises.spec import Exercise
from formcheck.reps.findings import Finding, Measurement, Verdict, verdict_of
from formcheck.reps.rep import Rep
from formcheck.result.safety import HEADLINE_TITLES
from formcheck.result.schema import (
    FaultSummary,
    HeadlineId,
    HeadlineRow,
    SetResult,
    Unmeasured,
)

__all__ = ["summarise_set", "worst_headline"]

_WORST_FIRST = (Verdict.CLEAR, Verdict.POSSIBLE, Verdict.OK, Verdict.NOT_MEASURABLE)


def summarise_set(exercise: Exercise, reps: Sequence[Rep]) -> SetResult:
    """One set.

    Parameters
    ----------
    exercise : Exercise
        What was done.
    reps : sequence of Rep
        Judged, at least one, in order of time; void ones take no part in score and faults.
    """
    valid = [rep for rep in reps if rep.void is None]
    findings = [rep.findings for rep in valid]
    faults = tuple(
        FaultSummary(
            check=check,
            title=exercise.check(check).title,
            cue=exercise.check(check).cue,
            reps=times,
        )
        for check, times in recurring(findings)
    )
    kinds = {rep.neutral.kind for rep in valid if rep.neutral is not None}
    return SetResult(
        exercise=exercise.id,
        exercise_name=exercise.name,
        driving_signal=reps[0].driving_signal,
        range_label=exercise.range_label,
        start_s=reps[0].start_s,
        end_s=reps[-1].end_s,
        neutral=kinds.pop() if len(kinds) == 1 else "none",
        reps=tuple(reps),
        score=score_set(
            [rep.score for rep in valid if rep.score is not None],
            [rep.excursion for rep in valid if rep.whole],
        ),
        faults=faults,
        fix_first=faults[0] if faults else None,
        unmeasured=_unmeasured(findings),
        headline=tuple(_headline_row(name, exercise, valid) for name in get_args(HeadlineId)),
        scored=exercise.scored,
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
    rows = zip(*(part.headline for part in sets), strict=True)
    return tuple(min(row, key=lambda one: _WORST_FIRST.index(one.verdict)) for row in rows)


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


def _headline_row(name: HeadlineId, exercise: Exercise, reps: Sequence[Rep]) -> HeadlineRow:
    """A row says "clear" only where the repetitions would make it a fault of the set."""
    title = HEADLINE_TITLES[name]
    pending = exercise.headline[name].pending
    readings = [rep.headline[name] for rep in reps if name in rep.headline]
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
