"""A circuit in one clip: each exercise is counted where it was recognised, and only there."""

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import load_exercise
from formcheck.exercises.recognition import EVERYWHERE
from formcheck.motion.shot import shots
from helpers import motions


def turns(spans: tuple[tuple[float, float], ...] = EVERYWHERE) -> list[list[float]]:
    found = judge_sets(shots(motions.clip("squat", reps=4)), load_exercise("squat"), spans)
    return [[rep.turn_s for rep in reps] for reps in found]


def test_a_repetition_belongs_where_its_turn_lies() -> None:
    (everything,) = turns()
    assert len(everything) == 4
    (inside,) = turns(((everything[1] - 0.5, everything[2] + 0.5),))
    assert inside == everything[1:3]


def test_outside_its_segments_an_exercise_is_not_counted() -> None:
    assert turns(((100.0, 200.0),)) == []
