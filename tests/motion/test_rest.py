import numpy as np
import pytest

from formcheck.motion.rest import resting, resting_spans, speed_per_s
from formcheck.motion.shot import Shot
from helpers.figure import figure, lose_sight
from helpers.motions import clip, clock


def test_speed_is_signed_and_in_units_a_second() -> None:
    time = np.array([0.0, 0.1, 0.3, 0.4])
    assert speed_per_s(-20.0 * time, time) == pytest.approx(-20.0)


def test_one_sample_has_no_speed() -> None:
    assert np.isnan(speed_per_s(np.array([1.0]), np.array([0.0]))).all()


@pytest.mark.parametrize("joint", ["trunk", "thigh", "shin"])
@pytest.mark.parametrize(("deg_s", "rests"), [(9.0, True), (11.0, False), (-11.0, False)])
def test_rest_means_every_segment_under_ten_degrees_a_second(joint, deg_s, rests) -> None:
    time = clock(2.0)
    assert resting(Shot.of(figure(time, **{joint: 20 + deg_s * time}))).all() == rests


def test_stretches_of_a_clip_are_its_rests() -> None:
    shot = Shot.of(clip("squat", reps=2, lead_s=2.0, rest_s=1.5))
    spans = resting_spans(shot, 1.0)
    assert [start for start, _ in spans] == pytest.approx([0.0, 6.0, 11.5], abs=0.2)
    assert [end for _, end in spans] == pytest.approx([2.0, 7.5, 14.0], abs=0.2)


def test_short_rests_are_left_out() -> None:
    shot = Shot.of(clip("squat", reps=1, lead_s=2.0))
    assert len(resting_spans(shot, 0.5)) == 3
    assert len(resting_spans(shot, 1.7)) == 2


def test_out_of_sight_is_not_rest() -> None:
    shot = Shot.of(lose_sight(figure(clock(3.0)), 1.0, 2.0))
    spans = resting_spans(shot, 0.5)
    assert len(spans) == 2
    assert spans[0][1] < 1.0
    assert spans[1][0] > 2.0
