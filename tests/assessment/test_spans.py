"""A circuit in one clip: each exercise is counted where it was recognised, and only there."""

from formcheck.motion.shots import stretch_signals

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import load_exercise
from formcheck.motion.shot import shots
from helpers import motions


def turns(spans: tuple[tuple[float, float], ...] | None) -> list[list[float]]:
    track = motions.clip("squat", reps=4)
    parts = shots(track)
    signals = stretch_signals(track, parts)
    found = (
        judge_sets(parts, signals, load_exercise("squat"))
        if spans is None
        else judge_sets(parts, signals, load_exercise("squat"), spans)
    )
    return [[one.turn_s for one in judged.reps] for judged in found]


def test_a_repetition_belongs_where_its_turn_lies() -> None:
    (everything,) = turns(None)
    assert len(everything) == 4
    (inside,) = turns(((everything[1] - 0.5, everything[2] + 0.5),))
    assert inside == everything[1:3]


def test_outside_its_passages_an_exercise_is_not_counted() -> None:
    assert turns(((100.0, 200.0),)) == []
