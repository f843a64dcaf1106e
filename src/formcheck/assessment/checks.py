"""Checks of one repetition: what the exercise file asks, answered with a finding each."""

from __future__ import annotations

from formcheck.assessment.findings import POSSIBLE, Finding, Reading, verdict_of
from formcheck.assessment.measure import Evidence, measure
from formcheck.exercises.spec import Check, Exercise, Headline
from formcheck.reps.tempo import Rep

__all__ = ["judge", "judge_headline"]


def judge(exercise: Exercise, rep: Rep, evidence: Evidence) -> tuple[Finding, ...]:
    """All checks of an exercise on one repetition, in the order of the file.

    Returns
    -------
    tuple of Finding
        Never a silent pass: what view or frames cannot support is ``not_measurable`` with a reason.
    """
    return tuple(_finding(check, exercise, rep, evidence) for check in exercise.checks)


def judge_headline(row: Headline, exercise: Exercise, rep: Rep, evidence: Evidence) -> Reading:
    """The reading behind a headline row that has conditions of its own."""
    return _decide(row, row.views, exercise, rep, evidence)


def _finding(check: Check, exercise: Exercise, rep: Rep, evidence: Evidence) -> Finding:
    reading = _decide(check, check.views, exercise, rep, evidence)
    return Finding(
        check=check.id,
        title=check.title,
        cue=check.cue,
        severity=check.severity,
        block=check.block,
        mark=check.mark,
        verdict=verdict_of(reading.probability),
        probability=reading.probability,
        reason=reading.reason,
        reading=reading,
    )


def _decide(
    rule: Check | Headline, views: tuple[str, ...], exercise: Exercise, rep: Rep, evidence: Evidence
) -> Reading:
    """The decisive reading: the likeliest of ``any``, the least likely of ``all``.

    An unmeasured condition leaves the whole unmeasured unless the others settle it: one likely
    fault settles ``any``, one unlikely condition settles ``all``. Taking the extreme probability,
    not a product, is right for conditions that move together, and these share landmarks.
    """
    readings = [
        measure(condition, views, rep, exercise.phases, evidence) for condition in rule.conditions
    ]
    measured = [reading for reading in readings if reading.probability is not None]
    unmeasured = [reading for reading in readings if reading.probability is None]
    if not measured:
        return unmeasured[0]
    pick = min if rule.all else max
    decisive = pick(measured, key=lambda reading: reading.probability or 0.0)
    probability = decisive.probability or 0.0
    settled = probability < POSSIBLE if rule.all else probability >= POSSIBLE
    return unmeasured[0] if unmeasured and not settled else decisive
