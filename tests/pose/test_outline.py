import numpy as np
import pytest

from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark, side_landmarks
from formcheck.pose.outline import trunk_edges
from formcheck.pose.track import STATIONS

SIZE = 256
HIP = np.array([128.0, 190.0])
TRUNK_PX = 90.0
Y, X = np.mgrid[:SIZE, :SIZE].astype(float)


def trunk(tilt_deg: float, length: float = TRUNK_PX) -> np.ndarray:
    """Landmarks of a trunk that leans to the right in the picture; the others lie nowhere."""
    points = np.full((LANDMARK_COUNT, 2), np.nan)
    points[list(side_landmarks("hip"))] = HIP
    angle = np.radians(tilt_deg)
    shoulder = HIP + length * np.array([np.sin(angle), -np.cos(angle)])
    # Left and right need not coincide: their middle is the axis.
    points[Landmark.LEFT_SHOULDER], points[Landmark.RIGHT_SHOULDER] = shoulder - 3, shoulder + 3
    return points


def along_and_right(tilt_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's place along the trunk from the hip, and to its right, in pixels."""
    angle = np.radians(tilt_deg)
    dx, dy = X - HIP[0], Y - HIP[1]
    along = dx * np.sin(angle) - dy * np.cos(angle)
    return along, dx * np.cos(angle) + dy * np.sin(angle)


def soft(inside_px: np.ndarray, softness_px: float = 5.0) -> np.ndarray:
    """A mask that rises from 0 to 1 around the outline, as the model's does."""
    return np.clip(0.5 + inside_px / softness_px, 0.0, 1.0).astype(np.float32)


def bar(tilt_deg: float, left_px: float, right_px: float, softness_px: float = 5.0) -> np.ndarray:
    _, right = along_and_right(tilt_deg)
    return soft(np.minimum(right + left_px, right_px - right), softness_px)


@pytest.mark.parametrize("tilt_deg", [0, 17, 45, 80, 90, -60, -100])
def test_edges_of_a_tilted_bar_are_found_to_a_fifth_of_a_pixel(tilt_deg) -> None:
    offset = trunk_edges(bar(tilt_deg, 21.3, 14.8), trunk(tilt_deg)).offset
    assert offset[0] * TRUNK_PX == pytest.approx(21.3, abs=0.2)
    assert offset[1] * TRUNK_PX == pytest.approx(14.8, abs=0.2)


@pytest.mark.parametrize("tilt_deg", [0, 30, 75])
def test_edges_of_an_ellipse_are_found_to_a_fifth_of_a_pixel(tilt_deg) -> None:
    long_px, wide_px = 70.0, 25.0
    along, right = along_and_right(tilt_deg)
    ellipse = 1.0 - np.hypot((along - TRUNK_PX / 2) / long_px, right / wide_px)
    offset = trunk_edges(soft(ellipse * wide_px), trunk(tilt_deg)).offset
    up = (STATIONS - 0.5) * TRUNK_PX
    true = wide_px * np.sqrt(1.0 - (up / long_px) ** 2)
    assert offset[0] * TRUNK_PX == pytest.approx(true, abs=0.2)
    assert offset[1] * TRUNK_PX == pytest.approx(true, abs=0.2)


def test_the_same_outline_at_another_size_has_the_same_offsets() -> None:
    small = trunk_edges(bar(20, 12.0, 12.0), trunk(20, length=60.0)).offset
    large = trunk_edges(bar(20, 24.0, 24.0), trunk(20, length=120.0)).offset
    assert small == pytest.approx(large, abs=0.005)


def test_a_sharp_outline_is_steeper_than_a_blurred_one() -> None:
    sharp = trunk_edges(bar(10, 20, 20, softness_px=2.0), trunk(10)).slope
    blurred = trunk_edges(bar(10, 20, 20, softness_px=20.0), trunk(10)).slope
    assert np.nanmin(sharp) > 2 * np.nanmax(blurred) > 0
    # A ramp of 20 px over a trunk of 90 px falls by 0.045 for each 1 % of the trunk.
    assert blurred == pytest.approx(0.045, abs=0.003)


def test_the_first_edge_outwards_is_taken() -> None:
    """An arm beside the trunk, with a gap between, does not widen the trunk."""
    _, right = along_and_right(0)
    arm = soft(np.minimum(right - 30.0, 40.0 - right))
    offset = trunk_edges(np.maximum(bar(0, 20, 20), arm), trunk(0)).offset
    assert offset[1] * TRUNK_PX == pytest.approx(20.0, abs=0.2)


def test_no_edge_is_made_up_where_there_is_none() -> None:
    nothing, everything = np.zeros((SIZE, SIZE), np.float32), np.ones((SIZE, SIZE), np.float32)
    for mask in (nothing, everything):
        edges = trunk_edges(mask, trunk(0))
        assert np.isnan(edges.offset).all()
        assert np.isnan(edges.slope).all()


def test_an_edge_outside_the_picture_is_unknown_and_the_other_stays() -> None:
    points = trunk(0)
    points[:, 0] -= 120.0
    mask = np.roll(bar(0, 30, 30), -120, axis=1)
    mask[:, 100:] = 0.0
    offset = trunk_edges(mask, points).offset
    assert np.isnan(offset[0]).all()
    assert offset[1] * TRUNK_PX == pytest.approx(30.0, abs=0.2)


@pytest.mark.parametrize("length", [0.0, 0.5, np.nan])
def test_a_trunk_without_length_has_no_edges(length) -> None:
    points = trunk(0)
    points[list(side_landmarks("shoulder"))] = HIP - (0.0, length)
    edges = trunk_edges(bar(0, 20, 20), points)
    assert edges.offset.shape == edges.slope.shape == (2, len(STATIONS))
    assert np.isnan(edges.offset).all()
