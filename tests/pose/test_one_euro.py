"""The filter with MediaPipe's parameters; `tests/motion/test_filtering.py` has the causal one."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.one_euro import LandmarkFilter, OneEuro

RATE_HZ = 30.0


def test_without_a_longest_gap_the_first_frame_begins_and_none_begins_anew() -> None:
    steady = OneEuro(0.05, 80.0, 1.0, raw_speed=True)
    first = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.array_equal(steady(0.0, first), first)
    later = steady(100.0, first + 1.0)
    assert np.isfinite(later).all()
    assert (later > first).all()


def test_speed_is_counted_from_the_values_as_they_came() -> None:
    """After one jump the raw values rest, and the filtered ones still follow."""
    raw, filtered = (OneEuro(0.5, 5.0, 1000.0, raw_speed=raw) for raw in (True, False))
    rows = [np.array([[0.0]]), *[np.array([[1.0]])] * 3]
    ends = [
        [float(one(k / RATE_HZ, row)[0, 0]) for k, row in enumerate(rows)]
        for one in (raw, filtered)
    ]
    assert ends[0][1] == pytest.approx(ends[1][1])
    assert ends[0][-1] < ends[1][-1] < 1.0


def test_someone_who_rests_is_calmed_and_whoever_moves_is_followed_at_any_size() -> None:
    time = np.arange(90) / RATE_HZ
    noise = np.random.default_rng(0).normal(0.0, 1.0, (90, 33, 2))
    world = np.zeros((90, 33, 3))
    spread = []
    for scale in (1.0, 4.0):
        steady = LandmarkFilter()
        xy = [
            steady(t, 100.0 * scale + scale * row, deep, 300.0 * scale)[0]
            for t, row, deep in zip(time, noise, world, strict=True)
        ]
        spread.append(np.std(xy[30:], axis=0).mean() / scale)
    assert spread[0] < 0.7 * noise.std()
    assert spread[0] == pytest.approx(spread[1])
