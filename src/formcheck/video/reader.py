"""Read the frames of a clip: upright, with their true times, at most about 30 a second."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.format import Flags

from formcheck._util.resources import Closing
from formcheck.errors import VideoError
from formcheck.video.clock import Clock, played_speed
from formcheck.video.decoder import Decoder
from formcheck.video.opening import claimed_length, length_by_packets
from formcheck.video.orientation import Orientation, orientation_of
from formcheck.video.picture import Canvas, Image, shrunk

__all__ = ["Frame", "Image", "VideoInfo", "VideoProgress", "VideoReader"]

VideoProgress = Callable[[float, float], None]
"""Called with (seconds done, seconds in all) after each frame; 0 in all where unknown."""

# A frame that comes a little early by the container's clock is still the next one: phones keep time
# badly, and 31 frames a second must not become 15.
_SAMPLING_SLACK: Final = 0.1
# Pixels so far from square are an error, and would make a picture of any width.
_ODDEST_PIXEL: Final = 4.0
# Other proportions are another picture; recordings of browsers only change in resolution.
_SAME_PROPORTIONS: Final = 1.02
_LONGEST_CLIP_S: Final = 3600.0
_TOO_LONG: Final = (
    "By its clock this clip goes on for more than 60 minutes; the analysis covers the first 60. "
    "Cut it into parts to have the rest looked at."
)
# Headers round: smaller gaps are no warning.
_SHORTFALL: Final = 0.95
_LONGEST_SHORTFALL_S: Final = 0.5


@dataclass(frozen=True)
class Frame:
    """One decoded picture.

    Attributes
    ----------
    image : ndarray, shape (H, W, 3), uint8
        RGB, upright, square pixels.
    time : float
        Seconds since the first frame of the clip, from the container; in slow motion that the
        phone noted, those of the movement.
    index : int
        Number of the frame among those decoded (not among those sampled), from 0.
    new_shot : bool
        The picture has other proportions than the one before, as when a phone was turned while it
        recorded. It is then fitted between black bars.
    """

    image: Image
    time: float
    index: int
    new_shot: bool = False


@dataclass(frozen=True)
class VideoInfo:
    """Properties from the container's header, whose lengths and rates can be wrong.

    Attributes
    ----------
    width, height : int
        Upright size of the first picture in square pixels.
    fps : float
        Nominal frame rate, 0 where unknown; of the camera in slow motion that the phone noted.
    duration_s : float
        Length in seconds by the header, or by the times of the packets where the header has none,
        as in recordings of browsers; 0 where unknown.
    """

    width: int
    height: int
    fps: float
    duration_s: float


@dataclass(frozen=True)
class _Geometry:
    """What the shape of the upright picture follows from."""

    stored: tuple[int, int]
    orientation: Orientation
    pixel_aspect: float

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height in square pixels."""
        width, height = self.stored
        return self.orientation.size(max(round(width * self.pixel_aspect), 1), height)

    def unlike(self, other: _Geometry) -> bool:
        """Whether the two pictures have other proportions."""
        (width, height), (other_width, other_height) = self.upright, other.upright
        proportions = width * other_height / (height * other_width)
        return not 1.0 / _SAME_PROPORTIONS <= proportions <= _SAME_PROPORTIONS


class VideoReader(Closing):
    """Iterate over the frames of a file.

    Parameters
    ----------
    path : path-like
        Any container and codec that the FFmpeg inside PyAV reads, animated GIF included. Of several
        video tracks the default one is read, else the largest.
    max_fps : float, optional
        Faster clips are sampled down by time to about this rate. None keeps every frame.
    max_side : int, optional
        Larger pictures are shrunk so that the longer side has this many pixels. None keeps them.
    start_s, end_s : float
        Only frames with ``start_s <= time < end_s``. Earlier frames are decoded but not converted,
        so that times and choice of frames are those of a whole reading.
    wanted : iterable of float, optional
        Only the frames shown at these times in seconds, instead of `max_fps`; the others are
        decoded but not converted, and reading ends after the last.

    Attributes
    ----------
    info : VideoInfo
        As the header and the first picture say.
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
        self._decoder = Decoder(self.path)
        try:
            self._begin(max_side)
        except BaseException:
            self._decoder.close()
            raise

    def _begin(self, max_side: int | None) -> None:
        container, stream = self._decoder.container, self._decoder.stream
        # Which way is up is told with the pictures only.
        self._first = self._decoder.next_frame()
        if self._first is None:
            raise VideoError(
                f"{self.path}: no frame could be decoded; "
                "the file is damaged or holds no video — export or record it again"
            )
        self._pixel_aspect = _pixel_aspect(stream.sample_aspect_ratio)
        self._seen: tuple[int, int, int] | None = None
        self._geometry = self._geometry_of(self._first)
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        speed = played_speed(container.metadata, rate)
        if speed.warning:
            self.warnings.append(speed.warning)
        self._tick_s = float(stream.time_base or 0) / speed.slowed
        claimed_s, self._claimed_for_track = claimed_length(container, stream)
        self._claimed_frames = stream.frames
        fps = rate * speed.slowed
        duration_s = claimed_s or length_by_packets(self.path, stream.index)
        self.info = VideoInfo(*self._geometry.upright, fps, duration_s / speed.slowed)
        may_leap = Flags.ts_discont in Flags(container.format.flags)
        self._clock = Clock(self._tick_s, 1.0 / fps if fps else 0.0, may_leap=may_leap)
        self._canvas = Canvas(shrunk(*self._geometry.upright, max_side))

    def close(self) -> None:
        """Release the decoder; iterating afterwards yields nothing."""
        self._first = None
        self._decoder.close()

    def __iter__(self) -> Iterator[Frame]:
        due = 0.0
        index = -1
        ends_s = 0.0
        last_time = 0.0
        new_shot = False
        while self._wanted is None or self._wanted:
            decoded = self._next()
            if decoded is None:
                break
            before, self._geometry = self._geometry, self._geometry_of(decoded)
            time = self._clock.read(decoded.pts, joined=self._geometry != before)
            if time > _LONGEST_CLIP_S:
                self.warnings.append(_TOO_LONG)
                return
            index += 1
            last_time = time
            ends_s = time + self._tick_s * max(decoded.duration or 0, 0)
            if time >= self._end_s:
                return
            new_shot = new_shot or self._geometry.unlike(before)
            if not self._takes(time, due):
                continue
            due = max(due, time - self._step_s) + self._step_s
            if time >= self._start_s:
                image = self._canvas.paint(
                    decoded, self._geometry.orientation, self._geometry.upright
                )
                yield Frame(image, time, index, new_shot)
                new_shot = False
        if self._wanted is None and index >= 0:
            self._check_end(last_time, ends_s, index + 1)

    def _next(self) -> av.VideoFrame | None:
        first, self._first = self._first, None
        return first or self._decoder.next_frame()

    def _takes(self, time: float, due: float) -> bool:
        if self._wanted is None:
            return time >= due - _SAMPLING_SLACK * self._step_s
        # Half a frame early is nearer than half a frame late.
        earliest = time + 0.5 / (self.info.fps or 30.0)
        before = len(self._wanted)
        while self._wanted and self._wanted[0] <= earliest:
            self._wanted.popleft()
        return len(self._wanted) < before

    def _geometry_of(self, frame: av.VideoFrame) -> _Geometry:
        seen = (frame.width, frame.height, frame.rotation)
        if seen != self._seen:
            # A frame whose side data were looked at lives on until Python collects its garbage,
            # so that looking at those of every frame would fill the memory with pictures.
            self._seen = seen
            stored = (frame.width, frame.height)
            self._geometry = _Geometry(stored, orientation_of(frame), self._pixel_aspect)
        return self._geometry

    def _check_end(self, last_time: float, ends_s: float, frames: int) -> None:
        """Warn where the file says that more pictures were to come."""
        expected_s = self.info.duration_s
        short = last_time < _SHORTFALL * expected_s and expected_s - last_time > (
            _LONGEST_SHORTFALL_S
        )
        # The last picture may be shown for seconds.
        if not short or ends_s >= _SHORTFALL * expected_s or self._clock.began_anew:
            return
        promised = self._claimed_frames or expected_s * self.info.fps
        if frames >= _SHORTFALL * promised:
            return
        # Where only the whole file has a length, it may be that of the sound.
        if not self._claimed_for_track and self._decoder.others_end_s >= _SHORTFALL * expected_s:
            return
        self.warnings.append(
            f"The file says it lasts {expected_s:.1f} s, but only the first {last_time:.1f} s "
            "could be decoded; the analysis covers those."
        )


def _pixel_aspect(stored: Fraction | None) -> float:
    aspect = float(stored or 1)
    return aspect if 1 / _ODDEST_PIXEL <= aspect <= _ODDEST_PIXEL else 1.0
