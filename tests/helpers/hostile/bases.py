"""Short good clips, from the rendered samples, that the others are made from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.video.reader import VideoReader
from helpers.command import SAMPLES

__all__ = ["Bases", "film", "free_box"]

Pictures = Sequence[NDArray[np.uint8]]

_SAMPLE = "squat_good_male_yaw0"
_FRAMES = 14
_CONTAINERS = {
    "mp4": "libx264",
    "mov": "mpeg4",
    "mkv": "libx265",
    "webm": "libvpx",
    "avi": "mjpeg",
    "gif": "gif",
}


def film(
    path: Path,
    pictures: Pictures,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rate: int | Fraction = 30,
    times: Sequence[int] | None = None,
    ticks: int | None = None,
    container: str | None = None,
    options: dict[str, str] | None = None,
    tags: dict[str, Any] | None = None,
    sound: bool = False,
) -> None:
    """A clip of these pictures; `times` are in `ticks` of a second, `tags` of the codec context."""
    fast = {"preset": "ultrafast"} if codec in ("libx264", "libx265") else {}
    quiet = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixels
        stream.options = {**fast, **quiet, **(options or {})}
        if ticks is not None:
            stream.codec_context.time_base = Fraction(1, ticks)
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        speech = file.add_stream("aac", rate=44_100) if sound else None
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(format=pixels)
            if times is not None:
                frame.pts, frame.time_base = times[number], Fraction(1, ticks or 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
        if speech is not None:
            silence = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            silence.sample_rate, silence.pts = 44_100, 0
            file.mux(speech.encode(silence))
            file.mux(speech.encode(None))


def free_box(note: bytes) -> bytes:
    """A box of an mp4 that players pass over: makes a file of one's own content."""
    return (8 + len(note)).to_bytes(4, "big") + b"free" + note


@dataclass
class Bases:
    """Good clips and their pictures, each made when first asked for."""

    folder: Path
    _made: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def temporary(cls) -> Iterator[Bases]:
        """With a folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
            yield cls(Path(folder))

    @property
    def containers(self) -> tuple[str, ...]:
        """Endings that `clip` knows."""
        return tuple(_CONTAINERS)

    @cached_property
    def pictures(self) -> Pictures:
        """A person in the middle of a squat, 424 x 240."""
        with VideoReader(SAMPLES / f"{_SAMPLE}.mp4") as reader:
            whole = [one.image for one, _ in zip(reader, range(60 + _FRAMES), strict=False)]
        return [np.ascontiguousarray(cv2.resize(one, (424, 240))) for one in whole[60:]]

    def sized(self, width: int, height: int, count: int = _FRAMES) -> Pictures:
        """The first of them at another size."""
        return [cv2.resize(one, (width, height)) for one in self.pictures[:count]]

    def clip(self, ending: str) -> bytes:
        """A good clip in a container."""
        codec = _CONTAINERS[ending]
        pixels = {"mjpeg": "yuvj420p", "gif": "rgb8"}.get(codec, "yuv420p")
        return self.made(
            f"good.{ending}",
            lambda path: film(path, self.pictures, codec=codec, pixels=pixels),
        )

    def made(self, name: str, write: Callable[[Path], None]) -> bytes:
        """Bytes of a file that is written once."""
        if name not in self._made:
            path = self.folder / name
            write(path)
            self._made[name] = path.read_bytes()
        return self._made[name]
