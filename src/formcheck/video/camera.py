"""Frames in real time: from a camera, or from a file that is played; late frames are dropped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from formcheck._util.resources import Closing
from formcheck.errors import VideoError
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoReader

__all__ = ["CameraReader", "frames_in_real_time"]

_WAIT_S = 3.0
# Later frames are dropped, so that the display does not fall behind.
_LATEST_S = 0.1


class CameraReader(Closing):
    """Iterate over the newest frames of a camera; frames that the caller is too slow for are lost.

    Parameters
    ----------
    number : int
        Index of the camera in the operating system, from 0.

    Raises
    ------
    VideoError
        The camera cannot be opened; while iterating, it has stopped sending pictures.

    Notes
    -----
    A thread reads every frame at once, so that its time is that of the picture and not of the
    iteration. `Frame.time` is `time.monotonic` in seconds, whose zero is arbitrary. Use as a
    context manager.
    """

    def __init__(self, number: int) -> None:
        self._capture = cv2.VideoCapture(number)
        if not self._capture.isOpened():
            self._capture.release()
            raise VideoError(
                f"camera {number} cannot be opened; it is not plugged in, used by another program, "
                f"or this program may not use it. 'formcheck live --camera {number + 1}' tries the "
                "next one"
            )
        self._number = number
        self._newest: Frame | None = None
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Release the camera; iterating ends.

        A camera that hangs is released when it answers: releasing it during a read would crash
        the program.
        """
        with self._changed:
            self._over = True
            self._changed.notify_all()
        self._thread.join(_WAIT_S)

    def __iter__(self) -> Iterator[Frame]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._over or self._newest is not None, _WAIT_S)
                frame, self._newest = self._newest, None
                if self._over:
                    return
            if frame is None:
                raise VideoError(
                    f"camera {self._number} has stopped sending pictures; is it still plugged in?"
                )
            yield frame

    def _take(self) -> None:
        try:
            self._take_all()
        finally:
            self._capture.release()

    def _take_all(self) -> None:
        index = 0
        while not self._over:
            taken, picture = self._capture.read()
            if not taken:
                # Reading again at once would only keep a core busy.
                time.sleep(_LATEST_S)
                continue
            now_s = time.monotonic()
            rgb = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
            with self._changed:
                self._newest = Frame(rgb, now_s, index)
                self._changed.notify()
            index += 1


def frames_in_real_time(path: str | os.PathLike[str]) -> Iterator[Frame]:
    """Yield each frame of a clip at the time it is shown in playback; late frames are dropped.

    Parameters
    ----------
    path : path-like
        A clip.

    Raises
    ------
    VideoError
        It cannot be read.
    """
    with VideoReader(Path(path)) as reader, closing(prefetch(reader)) as frames:
        began_s = time.monotonic()
        for frame in frames:
            early_s = frame.time - (time.monotonic() - began_s)
            if early_s > 0:
                time.sleep(early_s)
            if early_s >= -_LATEST_S:
                yield frame
