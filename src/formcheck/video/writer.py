"""Write H.264 that browsers play, with the true time of every frame."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import av
import cv2
import numpy as np

from formcheck._util.files import replacing
from formcheck.errors import FormcheckError, OutputError, VideoError
from formcheck.video.reader import Image

if TYPE_CHECKING:
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
        self._stack = ExitStack()
        self._pending: deque[Future[None]] = deque()
        self._last_pts: int | None = None
        self._last_step = round(_ONLY_FRAME_S * _CLOCK_HZ)

    def __enter__(self) -> Self:
        with self._readable_errors(), ExitStack() as stack:
            temporary = stack.enter_context(replacing(self.path))
            options = {"movflags": "+faststart", "video_track_timescale": str(_CLOCK_HZ)}
            self._container = stack.enter_context(
                av.open(str(temporary), "w", format="mp4", options=options)
            )
            self._stream = self._add_stream()
            self._thread = stack.enter_context(ThreadPoolExecutor(1, "encode"))
            self._stack = stack.pop_all()
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
        if len(self._pending) == _FRAMES_AHEAD:
            self._wait_for_oldest()
        self._pending.append(self._thread.submit(self._encode, image, round(time_s * _CLOCK_HZ)))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            for frame in self._pending:
                frame.cancel()
            with self._readable_errors():
                self._stack.__exit__(kind, error, trace)
            return
        with self._readable_errors(), self._stack:
            while self._pending:
                self._wait_for_oldest()
            if self._last_pts is None:
                raise VideoError(f"{self.path}: there is no frame to write")
            for packet in self._stream.encode(None):
                if packet.pts == self._last_pts:
                    packet.duration = self._last_step
                self._container.mux(packet)

    def _wait_for_oldest(self) -> None:
        with self._readable_errors():
            self._pending.popleft().result()

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except FormcheckError:
            raise
        # FFmpeg reports a full disk or a lost folder as an OSError of its own.
        except OSError as error:
            raise OutputError(
                f"{self.path}: the video cannot be written ({error.strerror or error}); "
                "check the folder and the free disk space"
            ) from error
        except Exception as error:
            raise VideoError(f"{self.path}: the video could not be encoded ({error})") from error

    def _add_stream(self) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=30, options=dict(_ENCODER))
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

    def _encode(self, image: Image, pts: int) -> None:
        if self._last_pts is not None:
            pts = max(pts, self._last_pts + 1)
            self._last_step = min(pts - self._last_pts, round(_LONGEST_LAST_S * _CLOCK_HZ))
        self._last_pts = pts
        frame = _frame(image)
        frame.pts, frame.time_base = pts, Fraction(1, _CLOCK_HZ)
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


def _frame(image: Image) -> av.VideoFrame:
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    planes = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), dtype=np.uint8)
    # Without a copy PyAV finds the colour planes only where they fill whole rows of the array.
    if image.shape[0] % 4 == 0:
        return av.VideoFrame.from_numpy_buffer(planes, "yuv420p")
    return av.VideoFrame.from_ndarray(planes, "yuv420p")
