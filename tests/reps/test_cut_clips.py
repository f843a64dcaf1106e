"""Clips of several shots: a repetition that spans a cut is void, the others count."""

import numpy as np
import pytest

from formcheck.reps.rep import Void
from helpers.counting import counted_in_clip
from helpers.figure import Camera, joined, lose_sight, mirrored
from helpers.motions import POSES, Tempo, clip

TEMPO = Tempo(1.8, 0.6, 1.6)
START_S = 2.0
TURN_S = START_S + TEMPO.out_s + TEMPO.hold_s / 2
OVER_S = START_S + TEMPO.whole_s


def shot(exercise: str, from_s: float = 0.0, to_s: float = 99.0, reps: int = 2, **extra):
    return clip(exercise, reps, tempo=TEMPO, **extra).between(from_s, to_s)


def voids(found) -> list[Void | None]:
    return [rep.void for rep in found]


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize("until_s", [1.0, OVER_S + 0.5], ids=["before it", "after it"])
def test_a_cut_between_repetitions_costs_none(exercise, until_s) -> None:
    track = joined(shot(exercise, to_s=until_s), shot(exercise, reps=3), cut=True)
    found = counted_in_clip(track, exercise)
    assert voids(found) == [None] * (3 + (until_s > OVER_S))
    assert not any(not rep.whole for rep in found)


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize(
    ("until_s", "from_s"),
    [(TURN_S, TURN_S + 0.1), (TURN_S - 0.3, TURN_S + 0.2), (TURN_S, 0.0), (TURN_S + 0.6, 0.0)],
    ids=["at the turn", "around the turn", "to another rest", "on the way back, to another rest"],
)
def test_a_repetition_that_spans_a_cut_is_void(exercise, until_s, from_s) -> None:
    track = joined(shot(exercise, to_s=until_s), shot(exercise, from_s), cut=True)
    found = counted_in_clip(track, exercise)
    assert voids(found) == [Void.CUT] + [None] * (2 if from_s == 0.0 else 1)
    assert "cut" in found[0].void
    assert found[0].start_s == pytest.approx(START_S, abs=0.3)


@pytest.mark.parametrize("exercise", POSES)
def test_a_repetition_that_is_whole_again_takes_no_other_half(exercise) -> None:
    spans = ((0.0, TURN_S), (TURN_S + 0.1, OVER_S + 0.5), (TURN_S + 0.1, 99.0))
    found = counted_in_clip(joined(*(shot(exercise, *span) for span in spans), cut=True), exercise)
    assert voids(found) == [Void.CUT, None, None]
    assert [rep.starts_before_clip for rep in found] == [False, True, False]


@pytest.mark.parametrize("exercise", POSES)
def test_a_repetition_that_had_nearly_returned_at_the_cut_counts(exercise) -> None:
    late = START_S + TEMPO.out_s + TEMPO.hold_s + 0.75 * TEMPO.back_s
    track = joined(shot(exercise, to_s=late), shot(exercise), cut=True)
    assert voids(counted_in_clip(track, exercise)) == [None, None, None]


@pytest.mark.parametrize("exercise", POSES)
def test_setting_up_before_a_cut_is_no_void_repetition(exercise) -> None:
    track = joined(shot(exercise, to_s=START_S + 0.6), shot(exercise), cut=True)
    assert voids(counted_in_clip(track, exercise)) == [None, None]


@pytest.mark.parametrize("exercise", ["squat", "hip_hinge"])
def test_the_same_set_from_two_cameras_counts_in_both(exercise) -> None:
    side, other = shot(exercise), shot(exercise, reps=3, camera=Camera(heading_deg=-90))
    assert voids(counted_in_clip(joined(side, other, cut=True), exercise)) == [None] * 5


@pytest.mark.parametrize("exercise", POSES)
def test_a_shot_of_the_other_side_counts_as_well(exercise) -> None:
    track = joined(shot(exercise), mirrored(shot(exercise)), cut=True)
    assert voids(counted_in_clip(track, exercise)) == [None] * 4


@pytest.mark.parametrize("exercise", POSES)
def test_a_title_between_two_shots_costs_nothing(exercise) -> None:
    title = lose_sight(shot(exercise, to_s=1.0), 0.0, 99.0)
    track = joined(shot(exercise), title, shot(exercise), cut=True)
    assert voids(counted_in_clip(track, exercise)) == [None] * 4


@pytest.mark.parametrize("exercise", POSES)
def test_cuts_leave_no_repetition_longer_than_its_shots(exercise) -> None:
    shots = [shot(exercise, *span) for span in ((0.0, 3.0), (3.4, 4.6), (4.0, 9.0))]
    track = joined(*shots, cut=True)
    found = counted_in_clip(track, exercise)
    ends = [rep.end_s for rep in found]
    assert all(np.diff([(rep.start_s, rep.end_s) for rep in found]) > 0)
    assert max(ends) <= track.time[-1]
    assert [rep.start_s for rep in found[1:]] >= ends[:-1]
