from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from formcheck.video.reader import Frame, VideoReader
from formcheck.video.writer import VideoWriter


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds at 25 frames a second, each frame as bright as its number."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with VideoWriter(path, 64, 48) as writer:
        for number in range(50):
            writer.write(np.full((48, 64, 3), 4 * number, np.uint8), number / 25)
    return path


def wanted(clip: Path, times: Sequence[float]) -> list[Frame]:
    with VideoReader(clip, wanted=times) as reader:
        return list(reader)


def test_only_the_frames_nearest_to_the_times_come(clip: Path) -> None:
    frames = wanted(clip, [1.21, 0.0, 0.415])
    assert [frame.index for frame in frames] == [0, 10, 30]
    for frame in frames:
        assert frame.image.mean() == pytest.approx(4 * frame.index, abs=4)


def test_they_keep_their_times(clip: Path) -> None:
    with VideoReader(clip) as reader:
        times = [frame.time for frame in reader]
    assert [frame.time for frame in wanted(clip, times)] == times


def test_times_close_together_share_a_frame(clip: Path) -> None:
    assert [frame.index for frame in wanted(clip, [0.401, 0.402])] == [10]


def test_times_beyond_the_end_bring_nothing(clip: Path) -> None:
    assert [frame.index for frame in wanted(clip, [1.0, 9.0])] == [25]
    assert wanted(clip, []) == []


def test_leaving_frames_out_is_no_shortfall(clip: Path) -> None:
    with VideoReader(clip, wanted=[0.2]) as reader:
        assert len(list(reader)) == 1
        assert reader.warnings == []


@pytest.mark.parametrize(("side", "shape"), [(40, (30, 40, 3)), (16, (12, 16, 3))])
def test_shrunk_frames_keep_shape_and_brightness(
    clip: Path, side: int, shape: tuple[int, ...]
) -> None:
    with VideoReader(clip, max_side=side) as reader:
        for frame in reader:
            assert frame.image.shape == shape
            assert frame.image.mean() == pytest.approx(4 * frame.index, abs=4)
