from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.motion.geometry import inclination_deg, sagittal, wrap_deg
from formcheck.motion.shot import Shot
from formcheck.motion.signals import SIGNALS
from formcheck.pose.track import PoseTrack
from helpers.figure import Camera, figure, mirrored, scaled

ANGLES = ["trunk_inclination_deg", "shin_inclination_deg", "knee_flexion_deg", "trunk_thigh_deg"]


def table_of(track: PoseTrack, names: Iterable[str] = ANGLES) -> pd.DataFrame:
    return Shot.of(track).signals(names)


def posed(trunk: float, thigh: float, shin: float, camera: Camera | None = None) -> PoseTrack:
    return figure([0.0, 0.1], trunk=trunk, thigh=thigh, shin=shin, camera=camera)


@pytest.mark.parametrize(
    ("upper", "expected"),
    [((0, 1), 0), ((1, 1), 45), ((1, 0), 90), ((-1, 1), -45), ((-1, -1), -135), ((0, -1), 180)],
)
def test_inclination_counts_forward_from_the_vertical(upper, expected) -> None:
    assert inclination_deg(np.zeros(2), np.array(upper, float)) == pytest.approx(expected)


@pytest.mark.parametrize(("facing", "forward"), [(1, 3.0), (-1, -3.0)])
def test_sagittal_frame_points_forward_and_up(facing, forward) -> None:
    assert sagittal(np.array([3.0, 4.0]), facing) == pytest.approx([forward, -4.0])


@given(st.floats(-1e4, 1e4))
def test_wrapping_keeps_the_direction(angle) -> None:
    wrapped = float(wrap_deg(np.array(angle)))
    assert -180.0 <= wrapped < 180.0
    turns = (wrapped - angle) / 360.0
    assert turns == pytest.approx(round(turns), abs=1e-9)


def test_a_missing_landmark_gives_no_angle() -> None:
    assert np.isnan(inclination_deg(np.array([np.nan, 0.0]), np.ones(2)))


@pytest.mark.parametrize(
    ("column", "pose"),
    [
        ("trunk_inclination_deg", (30, 0, 0)),
        ("trunk_thigh_deg", (0, 30, 0)),
        ("knee_flexion_deg", (0, 30, 0)),
        ("shin_inclination_deg", (0, 0, 30)),
        ("knee_flexion_deg", (0, 0, 30)),
    ],
)
def test_flexion_and_forward_lean_are_positive(column, pose) -> None:
    assert table_of(posed(*pose))[column].iloc[0] == pytest.approx(30.0)


def test_a_bridge_past_the_line_is_negative_not_folded() -> None:
    trunk_thigh = table_of(posed(trunk=-116.0, thigh=100.0, shin=-5.0))["trunk_thigh_deg"]
    assert trunk_thigh.iloc[0] == pytest.approx(-16.0)


def test_a_knee_bent_backwards_is_negative() -> None:
    knee = table_of(posed(trunk=0.0, thigh=-4.0, shin=-4.0))["knee_flexion_deg"]
    assert knee.iloc[0] == pytest.approx(-8.0)


poses = st.tuples(st.floats(-20, 100), st.floats(5, 120), st.floats(0, 40))


@given(poses)
def test_a_mirrored_clip_gives_the_same_angles(pose) -> None:
    track = posed(*pose)
    assert table_of(mirrored(track)).to_numpy() == pytest.approx(table_of(track).to_numpy())


@given(poses, st.floats(0.2, 4.0), st.floats(-500, 500), st.floats(-500, 500))
def test_size_and_place_in_the_picture_do_not_matter(pose, factor, right, down) -> None:
    moved = Camera(ankles_px=(640 + right, 650 + down))
    there = table_of(scaled(posed(*pose, camera=moved), factor), SIGNALS)
    here = table_of(posed(*pose), SIGNALS)
    # Heights of what lies outside the picture are not known, wherever that leaves one.
    outside = there.isna() & [SIGNALS[name].unit == "leg" for name in there.columns]
    expected = here.mask(outside)
    assert there.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6, nan_ok=True)
