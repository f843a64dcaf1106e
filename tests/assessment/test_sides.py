"""Left against right: different only beyond what a side varies by itself."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.assessment.sides import SideDifference, side_differences
from formcheck.reps.rep import Rep
from helpers.judging import a_rep


def reps(leg: str, *ranges: float, **changes: object) -> list[Rep]:
    return [a_rep(leg=leg, excursion=value, **changes) for value in ranges]


def compared(*sets: list[Rep], front: bool = True) -> dict[str, SideDifference]:
    whole = [rep for one in sets for rep in one]
    found = side_differences("bird_dog", whole, both_legs_in_view=front)
    return {one.measure: one for one in found}


def test_a_difference_beyond_the_scatter_of_both_sides_is_one() -> None:
    found = compared(reps("left", 60, 62, 64), reps("right", 78, 80, 82))["range"]
    assert found.verdict == "different"
    assert (found.left, found.right) == (62.0, 80.0)
    assert (found.left_reps, found.right_reps) == (3, 3)
    assert found.pooled_sd == pytest.approx(2.0)


@pytest.mark.parametrize("scatter", [1.0, 4.0, 9.0, 12.0, 20.0])
def test_twice_the_pooled_scatter_decides(scatter) -> None:
    """Three repetitions a side at -1, 0 and 1 times the scatter, whose mean differs by 20 deg."""
    offsets = scatter * np.array([-1.0, 0.0, 1.0])
    found = compared(reps("left", *(60 + offsets)), reps("right", *(80 + offsets)))["range"]
    assert found.pooled_sd == pytest.approx(scatter)
    assert found.verdict == ("different" if 2 * scatter <= 20.0 else "unclear")
    assert (found.reason is None) == (found.verdict == "different")


def test_even_repetitions_differ_only_beyond_what_measuring_again_gives() -> None:
    assert compared(reps("left", 60, 60), reps("right", 69, 69))["range"].verdict == "unclear"
    assert compared(reps("left", 60, 60), reps("right", 70, 70))["range"].verdict == "different"


def test_one_repetition_of_a_side_is_too_few() -> None:
    found = compared(reps("left", 60, 62), reps("right", 90))
    assert {one.verdict for one in found.values()} == {"unclear"}
    assert found["range"].pooled_sd is None


def test_the_further_leg_is_not_compared_in_range_from_the_side() -> None:
    sides = reps("left", 60, 62), reps("right", 90, 92)
    assert compared(*sides)["range"].verdict == "different"
    found = compared(*sides, front=False)["range"]
    assert found.verdict == "unclear"
    assert "film" in (found.reason or "")


def test_one_side_alone_and_void_or_cut_repetitions_are_not_compared() -> None:
    assert compared(reps("left", 60, 62, 64)) == {}
    assert compared(reps("left", 60, 62), reps("right", 80, 82, void="hidden")) == {}
    assert compared(reps("left", 60, 62), reps("right", 80, 82, ends_after_clip=True)) == {}
    both_legs = [a_rep(), a_rep()]
    assert compared(both_legs) == {}
