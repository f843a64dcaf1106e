"""Clips as people make them: cuts, black, feet out of the picture, two sets in one clip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck import Result, analyze
from helpers.command import truth
from helpers.splices import FPS, Picture, shown, write

pytestmark = pytest.mark.slow

SAMPLE = "squat_good_male_yaw0"
REPS = truth(SAMPLE)["reps"]
# Every other picture is enough, and twice as quick.
EVERY = 2
FEET_BELOW_PX = 110


def squats(first: int, last: int | None = None, lead_s: float = 0.7) -> list[Picture]:
    """From before one repetition to after another, counted from 0."""
    end_s = REPS[first if last is None else last]["end_s"] + 0.4
    return shown(SAMPLE, REPS[first]["start_s"] - lead_s, end_s, EVERY)


def analysed(path: Path, frames: list[Picture]) -> Result:
    return analyze(write(path, frames, FPS // EVERY), "squat", model="lite")


def test_a_cut_within_a_repetition_voids_it_and_two_sets_stay_two(tmp_path: Path) -> None:
    first = squats(0, lead_s=1.5)
    interrupted = shown(SAMPLE, REPS[0]["end_s"] + 0.4, REPS[1]["turn_s"], EVERY)
    black = [np.zeros_like(first[0])] * 6
    third = squats(2)
    standing = [third[-1]] * round(9.0 * FPS / EVERY)
    result = analysed(
        tmp_path / "cut.mp4", [*first, *interrupted, *black, *third, *standing, *squats(3)]
    )
    assert [[rep.void for rep in one.reps] for one in result.sets] == [
        [None, "the clip is cut in the middle of it", None],
        [None],
    ]
    assert result.sets[0].reps[1].findings == ()
    assert all(one.score is not None for one in result.sets)


def test_feet_out_of_the_picture_for_a_while_void_what_they_hide(tmp_path: Path) -> None:
    """The camera is held too high for the second of three repetitions."""
    frames = squats(0, 2)
    start_s = REPS[0]["start_s"] - 0.7
    for i, picture in enumerate(frames):
        now_s = start_s + i * EVERY / FPS
        after, before = now_s - REPS[0]["end_s"] - 0.3, REPS[2]["start_s"] - 0.2 - now_s
        raised = round(FEET_BELOW_PX * float(np.clip(3.0 * min(after, before), 0.0, 1.0)))
        if raised:
            frames[i] = np.vstack([picture[:1].repeat(raised, axis=0), picture[:-raised]])
    result = analysed(tmp_path / "high.mp4", frames)
    voids = [rep.void for rep in result.reps]
    assert voids[0] is None
    assert voids[2] is None
    assert "out of the picture" in (voids[1] or "")
