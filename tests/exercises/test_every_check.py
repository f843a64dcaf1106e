"""Every check of the catalogue fires on what it is about, and on nothing else.

Made from the exercise files: a check that is added there is tested here, in each of its
alternatives, or the suite fails.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.assessment.checks import judge, judge_headline
from formcheck.exercises import Exercise, exercise_ids, load_exercise
from formcheck.exercises.spec import Headline
from formcheck.reps.findings import Finding, Verdict, verdict_of
from helpers.firing import VIEWS, alternatives, fault, sound

CATALOGUE = {name: load_exercise(name) for name in exercise_ids()}
CHECKS = [(name, check.id) for name, exercise in CATALOGUE.items() for check in exercise.checks]
FAULTS = [
    (name, check.id, number)
    for name, exercise in CATALOGUE.items()
    for check in exercise.checks
    for number in range(len(alternatives(check)))
]
ROWS = [
    (name, row_id, number)
    for name, exercise in CATALOGUE.items()
    for row_id, row in exercise.headline.items()
    if row.conditions
    for number in range(len(alternatives(row)))
]


def found(exercise: Exercise, check_id: str, made: tuple) -> Finding:
    alone = exercise.model_copy(update={"checks": (exercise.check(check_id),)})
    (finding,) = judge(alone, *made)
    return finding


@pytest.mark.parametrize(("name", "check_id", "number"), FAULTS)
def test_a_check_fires_where_the_fault_is(name, check_id, number) -> None:
    exercise = CATALOGUE[name]
    check = exercise.check(check_id)
    finding = found(exercise, check_id, fault(exercise, check, alternatives(check)[number]))
    assert finding.verdict is Verdict.CLEAR, finding.reading


@pytest.mark.parametrize(("name", "check_id"), CHECKS)
def test_a_check_does_not_fire_where_the_fault_is_not(name, check_id) -> None:
    exercise = CATALOGUE[name]
    finding = found(exercise, check_id, sound(exercise, exercise.check(check_id)))
    assert finding.verdict is Verdict.OK, finding.reading


@pytest.mark.parametrize(("name", "check_id"), CHECKS)
def test_a_check_says_that_another_view_cannot_show_it(name, check_id) -> None:
    exercise = CATALOGUE[name]
    check = exercise.check(check_id)
    rep, context = fault(exercise, check, alternatives(check)[0])
    for view in set(VIEWS) - set(check.views):
        shot = context.shot.changed(view=VIEWS[view])
        elsewhere = replace(context, shot=shot, raw=shot)
        finding = found(exercise, check_id, (rep, elsewhere))
        assert finding.verdict is Verdict.NOT_MEASURABLE
        assert finding.reason


@pytest.mark.parametrize(("name", "row_id", "number"), ROWS)
def test_a_headline_row_of_its_own_tells_both_ways(name, row_id, number) -> None:
    exercise = CATALOGUE[name]
    row: Headline = exercise.headline[row_id]  # type: ignore[index]
    bad = judge_headline(row, exercise, *fault(exercise, row, alternatives(row)[number]))
    good = judge_headline(row, exercise, *sound(exercise, row))
    assert verdict_of(bad.probability) is Verdict.CLEAR, bad
    assert verdict_of(good.probability) is Verdict.OK, good
