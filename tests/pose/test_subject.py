"""The person a clip is about: largest for longest."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.pose.backend import Detection
from formcheck.pose.subject import changes_person, distinct_people, main_subject

TIME = [i / 30 for i in range(90)]


def person(x: float, size: float, y: float = 200.0) -> Detection:
    """A figure whose box has the diagonal `size` and whose hips are at (`x`, `y`)."""
    spread = np.random.default_rng(1).uniform(-0.5, 0.5, (33, 2))
    spread[0], spread[1], spread[23:25] = (-0.3, -0.4), (0.3, 0.4), 0.0
    spread = np.clip(spread, (-0.3, -0.4), (0.3, 0.4))
    xy = np.array([x, y]) + size * spread
    return Detection(xy, np.zeros((33, 3)), np.ones(33), None)


def where(chosen: list[Detection | None]) -> list[float]:
    return [float("nan") if one is None else float(one.centre[0]) for one in chosen]


def test_a_passer_by_in_front_does_not_take_over() -> None:
    frames = [
        [person(300, 200), *([person(10 * i, 260)] if 20 <= i < 50 else [])] for i in range(90)
    ]
    assert set(where(main_subject(TIME, frames))) == {300.0}


def test_the_larger_of_two_who_stay_is_followed_whatever_their_order() -> None:
    frames = [[person(100, 150), person(500, 220)][:: 1 if i % 2 else -1] for i in range(90)]
    assert set(where(main_subject(TIME, frames))) == {500.0}


def test_someone_small_who_is_there_first_is_not_followed() -> None:
    frames = [[person(100, 120), *([person(500, 200)] if i >= 20 else [])] for i in range(90)]
    found = where(main_subject(TIME, frames))
    assert np.isnan(found[:20]).all()
    assert set(found[20:]) == {500.0}


def test_the_same_person_is_picked_up_again_after_a_gap() -> None:
    frames = [[] if 30 <= i < 60 else [person(300, 200)] for i in range(90)]
    found = where(main_subject(TIME, frames))
    assert np.isnan(found[30:60]).all()
    assert np.isfinite(found[:30] + found[60:]).all()


def test_nobody_gives_nobody() -> None:
    assert main_subject(TIME[:3], [[], [], []]) == [None, None, None]


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ([person(302, 195)], 1),
        ([person(700, 180)], 2),
        ([person(700, 60)], 1),
    ],
    ids=["a second guess at the same person", "someone else", "a figure on a poster"],
)
def test_distinct_people(others, count) -> None:
    assert len(distinct_people([person(300, 200), *others])) == count


def bending(person_at: Detection, share: float) -> Detection:
    """The figure with its shoulders brought down and forward by a share of its size."""
    xy = person_at.xy.copy()
    xy[:23] += share * person_at.size * np.array([0.3, 0.4])
    return replace(person_at, xy=xy)


def squatting(x: float, size: float, i: int) -> Detection:
    return bending(person(x, size), 0.5 - 0.5 * np.cos(i / 8.0))


def test_the_one_who_moves_is_followed_and_not_a_larger_one_who_watches() -> None:
    frames = [[person(500, 240), squatting(200, 200, i)] for i in range(90)]
    assert set(where(main_subject(TIME, frames))) == {200.0}


def test_one_who_passes_in_front_and_hides_the_other_takes_nothing_over() -> None:
    """While they cross only one of them is found: it is the one who walks that is gone on with."""
    frames = []
    for i in range(90):
        passing = person(-100 + 10 * i, 230)
        hidden = abs(passing.centre[0] - 300) < 60
        frames.append([passing] if hidden else [passing, squatting(300, 200, i)])
    found = where(main_subject(TIME, frames))
    assert set(np.array(found)[np.isfinite(found)]) == {300.0}
    assert np.isnan(found).sum() == sum(len(people) == 1 for people in frames)


def test_a_visitor_while_the_person_is_hidden_is_no_part_of_them() -> None:
    frames = [
        [person(330 + 20 * (i - 30), 210)] if 30 <= i < 50 else [squatting(300, 200, i)]
        for i in range(90)
    ]
    found = where(main_subject(TIME, frames))
    assert np.nanmax(found) == 300.0


def test_a_jump_to_another_place_may_be_another_person() -> None:
    here, there = [[person(300, 200)]] * 40, [[person(600, 200)]] * 40
    assert changes_person(TIME, [*here, *there])
    assert not changes_person(TIME, [*here, *here])
    assert not changes_person(TIME, [*here, *there[:4], *here])
    assert not changes_person(TIME, [[squatting(300, 200, 3 * i)] for i in range(80)])
