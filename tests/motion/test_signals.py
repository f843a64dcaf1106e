import numpy as np
import pytest

from formcheck.motion.signals import SIGNALS, body_scale, signal_table
from formcheck.motion.view import camera_view
from formcheck.pose.landmarks import Landmark, PoseTrack
from helpers.figure import (
    HALF_WIDTH_M,
    HEIGHT_M,
    LEG_M,
    SHIN_M,
    THIGH_M,
    TOE_BEFORE_ANKLE_M,
    TRUNK_M,
    Camera,
    figure,
    lose_sight,
)

TIME = np.arange(4) / 30.0
FRONT, REAR = Camera(heading_deg=-90), Camera(heading_deg=90)


def read(track: PoseTrack):
    return signal_table(track, camera_view(track), body_scale(track)).iloc[0]


def sin(angle_deg: float) -> float:
    return float(np.sin(np.radians(angle_deg)))


def cos(angle_deg: float) -> float:
    return float(np.cos(np.radians(angle_deg)))


@pytest.mark.parametrize("heading", [0, 180])
def test_every_column_of_a_posed_figure(heading) -> None:
    """Trunk 50 forward, thigh 80 lifted, shin 20 forward, head 20 ahead of the trunk."""
    camera = Camera(heading_deg=heading)
    row = read(figure(TIME, trunk=50, thigh=80, shin=20, head=70, camera=camera))
    hip_ahead_m = SHIN_M * sin(20) - THIGH_M * sin(80)
    shoulder_ahead_m = hip_ahead_m + TRUNK_M * sin(50)
    expected = {
        "trunk_inclination_deg": 50,
        "thigh_inclination_deg": 80,
        "shin_inclination_deg": 20,
        "knee_flexion_deg": 100,
        "trunk_thigh_deg": 130,
        "trunk_minus_shin_deg": 30,
        "ear_shoulder_hip_deg": 20,
        "thigh_below_horizontal_deg": -10,
        "hip_back_percent_leg": -100 * hip_ahead_m / LEG_M,
        "hip_height_percent_leg": 100 * (SHIN_M * cos(20) + THIGH_M * cos(80)) / LEG_M,
        "heel_rise_percent_height": 0,
        "shoulder_past_toe_percent_height": 100
        * (shoulder_ahead_m - TOE_BEFORE_ANKLE_M)
        / HEIGHT_M,
        "knee_flexion_3d_deg": 100,
        "yaw_deg": 0,
    }
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-6)
    assert set(row.index) == set(SIGNALS)


def test_hips_going_back_count_positive() -> None:
    assert read(figure(TIME, thigh=30))["hip_back_percent_leg"] == pytest.approx(25.0)


def test_a_lifted_heel_is_measured_in_body_heights() -> None:
    row = read(figure(TIME, heel_lift_m=0.05))
    assert row["heel_rise_percent_height"] == pytest.approx(100 * 0.05 / HEIGHT_M)


def test_thigh_below_horizontal_is_positive_in_a_deep_squat() -> None:
    assert read(figure(TIME, thigh=105))["thigh_below_horizontal_deg"] == pytest.approx(15.0)


@pytest.mark.parametrize("heading", [0, 35, 90, 180, 240])
def test_world_bends_are_the_same_from_every_side(heading) -> None:
    row = read(figure(TIME, trunk=20, thigh=50, shin=30, camera=Camera(heading_deg=heading)))
    # The trunk narrows towards the hips, so its two sides are a little steeper than its middle.
    assert row["knee_flexion_3d_deg"] == pytest.approx(80, abs=0.5)
    assert row["trunk_thigh_3d_deg"] == pytest.approx(70, abs=2.0)


@pytest.mark.parametrize("camera", [FRONT, REAR], ids=["front", "rear"])
@pytest.mark.parametrize("aside_m", [0.04, -0.04])
def test_knees_in_is_positive_towards_the_other_leg(camera, aside_m) -> None:
    row = read(figure(TIME, knees_in_m=aside_m, camera=camera))
    bend = 2 * np.degrees(np.arctan(aside_m / SHIN_M))
    assert row["knees_in_deg"] == pytest.approx(bend, abs=0.2)


@pytest.mark.parametrize("camera", [FRONT, REAR], ids=["front", "rear"])
@pytest.mark.parametrize("aside_m", [0.03, -0.03])
def test_weight_shift_has_no_side(camera, aside_m) -> None:
    row = read(figure(TIME, hips_aside_m=aside_m, camera=camera))
    stance_m = 2 * HALF_WIDTH_M["ankle"]
    assert row["weight_shift_percent_stance"] == pytest.approx(100 * 0.03 / stance_m)


def test_the_limb_near_the_camera_is_read() -> None:
    track = figure(TIME, thigh=40, camera=Camera(heading_deg=180))
    track.xy[:, Landmark.RIGHT_KNEE] = 0.0  # facing left hides the right side: a wild guess
    assert read(track)["knee_flexion_deg"] == pytest.approx(40.0)


def test_body_scale_does_not_shrink_with_foreshortening() -> None:
    towards = figure(np.arange(100) / 30.0, thigh=np.linspace(0, 80, 100))
    for hip, knee, ankle in ((23, 25, 27), (24, 26, 28)):
        towards.xy[50:, knee] = (towards.xy[50:, hip] + towards.xy[50:, ankle]) / 2
    assert body_scale(towards).leg_px == pytest.approx(LEG_M * 250)
    assert body_scale(towards).height_px == pytest.approx(HEIGHT_M * 250)


def test_frames_without_a_person_are_empty_rows() -> None:
    track = lose_sight(figure(TIME), 0.03, 0.07)
    table = signal_table(track, camera_view(track), body_scale(track))
    table = table.drop(columns="weight_shift_percent_stance")  # has no meaning from the side
    assert table.iloc[1:3].isna().all(axis=None)
    assert table.iloc[[0, 3]].notna().all(axis=None)
