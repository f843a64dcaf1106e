import numpy as np
import pandas as pd
import pytest

from formcheck.motion.features import EXCURSIONS, POSTURE_SIGNALS, excursions
from formcheck.motion.geometry import bend_deg
from formcheck.motion.shot import Shot, clip_signals, shots
from formcheck.pose.track import PoseTrack
from helpers import motions
from helpers.figure import Camera, joined


def read(track: PoseTrack) -> pd.Series:
    return excursions(Shot.of(track).signals(POSTURE_SIGNALS))


def test_bend_is_zero_in_line_and_has_no_sign() -> None:
    forward, down = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
    assert bend_deg(forward, 2.0 * forward) == pytest.approx(0.0)
    assert bend_deg(forward, down) == bend_deg(down, forward) == pytest.approx(90.0)
    assert np.isnan(bend_deg(forward, np.zeros(3)))


@pytest.mark.parametrize("heading_deg", [0.0, 45.0, 90.0, 180.0])
def test_a_squat_reads_the_same_from_every_side(heading_deg: float) -> None:
    track = motions.clip("squat", camera=Camera(heading_deg=heading_deg))
    found = read(track)
    assert found["knee_more_high_deg"] == pytest.approx(110.0, abs=1.0)
    assert found["knee_less_range_deg"] == pytest.approx(110.0, abs=1.0)
    assert found["trunk_high_deg"] == pytest.approx(35.0, abs=1.0)
    assert found["legs_apart_high_deg"] == pytest.approx(0.0, abs=1.0)
    assert found["feet_travel"] == pytest.approx(0.0, abs=0.02)


def test_heights_are_leg_lengths_over_the_lower_ankle() -> None:
    found = read(motions.clip("hip_hinge"))
    assert found["hip_height_high"] == pytest.approx(1.0, abs=0.02)
    assert found["shoulder_height_high"] == pytest.approx(1.58, abs=0.03)
    assert found["trunk_range_deg"] == pytest.approx(65.0, abs=1.0)


def test_lying_with_knees_up_puts_knees_over_hips_and_shoulders_low() -> None:
    found = read(motions.clip("glute_bridge"))
    assert found["knee_over_hip_mid"] > 0.15
    assert found["shoulder_height_mid"] < 0.2
    assert found["trunk_mid_deg"] > 85.0


def test_every_feature_is_described_and_given() -> None:
    found = read(motions.clip("squat", reps=1))
    assert list(found.index) == list(EXCURSIONS)
    assert found.notna().all()


def test_what_lies_outside_the_picture_has_no_height() -> None:
    below = motions.clip("squat", reps=1, camera=Camera(ankles_px=(640.0, 800.0)))
    found = read(below)
    assert np.isnan(found["hip_height_low"])
    assert found["knee_more_high_deg"] == pytest.approx(110.0, abs=1.0)


def test_feet_that_the_camera_moves_at_a_cut_have_not_travelled() -> None:
    here = motions.clip("squat", reps=1)
    there = motions.clip("squat", reps=1, camera=Camera(ankles_px=(400.0, 600.0)))
    track = joined(here, there, cut=True)
    found = excursions(clip_signals(track, shots(track), POSTURE_SIGNALS))
    assert found["feet_travel"] == pytest.approx(0.0, abs=0.02)
    assert found["ground_rise_range"] == pytest.approx(0.0, abs=0.02)
