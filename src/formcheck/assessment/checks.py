"""Checks of one repetition: what the exercise file asks, answered with a finding each."""

from __future__ import annotations

from formcheck.assessment.context import RepContext
from formcheck.assessment.measure import measure
from formcheck.exercises.spec import AllOf, Check, Condition, Exercise, Headline, Reference
from formcheck.motion.personal_range import RANGE_SIGNAL
from formcheck.reps.findings import POSSIBLE, Finding, Measurement, verdict_of
from formcheck.reps.rep import Rep

__all__ = ["judge", "judge_headline", "read_spine"]


def judge(exercise: Exercise, rep: Rep, context: RepContext) -> tuple[Finding, ...]:
    """All checks of an exercise on one repetition, in the order of the file.

    Returns
    -------
    tuple of Finding
        Never a silent pass: what view or frames cannot support is ``not_measurable`` with a reason.
    """
    return tuple(_finding(check, exercise, rep, context) for check in exercise.checks)


def judge_headline(row: Headline, exercise: Exercise, rep: Rep, context: RepContext) -> Measurement:
    """The reading behind a headline row that has conditions of its own."""
    return _decide(row, row.views, exercise, rep, context)


def read_spine(exercise: Exercise, rep: Rep, context: RepContext) -> Measurement | None:
    """The back in this repetition in one and the same measure, to be set beside other days.

    The row "spine neutrality" takes whichever of its conditions is the likeliest fault: now the
    change from neutral, now the curve itself. Here the change comes first wherever there is a
    neutral, and the curve stands in where there is none.

    Returns
    -------
    Measurement or None
        None where the exercise does not look at the back, or it could not be measured.
    """
    row = exercise.headline["spine_neutrality"]
    rule: Check | Headline = row if row.check is None else exercise.check(row.check)
    readings = [
        measure(condition, rule.views, rep, exercise.phases, context)
        for condition in rule.conditions
        if condition.signal == RANGE_SIGNAL and not condition.needs_range
    ]
    measured = [reading for reading in readings if reading.value is not None]
    changes = [one for one in measured if one.reference is Reference.NEUTRAL]
    return next(iter(changes + measured), None)


def _finding(check: Check, exercise: Exercise, rep: Rep, context: RepContext) -> Finding:
    reading = _decide(check, check.views, exercise, rep, context)
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
    rule: Check | Headline,
    views: tuple[str, ...],
    exercise: Exercise,
    rep: Rep,
    context: RepContext,
) -> Measurement:
    """The decisive reading: the likeliest of ``any``, the least likely of ``all``.

    An unmeasured condition leaves the whole unmeasured unless the others settle it: one likely
    fault settles ``any``, one unlikely condition settles ``all``. Taking the extreme probability,
    not a product, is right for conditions that move together, and these share landmarks. An
    alternative that needs the person's own range is no alternative where that is not known.
    """

    def read(condition: Condition) -> Measurement:
        return measure(condition, views, rep, exercise.phases, context)

    if rule.when is not None:
        return read(rule.when)
    if rule.all:
        return _together([read(condition) for condition in rule.all])
    return _likeliest(
        [
            _together([read(condition) for condition in one.all])
            if isinstance(one, AllOf)
            else read(one)
            for one in rule.any
            if not one.needs_range or context.own_range is not None
        ]
    )


def _likeliest(readings: list[Measurement]) -> Measurement:
    """The decisive one of several alternatives."""
    decisive = max(readings, key=lambda reading: reading.probability or 0.0)
    settled = (decisive.probability or 0.0) >= POSSIBLE
    return decisive if settled else _first_unmeasured(readings) or decisive


def _together(readings: list[Measurement]) -> Measurement:
    """The decisive one of several that must hold at once."""
    measured = [reading for reading in readings if reading.probability is not None]
    decisive = min(measured, key=lambda reading: reading.probability or 0.0, default=readings[0])
    settled = decisive.probability is not None and decisive.probability < POSSIBLE
    return decisive if settled else _first_unmeasured(readings) or decisive


def _first_unmeasured(readings: list[Measurement]) -> Measurement | None:
    return next((reading for reading in readings if reading.probability is None), None)
