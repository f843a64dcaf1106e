"""Clips as people make them, put together from the pictures of rendered samples."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck._util.resources import bundled
from formcheck.pose.mediapipe import MediaPipePose
from formcheck.pose.models import find_model

Picture = NDArray[np.uint8]
FPS = 30
_PERSON = 0.4


@cache
def pictures(sample: str) -> tuple[Picture, ...]:
    """All pictures of a sample, BGR."""
    capture = cv2.VideoCapture(str(bundled("samples") / f"{sample}.mp4"))
    taken: list[Picture] = []
    while (frame := capture.read())[0]:
        taken.append(np.asarray(frame[1], dtype=np.uint8))
    capture.release()
    return tuple(taken)


def shown(sample: str, start_s: float, end_s: float, every: int = 1) -> list[Picture]:
    """The pictures from `start_s` to `end_s`; only every n-th, to be quicker."""
    return list(pictures(sample)[round(start_s * FPS) : round(end_s * FPS) : every])


def cut_out(frames: Sequence[Picture]) -> list[NDArray[np.bool_]]:
    """Where the person is in each picture, by the model's own mask."""
    masks = []
    with MediaPipePose(find_model("lite")) as pose:
        for number, frame in enumerate(frames):
            (person,) = pose.estimate(np.ascontiguousarray(frame[..., ::-1]), number / FPS)
            assert person.mask is not None
            masks.append(cv2.resize(person.mask, frame.shape[1::-1]) > _PERSON)
    return masks


def put(onto: Picture, picture: Picture, mask: NDArray[np.bool_], x: int, y: int = 0) -> Picture:
    """The masked part of `picture` on `onto`, shifted right by `x` and down by `y` pixels."""
    height, width = onto.shape[:2]
    rows, columns = np.nonzero(mask)
    to_rows, to_columns = rows + y, columns + x
    inside = (to_rows >= 0) & (to_rows < height) & (to_columns >= 0) & (to_columns < width)
    out = onto.copy()
    out[to_rows[inside], to_columns[inside]] = picture[rows[inside], columns[inside]]
    return out


def write(path: Path, frames: Sequence[Picture], fps: int = FPS) -> Path:
    """An H.264 clip of BGR pictures of one even size."""
    height, width = frames[0].shape[:2]
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        container.mux(stream.encode(None))
    return path
