"""The frames of a set as a clip, written beside the stream and never in its way."""

from __future__ import annotations

import math
import uuid
from collections import deque
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError, VideoError
from formcheck.video.writer import VideoWriter

__all__ = ["Recorder"]

Image = NDArray[np.uint8]

# The quiet moment before the first repetition belongs to the set, and is over when it is noticed.
_BEFORE_S = 4.0
_QUALITY = 92


class Recorder:
    """Told every frame, when a set begins and when it ends. To be used by one thread.

    Before a set begins the last seconds are remembered as JPEG pictures.

    Parameters
    ----------
    folder : Path
        Where the clips go, each under a name that no other recorder has.
    longest_s : float
        A set that lasts longer is not recorded.
    """

    def __init__(self, folder: Path, longest_s: float = math.inf) -> None:
        self._folder = folder
        self._longest_s = longest_s
        self._under_way = False
        # Whoever starts the camera again has another recorder, and the clips of both.
        self._name = uuid.uuid4().hex
        self._sets = 0
        self._before: deque[tuple[float, NDArray[np.uint8]]] = deque()
        self._writer: VideoWriter | None = None
        self._size = (0, 0)
        self._start_s = math.nan

    def add(self, image: Image, time_s: float) -> None:
        """Take a frame at its time in seconds.

        Raises
        ------
        FormcheckError
            It cannot be written, or the set is too long.
        """
        if self._under_way:
            self._write(image, time_s)
            return
        picture = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        _, packed = cv2.imencode(".jpg", picture, [int(cv2.IMWRITE_JPEG_QUALITY), _QUALITY])
        self._before.append((time_s, packed.astype(np.uint8, copy=False)))
        while self._before[0][0] < time_s - _BEFORE_S:
            self._before.popleft()

    def begin(self) -> None:
        """A set begins: keep what was remembered, and all from now on.

        Raises
        ------
        FormcheckError
            It cannot be written.
        """
        if self._under_way:
            return
        self._under_way = True
        before, self._before = self._before, deque()
        for time_s, packed in before:
            picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
            if picture is not None:
                image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
                self._write(image, time_s)

    def end(self) -> Path | None:
        """The set is over: its clip, or None where nothing was recorded.

        Raises
        ------
        FormcheckError
            It cannot be written.
        """
        self._under_way = False
        if self._writer is None:
            return None
        writer, self._writer = self._writer, None
        writer.__exit__(None, None, None)
        return writer.path

    def give_up(self) -> None:
        """Leave nothing of the set under way."""
        self._under_way = False
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        stopped = VideoError(f"{writer.path}: the recording was stopped")
        try:
            writer.__exit__(type(stopped), stopped, None)
        except FormcheckError:
            # It was given up because of this already.
            return

    def _write(self, image: Image, time_s: float) -> None:
        if self._writer is None:
            self._sets += 1
            self._size = (image.shape[1], image.shape[0])
            writer = VideoWriter(self._folder / f"{self._name}-{self._sets}.mp4", *self._size)
            writer.__enter__()
            self._writer, self._start_s = writer, time_s
        if time_s - self._start_s > self._longest_s:
            raise VideoError(
                f"the set took longer than {self._longest_s / 60:.0f} minutes, "
                "so its recording was given up"
            )
        self._writer.write(_fitted(image, self._size), time_s - self._start_s)


def _fitted(image: Image, size: tuple[int, int]) -> Image:
    """A picture of another size, as large as it fits into one of this size."""
    height, width = image.shape[:2]
    if (width, height) == size:
        return image
    scale = min(size[0] / width, size[1] / height)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    fitted = np.zeros((size[1], size[0], 3), np.uint8)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    resized = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    fitted[top : top + inner[1], left : left + inner[0]] = resized
    return fitted
