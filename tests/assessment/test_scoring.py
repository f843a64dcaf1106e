import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.scoring import (
    consistency_loss,
    deduction,
    recurring,
    score_rep,
    score_set,
)
from formcheck.exercises.spec import Block, Severity
from formcheck.reps.findings import Score
from helpers.judging import a_finding

GOOD, POSSIBLE, CLEAR = -2.0, 0.2, 2.0  # in error widths beyond the threshold
LIMITS = {"range": 25, "alignment": 35, "control": 20, "finish": 10}

findings = st.lists(
    st.builds(
        a_finding,
        st.floats(-3, 3),
        st.sampled_from([severity.value for severity in Severity if severity != "info"]),
        st.sampled_from([block.value for block in Block]),
    ),
    min_size=1,
    max_size=12,
)


def value_of(*found) -> float:
    value = score_rep(found).value
    assert value is not None
    return value


def scores(*values: float | None) -> list[Score]:
    return [
        Score(value=v, low=v, high=v, band=None, measured=8 if v is not None else 3, defined=9)
        for v in values
    ]


# --- what a fault costs ----------------------------------------------------------------------


def test_a_major_fault_weighs_most_and_what_is_not_measured_nothing() -> None:
    assert deduction(a_finding(5.0, "major")) == pytest.approx(25.0)
    assert deduction(a_finding(None, "major")) == 0.0


@pytest.mark.parametrize(("severity", "points"), [("minor", 6), ("moderate", 12), ("info", 0)])
def test_a_clear_fault_costs_what_its_severity_weighs(severity, points) -> None:
    fault = a_finding(5.0, severity)
    assert deduction(fault) == pytest.approx(points)
    assert value_of(fault, a_finding(GOOD)) == pytest.approx(100 - points)


def test_a_possible_fault_costs_nothing() -> None:
    assert deduction(a_finding(POSSIBLE, "major")) == 0.0
    assert value_of(a_finding(POSSIBLE, "major"), a_finding(POSSIBLE, "minor")) == 100.0


def test_a_fault_barely_clear_costs_less_than_one_far_beyond() -> None:
    barely, far = a_finding(0.45), a_finding(1.5)
    assert 0 < deduction(barely) < 0.5 * deduction(far)


@pytest.mark.parametrize(("block", "limit"), LIMITS.items())
def test_a_block_takes_no_more_than_its_share(block, limit) -> None:
    many = [a_finding(CLEAR, "moderate", block) for _ in range(9)]
    assert value_of(*many) == pytest.approx(100 - limit)


def test_with_every_block_spent_ten_points_are_left() -> None:
    many = [a_finding(CLEAR, "moderate", block) for block in LIMITS for _ in range(9)]
    assert value_of(*many) == pytest.approx(10.0)


def test_a_clear_major_fault_caps_the_score_and_a_possible_one_does_not() -> None:
    rest = [a_finding(GOOD) for _ in range(8)]
    assert value_of(a_finding(CLEAR, "major", "finish"), *rest) == 65.0
    assert value_of(a_finding(POSSIBLE, "major", "finish"), *rest) == 100.0


# --- what could not be measured --------------------------------------------------------------


@pytest.mark.parametrize(("measured", "scored"), [(6, True), (5, False), (0, False)])
def test_under_three_fifths_measured_there_is_no_score(measured, scored) -> None:
    found = [a_finding(GOOD)] * measured + [a_finding(None)] * (10 - measured)
    score = score_rep(found)
    assert (score.value is not None) == scored
    assert (score.low is not None) == (score.high is not None) == scored
    assert (score.band is not None) == scored
    assert score.coverage == pytest.approx(measured / 10)


def test_what_could_not_be_measured_neither_costs_nor_earns() -> None:
    seen = [a_finding(CLEAR), *[a_finding(GOOD)] * 4]
    assert value_of(*seen, a_finding(None), a_finding(None)) == value_of(*seen)


def test_information_counts_neither_way() -> None:
    found = [a_finding(CLEAR, "info"), a_finding(None, "info"), a_finding(GOOD)]
    assert score_rep(found).value == 100.0
    assert score_rep(found).defined == 1


def test_no_checks_no_score() -> None:
    assert score_rep([]).value is None
    assert score_rep([]).coverage == 0.0


# --- properties ------------------------------------------------------------------------------


@given(findings)
def test_the_interval_holds_the_value_and_all_lie_on_the_scale(found) -> None:
    score = score_rep(found)
    assert 0 <= score.low <= score.value <= score.high <= 100


@given(findings)
def test_the_score_is_what_its_deductions_say(found) -> None:
    lost = {block: 0.0 for block in LIMITS}
    for finding in found:
        lost[finding.block.value] += deduction(finding)
    expected = 100 - sum(min(lost[block], limit) for block, limit in LIMITS.items())
    if any(f.severity is Severity.MAJOR and f.verdict == "clear" for f in found):
        expected = min(expected, 65.0)
    assert score_rep(found).value == pytest.approx(expected)


@given(findings, st.integers(0, 11), st.floats(0, 3))
def test_going_further_wrong_never_raises_the_score(found, which, more) -> None:
    one = found[which % len(found)]
    worse = list(found)
    worse[which % len(found)] = a_finding(
        one.reading.excess + more, one.severity.value, one.block.value
    )
    assert score_rep(worse).value <= score_rep(found).value + 1e-9


@given(findings)
def test_the_same_findings_give_the_same_score(found) -> None:
    assert score_rep(found) == score_rep(found)
    assert score_rep(found[::-1]).value == pytest.approx(score_rep(found).value)


def test_the_interval_is_wide_near_a_threshold_and_narrow_far_from_it() -> None:
    near, far = score_rep([a_finding(0.3)]), score_rep([a_finding(-3.0)])
    assert near.high - near.low > 5
    assert far.high - far.low == 0.0


@pytest.mark.parametrize(
    ("value", "band"), [(85.0, "solid"), (84.9, "good"), (70.0, "good"), (69.9, "work on it")]
)
def test_bands_begin_at_eighty_five_and_seventy(value, band) -> None:
    assert score_set(scores(value), []).band == band


# --- the set ---------------------------------------------------------------------------------


def test_a_set_is_the_mean_of_its_scored_repetitions() -> None:
    whole = score_set(scores(80.0, None, 90.0), [60, 60, 60])
    assert whole.value == pytest.approx(85.0)
    assert (whole.measured, whole.defined) == (8, 9)


def test_a_set_without_a_scored_repetition_has_no_score_but_its_coverage() -> None:
    whole = score_set(scores(None, None), [])
    assert whole.value is None
    assert whole.coverage == pytest.approx(1 / 3)
    assert score_set([], []).value is None


def test_a_set_is_covered_as_well_as_its_worst_scored_repetition() -> None:
    one, other = scores(80.0, 90.0)
    other = other.model_copy(update={"measured": 6})
    assert score_set([one, other], []).measured == 6


@pytest.mark.parametrize(
    ("spread_deg", "lost"), [(0.0, 0.0), (5.0, 0.0), (10.0, 5.0), (15.0, 10.0), (40.0, 10.0)]
)
def test_an_uneven_range_costs_up_to_ten_points(spread_deg, lost) -> None:
    ranges = 60 + spread_deg * np.array([-1.0, 0.0, 1.0])
    assert consistency_loss(ranges) == pytest.approx(lost)
    assert score_set(scores(80.0), ranges).value == pytest.approx(80.0 - lost)


def test_two_repetitions_say_nothing_of_consistency() -> None:
    assert consistency_loss([20.0, 90.0]) == 0.0


def test_a_set_score_does_not_fall_below_zero() -> None:
    whole = score_set(scores(4.0), [10.0, 60.0, 110.0])
    assert (whole.low, whole.value) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("reps", "with_fault", "pattern"),
    [(1, 1, True), (3, 1, True), (4, 1, False), (4, 2, True), (10, 1, False), (10, 2, True)],
)
def test_a_fault_of_the_set_needs_two_repetitions_or_three_tenths(
    reps, with_fault, pattern
) -> None:
    of_reps = [[a_finding(CLEAR)]] * with_fault + [[a_finding(GOOD)]] * (reps - with_fault)
    assert recurring(of_reps) == ([("knees_in", with_fault)] if pattern else [])


def test_possible_faults_and_information_are_no_faults_of_the_set() -> None:
    assert recurring([[a_finding(POSSIBLE), a_finding(CLEAR, "info", check="hint")]] * 5) == []


def test_the_costliest_fault_of_the_set_comes_first() -> None:
    of_rep = [
        a_finding(CLEAR, "minor", check="small"),
        a_finding(CLEAR, "major", check="large"),
        a_finding(CLEAR, "moderate", check="middle"),
    ]
    assert [check for check, _ in recurring([of_rep] * 3)] == ["large", "middle", "small"]
