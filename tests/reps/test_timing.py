from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.exercises import load_exercise
from formcheck.motion.shot import Shot
from formcheck.pose.track import PoseTrack
from formcheck.reps.rep import Rep, Void
from formcheck.reps.timing import time_rep
from helpers.counting import counted
from helpers.figure import with_noise
from helpers.motions import POSES, Tempo, clip, through

LEAD_S = 2.0
TRAVEL_DEG = {"hip_hinge": 65.0, "squat": 110.0, "glute_bridge": 45.0}
exercises = st.sampled_from(sorted(POSES))
tempos = st.builds(Tempo, st.floats(0.8, 2.5), st.floats(0.0, 2.0), st.floats(0.8, 2.5))


@dataclass(frozen=True)
class Moments:
    start_s: float
    hold_start_s: float
    hold_end_s: float
    end_s: float


def analytic(exercise: str, tempo: Tempo, start_s: float = LEAD_S) -> Moments:
    """Where a raised cosine crosses 10 deg/s, or 5 % of its peak speed where that is more."""

    def slow_for_s(length_s: float) -> float:
        peak = TRAVEL_DEG[exercise] * np.pi / (2.0 * length_s)
        return length_s / np.pi * float(np.arcsin(max(10.0, 0.05 * peak) / peak))

    out, back = slow_for_s(tempo.out_s), slow_for_s(tempo.back_s)
    turned_s = start_s + tempo.out_s + tempo.hold_s
    return Moments(
        start_s + out, start_s + tempo.out_s - out, turned_s + back, start_s + tempo.whole_s - back
    )


def timed(track: PoseTrack, exercise: str, which: int = 0) -> Rep:
    definition = load_exercise(exercise)
    detected = counted(track, exercise)
    starts = [rep.start_s for rep in detected] + [None]
    driving = Shot.of(track).smoothed.signal(definition.rep.side_view.signal)
    around = driving.loc[detected[which].start_s - 1 : detected[which].end_s + 1]
    rule, names = definition.rep, definition.phases
    return time_rep(detected[which], around, rule, names, starts[which + 1])


@given(exercises, tempos)
def test_moments_are_where_the_speed_crosses_ten_degrees_a_second(exercise, tempo) -> None:
    true = analytic(exercise, tempo)
    rep = timed(clip(exercise, 2, lead_s=LEAD_S, tempo=tempo), exercise)
    outward, turn, homeward, _ = rep.phases
    found = [rep.start_s, outward.end_s, homeward.start_s, rep.end_s]
    expected = [true.start_s, true.hold_start_s, true.hold_end_s, true.end_s]
    assert found == pytest.approx(expected, abs=0.05)
    assert rep.turn_s == pytest.approx((true.hold_start_s + true.hold_end_s) / 2, abs=0.05)
    assert turn.start_s <= rep.turn_s <= turn.end_s


@given(exercises, tempos, st.integers(0, 1))
def test_phases_follow_each_other_without_gaps(exercise, tempo, which) -> None:
    rep = timed(clip(exercise, 2, tempo=tempo), exercise, which)
    names = load_exercise(exercise).phases.ordered
    assert tuple(phase.name for phase in rep.phases) == names
    assert rep.phases[0].start_s == rep.start_s
    assert rep.phases[2].end_s == rep.phases[3].start_s == rep.end_s
    for before, after in zip(rep.phases, rep.phases[1:], strict=False):
        assert before.end_s == after.start_s
    assert all(phase.duration_s >= 0 for phase in rep.phases)


def test_the_rest_lasts_until_the_next_repetition() -> None:
    tempo = Tempo()
    track = clip("squat", 2, tempo=tempo, rest_s=1.5)
    rest = timed(track, "squat", 0).phases[3]
    assert rest.end_s == pytest.approx(LEAD_S + tempo.whole_s + 1.5, abs=0.1)


@pytest.mark.parametrize(
    ("exercise", "turn_value"), [("hip_hinge", 65.0), ("squat", 110.0), ("glute_bridge", 0.0)]
)
def test_depth_and_excursion_are_in_degrees_of_the_signal(exercise, turn_value) -> None:
    rep = timed(clip(exercise, 1), exercise)
    assert rep.turn_value == pytest.approx(turn_value, abs=0.5)
    # What turns slower than 10 deg/s at the start belongs to the rest before it.
    assert TRAVEL_DEG[exercise] - 4.0 < rep.excursion <= TRAVEL_DEG[exercise] + 0.5


@pytest.mark.parametrize("exercise", POSES)
def test_the_noise_of_a_good_clip_moves_the_moments_little(exercise) -> None:
    tempo = Tempo(2.0, 1.0, 2.0)
    true = analytic(exercise, tempo)
    errors = []
    for seed in range(8):
        rep = timed(with_noise(clip(exercise, 1, tempo=tempo), 0.5, seed), exercise)
        errors.append([rep.start_s - true.start_s, rep.end_s - true.end_s])
    assert np.abs(np.median(errors, axis=0)).max() < 0.15
    assert np.abs(errors).max() < 0.4


def test_a_hesitation_on_the_way_does_not_end_the_phase() -> None:
    lean = [(0, 0), (1.5, 0), (2.5, 30), (2.8, 32), (4, 65), (4.6, 65), (6.5, 0), (8, 0)]
    track = through(*((t, {"trunk": a, "thigh": 2 + 0.2 * a}) for t, a in lean))
    outward = timed(track, "hip_hinge").phase("lower")
    assert (outward.start_s, outward.end_s) == pytest.approx((1.6, 3.85), abs=0.15)


def test_an_opened_repetition_starts_with_the_clip_and_a_cut_one_ends_with_it() -> None:
    track = clip("squat", 1)
    opened = timed(track.between(3.0, 99.0), "squat")
    assert opened.starts_before_clip
    assert opened.start_s == pytest.approx(3.0, abs=0.01)
    assert opened.end_s == pytest.approx(analytic("squat", Tempo()).end_s, abs=0.05)
    cut = timed(track.between(0.0, 5.4), "squat")
    assert cut.ends_after_clip
    assert cut.end_s == pytest.approx(5.4, abs=0.04)
    assert cut.start_s == pytest.approx(analytic("squat", Tempo()).start_s, abs=0.05)


def test_a_clip_that_opens_at_the_turn_has_no_way_out() -> None:
    rep = timed(clip("hip_hinge", 1).between(4.1, 99.0), "hip_hinge")
    assert rep.phase("lower").duration_s == 0.0
    assert rep.phase("pause").duration_s == pytest.approx(0.38, abs=0.05)
    assert rep.end_s == pytest.approx(analytic("hip_hinge", Tempo()).end_s, abs=0.05)


def test_a_void_repetition_keeps_its_reason_and_finite_times() -> None:
    definition = load_exercise("squat")
    time = np.arange(120) / 30.0
    level = pd.Series(55 * (1 - np.cos(np.pi * time / 2)), index=time)
    level.iloc[50:75] = np.nan
    detected = Rep(number=3, start_s=0.0, turn_s=1.6, end_s=4.0, void=Void.TURN_HIDDEN)
    rep = time_rep(detected, level, definition.rep, definition.phases)
    assert rep.void == Void.TURN_HIDDEN.value
    assert rep.number == 3
    assert np.isfinite([rep.start_s, rep.turn_s, rep.end_s, rep.excursion]).all()


def test_an_unknown_phase_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        timed(clip("squat", 1), "squat").phase("hover")


def test_a_clip_that_loses_the_person_at_the_turn_holds_it_no_longer_than_they_were_seen() -> None:
    """A deadlift that ends standing is cut there; its frames may go on without anyone."""
    deadlift = load_exercise("deadlift")
    time = np.arange(0.0, 4.0, 1.0 / 30.0)
    lost_s = 2.0
    levels = 40.0 + 50.0 * np.cos(np.pi * np.clip(time - 0.5, 0.0, 1.5) / 1.5)
    driving = pd.Series(np.where(time <= lost_s, levels, np.nan), index=time)
    detected = Rep(start_s=0.5, turn_s=lost_s, end_s=lost_s, ends_after_clip=True)
    rep = time_rep(detected, driving, deadlift.rep, deadlift.phases)
    assert rep.start_s < rep.turn_s <= rep.end_s == lost_s
    assert all(phase.duration_s >= 0.0 for phase in rep.phases)


def test_a_pelvic_tilt_of_less_than_three_degrees_still_leaves_rest() -> None:
    tilt = load_exercise("pelvic_tilt")
    time = np.arange(0.0, 12.0, 1.0 / 30.0)
    levels = 60.0 - 2.9 * np.sin(np.pi * np.clip((time - 2.0) / 6.0, 0.0, 1.0))
    detected = Rep(start_s=2.0, turn_s=5.0, end_s=8.0)
    around = pd.Series(levels, index=time).loc[1.0:9.0]
    rep = time_rep(detected, around, tilt.rep, tilt.phases)
    assert rep.start_s > 2.0
    assert rep.turn_s == pytest.approx(5.0, abs=0.1)
    assert rep.end_s < 8.0
