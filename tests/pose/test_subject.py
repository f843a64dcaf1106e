"""The person a clip is about: largest for longest."""

import numpy as np
import pytest

from formcheck.pose.subject import Sighting, distinct_people, main_subject

TIME = [i / 30 for i in range(90)]


def person(x: float, size: float, y: float = 200.0) -> Sighting:
    """A figure whose box has the diagonal `size` and whose hips are at (`x`, `y`)."""
    spread = np.random.default_rng(1).uniform(-0.5, 0.5, (33, 2))
    spread[0], spread[1], spread[23:25] = (-0.3, -0.4), (0.3, 0.4), 0.0
    spread = np.clip(spread, (-0.3, -0.4), (0.3, 0.4))
    empty = np.full((2, 4), np.nan, dtype=np.float32)
    xy = np.array([x, y]) + size * spread
    return Sighting(xy, np.zeros((33, 3)), np.ones(33), empty, empty)


def where(chosen: list[Sighting | None]) -> list[float]:
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
