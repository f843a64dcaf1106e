"""Small clips of the kinds that people bring, whose frames carry their number (see `clips`)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

from helpers.clips import picture
from helpers.hostile.bases import film

__all__ = [
    "joined",
    "laid_down",
    "tagged",
    "trimmed",
    "upright_corners",
    "with_long_sound",
    "with_thumbnail",
    "write_coded",
    "write_corners",
    "write_flat",
    "write_turned_webm",
]

RATE = 30


def write_coded(
    path: Path, count: int = 30, *, size: tuple[int, int] = (96, 64), first: int = 0, **coding
) -> Path:
    """A clip at 30 frames a second; `coding` as `film` takes it, numbers from `first` on."""
    film(path, [picture(first + number, *size) for number in range(count)], rate=RATE, **coding)
    return path


def laid_down(path: Path, matrix: Sequence[float]) -> None:
    """Write the four numbers a, b, c, d into the display matrix of an mp4: x' = ax + cy ..."""
    a, b, c, d = (round(number * (1 << 16)) for number in matrix)
    whole = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 44  # after the name, version and ten words (ISO/IEC 14496-12)
    content[at : at + len(whole)] = whole
    path.write_bytes(content)


def tagged(source: Path, path: Path, tags: dict[str, str]) -> Path:
    """The same mp4 with metadata of its own, as phones write it."""
    options = {"movflags": "use_metadata_tags"}
    with av.open(str(source)) as read, av.open(str(path), "w", options=options) as write:
        write.metadata.update(tags)
        _copy(read, write)
    return path


def trimmed(source: Path, path: Path, frames: int) -> Path:
    """The first frames hidden by an edit list, and still stored: no new coding."""
    with av.open(str(source)) as read, av.open(str(path), "w") as write:
        stream = read.streams.video[0]
        ticks = round(frames / RATE / stream.time_base)
        _copy(read, write, -ticks)
    return path


def joined(path: Path, *parts: Path) -> Path:
    """Files one behind the other, as cameras and downloads join transport streams."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def with_long_sound(source: Path, path: Path, seconds: float) -> Path:
    """The clip with silence that goes on for longer than the picture."""
    with av.open(str(source)) as read, av.open(str(path), "w") as write:
        speech = write.add_stream("aac", rate=8000)
        _copy(read, write)
        for number in range(round(seconds * 8000 / 1024)):
            silence = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            silence.sample_rate, silence.pts = 8000, 1024 * number
            write.mux(speech.encode(silence))
        write.mux(speech.encode(None))
    return path


def with_thumbnail(
    source: Path,
    path: Path,
    *,
    thumbnail: Disposition,
    film: Disposition,
    size: tuple[int, int] = (48, 32),
) -> Path:
    """The clip as second track, after one of another size with the number 255 only."""
    with av.open(str(source)) as read, av.open(str(path), "w") as write:
        first = write.add_stream("mjpeg" if thumbnail & Disposition.attached_pic else "mpeg4", 2)
        first.width, first.height = size
        first.pix_fmt = "yuvj420p" if thumbnail & Disposition.attached_pic else "yuv420p"
        first.disposition = thumbnail
        shown = read.streams.video[0]
        second = write.add_stream_from_template(shown)
        second.disposition = film
        count = 1 if thumbnail & Disposition.attached_pic else 4
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(picture(255, *size), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 2)
            write.mux(first.encode(frame))
        write.mux(first.encode(None))
        for packet in read.demux(shown):
            if packet.dts is not None:
                packet.stream = second
                write.mux(packet)
    return path


def write_turned_webm(path: Path, sizes: Sequence[tuple[int, int]], count: int) -> Path:
    """As browsers record a phone that is turned: one track whose pictures change in size."""
    with av.open(str(path), "w", format="webm") as write:
        stream = write.add_stream("libvpx", rate=RATE)
        stream.width, stream.height = sizes[0]
        stream.pix_fmt = "yuv420p"
        for part, size in enumerate(sizes):
            coder = av.CodecContext.create("libvpx", "w")
            coder.width, coder.height = size
            coder.pix_fmt, coder.time_base = "yuv420p", Fraction(1, RATE)
            coder.options = {"deadline": "realtime", "cpu-used": "8", "crf": "4", "b": "4M"}
            for number in range(count * part, count * (part + 1)):
                frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
                frame = frame.reformat(format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, RATE)
                _mux(write, stream, coder.encode(frame))
            _mux(write, stream, coder.encode(None))
    return path


def upright_corners(image: NDArray[np.uint8]) -> str:
    """Colours of the four corners, row by row: r, g, b or w."""
    height, width = image.shape[:2]
    names = ""
    for y in (height // 8, height - 1 - height // 8):
        for x in (width // 8, width - 1 - width // 8):
            red, green, blue = image[y, x].astype(int)
            names += "w" if min(red, green, blue) > 128 else "rgb"[np.argmax(image[y, x])]
    return names


def write_corners(path: Path, size: tuple[int, int] = (96, 64)) -> Path:
    """Upper left red, upper right green, lower left blue, lower right white."""
    width, height = size
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = (230, 20, 20)
    image[: height // 2, width // 2 :] = (20, 230, 20)
    image[height // 2 :, : width // 2] = (20, 20, 230)
    image[height // 2 :, width // 2 :] = (240, 240, 240)
    film(path, [image] * 3, rate=RATE)
    return path


def write_flat(path: Path, colour: Sequence[int], matrix: int, *, full: bool) -> Path:
    """One colour all over, mixed by the formulas of ITU-R BT.601, 709 or 2020, and tagged so."""
    red, blue = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}.get(matrix, (0.299, 0.114))
    r, g, b = (level / 255 for level in colour)
    y = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - y) / (2 - 2 * blue), (r - y) / (2 - 2 * red)
    levels = (255 * y, 128 + 255 * u, 128 + 255 * v)
    if not full:
        levels = (16 + 219 * y, 128 + 224 * u, 128 + 224 * v)
    planes = np.repeat(np.round(levels), (64, 16, 16))[:, None].repeat(96, axis=1).astype(np.uint8)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=RATE, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.colorspace = matrix
        stream.codec_context.color_range = 2 if full else 1
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
            frame.colorspace, frame.color_range = matrix, 2 if full else 1
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def _copy(read: av.container.InputContainer, write, later: int = 0) -> None:
    stream = read.streams.video[0]
    copied = write.add_stream_from_template(stream)
    for packet in read.demux(stream):
        if packet.dts is None:
            continue
        packet.pts, packet.dts = packet.pts + later, packet.dts + later
        packet.stream = copied
        write.mux(packet)


def _mux(write, stream, packets) -> None:
    for packet in packets:
        packet.stream = stream
        write.mux(packet)
