"""Words for a set: legs, load, units, and left against right."""

from __future__ import annotations

import pytest

from formcheck.assessment.sides import side_differences
from formcheck.exercises import load_exercise
from formcheck.result.load import parse_load
from formcheck.result.phrases import driving_words, set_title, side_words
from formcheck.result.schema import SetResult
from formcheck.result.summary import summarise_set
from helpers.judging import a_rep
from helpers.results import analysis_of


def a_set(*legs: str | None, exercise: str = "bird_dog", load: str | None = None) -> SetResult:
    definition = load_exercise(exercise)
    driving = definition.rep.side_view.signal
    summary = summarise_set(definition, [a_rep(leg=leg, driving_signal=driving) for leg in legs])
    result = analysis_of("a.mp4").model_copy(update={"sets": (summary,)})
    (told,) = result.with_feedback(load=load).sets
    return told


@pytest.mark.parametrize(
    ("legs", "load", "title"),
    [
        ((None, None), None, "Bird-dog"),
        (("left", "left"), None, "Bird-dog, left leg 2"),
        (("right", "left", "right"), "band", "Bird-dog, left leg 1, right leg 2, band"),
        ((None,), "20", "Bird-dog, 20 kg"),
    ],
)
def test_a_title_says_which_legs_worked_and_with_what(legs, load, title) -> None:
    assert set_title(a_set(*legs, load=load)) == title


def test_the_load_stays_with_the_set_and_says_nothing_where_none_was_given() -> None:
    assert a_set(None, load="12.5 kg").load == parse_load("12.5")
    assert a_set(None).load is None


def test_guided_exercises_are_marked_as_not_scored() -> None:
    assert not a_set(None, exercise="pelvic_tilt").scored
    assert a_set(None).scored


def test_values_carry_the_unit_of_the_driving_signal() -> None:
    assert driving_words(41.2, a_set(None)) == "41°"
    assert driving_words(81.0, a_set(None, exercise="clamshell")) == "81 % trunk"


def test_left_against_right_is_said_with_its_verdict() -> None:
    def words(right: float) -> str:
        sides = [a_rep(leg="left", excursion=60.0)] * 2 + [a_rep(leg="right", excursion=right)] * 2
        return side_words(side_differences("bird_dog", sides, both_legs_in_view=True)[0])

    assert words(80.0) == "Left 60, right 80 in range of motion: a difference"
    assert words(62.0).startswith("Left 60, right 62 in range of motion: unclear (no more than")
