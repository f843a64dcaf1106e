"""Read the frames of a clip: upright, with their true times, at most about 30 a second."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck._util.resources import Closing
from formcheck.errors import VideoError

__all__ = ["Frame", "Image", "VideoInfo", "VideoProgress", "VideoReader", "resized", "shrunk"]

Image = NDArray[np.uint8]
"""A picture, RGB, shape (H, W, 3)."""

VideoProgress = Callable[[float, float], None]
"""Called with (seconds done, seconds in all) after each frame; 0 in all where unknown."""

# Containers that hold their pictures themselves. FFmpeg also opens lists of other files and of
# addresses, whatever the file is called. OpenCV reads this setting from the environment.
_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpeg,mpegts,mpegvideo,m4v,h264,hevc,flv,asf,"
    "ogg,nut,ivf,mjpeg,apng,dv,mxf"
)
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", f"format_whitelist;{_CONTAINERS}")

# A frame that comes a little early by the container's clock is still the next one: phones keep time
# badly, and 31 frames a second must not become 15.
_SAMPLING_SLACK = 0.1
# Containers in the wild repeat or turn back a timestamp; the pose tracker needs time to go forward.
_SMALLEST_STEP_S = 0.001
# 8K film and 8K television. Larger pictures could fill any memory.
_MOST_PIXELS = 8192 * 4320
# Pixels so far from square are an error, and would make a picture of any width.
_ODDEST_PIXEL = 4.0
_LONGEST_CLIP_S = 3600.0
_TOO_LONG = (
    "By its clock this clip goes on for more than 60 minutes; the analysis covers the first 60. "
    "Cut it into parts to have the rest looked at."
)
# The last frame of a clip is shown for a while too, and headers round: smaller gaps are no warning.
_SHORTFALL = 0.95
_LONGEST_SHORTFALL_S = 0.5


@dataclass(frozen=True)
class Frame:
    """One decoded picture.

    Attributes
    ----------
    image : ndarray, shape (H, W, 3), uint8
        RGB, upright, square pixels.
    time : float
        Seconds since the first frame of the clip, from the container.
    index : int
        Number of the frame among those decoded (not among those sampled), from 0.
    """

    image: Image
    time: float
    index: int


@dataclass(frozen=True)
class VideoInfo:
    """Properties from the container's header, whose lengths and rates can be wrong.

    Attributes
    ----------
    width, height : int
        Upright size in square pixels.
    fps : float
        Nominal frame rate, 0 where unknown.
    duration_s : float
        Length in seconds by the header, or by the times of the packets where the header has none,
        as in recordings of browsers; 0 where unknown.
    """

    width: int
    height: int
    fps: float
    duration_s: float


class VideoReader(Closing):
    """Iterate over the frames of a file.

    Parameters
    ----------
    path : path-like
        Any container and codec that the FFmpeg inside OpenCV reads, animated GIF included.
    max_fps : float, optional
        Faster clips are sampled down by time to about this rate. None keeps every frame.
    max_side : int, optional
        Larger pictures are shrunk so that the longer side has this many pixels. None keeps them.
    start_s, end_s : float
        Only frames with ``start_s <= time < end_s``. Earlier frames are grabbed but not converted,
        so that times and choice of frames are those of a whole reading.
    wanted : iterable of float, optional
        Only the frames shown at these times in seconds, instead of `max_fps`; the others are
        grabbed but not converted, and reading ends after the last.

    Attributes
    ----------
    info : VideoInfo
        As the header says.
    warnings : list of str
        Sentences for the user, filled while reading.

    Raises
    ------
    VideoError
        The path is no readable file, holds no video, its pictures are larger than 8K, or not one
        frame can be decoded.

    Notes
    -----
    A file that ends early is read up to the cut, and a clip of more than an hour up to the hour,
    as memory grows with the length; both add a warning. Use as a context manager: the decoder has
    file handles and threads.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        max_fps: float | None = 30.0,
        max_side: int | None = None,
        start_s: float = 0.0,
        end_s: float = math.inf,
        wanted: Iterable[float] | None = None,
    ) -> None:
        self.path = Path(path)
        self.warnings: list[str] = []
        self._start_s, self._end_s = start_s, end_s
        self._wanted = None if wanted is None else deque(sorted(wanted))
        self._step_s = 1.0 / max_fps if max_fps else 0.0
        _check_readable(self.path)
        self._capture = _open(self.path)
        _check_size(self.path, self._capture)
        self._pixel_aspect = _pixel_aspect(self._capture)
        self.info = self._read_info()
        self._size = shrunk(self.info.width, self.info.height, max_side)

    def close(self) -> None:
        """Release the decoder; iterating afterwards yields nothing."""
        self._capture.release()

    def __iter__(self) -> Iterator[Frame]:
        due = 0.0
        last_time = -_SMALLEST_STEP_S
        first_time: float | None = None
        index = -1
        while self._wanted is None or self._wanted:
            if not self._capture.grab():
                break
            raw_time = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            first_time = raw_time if first_time is None else first_time
            # In this order, so that a NaN from the container is ignored.
            time = max(last_time + _SMALLEST_STEP_S, raw_time - first_time)
            if time > _LONGEST_CLIP_S:
                self.warnings.append(_TOO_LONG)
                break
            index += 1
            last_time = time
            if time >= self._end_s:
                return
            if not self._takes(time, due):
                continue
            picture = self._picture() if time >= self._start_s else None
            if picture is None and time >= self._start_s:
                continue
            due = max(due, time - self._step_s) + self._step_s
            if picture is not None:
                yield Frame(self._upright_rgb(picture), time, index)
        if self._wanted is None:
            self._check_end(last_time, index + 1)

    def _picture(self) -> NDArray[Any] | None:
        """The frame that was grabbed; None where it cannot be decoded."""
        decoded, picture = self._capture.retrieve()
        return picture if decoded else None

    def _takes(self, time: float, due: float) -> bool:
        if self._wanted is None:
            return time >= due - _SAMPLING_SLACK * self._step_s
        # Half a frame early is nearer than half a frame late.
        earliest = time + 0.5 / (self.info.fps or 30.0)
        before = len(self._wanted)
        while self._wanted and self._wanted[0] <= earliest:
            self._wanted.popleft()
        return len(self._wanted) < before

    def _read_info(self) -> VideoInfo:
        width = self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)
        height = self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        # OpenCV turns the size with the picture, but gives the aspect of the stored pixels.
        quarter_turn = round(self._capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 180 == 90
        if quarter_turn:
            height *= self._pixel_aspect
        else:
            width *= self._pixel_aspect
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        frames = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        fps = fps if np.isfinite(fps) and fps > 0 else 0.0
        duration_s = frames / fps if fps and frames > 0 else _length_by_packets(self.path)
        return VideoInfo(max(round(width), 1), max(round(height), 1), fps, duration_s)

    def _upright_rgb(self, picture: NDArray[Any]) -> Image:
        return np.asarray(cv2.cvtColor(resized(picture, self._size), cv2.COLOR_BGR2RGB), np.uint8)

    def _check_end(self, last_time: float, frames: int) -> None:
        if frames == 0:
            raise VideoError(
                f"{self.path}: no frame could be decoded; "
                "the file is damaged or holds no video — export or record it again"
            )
        if _TOO_LONG in self.warnings:
            return
        expected = self.info.duration_s
        missing = expected - last_time
        # A GIF may show its last frame for seconds: then no frame is missing.
        all_there = frames >= _SHORTFALL * expected * self.info.fps
        short = last_time < _SHORTFALL * expected and missing > _LONGEST_SHORTFALL_S
        if short and not all_there:
            self.warnings.append(
                f"The file says it lasts {expected:.1f} s, but only the first {last_time:.1f} s "
                "could be decoded; the analysis covers those."
            )


def _check_readable(path: Path) -> None:
    try:
        if not path.exists():
            raise VideoError(f"{path}: no such file; check the name and the folder")
        if path.is_dir():
            raise VideoError(f"{path}: this is a folder; name one clip in it")
        if not path.is_file():
            raise VideoError(f"{path}: not a regular file; copy the clip to disk first")
        if path.stat().st_size == 0:
            raise VideoError(f"{path}: the file is empty (0 bytes); copy or record it again")
        if not os.access(path, os.R_OK):
            raise VideoError(f"{path}: no permission to read this file; change its permissions")
    # A name that is too long, or a folder without permission to search it.
    except OSError as error:
        raise VideoError(
            f"{path}: cannot be read ({error.strerror}); check its name and permissions"
        ) from error


def _open(path: Path) -> cv2.VideoCapture:
    # FFmpeg would read a leading "-" or "concat:" as more than a file name. OpenCV turns text into
    # UTF-8, and crashes where a file's name is none; bytes reach the system as they are.
    name = cast("str", os.fsencode(path.resolve()))
    capture = cv2.VideoCapture(name, cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise VideoError(
            f"{path}: no video could be found in this file; "
            "formcheck reads mp4, mov, webm, avi, mkv and gif — export it as one of these"
        )
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return capture


def _length_by_packets(path: Path) -> float:
    """Seconds from the first picture to the end of the last, without decoding; 0 where unknown."""
    # Hardly any clip needs it.
    import av

    spans: list[tuple[int, int]] = []
    try:
        with path.open("rb") as file, av.open(file, "r") as container:
            stream = next(iter(container.streams.video), None)
            if stream is None or stream.time_base is None:
                return 0.0
            for packet in container.demux(stream):
                if packet.pts is not None:
                    spans.append((packet.pts, packet.pts + (packet.duration or 0)))
            tick_s = float(stream.time_base)
    except (OSError, av.FFmpegError):
        # Decoding the file raises a better error.
        return 0.0
    if not spans:
        return 0.0
    return tick_s * (max(end for _, end in spans) - min(start for start, _ in spans))


def _pixel_aspect(capture: cv2.VideoCapture) -> float:
    numerator = capture.get(cv2.CAP_PROP_SAR_NUM)
    denominator = capture.get(cv2.CAP_PROP_SAR_DEN)
    aspect = numerator / denominator if numerator > 0 and denominator > 0 else 1.0
    return aspect if 1 / _ODDEST_PIXEL <= aspect <= _ODDEST_PIXEL else 1.0


def _check_size(path: Path, capture: cv2.VideoCapture) -> None:
    width, height = (
        round(capture.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)
    )
    if width * height > _MOST_PIXELS:
        raise VideoError(
            f"{path}: its pictures of {width} x {height} pixels are larger than 8K; "
            "export it smaller, 1920 x 1080 is plenty"
        )


def resized(picture: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Resize a picture to (width, height): by halves, then by linear interpolation.

    Halving is the mean of four pixels, five times faster in OpenCV than other area means; the rest
    is a factor under 2, where interpolation loses little.
    """
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
    if picture.shape[1::-1] == size:
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def shrunk(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """(width, height) of a picture scaled down so that its longer side is at most `max_side`."""
    scale = min(1.0, max_side / max(width, height)) if max_side else 1.0
    return max(round(width * scale), 1), max(round(height * scale), 1)
