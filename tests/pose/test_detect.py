"""One pass over a clip: what is found in it, and what is done around the pose model."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import Cancelled
from formcheck.pose.backend import RawDetection
from formcheck.pose.detect import detect_people
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.models import find_model
from formcheck.pose.track import SegmentBias
from helpers.splices import shown, write

SAMPLE = "squat_good_male_yaw0"
SAMPLES = Path(__file__).parents[2] / "sample_videos"


class EmptyRoom:
    """A backend that finds nobody; to look for others takes it `crowd_check_s`."""

    finds_everyone = False
    name = "empty room"
    bias = SegmentBias()

    def __init__(self, crowd_check_s: float = 0.0) -> None:
        self.crowd_check_s = crowd_check_s
        self.looks: list[float] = []
        self.crowd_checks: list[float] = []
        self.still_open = 0

    @contextmanager
    def open(self, *, people: int = 1, masks: bool = True) -> Iterator[EmptyRoom | Others]:
        self.still_open += 1
        try:
            yield Others(self) if people > 1 else self
        finally:
            self.still_open -= 1

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[RawDetection]:
        self.looks.append(time_s)
        return []


class Others:
    """Looks for others in the empty room."""

    name = EmptyRoom.name
    bias = EmptyRoom.bias

    def __init__(self, room: EmptyRoom) -> None:
        self._room = room

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[RawDetection]:
        time.sleep(self._room.crowd_check_s)
        self._room.crowd_checks.append(time_s)
        return []


@pytest.fixture(scope="module")
def two_seconds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("detect")
    return write(folder / "clip.mp4", shown(SAMPLE, 0.0, 2.0))


def test_each_frame_is_looked_at_once_and_in_order(two_seconds) -> None:
    room = EmptyRoom()
    found = detect_people(two_seconds, room)
    assert room.looks == found.time == pytest.approx(np.arange(60) / 30, abs=0.002)
    assert found.people == [[]] * 60
    assert (found.backend, found.bias) == (room.name, room.bias)
    assert found.warnings == []


def test_others_are_looked_for_every_two_and_a_half_seconds(tmp_path) -> None:
    clip = write(tmp_path / "clip.mp4", shown(SAMPLE, 0.0, 6.0))
    room = EmptyRoom()
    found = detect_people(clip, room)
    assert [found.time[row] for row in found.crowd_checks] == room.crowd_checks
    assert room.crowd_checks == pytest.approx([0.0, 2.5, 5.0], abs=1 / 30)


def test_few_frames_wait_for_a_crowd_check_that_is_slower_than_the_first_look(two_seconds) -> None:
    """Each that waits holds its picture: an hour of them would fill any memory."""
    room = EmptyRoom(crowd_check_s=0.01)
    waiting: list[int] = []
    found = detect_people(
        two_seconds,
        room,
        everyone=True,
        progress=lambda *_: waiting.append(len(waiting) + 1 - len(room.crowd_checks)),
    )
    assert len(room.crowd_checks) == len(found.time) == pytest.approx(60, abs=2)
    assert max(waiting) <= 10


def test_progress_comes_from_the_callers_thread_and_grows_to_the_end(two_seconds) -> None:
    told: list[tuple[float, float, int]] = []
    found = detect_people(
        two_seconds,
        EmptyRoom(),
        progress=lambda done_s, total_s: told.append((done_s, total_s, threading.get_ident())),
    )
    assert [done_s for done_s, _, _ in told] == found.time == sorted(found.time)
    assert {total_s for _, total_s, _ in told} == {found.info.duration_s}
    assert found.time[-1] == pytest.approx(found.info.duration_s, abs=0.2)
    assert {thread for _, _, thread in told} == {threading.get_ident()}


def test_every_frame_is_shown_to_the_caller(two_seconds) -> None:
    times: list[float] = []
    found = detect_people(two_seconds, EmptyRoom(), on_frame=lambda frame: times.append(frame.time))
    assert times == found.time


@pytest.mark.parametrize("after", [0, 7])
def test_stopping_ends_all_threads_and_closes_the_estimators(two_seconds, after) -> None:
    before = threading.active_count()
    room = EmptyRoom(crowd_check_s=0.01)
    with pytest.raises(Cancelled, match=r"clip\.mp4: stopped on request"):
        detect_people(two_seconds, room, everyone=True, cancelled=lambda: len(room.looks) == after)
    assert len(room.looks) == after
    assert room.still_open == 0
    assert threading.active_count() == before


def test_nothing_goes_on_once_the_clip_is_read(two_seconds) -> None:
    before = threading.active_count()
    room = EmptyRoom()
    assert detect_people(two_seconds, room).time
    assert room.still_open == 0
    assert threading.active_count() == before


def test_a_clip_that_is_shorter_than_it_says_is_read_up_to_there(tmp_path) -> None:
    clip = tmp_path / "broken.mkv"
    whole = write(tmp_path / "whole.mkv", shown(SAMPLE, 0.0, 10.0)).read_bytes()
    clip.write_bytes(whole[: len(whole) // 3])
    found = detect_people(clip, EmptyRoom())
    assert 30 < len(found.people) == len(found.time) < 270
    assert len(found.warnings) == 1


@pytest.mark.slow
def test_a_person_is_found_in_every_frame() -> None:
    found = detect_people(SAMPLES / f"{SAMPLE}.mp4", MediaPipeBackend(find_model("lite")))
    assert len(found.people) == len(found.time)
    assert all(found.people)
    assert found.cuts == []
    assert found.warnings == []


@pytest.mark.slow
@pytest.mark.parametrize("offset_s", [-0.05, 0.0, 0.05])
def test_a_cut_is_found_once(tmp_path, offset_s) -> None:
    """Between two frames of which the second is checked for others, before it, and after it."""
    check_s = 2.5
    first = shown(SAMPLE, 0.0, check_s + offset_s)
    second = shown("hip_hinge_good_female_yaw0", 0.0, check_s - offset_s)
    clip = write(tmp_path / "cut.mp4", [*first, *second])
    found = detect_people(clip, MediaPipeBackend(find_model("lite")))
    assert found.cuts == [len(first)]
