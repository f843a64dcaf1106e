"""What a stretch does around the model: here one that finds nobody."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from formcheck.pose import stretch
from helpers.splices import shown, write


class Nobody:
    """Stands in for the pose model; as the second look it takes its time."""

    looks: list[float]

    def __init__(self, model: Path, *, people: int = 1, masks: bool = True) -> None:
        self.second = people > 1

    def __enter__(self) -> Nobody:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def estimate(self, image: object, time_s: float) -> list[object]:
        if self.second:
            time.sleep(0.01)
            self.looks.append(time_s)
        return []


def test_few_frames_wait_for_a_second_look_that_is_slower_than_the_first(
    monkeypatch, tmp_path
) -> None:
    """Each that waits holds its picture: an hour of them would fill any memory."""
    clip = write(tmp_path / "clip.mp4", shown("squat_good_male_yaw0", 0.0, 2.0))
    looks: list[float] = []
    monkeypatch.setattr(Nobody, "looks", looks, raising=False)
    monkeypatch.setattr(stretch, "MediaPipePose", Nobody)
    waiting: list[int] = []
    whole = stretch.Stretch(clip, Path("none"), 0.0, float("inf"), everyone=True)
    found = whole.look(lambda _: waiting.append(len(waiting) + 1 - len(looks)))
    assert len(looks) == len(found.time) == pytest.approx(60, abs=2)
    assert max(waiting) <= 10
