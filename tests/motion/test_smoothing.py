from dataclasses import replace

import numpy as np
import pytest

from formcheck.motion.smoothing import RATE_HZ, CausalSmoother, smooth
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import TrunkEdges
from helpers.figure import lose_sight, with_noise
from helpers.motions import clip


def test_a_smoothed_clip_is_the_true_movement_at_thirty_a_second() -> None:
    true = clip("squat", fps=RATE_HZ)
    quick = clip("squat", fps=59.94)
    smoothed = smooth(quick)
    assert np.diff(smoothed.time) == pytest.approx(1 / RATE_HZ)
    rows = min(len(true), len(smoothed))
    assert smoothed.xy[:rows] == pytest.approx(true.xy[:rows], abs=2.0)


def test_noise_shrinks_and_the_movement_stays() -> None:
    true = clip("squat")
    noisy = with_noise(true, 3.0)
    before = np.std(noisy.xy - true.xy)
    after = np.std(smooth(noisy).xy - true.xy)
    assert after < 0.65 * before


def test_people_lost_for_long_stay_lost() -> None:
    smoothed = smooth(lose_sight(clip("squat"), 3.0, 4.0))
    lost = smoothed.time[~smoothed.seen]
    assert (lost.min(), lost.max()) == pytest.approx((3.0, 4.0), abs=0.05)


def test_trunk_edges_are_those_of_the_nearest_frame() -> None:
    track = clip("squat", reps=1, fps=12.0)
    offset = np.broadcast_to(np.float32(track.time)[:, None, None], (len(track), 2, 64))
    smoothed = smooth(replace(track, edges=TrunkEdges(offset, offset)))
    assert np.abs(smoothed.edges.offset[:, 0, 0] - smoothed.time).max() <= 0.5 / 12.0 + 1e-6


def test_one_frame_is_returned_as_it_is() -> None:
    one = clip("squat").between(0.0, 0.0)
    assert smooth(one).xy == pytest.approx(one.xy)


def test_causal_smoothing_is_the_same_frame_by_frame_and_at_once() -> None:
    track = with_noise(clip("hip_hinge", reps=1), 2.0)
    at_once = CausalSmoother()(track)
    live = CausalSmoother()
    pieces = [live(track.between(t, t)) for t in track.time]
    assert np.concatenate([piece.xy for piece in pieces]) == pytest.approx(at_once.xy)
    assert np.concatenate([piece.world for piece in pieces]) == pytest.approx(at_once.world)


def test_causal_smoothing_lags_less_than_two_frames() -> None:
    track = clip("squat", reps=2)
    wrist = track.xy[:, Landmark.LEFT_WRIST, 1]
    smoothed = CausalSmoother()(track).xy[:, Landmark.LEFT_WRIST, 1]
    errors = [np.sum((np.roll(wrist, lag) - smoothed)[10:-10] ** 2) for lag in range(5)]
    assert int(np.argmin(errors)) <= 2
    assert smoothed == pytest.approx(wrist, abs=0.1 * np.ptp(wrist))
