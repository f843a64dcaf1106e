"""Recordings of sets: with the quiet moment before them, whatever size frames have."""

from pathlib import Path

import pytest

from formcheck.app.live.recorder import Recorder
from formcheck.errors import VideoError
from formcheck.video.reader import VideoReader
from helpers.clips import number_in, picture

RATE_HZ = 10


def add_frames(recorder: Recorder, first: int, end: int) -> None:
    for number in range(first, end):
        recorder.add(picture(number), number / RATE_HZ)


def test_a_set_begins_some_seconds_before_it_is_noticed(tmp_path) -> None:
    recorder = Recorder(tmp_path)
    add_frames(recorder, 0, 100)
    recorder.begin()
    add_frames(recorder, 100, 130)
    clip = recorder.end()
    assert clip is not None
    with VideoReader(clip) as reader:
        seen = [(number_in(frame.image), frame.time) for frame in reader]
    numbers = [number for number, _ in seen]
    assert numbers == list(range(numbers[0], 130))
    assert 50 <= numbers[0] <= 80
    assert seen[-1][1] == pytest.approx((129 - numbers[0]) / RATE_HZ, abs=0.01)


def test_every_set_has_its_own_clip(tmp_path) -> None:
    clips: dict[int, Path | None] = {}
    # The camera is started twice, and recorded into the same folder.
    for recorder, starts in ((Recorder(tmp_path), (0, 100)), (Recorder(tmp_path), (200,))):
        for first in starts:
            recorder.begin()
            add_frames(recorder, first, first + 20)
            clips[first] = recorder.end()
    for first, clip in clips.items():
        assert clip is not None
        with VideoReader(clip) as reader:
            numbers = [number_in(frame.image) for frame in reader]
        assert numbers == list(range(first, first + 20))


def test_frames_of_another_size_fit_into_the_same_clip(tmp_path) -> None:
    recorder = Recorder(tmp_path)
    recorder.begin()
    add_frames(recorder, 0, 10)
    recorder.add(picture(10, 192, 128), 1.0)
    recorder.add(picture(11, 32, 64), 1.1)
    clip = recorder.end()
    assert clip is not None
    with VideoReader(clip) as reader:
        frames = list(reader)
    assert {frame.image.shape for frame in frames} == {(64, 96, 3)}
    assert number_in(frames[10].image) == 10


def test_a_set_that_is_too_long_leaves_no_clip(tmp_path) -> None:
    recorder = Recorder(tmp_path, longest_s=2.0)
    recorder.begin()
    with pytest.raises(VideoError, match="took longer than"):
        add_frames(recorder, 0, 30)
    recorder.discard()
    assert recorder.end() is None
    assert list(tmp_path.iterdir()) == []
