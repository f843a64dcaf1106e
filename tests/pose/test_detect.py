"""One pass over a clip: what is found in it, and what is done around the backend."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import Cancelled
from formcheck.pose.backend import Follow
from formcheck.pose.detect import detect_people
from formcheck.pose.litert import LiteRTBackend
from formcheck.pose.models import find_model
from formcheck.pose.track import SegmentBias
from formcheck.video.reader import Frame
from helpers.splices import shown, write

SAMPLE = "squat_good_male_yaw0"
SAMPLES = Path(__file__).parents[2] / "sample_videos"


class EmptyRoom:
    """A backend that finds nobody."""

    name = "empty room"
    bias = SegmentBias()

    def __init__(self) -> None:
        self.looks: list[float] = []
        self.still_open = 0

    def follow(self, frames: Iterable[Frame]) -> Follow:
        self.still_open += 1
        try:
            for frame in frames:
                self.looks.append(frame.time)
                yield frame, []
        finally:
            self.still_open -= 1


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
def test_stopping_ends_all_threads_and_closes_the_backend(two_seconds, after) -> None:
    before = threading.active_count()
    room = EmptyRoom()
    with pytest.raises(Cancelled, match=r"clip\.mp4: stopped on request"):
        detect_people(two_seconds, room, cancelled=lambda: len(room.looks) == after)
    assert len(room.looks) == after
    assert room.still_open == 0
    assert threading.active_count() == before


def test_stopping_ends_the_threads_of_the_pose_loop(two_seconds) -> None:
    before = threading.active_count()
    shown_frames: list[float] = []
    with pytest.raises(Cancelled):
        detect_people(
            two_seconds,
            LiteRTBackend(find_model("lite")),
            on_frame=lambda frame: shown_frames.append(frame.time),
            cancelled=lambda: len(shown_frames) >= 20,
        )
    assert len(shown_frames) == 20
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
    found = detect_people(SAMPLES / f"{SAMPLE}.mp4", LiteRTBackend(find_model("lite")))
    assert len(found.people) == len(found.time)
    assert all(found.people)
    assert found.cuts == []
    assert found.warnings == []


@pytest.mark.slow
@pytest.mark.parametrize("offset_frames", [-2, 0, 1])
def test_a_cut_is_found_once_wherever_it_falls_between_leading_frames(
    tmp_path, offset_frames
) -> None:
    cut_s = 2.5 + offset_frames / 30
    first = shown(SAMPLE, 0.0, cut_s)
    second = shown("hip_hinge_good_female_yaw0", 0.0, 5.0 - cut_s)
    clip = write(tmp_path / "cut.mp4", [*first, *second])
    found = detect_people(clip, LiteRTBackend(find_model("lite")))
    assert found.cuts == [len(first)]
    # Nobody is carried over: each frame shows the person of its own scene.
    alone = detect_people(write(tmp_path / "second.mp4", second), LiteRTBackend(find_model("lite")))
    for row, people in enumerate(alone.people):
        (there,) = found.people[len(first) + row]
        away = np.linalg.norm(there.xy - people[0].xy, axis=1).mean()
        assert away < 0.03 * people[0].size, row
