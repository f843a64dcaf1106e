"""Pictures of the moments that matter in each repetition."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.findings import Finding, Verdict
from formcheck.assessment.scoring import deduction
from formcheck.report.analysis import Analysis, Measured, RepResult
from formcheck.report.skeleton import BodyTrack, draw_body, draw_ring
from formcheck.video.frames_at import frames_at
from formcheck.video.reader import Frame

__all__ = ["Moment", "Picture", "key_moments", "key_pictures", "worst_finding"]

FloatArray = NDArray[np.float64]

# Two pictures closer than this would look the same.
_SAME_MOMENT_S = 0.15
_HEIGHT_PX, _WIDTH_PX = 360, 480
_LARGEST_ZOOM = 1.5
_JPEG_QUALITY = 80
_NARROWEST, _WIDEST = 0.6, 2.0
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


def key_moments(analysis: Analysis) -> tuple[tuple[Moment, ...], ...]:
    """Start, turn and end of each repetition, and where its costliest clear fault is worst.

    Returns
    -------
    tuple of tuple of Moment
        One for each of ``analysis.reps``, in order of time.
    """
    return tuple(_moments_of(result) for result in analysis.reps)


def worst_finding(findings: Sequence[Finding]) -> Finding | None:
    """The clear fault that costs most; None where there is none."""
    clear = [finding for finding in findings if finding.verdict is Verdict.CLEAR]
    return max(clear, key=deduction, default=None)


def key_pictures(
    source: Path,
    measured: Measured,
    moments: Sequence[Sequence[Moment]],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[tuple[Picture, ...], ...]:
    """Pictures of moments, cropped to the person, with skeleton and marks; one pass over the clip.

    Parameters
    ----------
    source : Path
        The clip that was measured.
    measured : Measured
        Its analysis and track.
    moments : sequence of sequence of Moment
        As from `key_moments`. All pictures show the same part of the room.
    cancelled : callable, optional
        Asked now and then; True stops the work.

    Returns
    -------
    tuple of tuple of Picture
        As `moments`; a moment that could not be decoded is left out.

    Raises
    ------
    VideoError
        The clip cannot be read any more.
    Cancelled
        The caller asked to stop.
    """
    bodies = BodyTrack(measured)
    times = [moment.time_s for group in moments for moment in group]
    crop = _crop(bodies, measured, times)
    zoom = min(_HEIGHT_PX / (crop[3] - crop[1]), _WIDTH_PX / (crop[2] - crop[0]), _LARGEST_ZOOM)
    longer = max(measured.track.width, measured.track.height)
    frames = frames_at(
        source, times, max_side=math.ceil(longer * min(zoom, 1.0)), cancelled=cancelled
    )
    return tuple(
        tuple(
            _picture(frames[moment.time_s], moment, bodies, measured.track.width, crop, zoom)
            for moment in group
            if moment.time_s in frames
        )
        for group in moments
    )


def _moments_of(result: RepResult) -> tuple[Moment, ...]:
    rep = result.rep
    moments = [
        Moment(rep.start_s, "start"),
        Moment(rep.turn_s, "turning point"),
        Moment(rep.end_s, "end"),
    ]
    worst = worst_finding(result.findings)
    # A fault of tempo has no moment: nothing in a picture shows it.
    if worst is not None and worst.reading.signal and worst.reading.time_s is not None:
        at = worst.reading.time_s
        moments = [one for one in moments if abs(one.time_s - at) > _SAME_MOMENT_S]
        moments.append(Moment(at, worst.title, worst))
    return tuple(sorted(moments, key=lambda moment: moment.time_s))


def _crop(bodies: BodyTrack, measured: Measured, times: Sequence[float]) -> FloatArray:
    """Part of the source that holds the person at all these times: left, top, right, bottom."""
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
    return np.asarray(np.clip(crop, 0.0, np.tile(picture[2:], 2)))


def _picture(
    frame: Frame,
    moment: Moment,
    bodies: BodyTrack,
    source_width: int,
    crop: FloatArray,
    zoom: float,
) -> Picture:
    shrunk = frame.image.shape[1] / source_width
    left, top, right, bottom = (round(edge * shrunk) for edge in crop)
    image = frame.image[top : max(bottom, top + 1), left : max(right, left + 1)]
    enlarge = zoom / shrunk
    method = cv2.INTER_CUBIC if enlarge > 1 else cv2.INTER_AREA
    image = np.ascontiguousarray(
        cv2.resize(image, None, fx=enlarge, fy=enlarge, interpolation=method)
    )
    body = bodies.at(frame.time)
    if body is not None:
        origin = (left / shrunk, top / shrunk)
        draw_body(image, body, zoom, origin)
        if moment.fault is not None:
            centre = (body.joint(moment.fault.mark) - origin) * zoom
            draw_ring(image, centre, _RING_SHARE_OF_TRUNK * bodies.trunk_px * zoom)
    _, data = cv2.imencode(".jpg", image[..., ::-1], [int(cv2.IMWRITE_JPEG_QUALITY), _JPEG_QUALITY])
    uri = "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
    return Picture(moment, uri, image.shape[1], image.shape[0])
