import math

from formcheck.exercises import exercise_ids
from formcheck.exercises.recognition import EVERYWHERE, assignments
from formcheck.exercises.recognition import OTHER, Candidate, Recognition, load_profiles
from formcheck.exercises.recognition import Segment


def passage(start_s: float, end_s: float, exercise: str, *, sure: bool = True) -> Segment:
    return Segment(start_s, end_s, Recognition((Candidate(exercise, 0.8),), sure))


def test_each_exercise_is_looked_for_in_all_its_passages() -> None:
    plan = recognised(
        [
            passage(0.0, 10.0, "squat"),
            passage(10.0, 20.0, "hip_hinge"),
            passage(20.0, 30.0, "squat"),
        ]
    )
    assert [one.exercise.id for one in plan] == ["squat", "hip_hinge"]
    assert plan[0].spans == ((0.0, 10.0), (20.0, 30.0))


def test_what_is_unsure_or_none_of_them_is_not_looked_for() -> None:
    assert recognised([passage(0.0, 5.0, OTHER), passage(5.0, 9.0, "squat", sure=False)]) == []


def test_everywhere_takes_every_time() -> None:
    ((start_s, end_s),) = EVERYWHERE
    assert start_s == -math.inf
    assert end_s == math.inf


def test_whatever_can_be_recognised_can_be_judged() -> None:
    assert set(load_profiles().exercises) <= set(exercise_ids())
