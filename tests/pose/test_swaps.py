"""Legs keep their names from frame to frame."""

import numpy as np
import pytest

from formcheck.pose.landmarks import Landmark
from formcheck.pose.swaps import mend_swaps, swapped_frames

FRAMES = 60
LEFT = [i for i in Landmark if i.name.startswith("LEFT_") and i >= Landmark.LEFT_HIP]
RIGHT = [Landmark[i.name.replace("LEFT", "RIGHT")] for i in LEFT]


def walking(apart: float) -> np.ndarray:
    """Two legs of length 100 standing `apart` and swaying a little."""
    xy = np.zeros((FRAMES, 33, 2))
    sway = 3.0 * np.sin(np.linspace(0, 6, FRAMES))
    for legs, x in ((LEFT, 0.0), (RIGHT, apart)):
        for landmark, height in zip(legs, (0, 50, 100, 105, 105), strict=True):
            xy[:, landmark] = np.stack([x + sway, np.full(FRAMES, float(height))], axis=1)
    return xy


def exchange(xy: np.ndarray, rows: list[int]) -> np.ndarray:
    swapped = xy.copy()
    swapped[np.ix_(rows, LEFT)] = xy[np.ix_(rows, RIGHT)]
    swapped[np.ix_(rows, RIGHT)] = xy[np.ix_(rows, LEFT)]
    return swapped


@pytest.mark.parametrize("rows", [[20], [20, 21, 22, 40], list(range(0, 12)), list(range(45, 60))])
def test_swapped_frames_are_found_and_mended(rows) -> None:
    true = walking(apart=40.0)
    seen = exchange(true, rows)
    assert np.flatnonzero(swapped_frames(seen)).tolist() == rows
    zeros = np.zeros((FRAMES, 33, 3)), np.ones((FRAMES, 33))
    np.testing.assert_array_equal(mend_swaps(seen, *zeros)[0], true)


def test_legs_behind_each_other_are_left_alone() -> None:
    noise = np.random.default_rng(0).normal(0, 1.0, (FRAMES, 33, 2))
    assert not swapped_frames(walking(apart=2.0) + noise).any()


def test_frames_without_a_person_break_nothing() -> None:
    seen = exchange(walking(apart=40.0), [30, 31])
    seen[10:14] = np.nan
    assert np.flatnonzero(swapped_frames(seen)).tolist() == [30, 31]
