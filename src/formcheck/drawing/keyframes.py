"""Pictures of the moments that matter in each repetition."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.scoring import deduction
from formcheck.drawing.skeleton import BodyTrack, draw_body, draw_ring
from formcheck.reps.findings import Finding, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.result import Result
from formcheck.video.reader import Frame, Image, VideoReader

__all__ = ["Moment", "Picture", "PictureTaker", "key_moments", "take_pictures"]

FloatArray = NDArray[np.float64]

# Two pictures closer than this would look the same.
_SAME_MOMENT_S = 0.15
_HEIGHT_PX, _WIDTH_PX = 360, 480
_LARGEST_ZOOM = 1.5
_JPEG_QUALITY = 80
_NARROWEST, _WIDEST = 0.6, 2.0
_SMALLEST_CROP_PX = 16.0
_RING_SHARE_OF_TRUNK = 0.2


@dataclass(frozen=True)
class Moment:
    """One moment worth a picture.

    Attributes
    ----------
    time_s : float
        Seconds.
    label : str
        What the picture shows, in plain words.
    fault : Finding or None
        The clear fault that is worst here.
    """

    time_s: float
    label: str
    fault: Finding | None = None


@dataclass(frozen=True)
class Picture:
    """A moment with its picture, ready for embedding.

    Attributes
    ----------
    uri : str
        JPEG as a ``data:`` address.
    width, height : int
        Pixels.
    """

    moment: Moment
    uri: str
    width: int
    height: int


def key_moments(analysis: Result) -> tuple[tuple[Moment, ...], ...]:
    """Start, turn and end of each repetition, and where its costliest clear fault is worst.

    Returns
    -------
    tuple of tuple of Moment
        One tuple for each of ``analysis.reps``, in order of time.
    """
    return tuple(_moments_of(result) for result in analysis.reps)


class PictureTaker:
    """Takes a picture of each key moment from the frames of a clip.

    Pictures are cropped to the person, all to the same part of the room, with skeleton and marks.

    Parameters
    ----------
    measured : Result
        Result and track of the clip.

    Attributes
    ----------
    times : tuple of float
        Seconds of the frames it needs.
    side : int
        Longer side in pixels at which a frame of the clip is large enough.
    """

    def __init__(self, measured: Result) -> None:
        moments = key_moments(measured)
        self._bodies = BodyTrack(measured.smoothed, measured.camera_view)
        self._source_width = measured.track.width
        self._half_step_s = 0.5 / measured.clip.frame_rate
        self._pending = sorted(
            ((moment.time_s, rep, moment) for rep, group in enumerate(moments) for moment in group),
            key=lambda item: item[0],
        )
        self.times = tuple(item[0] for item in self._pending)
        self._crop = _crop(self._bodies, measured, self.times)
        width, height = self._crop[2:] - self._crop[:2]
        self._zoom = float(min(_HEIGHT_PX / height, _WIDTH_PX / width, _LARGEST_ZOOM))
        longer = max(measured.track.width, measured.track.height)
        self.side = math.ceil(longer * min(self._zoom, 1.0))
        self._taken: list[list[Picture]] = [[] for _ in moments]

    @property
    def strips(self) -> tuple[tuple[Picture, ...], ...]:
        """Pictures taken so far, one strip for each of ``analysis.reps``."""
        return tuple(tuple(strip) for strip in self._taken)

    def add(self, frame: Frame) -> None:
        """Take the pictures of the next frame, which is not modified."""
        while self._pending and self._pending[0][0] <= frame.time + self._half_step_s:
            _, rep, moment = self._pending.pop(0)
            self._taken[rep].append(self._picture(frame, moment))

    def _picture(self, frame: Frame, moment: Moment) -> Picture:
        shrunk = frame.image.shape[1] / self._source_width
        left, top, right, bottom = (round(edge * shrunk) for edge in self._crop)
        image = frame.image[top : max(bottom, top + 1), left : max(right, left + 1)]
        enlarge = self._zoom / shrunk
        method = cv2.INTER_CUBIC if enlarge > 1 else cv2.INTER_AREA
        image = np.ascontiguousarray(
            cv2.resize(image, None, fx=enlarge, fy=enlarge, interpolation=method)
        )
        body = self._bodies.at(frame.time)
        if body is not None:
            origin = (left / shrunk, top / shrunk)
            draw_body(image, body, self._zoom, origin)
            if moment.fault is not None:
                centre = (body.joint(moment.fault.mark) - origin) * self._zoom
                draw_ring(image, centre, _RING_SHARE_OF_TRUNK * self._bodies.trunk_px * self._zoom)
        return Picture(moment, _jpeg(image), image.shape[1], image.shape[0])


def take_pictures(source: Path, measured: Result) -> tuple[tuple[Picture, ...], ...]:
    """Pictures of all key moments, in one pass that skips the frames between them.

    Returns
    -------
    tuple of tuple of Picture
        One strip for each of ``analysis.reps``.

    Raises
    ------
    VideoError
        The clip cannot be read any more.
    """
    taker = PictureTaker(measured)
    with VideoReader(source, max_side=taker.side, wanted=taker.times) as reader:
        for frame in reader:
            taker.add(frame)
    return taker.strips


def _moments_of(result: Rep) -> tuple[Moment, ...]:
    rep = result
    moments = [
        Moment(rep.start_s, "start"),
        Moment(rep.turn_s, "turning point"),
        Moment(rep.end_s, "end"),
    ]
    clear = [finding for finding in result.findings if finding.verdict is Verdict.CLEAR]
    worst = max(clear, key=deduction, default=None)
    # A fault of tempo has no moment: nothing in a picture shows it.
    if worst is not None and worst.reading.signal and worst.reading.time_s is not None:
        at = worst.reading.time_s
        moments = [moment for moment in moments if abs(moment.time_s - at) > _SAME_MOMENT_S]
        moments.append(Moment(at, worst.title, worst))
    return tuple(sorted(moments, key=lambda moment: moment.time_s))


def _crop(bodies: BodyTrack, measured: Result, times: Sequence[float]) -> FloatArray:
    """Part of the source with the person at all these times: left, top, right, bottom in pixels."""
    picture = np.array([0.0, 0.0, measured.track.width, measured.track.height])
    boxes = [bodies.box(body) for body in map(bodies.at, times) if body is not None]
    if not boxes:
        return picture
    left, top = np.min(boxes, axis=0)[:2]
    right, bottom = np.max(boxes, axis=0)[2:]
    width = max(right - left, _NARROWEST * (bottom - top))
    height = max(bottom - top, width / _WIDEST)
    middle = (left + right) / 2.0
    # The feet stay where they are; a low, long body gets more room above it.
    crop = np.array([middle - width / 2, bottom - height, middle + width / 2, bottom])
    crop = np.clip(crop, 0.0, np.tile(picture[2:], 2))
    # A person outside of the picture gives an empty crop.
    return crop if (crop[2:] - crop[:2] >= _SMALLEST_CROP_PX).all() else picture


def _jpeg(image: Image) -> str:
    quality = [int(cv2.IMWRITE_JPEG_QUALITY), _JPEG_QUALITY]
    _, data = cv2.imencode(".jpg", image[..., ::-1], quality)
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
