from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import Cancelled
from formcheck.video.frames_at import frames_at
from formcheck.video.reader import VideoReader
from formcheck.video.writer import VideoWriter


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds at 25 frames a second, each frame as bright as its number."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with VideoWriter(path, 64, 48) as writer:
        for number in range(50):
            writer.write(np.full((48, 64, 3), 4 * number, np.uint8), number / 25)
    return path


def test_each_moment_gets_the_nearest_frame(clip: Path) -> None:
    frames = frames_at(clip, [1.21, 0.0, 0.415])
    assert {time: frame.index for time, frame in frames.items()} == {0.0: 0, 0.415: 10, 1.21: 30}
    for frame in frames.values():
        assert frame.image.mean() == pytest.approx(4 * frame.index, abs=4)


def test_its_clock_is_the_readers(clip: Path) -> None:
    with VideoReader(clip) as reader:
        times = {frame.index: frame.time for frame in reader}
    frames = frames_at(clip, list(times.values()))
    assert [frame.time for frame in frames.values()] == list(times.values())


def test_moments_close_together_share_a_frame(clip: Path) -> None:
    first, second = frames_at(clip, [0.401, 0.402]).values()
    assert first is second


def test_beyond_the_end_comes_the_last_frame_asked_for(clip: Path) -> None:
    frames = frames_at(clip, [1.0, 9.0])
    assert frames[9.0].time == pytest.approx(1.0)


def test_nothing_asked_nothing_read() -> None:
    assert frames_at("no such file.mp4", []) == {}


def test_it_can_be_stopped(clip: Path) -> None:
    with pytest.raises(Cancelled):
        frames_at(clip, [0.5], cancelled=lambda: True)


def test_pictures_can_be_shrunk(clip: Path) -> None:
    assert frames_at(clip, [0.5], max_side=32)[0.5].image.shape == (24, 32, 3)
