"""A rendered clip as the camera of a headless Chromium, between two quiet stands."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE_HZ", "camera_flags", "standing_around", "write_camera"]

RATE_HZ = 30
_WIDTH, _HEIGHT = 640, 480

Image = NDArray[np.uint8]


def standing_around(clip: Path, before_s: float, after_s: float) -> list[Image]:
    """Pictures of a clip, its first and its last one held for so many seconds."""
    with av.open(str(clip)) as source:
        images: list[Image] = [
            np.asarray(one.reformat(_WIDTH, _HEIGHT).to_ndarray(format="rgb24"), dtype=np.uint8)
            for one in source.decode(video=0)
        ]
    before, after = round(before_s * RATE_HZ), round(after_s * RATE_HZ)
    return [images[0]] * before + images + [images[-1]] * after


def write_camera(images: Sequence[Image], path: Path) -> Path:
    """Write pictures as Chromium's camera plays them: a Motion JPEG."""
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=RATE_HZ)
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuvj420p"
        stream.options = {"qmin": "3", "qmax": "3"}
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def camera_flags(path: Path) -> tuple[str, ...]:
    """What Chromium is started with to have it for a camera, allowed without asking."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    )
