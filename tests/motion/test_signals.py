from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from formcheck.motion.scale import body_scale
from formcheck.motion.shot import Shot
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import camera_view
from formcheck.pose.landmarks import Landmark, side_landmarks
from formcheck.pose.track import PoseTrack
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
PARTS = ("ear", "shoulder", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
# The figure has no outline; test_back.py draws one.
OUTLINE = {name for name, signal in SIGNALS.items() if signal.outline}
FRONT, REAR = Camera(heading_deg=-90), Camera(heading_deg=90)


def read(track: PoseTrack) -> pd.Series:
    return Shot.of(track).signals().iloc[0]


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
    table = Shot.of(track).signals()
    # The weight shift has no meaning from the side.
    table = table.drop(columns=["weight_shift_percent_stance", *OUTLINE])
    assert table.iloc[1:3].isna().all(axis=None)
    assert table.iloc[[0, 3]].notna().all(axis=None)


def visible(track: PoseTrack) -> set[str]:
    """Signals whose landmarks were seen in the second frame."""
    shot = Shot.of(track)
    return {name for name in SIGNALS if shot.visible(name)[1]}


def made_from(part: str) -> set[str]:
    """Signals made from a part of the side that is measured."""
    upper = part in ("ear", "shoulder")
    return {
        name
        for name, signal in SIGNALS.items()
        if part in signal.parts and (upper or signal.legs != "other")
    }


def with_landmark(track: PoseTrack, landmark: Landmark, **change: float) -> PoseTrack:
    xy, visibility = track.xy.copy(), track.visibility.copy()
    xy[1, landmark, 0] = change.get("x", xy[1, landmark, 0])
    visibility[1, landmark] = change.get("likelihood", visibility[1, landmark])
    return replace(track, xy=xy, visibility=visibility)


def test_all_signals_are_visible_on_a_whole_figure() -> None:
    assert visible(figure(TIME)) == set(SIGNALS)


@pytest.mark.parametrize("change", [{"likelihood": 0.64}, {"x": -1.0}, {"x": 1281.0}])
def test_a_hidden_ankle_hides_the_signals_made_from_it(change) -> None:
    hidden = set(SIGNALS) - visible(with_landmark(figure(TIME), Landmark.RIGHT_ANKLE, **change))
    assert hidden == made_from("ankle")


def test_every_signal_is_hidden_with_each_of_its_parts() -> None:
    for part in PARTS:
        near = Landmark[f"RIGHT_{part.upper()}"]
        hidden = set(SIGNALS) - visible(with_landmark(figure(TIME), near, likelihood=0.1))
        assert hidden == made_from(part), part


def test_the_far_leg_matters_only_to_signals_of_both_legs() -> None:
    far_hidden = with_landmark(figure(TIME), Landmark.LEFT_KNEE, likelihood=0.1)
    hidden = set(SIGNALS) - visible(far_hidden)
    assert hidden == {
        name
        for name, signal in SIGNALS.items()
        if "knee" in signal.parts and signal.legs != "measured"
    }
    assert "knee_flexion_deg" not in hidden
    assert {"knees_in_deg", "other_knee_flexion_deg"} <= hidden


def test_the_other_leg_can_be_measured() -> None:
    """The far leg bends its knee by 60 deg; the near one stands straight."""
    track = figure(TIME)
    ankle, knee = track.xy[:, Landmark.LEFT_ANKLE], track.xy[:, Landmark.LEFT_KNEE]
    shin = ankle - knee
    turn = np.radians(60.0)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    track.xy[:, Landmark.LEFT_ANKLE] = knee + shin @ turned.T
    view, scale = camera_view(figure(TIME)), body_scale(figure(TIME))
    near, far = (Shot(track, view, scale, leg).signals().iloc[0] for leg in (1, 0))
    assert near["knee_flexion_deg"] == pytest.approx(0.0, abs=1e-6)
    assert near["other_knee_flexion_deg"] == pytest.approx(60.0)
    assert far["knee_flexion_deg"] == pytest.approx(60.0)
    assert far["other_knee_flexion_deg"] == pytest.approx(0.0, abs=1e-6)
    assert near["trunk_inclination_deg"] == far["trunk_inclination_deg"]
    assert near.equals(Shot(track, view, scale).signals().iloc[0])


def test_a_landmark_at_the_edge_and_barely_likely_enough_is_visible() -> None:
    track = with_landmark(figure(TIME), Landmark.RIGHT_ANKLE, x=1280.0, likelihood=0.65)
    assert visible(track) == set(SIGNALS)


def test_nobody_is_not_visible() -> None:
    assert visible(lose_sight(figure(TIME), 0.03, 0.04)) == set()


def moved(track: PoseTrack, part: str) -> PoseTrack:
    """The part of both sides goes elsewhere: further each frame, and the right one further."""
    xy, world = track.xy.copy(), track.world.copy()
    frame = np.arange(1, len(track) + 1)[:, None]
    for landmark in side_landmarks(part):
        xy[:, landmark] += frame * (9.0, -7.0)
        world[:, landmark] += frame * (0.03, -0.02, 0.04)
        if landmark % 2:
            xy[:, landmark] += frame * (4.0, 3.0)
            world[:, landmark] += frame * (0.05, 0.01, 0.01)
    return replace(track, xy=xy, world=world)


@pytest.mark.parametrize("part", PARTS)
def test_each_signal_names_the_parts_its_value_depends_on(part) -> None:
    """Moving a part changes exactly the signals that say they are made from it."""
    track = figure(TIME, trunk=20, thigh=40, shin=15, head=30, camera=Camera(heading_deg=-50))
    before = read(track)
    after = Shot(moved(track, part), camera_view(track), body_scale(track)).signals().iloc[0]
    changed = set(SIGNALS) - set(before.index[np.isclose(before, after, atol=1e-9)])
    expected = {name for name, signal in SIGNALS.items() if part in signal.parts}
    assert changed - OUTLINE == expected - OUTLINE
