"""What happens around decoding: threads, closing from elsewhere, and readers side by side."""

from __future__ import annotations

import gc
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.video.reader import VideoReader
from helpers.brought import write_coded
from helpers.clips import number_in


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_coded(tmp_path_factory.mktemp("clip") / "clip.mp4", 200, size=(320, 240))


def pictures(clip: Path) -> list[np.ndarray]:
    with VideoReader(clip, max_side=160) as reader:
        return [frame.image for frame in reader]


def test_pictures_are_the_same_whatever_runs_beside(clip) -> None:
    alone = pictures(clip)
    with ThreadPoolExecutor(4) as pool:
        for together in pool.map(pictures, [clip] * 4):
            assert len(together) == len(alone)
            assert all(map(np.array_equal, together, alone))


def test_pictures_stay_while_more_are_decoded_and_after_closing(clip) -> None:
    with VideoReader(clip) as reader:
        frames = [frame.image for frame in reader]
    assert [number_in(image) for image in frames] == list(range(200))
    frames[0][:] = 7
    assert number_in(frames[1]) == 1


def test_closing_in_another_thread_ends_reading(clip) -> None:
    for count in (1, 5, 20):
        reader = VideoReader(clip)
        read = []
        reached = threading.Event()

        def work(reader=reader, read=read, reached=reached, count=count) -> None:
            for frame in reader:
                read.append(frame.index)
                if len(read) == count:
                    reached.set()

        thread = threading.Thread(target=work)
        thread.start()
        assert reached.wait(30)
        reader.close()
        thread.join(30)
        assert not thread.is_alive()
        assert read == list(range(len(read)))
        reader.close()


def test_a_reader_that_was_closed_gives_nothing(clip) -> None:
    reader = VideoReader(clip)
    reader.close()
    assert list(reader) == []
    assert reader.warnings == []


def test_iterating_again_goes_on(clip) -> None:
    with VideoReader(clip) as reader:
        first = next(iter(reader))
        second = next(iter(reader))
        assert [number_in(frame.image) for frame in (first, second)] == [0, 1]
        assert second.time == pytest.approx(1 / 30, abs=0.002)


def held() -> tuple[int, int]:
    """Threads and open files of this process."""
    tasks, files = (Path(f"/proc/self/{kind}") for kind in ("task", "fd"))
    return sum(1 for _ in tasks.iterdir()), sum(1 for _ in files.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="native threads are counted in /proc")
def test_threads_and_files_are_free_after_closing(clip) -> None:
    next(iter(VideoReader(clip)))
    before = held()
    readers = [VideoReader(clip) for _ in range(5)]
    iterators = [iter(reader) for reader in readers]
    for iterator in iterators:
        next(iterator)
    assert held()[1] >= before[1] + 5
    for reader in readers:
        reader.close()
    assert held() == before
    assert [next(iterator, None) for iterator in iterators] == [None] * 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_no_picture_is_kept(tmp_path) -> None:
    """200 pictures are 280 MB as decoded, and they must not wait for Python's garbage collector."""
    clip = write_coded(tmp_path / "clip.mp4", 200, size=(1280, 720))
    gc.collect()
    gc.disable()
    try:
        before, most = resident_mb(), 0.0
        with VideoReader(clip, max_side=160) as reader:
            for _ in reader:
                most = max(most, resident_mb())
    finally:
        gc.enable()
    assert most - before < 100


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
def test_nothing_stays_open_after_an_error(tmp_path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\x00" * 5000)
    before = held()
    for _ in range(5):
        with pytest.raises(VideoError):
            VideoReader(path)
    assert held() == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_name_that_is_not_utf_8_is_read(clip, tmp_path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.mp4")
    path.write_bytes(clip.read_bytes())
    assert len(pictures(path)) == 200


def test_tags_that_are_not_utf_8_are_no_hindrance(clip, tmp_path) -> None:
    path = tmp_path / "clip.mp4"
    content = clip.read_bytes()
    at = content.index(b"Lavf")
    path.write_bytes(content[:at] + b"\xff\xfe\xe9\x80" + content[at + 4 :])
    assert len(pictures(path)) == 200
