"""A camera that answers, stops, hangs, or is given back while someone waits for it."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.video import camera


class Fake:
    """A capture device; `plugged` clear, it hangs as one whose cable was drawn may do."""

    def __init__(self, number: int) -> None:
        self.plugged = threading.Event()
        self.plugged.set()
        self.reading = self.released_while_reading = False
        self.released = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        self.reading = True
        time.sleep(0.01)
        self.plugged.wait(10)
        self.reading = False
        return True, np.full((2, 2, 3), (1, 2, 3), np.uint8)

    def release(self) -> None:
        self.released_while_reading = self.reading
        self.released.set()


@pytest.fixture
def device(monkeypatch) -> Fake:
    fake = Fake(0)
    monkeypatch.setattr(camera.cv2, "VideoCapture", lambda number: fake)
    monkeypatch.setattr(camera, "_WAIT_S", 0.3)
    return fake


def test_frames_are_the_newest_in_rgb_with_growing_times(device) -> None:
    with camera.CameraReader(0) as source:
        frames = [frame for frame, _ in zip(source, range(3), strict=False)]
    assert frames[0].image[0, 0].tolist() == [3, 2, 1]
    assert frames[0].time < frames[1].time < frames[2].time
    assert device.released.is_set()


def test_a_camera_that_stops_is_an_error(device) -> None:
    with camera.CameraReader(0) as source, pytest.raises(VideoError, match="stopped sending"):
        for _ in source:
            device.plugged.clear()
    device.plugged.set()


def test_a_camera_that_hangs_is_not_released_in_the_middle_of_a_picture(device) -> None:
    source = camera.CameraReader(0)
    device.plugged.clear()
    time.sleep(0.05)
    source.close()
    assert not device.released.is_set()
    device.plugged.set()
    assert device.released.wait(5)
    assert not device.released_while_reading


def test_iterating_ends_when_the_camera_is_closed(device, monkeypatch) -> None:
    monkeypatch.setattr(camera, "_WAIT_S", 5.0)
    device.plugged.clear()
    source = camera.CameraReader(0)
    threading.Timer(0.1, device.plugged.set).start()
    threading.Timer(0.05, source.close).start()
    assert list(source) == []
