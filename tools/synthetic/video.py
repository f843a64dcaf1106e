"""Write H.264 MP4 files with true timestamps and, if wanted, rotation metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

CLOCK = 90_000  # ticks per second


def to_ticks(times: Sequence[float]) -> list[int]:
    """Frame times in whole clock ticks."""
    return [round(t * CLOCK) for t in times]


def write_mp4(path: Path, frames: Iterable[np.ndarray], ticks: Sequence[int], fps: int) -> None:
    """Encode RGB frames (uint8) to H.264, yuv420p, index at the front of the file.

    Parameters
    ----------
    path
        File to write.
    frames
        Pictures as stored, all of the same size.
    ticks
        Presentation time of every frame, 1/90000 s.
    fps
        Nominal frame rate.
    """
    options = {"movflags": "faststart", "video_track_timescale": str(CLOCK)}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "21", "preset": "medium", "threads": "1"}
        stream.time_base = stream.codec_context.time_base = Fraction(1, CLOCK)
        for picture, tick in zip(frames, ticks, strict=True):
            if not stream.codec_context.is_open:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = tick, Fraction(1, CLOCK)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def mark_clockwise(path: Path) -> None:
    """Patch the track header so that players turn the picture 90 degrees clockwise.

    The display matrix of the ``tkhd`` box holds nine 32-bit numbers, the first two of each
    row in 16.16 fixed point, the last in 2.30.
    """
    data = bytearray(path.read_bytes())
    box = data.index(b"tkhd")
    version = data[box + 4]
    matrix = box + (56 if version == 1 else 44)
    stored_height = struct.unpack_from(">I", data, matrix + 40)[0]
    one, unit = 1 << 16, 1 << 30
    struct.pack_into(">9i", data, matrix, 0, one, 0, -one, 0, 0, stored_height, 0, unit)
    path.write_bytes(data)
