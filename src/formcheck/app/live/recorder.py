"""Records the frames of each set to a clip."""

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

# A set is noticed only after its quiet start, which belongs into the recording.
_PRE_ROLL_S = 4.0
_QUALITY = 92


class Recorder:
    """Writes one clip per set, beginning some seconds before it. Not thread-safe.

    Between sets the latest seconds are buffered as JPEG pictures.

    Parameters
    ----------
    folder : Path
        Folder of the clips; no two recorders use the same file names.
    longest_s : float
        A set that lasts longer is not recorded.
    """

    def __init__(self, folder: Path, longest_s: float = math.inf) -> None:
        self._folder = folder
        self._longest_s = longest_s
        self._recording = False
        # A visitor who starts the camera again gets another recorder for the same folder.
        self._name = uuid.uuid4().hex
        self._sets = 0
        self._pre_roll: deque[tuple[float, NDArray[np.uint8]]] = deque()
        self._writer: VideoWriter | None = None
        self._size = (0, 0)
        self._start_s = math.nan

    def add(self, image: Image, time_s: float) -> None:
        """Add a frame at its time in seconds.

        Raises
        ------
        FormcheckError
            The clip cannot be written, or the set is too long.
        """
        if self._recording:
            self._write(image, time_s)
            return
        picture = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        _, packed = cv2.imencode(".jpg", picture, [int(cv2.IMWRITE_JPEG_QUALITY), _QUALITY])
        self._pre_roll.append((time_s, packed.astype(np.uint8, copy=False)))
        while self._pre_roll[0][0] < time_s - _PRE_ROLL_S:
            self._pre_roll.popleft()

    def begin(self) -> None:
        """Begin the clip of a set with the buffered frames.

        Raises
        ------
        FormcheckError
            The clip cannot be written.
        """
        if self._recording:
            return
        self._recording = True
        pre_roll, self._pre_roll = self._pre_roll, deque()
        for time_s, packed in pre_roll:
            picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
            if picture is not None:
                image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
                self._write(image, time_s)

    def end(self) -> Path | None:
        """End the clip of a set, and return it; None if nothing was recorded.

        Raises
        ------
        FormcheckError
            The clip cannot be written.
        """
        self._recording = False
        if self._writer is None:
            return None
        writer, self._writer = self._writer, None
        writer.__exit__(None, None, None)
        return writer.path

    def discard(self) -> None:
        """Delete the clip of the current set."""
        self._recording = False
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        stopped = VideoError(f"{writer.path}: the recording was stopped")
        try:
            writer.__exit__(type(stopped), stopped, None)
        except FormcheckError:
            # The writer repeats the error for which the clip is discarded.
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
    """Scale a picture to fit into the size of the clip, on black."""
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
