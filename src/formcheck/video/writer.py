"""Write H.264 that browsers play, with the true time of every frame."""

from __future__ import annotations

import queue
import threading
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck._util.files import replacing
from formcheck.errors import OutputError, VideoError

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

__all__ = ["VideoWriter"]

_CLOCK_HZ = 90_000
_FRAMES_AHEAD = 6
# How long a single frame is shown, and the longest time for the last frame of several.
_ONLY_FRAME_S = 1.0 / 30.0
_LONGEST_LAST_S = 1.0
_MPEG_RANGE = 1
_SMPTE_170M = 6
_ENCODER = {
    # The quickest preset, plus arithmetic coding and deblocking, which it leaves out.
    "preset": "ultrafast",
    "x264-params": "cabac=1:deblock=0,0",
    "crf": "25",
    # Without B-frames a file starts at 0 in every player, with no edit list to be misread.
    "bf": "0",
    # A key frame every 2 s, so that a browser can seek.
    "g": "60",
}

Image = NDArray[np.uint8]


class VideoWriter:
    """Write pictures with their times to an MP4 file, encoding in a thread of its own.

    The file appears when the ``with`` block ends; if the block fails or is interrupted, nothing is
    left.

    Parameters
    ----------
    path : path-like
        The MP4 file to write.
    width, height : int
        Size of the pictures in pixels. H.264 needs even sizes: an odd one is padded by one pixel.

    Raises
    ------
    OutputError
        The file cannot be written there.
    VideoError
        The encoder fails, or the block ended without a frame.

    Examples
    --------
    >>> with VideoWriter("out.mp4", 640, 480) as writer:  # doctest: +SKIP
    ...     writer.write(image, 0.0)
    """

    def __init__(self, path: str | Path, width: int, height: int) -> None:
        self.path = Path(path)
        self._size = (width, height)
        self._queue: queue.Queue[tuple[Image, int] | None] = queue.Queue(_FRAMES_AHEAD)
        self._failure: Exception | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._encode_all, name="encode", daemon=True)
        self._stack = ExitStack()

    def __enter__(self) -> VideoWriter:
        self._temporary = self._stack.enter_context(replacing(self.path))
        self._thread.start()
        return self

    def write(self, image: Image, time_s: float) -> None:
        """Add one picture; it must not be changed afterwards.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            RGB.
        time_s : float
            When it is to be shown, in seconds from the start; later than the one before.

        Raises
        ------
        ValueError
            The picture has another size than the video.
        """
        if image.shape != (self._size[1], self._size[0], 3):
            raise ValueError(
                f"Expected a picture of shape {(self._size[1], self._size[0], 3)} "
                f"but got {image.shape}."
            )
        item = (image, round(time_s * _CLOCK_HZ))
        while self._failure is None:
            try:
                self._queue.put(item, timeout=0.1)
                return
            except queue.Full:
                continue
        raise self._as_error(self._failure)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._stopped.set()
        try:
            self._finish()
            if error is None and self._failure is not None:
                raise self._as_error(self._failure)
        except BaseException as problem:
            self._stack.__exit__(type(problem), problem, problem.__traceback__)
            raise
        self._stack.__exit__(kind, error, trace)

    def _finish(self) -> None:
        while self._thread.is_alive():
            try:
                self._queue.put(None, timeout=0.1)
                break
            except queue.Full:
                continue
        self._thread.join()

    def _as_error(self, failure: Exception) -> Exception:
        if isinstance(failure, VideoError):
            return failure
        # FFmpeg reports a full disk or a lost folder as an OSError of its own.
        if isinstance(failure, OSError):
            return OutputError(
                f"{self.path}: the video cannot be written ({failure.strerror or failure}); "
                "check the folder and the free disk space"
            )
        return VideoError(f"{self.path}: the video could not be encoded ({failure})")

    def _encode_all(self) -> None:
        try:
            with av.open(
                str(self._temporary),
                "w",
                format="mp4",
                options={"movflags": "+faststart", "video_track_timescale": str(_CLOCK_HZ)},
            ) as container:
                self._encode_into(container, self._add_stream(container))
        except Exception as failure:  # carried to the thread that writes
            self._failure = failure

    def _add_stream(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream("libx264", rate=30, options=dict(_ENCODER))
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, _CLOCK_HZ)
        context = stream.codec_context
        context.time_base = Fraction(1, _CLOCK_HZ)
        context.thread_count = 0
        # cv2 converts to BT.601; players would take HD for BT.709 if this were not said.
        context.color_range = _MPEG_RANGE
        context.colorspace = _SMPTE_170M
        return stream

    def _encode_into(self, container: OutputContainer, stream: VideoStream) -> None:
        previous: int | None = None
        step = round(_ONLY_FRAME_S * _CLOCK_HZ)
        while (item := self._queue.get()) is not None:
            if self._stopped.is_set():
                return
            image, pts = item
            if previous is not None:
                pts = max(pts, previous + 1)
                step = min(pts - previous, round(_LONGEST_LAST_S * _CLOCK_HZ))
            previous = pts
            frame = _frame(image)
            frame.pts, frame.time_base = pts, Fraction(1, _CLOCK_HZ)
            for packet in stream.encode(frame):
                container.mux(packet)
        if self._stopped.is_set():
            return
        if previous is None:
            raise VideoError(f"{self.path}: there is no frame to write")
        for packet in stream.encode(None):
            if packet.pts == previous:
                packet.duration = step
            container.mux(packet)


def _frame(image: Image) -> av.VideoFrame:
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    planes = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), dtype=np.uint8)
    # Without a copy PyAV finds the colour planes only where they fill whole rows of the array.
    if image.shape[0] % 4 == 0:
        return av.VideoFrame.from_numpy_buffer(planes, "yuv420p")
    return av.VideoFrame.from_ndarray(planes, "yuv420p")
