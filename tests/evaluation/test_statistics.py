"""Figures against cases worked out by hand, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from formcheck.evaluation.statistics import area_under_curve, estimate, mean_of_classes, ratio

PEOPLE = st.sampled_from(["ann", "bo", "cy", "di", "ed"])
SCORES = st.floats(0, 1).map(lambda value: round(value, 2))
CASES = st.lists(st.tuples(SCORES, st.booleans(), PEOPLE), min_size=1, max_size=30)


def auc(scores, labels) -> float | None:
    return estimate(area_under_curve(scores, labels), [str(n) for n in range(len(scores))]).value


# --- the figures themselves -------------------------------------------------------------------


def test_a_mean_and_a_share() -> None:
    assert estimate(ratio([1, 0, 2]), ["a", "b", "c"]).value == pytest.approx(1.0)
    assert estimate(ratio([1, 0, 1], [1, 1, 2]), ["a", "b", "c"]).value == pytest.approx(0.5)


def test_what_nothing_defines_has_no_value() -> None:
    assert estimate(ratio([]), []).value is None
    found = estimate(ratio([0, 0], [0, 0]), ["a", "b"])
    assert (found.value, found.low, found.high) == (None, None, None)


def test_area_under_curve_by_hand() -> None:
    # Pairs (with, without): 0.9 beats both, 0.5 ties with one and beats the other: 3.5 of 4.
    assert auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)


def test_classes_count_alike_however_many_clips_they_have() -> None:
    right, names = [1, 1, 1, 0], ["squat", "squat", "squat", "bridge"]
    assert estimate(mean_of_classes(right, names), names).value == pytest.approx(0.5)
    assert estimate(ratio(right), names).value == pytest.approx(0.75)


@given(CASES)
def test_area_under_curve_is_that_of_mann_and_whitney(cases) -> None:
    scores, labels, _ = map(np.array, zip(*cases, strict=True))
    found = auc(scores, labels)
    if labels.all() or not labels.any():
        assert found is None
        return
    u = mannwhitneyu(scores[labels], scores[~labels]).statistic
    assert found == pytest.approx(u / (labels.sum() * (~labels).sum()))


@given(CASES)
def test_swapped_labels_turn_the_area_round(cases) -> None:
    scores, labels, _ = map(np.array, zip(*cases, strict=True))
    one, other = auc(scores, labels), auc(scores, ~labels)
    if one is None or other is None:
        assert one is None and other is None
    else:
        assert one + other == pytest.approx(1.0)


@given(st.lists(st.floats(0, 0.4), min_size=1), st.lists(st.floats(0.5, 1), min_size=1))
def test_perfect_separation_is_one(without, having) -> None:
    labels = [False] * len(without) + [True] * len(having)
    assert auc(without + having, labels) == 1.0


# --- their intervals --------------------------------------------------------------------------


@given(CASES)
def test_an_interval_holds_its_value_and_stays_in_bounds(cases) -> None:
    scores, labels, people = zip(*cases, strict=True)
    for statistic in (ratio(labels), ratio(scores), area_under_curve(scores, labels)):
        found = estimate(statistic, people)
        if found.value is None:
            assert found.low is None
        elif found.low is not None:
            assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@given(CASES)
def test_the_same_clips_give_the_same_interval(cases) -> None:
    _, labels, people = zip(*cases, strict=True)
    assert estimate(ratio(labels), people) == estimate(ratio(labels), people)


def test_one_person_has_no_interval() -> None:
    found = estimate(ratio([1, 0, 1, 0]), ["ann"] * 4)
    assert (found.value, found.low, found.high) == (0.5, None, None)
    assert (found.clips, found.people) == (4, 1)


def test_clips_of_one_person_are_drawn_together() -> None:
    """Forty clips of four people say as much as four clips: two people right, two wrong."""
    right = [1, 1, 0, 0]
    four = estimate(ratio(right), ["ann", "bo", "cy", "di"])
    forty = estimate(ratio(np.repeat(right, 10)), np.repeat(["ann", "bo", "cy", "di"], 10).tolist())
    alone = estimate(ratio(np.repeat(right, 10)), [str(n) for n in range(40)])
    assert (forty.low, forty.high) == pytest.approx((four.low, four.high))
    assert alone.high - alone.low < 0.5 * (forty.high - forty.low)


def test_the_interval_of_many_people_is_that_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, 400)
    found = estimate(ratio(values), [str(n) for n in range(400)])
    half = 1.96 * values.std() / np.sqrt(400)
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)
    assert (found.clips, found.people) == (400, 400)


def test_resamples_without_a_fault_do_not_make_an_interval() -> None:
    """One person of two shows the fault: half of the resamples define no area."""
    found = estimate(area_under_curve([0.9, 0.1, 0.2], [True, False, False]), ["ann", "bo", "bo"])
    assert found.value == 1.0
    assert found.low is None or found.low == 1.0
