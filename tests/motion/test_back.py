"""Backs drawn as curves whose tangents are known, over a posed figure."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from formcheck.assessment.measure import measure
from formcheck.exercises.spec import Reference
from formcheck.motion import back
from formcheck.motion.back import REASONS, BackShape, Hidden, back_shape
from formcheck.motion.shot import Shot
from formcheck.motion.view import camera_view
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATIONS, PoseTrack, TrunkEdges
from formcheck.reps.findings import Measurement
from helpers import judging
from helpers.figure import Camera, figure

TIME = np.arange(12) / 30.0
FLAT = np.full(len(STATIONS), 0.28)
SHARP = 0.25


def bent(**changes) -> PoseTrack:
    return figure(TIME, **({"trunk": 60, "thigh": 10} | changes))


def with_back(track: PoseTrack, edge: np.ndarray, slope: float = SHARP) -> PoseTrack:
    """The figure with this dorsal edge; the belly side is straight."""
    dorsal = 0 if camera_view(track).facing > 0 else 1
    offset = np.full((len(track), 2, len(STATIONS)), 0.2, dtype=np.float32)
    offset[:, dorsal] = edge
    return replace(track, edges=TrunkEdges(offset, np.full_like(offset, slope)))


def arc(height: float) -> np.ndarray:
    """A bow over the back, `height` trunk lengths tall at its middle, 0.425 along the trunk."""
    return FLAT + height * (1.0 - ((STATIONS - 0.425) / 0.425) ** 2)


def read(track: PoseTrack) -> BackShape:
    return back_shape(track, camera_view(track))


def curve_of(edge: np.ndarray) -> float:
    return float(np.median(read(with_back(bent(), edge)).curve_deg))


def test_a_straight_back_has_no_curve_and_no_hollow() -> None:
    for edge in (FLAT, FLAT + 0.2 * STATIONS):
        shape = read(with_back(bent(), edge))
        assert shape.curve_deg == pytest.approx(0.0, abs=1e-3)
        assert shape.convexity_percent == pytest.approx(0.0, abs=1e-3)
        assert shape.dowel_gap_percent == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("height", [0.02, 0.06, -0.05])
def test_an_arc_has_its_own_height_and_the_angle_between_its_tangents(height) -> None:
    shape = read(with_back(bent(), arc(height)))
    assert shape.convexity_percent == pytest.approx(100 * height, abs=0.01)
    # A straight fit to an arc has the slope of its middle, here 0.225 and 0.7 along the trunk.
    slopes = [-2 * height * (middle - 0.425) / 0.425**2 for middle in (0.225, 0.7)]
    angle = np.degrees(np.arctan(slopes[0]) - np.arctan(slopes[1]))
    assert shape.curve_deg == pytest.approx(angle, abs=0.5)


def test_two_straight_halves_read_the_angle_between_them() -> None:
    edge = FLAT + np.tan(np.radians(15)) * -np.abs(STATIONS - 0.5)
    assert curve_of(edge) == pytest.approx(30.0, abs=0.1)


def test_rounder_is_larger_all_the_way() -> None:
    curves = [curve_of(arc(height)) for height in (-0.06, -0.02, 0.0, 0.03, 0.08)]
    assert curves == sorted(curves)
    assert curves[0] < -10 < 10 < curves[-1]


def test_a_hollow_under_the_stick_is_positive_and_a_bulge_negative() -> None:
    hollow = FLAT - 0.05 * np.exp(-(((STATIONS - 0.35) / 0.12) ** 2))
    assert read(with_back(bent(), hollow)).dowel_gap_percent == pytest.approx(5.0, abs=0.3)
    assert (read(with_back(bent(), arc(0.08))).dowel_gap_percent < 0).all()


@pytest.mark.parametrize("trunk", [0, 45, 90, 110])
@pytest.mark.parametrize("heading", [0, 180])
def test_the_back_is_read_whichever_way_and_however_far_bent(trunk, heading) -> None:
    # On all fours or bent over, the arms hang away from the back.
    track = bent(trunk=trunk, camera=Camera(heading_deg=heading))
    shape = read(with_back(track, arc(0.06)))
    assert (shape.hidden == Hidden.NO).all()
    assert shape.curve_deg == pytest.approx(curve_of(arc(0.06)), abs=1e-3)


def test_the_belly_does_not_matter() -> None:
    track = with_back(bent(), arc(0.04))
    track.edges.offset[:, 1] = arc(-0.1)
    assert read(track).curve_deg == pytest.approx(curve_of(arc(0.04)))


def test_one_torn_frame_does_not_show() -> None:
    track = with_back(bent(), arc(0.04))
    track.edges.offset[5, 0] = arc(-0.1)
    assert read(track).curve_deg == pytest.approx(curve_of(arc(0.04)), abs=1e-3)


def test_the_signals_of_a_shot_carry_the_shape() -> None:
    track = with_back(bent(), arc(0.05))
    table = Shot.of(track).signals()
    shape = read(track)
    assert (table["back_curve_deg"] == shape.curve_deg).all()
    assert (table["back_convexity_percent"] == shape.convexity_percent).all()
    assert (table["dowel_gap_percent_trunk"] == shape.dowel_gap_percent).all()


def hidden_by(track: PoseTrack) -> Hidden:
    """The one reason that holds in all frames, none of which is measured."""
    shape = read(track)
    (reason,) = set(shape.hidden.tolist())
    if reason != Hidden.NO:
        assert np.isnan([shape.curve_deg, shape.convexity_percent, shape.dowel_gap_percent]).all()
    return Hidden(reason)


@pytest.mark.parametrize("heading", [20, 45, -90, 160])
def test_a_turned_camera_hides_the_back(heading) -> None:
    assert hidden_by(with_back(bent(camera=Camera(heading_deg=heading)), FLAT)) is Hidden.VIEW


@pytest.mark.parametrize("heading", [0, 180])
@pytest.mark.parametrize("trunk", [-70, -95])
def test_lying_on_the_back_hides_it(trunk, heading) -> None:
    track = figure(TIME, trunk=trunk, thigh=60, shin=20, camera=Camera(heading_deg=heading))
    assert hidden_by(with_back(track, FLAT)) is Hidden.LYING


def test_a_small_person_is_not_read() -> None:
    # 50 cm of trunk are 45 pixels once the picture is fed at 640 pixels
    assert hidden_by(with_back(bent(camera=Camera(px_per_m=180)), FLAT)) is Hidden.SMALL
    assert hidden_by(with_back(bent(camera=Camera(px_per_m=220)), FLAT)) is Hidden.NO


def test_the_same_pixels_count_for_more_in_a_small_picture() -> None:
    camera = Camera(px_per_m=180, width=640, height=720, ankles_px=(320, 650))
    assert hidden_by(with_back(bent(camera=camera), FLAT)) is Hidden.NO


@pytest.mark.parametrize("heading", [0, 180])
@pytest.mark.parametrize("joints", ["ELBOW", "WRIST"])
def test_an_arm_over_the_back_hides_it(heading, joints) -> None:
    track = with_back(bent(trunk=0, camera=Camera(heading_deg=heading)), FLAT)
    shoulder, hip = (track.xy[:, Landmark[f"RIGHT_{part}"]] for part in ("SHOULDER", "HIP"))
    behind = np.array([-0.25 * 125 * camera_view(track).facing, 0.0])
    track.xy[:, Landmark[f"RIGHT_{joints}"]] = (shoulder + hip) / 2 + behind
    assert hidden_by(track) is Hidden.ARM


def test_a_blurred_outline_is_not_read() -> None:
    assert hidden_by(with_back(bent(), arc(0.05), slope=0.08)) is Hidden.SOFT


def test_a_plate_over_the_back_is_not_read() -> None:
    plate = np.where((STATIONS > 0.5) & (STATIONS < 0.7), 0.45, FLAT)
    assert hidden_by(with_back(bent(), plate)) is Hidden.RAGGED


def test_a_ragged_edge_is_not_read() -> None:
    rag = FLAT + 0.03 * np.sin(STATIONS * 40.0)
    assert hidden_by(with_back(bent(), rag)) is Hidden.RAGGED


def test_an_edge_with_a_hole_is_not_read_but_a_single_gap_is_bridged() -> None:
    hole, gap = FLAT.copy(), arc(0.05)
    hole[20:30] = np.nan
    gap[24] = np.nan
    assert hidden_by(with_back(bent(), hole)) is Hidden.RAGGED
    assert curve_of(gap) == pytest.approx(curve_of(arc(0.05)), abs=0.3)


def test_nobody_is_no_back() -> None:
    track = figure(TIME, trunk=60)
    assert hidden_by(track) is not Hidden.NO


def reading(standing: float, bent_over: float, **changes) -> Measurement:
    """A back that reads one value while standing quietly and another in the repetition."""
    asked = {"signal": "back_curve_deg", "above": 24.0, "reference": Reference.NEUTRAL}
    asked |= {"error_95": 8.0, "error_95_absolute": 12.0}
    kind = changes.pop("kind", "quiet_start")
    hidden = changes.pop("hidden", Hidden.NO)
    value = np.nan if hidden else bent_over
    found = judging.context(
        {"back_curve_deg": value},
        neutral=replace(judging.neutral(back_curve_deg=standing), kind=kind),
        back_hidden=np.full(len(judging.TIME), hidden, np.int8),
    )
    condition = judging.a_condition(**(asked | changes))
    return measure(condition, ("side",), judging.a_rep(), judging.NAMES, found)


def test_roundness_is_counted_from_the_quiet_start() -> None:
    found = reading(-20.0, 8.0)
    assert found.value == pytest.approx(28.0)
    assert found.error_95 == pytest.approx(8.0)


@pytest.mark.parametrize("standing", [{"standing": np.nan}, {"standing": -20.0, "kind": "rep_top"}])
def test_without_a_quiet_view_of_the_standing_back_roundness_is_absolute(standing) -> None:
    found = reading(bent_over=8.0, **standing)
    assert found.value == pytest.approx(8.0)
    assert found.reference is Reference.ABSOLUTE
    assert found.error_95 == pytest.approx(12.0)


def test_a_change_that_has_no_absolute_meaning_needs_the_quiet_start() -> None:
    found = reading(np.nan, -20.0, above=None, below=-15.0, error_95_absolute=None)
    assert found.value is None
    assert found.reason is not None
    assert "quiet second" in found.reason


@pytest.mark.parametrize("hidden", [reason for reason in Hidden if reason])
def test_a_hidden_back_says_why(hidden) -> None:
    assert reading(-20.0, 8.0, hidden=hidden).reason == REASONS[hidden]


def test_a_long_clip_is_read_as_a_short_one(monkeypatch) -> None:
    """Long clips are read in pieces, which must not show at their ends."""
    track = figure(np.arange(250) / 30.0, trunk=60, thigh=10)
    bows = np.stack([arc(height) for height in np.linspace(-0.05, 0.06, len(track))])
    bows[40:43, 20:30] = np.nan
    track = with_back(track, bows)
    whole = read(track)
    monkeypatch.setattr(back, "_BLOCK_FRAMES", 41)
    pieces = read(track)
    assert np.isfinite(whole.curve_deg).any()
    for name in ("curve_deg", "convexity_percent", "dowel_gap_percent", "hidden"):
        np.testing.assert_allclose(getattr(pieces, name), getattr(whole, name), atol=1e-9)


def peak_bytes(track: PoseTrack) -> int:
    """What reading the back needs at once, beside the track."""
    view = camera_view(track)
    tracemalloc.start()
    try:
        back_shape(track, view)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_long_clip_needs_hardly_more_memory_than_a_short_one() -> None:
    short, long = (figure(np.arange(frames) / 30.0, trunk=60) for frames in (500, 4000))
    assert peak_bytes(long) < 1.5 * peak_bytes(short)
