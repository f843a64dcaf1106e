"""Clips with one picture, none, several streams, attachments, or nothing but sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from helpers.clips import write_sound
from helpers.hostile.bases import Bases, film
from helpers.hostile.recipe import Hostile

__all__ = ["odd_contents"]


def odd_contents(bases: Bases) -> list[Hostile]:
    """What containers hold beside, or instead of, a clip."""
    return [
        _one_picture(bases, "gif", "gif", "rgb8"),
        _one_picture(bases, "webp", "libwebp", "yuva420p"),
        _one_picture(bases, "png", "png", "rgba"),
        _one_picture(bases, "mp4", "libx264", "yuv420p"),
        _one_picture(bases, "jpg", "mjpeg", "yuvj420p"),
        _holding("no frames.mp4", "0 frames", _nothing_in_it),
        _holding("no frames.mkv", "0 frames", _nothing_in_it),
        _holding("no frames.avi", "0 frames", _nothing_in_it),
        _holding("sizes change.h264", "size changes", lambda path: _two_sizes(bases, path)),
        _holding("sizes change.mp4", "size changes", lambda path: _two_sizes(bases, path)),
        _holding("attachments.mkv", "attachments", lambda path: _attached(bases, path)),
        _holding("two streams.mp4", "two streams", lambda path: _two_streams(bases, path)),
        _holding("two streams.mkv", "two streams", lambda path: _two_streams(bases, path)),
        _holding("sound only.m4a", "sound only", lambda path: write_sound(path) and None),
        _holding("sound only.mp4", "sound only", lambda path: _sound(path, "aac")),
        _holding("sound only.wav", "sound only", lambda path: _sound(path, "pcm_s16le")),
        _holding("sound only.webm", "sound only", lambda path: _sound(path, "libopus")),
        _holding("sound only.mkv", "sound only", lambda path: _sound(path, "pcm_s16le")),
        _holding("small.mp4", "size", lambda path: film(path, bases.sized(64, 64, 1))),
    ]


def _holding(name: str, kind: str, write: Callable[[Path], None]) -> Hostile:
    return Hostile(name, kind, lambda path, chance: write(path))


def _one_picture(bases: Bases, ending: str, codec: str, pixels: str) -> Hostile:
    return _holding(
        f"one picture.{ending}",
        "one picture",
        lambda path: film(path, bases.pictures[:1], codec=codec, pixels=pixels),
    )


def _two_sizes(bases: Bases, path: Path) -> None:
    """The picture changes its size on the way, as in a broadcast."""
    parts = []
    for number, size in enumerate(((424, 240), (128, 96), (640, 360))):
        name = f"part {number}.h264"
        pictures = bases.sized(*size, 8)
        parts.append(bases.made(name, lambda one, shown=pictures: film(one, shown)))
    path.write_bytes(b"".join(parts))


def _attached(bases: Bases, path: Path) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 424, 240, "yuv420p"
        for number, kind in enumerate(("application/x-truetype-font", "text/html")):
            file.add_attachment(f"../../{number}.html", kind, b"<script>alert(1)</script>" * 4000)
        for picture in bases.pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            file.mux(stream.encode(frame.reformat(format="yuv420p")))
        file.mux(stream.encode(None))


def _two_streams(bases: Bases, path: Path) -> None:
    with av.open(str(path), "w") as file:
        streams = [file.add_stream("libx264", rate=rate) for rate in (30, 5)]
        for stream, (width, height) in zip(streams, ((64, 64), (424, 240)), strict=True):
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in bases.pictures:
            for stream in streams:
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                shown = frame.reformat(stream.width, stream.height, "yuv420p")
                file.mux(stream.encode(shown))
        for stream in streams:
            file.mux(stream.encode(None))


def _nothing_in_it(path: Path) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 424, 240, "yuv420p"
        file.start_encoding()


def _sound(path: Path, codec: str) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=48_000)
        kind = "fltp" if codec in ("aac", "ac3") else "s16"
        shape = (1, 4800)
        plain = np.zeros(shape, np.float32 if kind == "fltp" else np.int16)
        for number in range(10):
            frame = av.AudioFrame.from_ndarray(plain, format=kind, layout="mono")
            frame.sample_rate, frame.pts = 48_000, 4800 * number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
