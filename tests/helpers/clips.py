"""Small clips whose frames carry their number, made with PyAV."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

_BITS = 8
_TICKS = 90_000


def picture(number: int, width: int = 96, height: int = 64) -> NDArray[np.uint8]:
    """Upper half: the number as eight dark or bright bars. Lower half: red left, blue right."""
    image = np.zeros((height, width, 3), np.uint8)
    bars = np.array([255 * (number >> bit & 1) for bit in range(_BITS)], np.uint8)
    image[: height // 2] = bars[np.arange(width) * _BITS // width][None, :, None]
    image[height // 2 :, : width // 2] = (230, 20, 20)
    image[height // 2 :, width // 2 :] = (20, 20, 230)
    return image


def number_in(image: NDArray[np.uint8]) -> int:
    """The number that `picture` put in, read at the middle of each bar."""
    height, width = image.shape[:2]
    columns = ((np.arange(_BITS) + 0.5) * width / _BITS).astype(int)
    bright = image[height // 4, columns].mean(axis=-1) > 128
    return int(sum(1 << bit for bit, on in enumerate(bright) if on))


def write_clip(
    path: Path,
    times: Sequence[float],
    *,
    size: tuple[int, int] = (96, 64),
    codec: str = "libx264",
    pixels: str = "yuv420p",
    aspect: Fraction | None = None,
    rate: int = 30,
) -> Path:
    """A clip whose n-th frame is shown at the n-th time; `rate` is only what its header says."""
    faststart = {"movflags": "faststart"} if path.suffix in (".mp4", ".mov") else {}
    with av.open(str(path), "w", options=faststart) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        ticks = _TICKS if codec == "libx264" else rate
        stream.codec_context.time_base = Fraction(1, ticks)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if codec == "libx264":
            stream.options = {"crf": "12", "preset": "ultrafast", "g": "10"}
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
            frame.pts, frame.time_base = round(time * ticks), Fraction(1, ticks)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path) -> Path:
    """Half a second of silence and no picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        for number in range(20):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 44_100, 1024 * number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def turn_in_header(path: Path, quarter_turns: int) -> None:
    """Tell players of an mp4 to turn the picture clockwise, as phones do."""
    cos, sin = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarter_turns % 4]
    one = 1 << 16
    matrix = struct.pack(">9i", cos * one, sin * one, 0, -sin * one, cos * one, 0, 0, 0, 1 << 30)
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 44  # after the name, version and ten words (ISO/IEC 14496-12)
    content[at : at + len(matrix)] = matrix
    path.write_bytes(content)


def cut_off(path: Path, share: float) -> None:
    """Keep only the first part of the file, as a broken download does."""
    content = path.read_bytes()
    path.write_bytes(content[: round(share * len(content))])


def claim_frames(path: Path, frames: int) -> None:
    """Make the header of an avi claim another length."""
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"avih") + 8 + 16, frames)
    struct.pack_into("<I", content, content.index(b"strh") + 8 + 32, frames)
    path.write_bytes(content)


def without_length(source: Path, path: Path, *, until_s: float) -> Path:
    """The beginning of a clip as browsers record: WebM in whole milliseconds, with no length."""
    with av.open(str(source)) as read, av.open(str(path), "w", options={"live": "1"}) as write:
        shown = read.streams.video[0]
        stream = write.add_stream("libvpx", rate=30)
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
        for frame in read.decode(shown):
            if frame.time > until_s:
                break
            plain = frame.reformat(format="yuv420p")
            plain.pts, plain.time_base = round(frame.time * 1000), Fraction(1, 1000)
            plain.pict_type = 0
            write.mux(stream.encode(plain))
        write.mux(stream.encode(None))
    return path
