"""Shots of one clip, each read with its own view and scale."""

from dataclasses import replace

import numpy as np
import pytest
from formcheck.motion.shots import stretch_signals

from formcheck.motion.shot import shots
from formcheck.motion.smoothing import CausalSmoother, smooth
from helpers.figure import Camera, joined, lose_sight, mirrored, scaled
from helpers.motions import clip

SIDE = clip("squat", 2)
FRONT = clip("squat", 2, camera=Camera(heading_deg=-90))


def test_a_clip_without_cuts_is_one_stretch() -> None:
    (only,) = shots(SIDE)
    assert only.track is SIDE
    assert (only.start_s, only.end_s) == (SIDE.time[0], SIDE.time[-1])


def test_each_shot_has_its_own_view_facing_and_scale() -> None:
    near = scaled(mirrored(SIDE), 2.0)
    near = replace(near, width=SIDE.width, height=SIDE.height)
    left, front = shots(joined(near, FRONT, cut=True))
    (right,) = shots(SIDE)
    assert (right.view.facing, left.view.facing) == (1, -1)
    assert (left.view.view, front.view.view) == ("side", "front")
    assert left.scale.leg_px == pytest.approx(2.0 * right.scale.leg_px)


def test_a_shot_without_anyone_is_no_stretch_and_reads_nothing() -> None:
    nobody = lose_sight(SIDE, 0.0, 99.0)
    track = joined(nobody, SIDE, cut=True)
    parts = shots(track)
    assert [part.start_s for part in parts] == [pytest.approx(track.cuts[0])]
    table = stretch_signals(smooth(track), parts)
    assert table.loc[: track.cuts[0] - 0.01, "knee_flexion_deg"].isna().all()
    assert table.loc[track.cuts[0] + 0.1 :, "knee_flexion_deg"].notna().all()


def test_the_table_has_a_row_for_every_smoothed_frame() -> None:
    smoothed = smooth(joined(SIDE, FRONT, SIDE, cut=True))
    table = stretch_signals(smoothed, shots(smoothed))
    assert table.index.to_numpy() == pytest.approx(smoothed.time)


@pytest.mark.parametrize("smoother", [smooth, CausalSmoother()], ids=["zero lag", "causal"])
def test_nothing_is_smoothed_over_a_cut(smoother) -> None:
    """Each shot comes out as if there were no other."""
    bent = clip("hip_hinge", 1).between(3.8, 4.4)
    track = joined(bent, SIDE, cut=True)
    together = smoother(track)
    first, second = (part.xy for part in together.uncut())
    fresh = smooth if smoother is smooth else CausalSmoother()
    alone = fresh(SIDE).xy
    assert second == pytest.approx(alone, abs=1e-6)
    assert np.abs(first[-1] - second[0]).max() > 50.0


def test_uncut_parts_hold_every_frame_once() -> None:
    track = joined(SIDE, FRONT, SIDE, cut=True)
    assert np.concatenate([part.time for part in track.uncut()]) == pytest.approx(track.time)
    assert all(part.cuts == () for part in track.uncut())


def test_a_window_keeps_the_cuts_inside_it() -> None:
    track = joined(SIDE, FRONT, cut=True)
    (cut,) = track.cuts
    assert track.between(cut - 1.0, cut + 1.0).cuts == (cut,)
    assert track.between(0.0, cut - 0.01).cuts == ()
    assert track.between(cut, cut + 1.0).cuts == ()
