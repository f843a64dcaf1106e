import numpy as np
import pytest

from formcheck.motion import back
from formcheck.motion.neutral import Neutral, neutral_at, quiet_start
from formcheck.motion.shot import Shot
from formcheck.motion.signals import SIGNALS
from formcheck.pose.track import PoseTrack
from helpers.figure import figure, joined, lose_sight
from helpers.motions import clip, clock, hinge, progress


def upright(shot: Shot) -> bool:
    return bool(np.median(shot.values("trunk_inclination_deg")) < 20)


def start_of(track: PoseTrack, before_s: float) -> Neutral | None:
    return quiet_start(Shot.of(track).between(0.0, before_s), upright)


def test_a_quiet_start_reads_the_persons_own_standing() -> None:
    time = clock(6.0)
    pose = hinge(progress(time, [2.0]))
    pose["trunk"] = pose["trunk"] + 4.0
    neutral = start_of(figure(time, **pose), 2.0)
    assert neutral is not None
    assert neutral.kind == "quiet_start"
    assert (neutral.start_s, neutral.end_s) == pytest.approx((0.0, 2.0), abs=0.1)
    assert neutral.values["trunk_inclination_deg"] == pytest.approx(4.0, abs=0.1)
    assert neutral.values["knee_flexion_deg"] == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(("lead_s", "found"), [(0.6, False), (1.0, True), (1.2, True)])
def test_quiet_means_a_second_or_hardly_less(lead_s, found) -> None:
    assert (start_of(clip("hip_hinge", lead_s=lead_s), lead_s) is not None) == found


def test_someone_who_keeps_moving_has_no_quiet_start() -> None:
    time = clock(6.0)
    swaying = figure(time, trunk=5 * np.sin(2 * np.pi * 0.7 * time), thigh=2.0)
    assert start_of(swaying, 5.0) is None


def test_quiet_but_bent_is_not_the_start_pose() -> None:
    assert start_of(figure(clock(3.0), trunk=40, thigh=20), 3.0) is None


def test_quiet_after_the_first_repetition_does_not_count() -> None:
    track = clip("hip_hinge", reps=1, lead_s=0.5, rest_s=3.0)
    assert start_of(track, 0.5) is None


@pytest.mark.parametrize(("first_s", "second_s", "lean"), [(1.3, 2.5, 6.0), (2.5, 1.3, 2.0)])
def test_the_longest_of_several_quiet_stretches_serves(first_s, second_s, lean) -> None:
    def moving(length_s, trunk):
        time = clock(length_s)
        return figure(time, trunk=trunk + 15 * np.sin(2 * np.pi * time), thigh=2.0)

    track = joined(
        figure(clock(first_s), trunk=2.0, thigh=2.0),
        moving(1.0, 2.0),
        figure(clock(second_s), trunk=6.0, thigh=2.0),
        moving(1.0, 6.0),
    )
    neutral = start_of(track, 5.8)
    assert neutral is not None
    assert neutral.values["trunk_inclination_deg"] == pytest.approx(lean, abs=0.5)


def test_the_top_of_a_repetition_serves_where_there_was_no_start() -> None:
    neutral = neutral_at(Shot.of(clip("hip_hinge", reps=1, lead_s=2.0)), 2.0)
    assert neutral.kind == "rep_top"
    assert neutral.values["trunk_inclination_deg"] == pytest.approx(0.0, abs=1.0)


def test_a_repetition_that_opens_the_clip_has_no_quiet_start() -> None:
    assert quiet_start(Shot.of(clip("squat")).between(-2.0, -1.0), upright) is None


def test_a_signal_that_was_out_of_sight_has_no_neutral() -> None:
    shot = Shot.of(lose_sight(clip("hip_hinge", reps=1, lead_s=2.0), 1.7, 2.3))
    assert np.isnan(neutral_at(shot, 2.0).values["trunk_inclination_deg"])


def test_neutral_has_a_value_for_every_signal_and_computes_those_asked_for(monkeypatch) -> None:
    monkeypatch.setattr(back, "back_shape", lambda *_: pytest.fail("nobody asked for the back"))
    neutral = start_of(figure(clock(3.0), thigh=2.0), 3.0)
    assert neutral is not None
    assert neutral.values["knee_flexion_deg"] == pytest.approx(2.0, abs=0.1)
    assert set(neutral.values) == set(SIGNALS)
