"""What the detector tells of its way: it changes nothing, and names what was missing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.exercises import Exercise, load_exercise
from formcheck.motion.shot import Shot
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import count_reps
from formcheck.reps.trace import Event, Refusal, Step
from helpers.motions import LYING_KNEES_UP, POSES, STANDING, Tempo, clip, through

HALF_WAY = {"trunk": 28.0, "thigh": 8.0, "shin": 0.0}
BENT = {"trunk": 65.0, "thigh": 20.0, "shin": 0.0}


def watched(track: PoseTrack, exercise: Exercise | str) -> tuple[int, list[Event]]:
    definition = load_exercise(exercise) if isinstance(exercise, str) else exercise
    events: list[Event] = []
    shot = Shot.of(track)
    found = count_reps(shot, definition, on_event=events.append)
    assert found == count_reps(shot, definition)
    return len(found), events


def changed(**rule: Any) -> Exercise:
    hinge = load_exercise("hip_hinge")
    return hinge.model_copy(update={"rep": hinge.rep.model_copy(update=rule)})


def only_refusal(events: list[Event]) -> Event:
    (event,) = [event for event in events if event.step is Step.REFUSED]
    return event


@given(st.sampled_from(sorted(POSES)), st.integers(0, 3), st.floats(0.5, 2.0))
def test_each_repetition_is_entered_turned_and_counted(exercise, reps, rest_s) -> None:
    tempo = Tempo(1.2, 0.4, 1.0)
    found, events = watched(clip(exercise, reps, rest_s=rest_s, tempo=tempo), exercise)
    steps = [event.step for event in events]
    assert found == reps
    assert steps == [Step.READY, *[Step.ENTERED, Step.TURNED, Step.COUNTED] * reps]
    times = [event.time_s for event in events]
    assert times == sorted(times)
    for number, turned in enumerate(events[2::3]):
        shown = 2.0 + number * (tempo.whole_s + rest_s) + tempo.out_s
        assert shown - 0.2 <= turned.time_s <= shown + tempo.hold_s + 0.3


def test_a_movement_that_turns_too_early_is_told_with_both_numbers() -> None:
    found, events = watched(
        through((0, STANDING), (2, STANDING), (3.5, HALF_WAY), (5, STANDING), (8, STANDING)),
        "hip_hinge",
    )
    assert found == 0
    refused = only_refusal(events).shortfall
    assert refused is not None
    assert refused.refusal is Refusal.REACH
    assert refused.found == pytest.approx(28, abs=1)
    assert refused.needed == load_exercise("hip_hinge").rep.side_view.turn_beyond


@pytest.mark.parametrize(
    ("rule", "refusal"),
    [({"longest_s": 3.0}, Refusal.TOO_LONG), ({"shortest_s": 9.0}, Refusal.TOO_SHORT)],
)
def test_time_is_told_in_seconds(rule, refusal) -> None:
    found, events = watched(clip("hip_hinge", 1), changed(**rule))
    assert found == 0
    refused = only_refusal(events).shortfall
    assert refused is not None
    assert refused.refusal is refusal
    assert refused.found == pytest.approx(Tempo().whole_s, abs=0.5)
    assert [refused.needed] == list(rule.values())


def test_a_movement_much_smaller_than_the_others() -> None:
    deep = {"trunk": 110.0, "thigh": 20.0, "shin": 0.0}
    poses = [(0.0, STANDING), (2.0, STANDING)]
    for start in (2.0, 7.0):
        poses += [(start + 2.0, deep), (start + 4.0, STANDING), (start + 5.0, STANDING)]
    poses += [(13.5, {"trunk": 37.0, "thigh": 8.0}), (15.0, STANDING), (17.0, STANDING)]
    found, events = watched(through(*poses), "hip_hinge")
    assert found == 2
    refused = only_refusal(events).shortfall
    assert refused is not None
    assert refused.refusal is Refusal.OWN_RANGE
    assert refused.found < refused.needed == pytest.approx(0.4 * 110, abs=3)


def test_a_clip_that_ends_bent() -> None:
    found, events = watched(
        through((0, STANDING), (2, STANDING), (4, BENT), (6, BENT)), "hip_hinge"
    )
    assert found == 0
    refused = only_refusal(events).shortfall
    assert refused is not None
    assert refused.refusal is Refusal.NO_WAY_BACK
    assert refused.found < 5


def test_leaving_the_posture_is_told_once() -> None:
    found, events = watched(
        through((0, STANDING), (2, STANDING), (5, LYING_KNEES_UP), (9, LYING_KNEES_UP)), "squat"
    )
    assert found == 0
    assert [event.step for event in events].count(Step.STRAYED) == 1
    assert events[-1].step is Step.STRAYED


def test_a_clip_that_opens_bent_says_so() -> None:
    _, events = watched(through((0, BENT), (1, BENT), (3, STANDING), (5, STANDING)), "hip_hinge")
    assert events[0].step is Step.OPENED
    assert events[0].time_s == 0
    assert events[0].value == pytest.approx(65, abs=2)
