"""Analyses one clip in a worker process of the app."""

from __future__ import annotations

import math
import os
import pickle
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck._util.files import write_whole
from formcheck.errors import FormcheckError, VideoError

if TYPE_CHECKING:
    from formcheck.drawing.keyframes import Picture
    from formcheck.report.files import OutputPlan
    from formcheck.report.fix_first import Fix
    from formcheck.result.result import Result
    from formcheck.video.reader import Frame

__all__ = [
    "CheckedClip",
    "ClipRequest",
    "Curve",
    "JobProgress",
    "check_clip",
    "make_ready",
    "pictures_file",
    "track_file",
]

_PREVIEW_EVERY_S = 0.6
_PREVIEW_SIDE = 320
_PREVIEW_QUALITY = 70
_CURVE_POINTS = 400
# Finding the person takes about three quarters of the time, drawing the rest.
_ANALYSIS_SHARE = 0.75


@dataclass(frozen=True)
class ClipRequest:
    """One clip to check.

    Attributes
    ----------
    clip : Path
        The file.
    name : str
        The visitor's name for it, only shown.
    exercise : str
        Name in the catalogue, or ``auto``.
    model : str
        Pose model.
    folder : Path
        Folder for the results.
    longest_s : float
        Longer clips are refused.
    """

    clip: Path
    name: str
    exercise: str
    model: str
    folder: Path
    longest_s: float


@dataclass(frozen=True)
class JobProgress:
    """Share done from 0 to 1, the stage in words, and a small JPEG of the clip or None."""

    share: float
    stage: str
    picture: bytes | None = None


@dataclass(frozen=True)
class Curve:
    """The driving signal over time, thinned for drawing; None where not measured."""

    label: str
    time_s: tuple[float, ...]
    value: tuple[float | None, ...]


@dataclass(frozen=True)
class CheckedClip:
    """The result of one clip, as the pages show it.

    Attributes
    ----------
    analysis : Result
        Without its track, because the server keeps this as long as the visitor is there.
    fixes : tuple of Fix or None
        What to fix first in each set of the analysis.
    camera : str
        SVG drawing of where the camera should have been, or empty.
    """

    analysis: Result
    curve: Curve | None
    fixes: tuple[Fix | None, ...]
    camera: str
    files: OutputPlan


def make_ready() -> None:
    """Load what every clip needs before the first one: it takes seconds."""
    import cv2  # noqa: F401
    from scipy import interpolate, signal  # noqa: F401

    from formcheck.pose.models import find_model
    from formcheck.pose.networks import detector_network

    # The first clip reports what is wrong with the model.
    with suppress(FormcheckError, ImportError, OSError):
        detector_network(find_model("lite"))


def check_clip(request: ClipRequest, report: Callable[[Any], None]) -> CheckedClip:
    """Analyse a clip, and write its report, tables and annotated video.

    Parameters
    ----------
    request : ClipRequest
        The clip.
    report : callable
        Called with a `JobProgress` several times a second.

    Raises
    ------
    FormcheckError
        The clip cannot be analysed; the message has the visitor's name for it.
    """
    # Imported in the worker only, because they are slow.
    from formcheck.drawing.camera_setup import camera_drawing
    from formcheck.pipeline import analyze
    from formcheck.report.files import plan_outputs, write_results
    from formcheck.video.reader import VideoReader

    report(JobProgress(0.0, "Opening the clip"))
    preview = _Preview()

    def measuring(done_s: float, total_s: float) -> None:
        # The header may state a shorter length, or none, as in what browsers record.
        _check_length(request, done_s)
        share = _ANALYSIS_SHARE * _share(done_s, total_s)
        report(JobProgress(share, "Following the body", preview.picture))

    def drawing(done_s: float, total_s: float) -> None:
        share = _ANALYSIS_SHARE + (1.0 - _ANALYSIS_SHARE) * _share(done_s, total_s)
        report(JobProgress(share, "Drawing the video", preview.picture))

    try:
        with VideoReader(request.clip) as reader:
            _check_length(request, reader.info.duration_s)
        result = analyze(
            request.clip,
            request.exercise,
            model=request.model,
            progress=measuring,
            on_frame=preview.update,
        )
        result = _renamed(result, request.name)
        plan = plan_outputs(request.clip, request.folder, video=True)
        strips = write_results(result, request.clip, plan, progress=drawing)
        result.track.save(track_file(request.folder))
        write_whole(pictures_file(request.folder), pickle.dumps(strips))
    except FormcheckError as error:
        words = str(error).replace(str(request.clip), request.name)
        # Visitors are not shown the folders of the server.
        raise type(error)(words.replace(f"{request.folder}{os.sep}", "")) from error
    return CheckedClip(
        analysis=result.without_track(),
        curve=_curve(result),
        fixes=_fixes(result, strips),
        camera=camera_drawing(result.view),
        files=plan,
    )


def _check_length(request: ClipRequest, length_s: float) -> None:
    if length_s > request.longest_s:
        raise VideoError(
            f"{request.name}: longer than the {request.longest_s / 60:g} minutes that this app "
            "takes; cut it, or use 'formcheck analyze'"
        )


def _share(done_s: float, total_s: float) -> float:
    return min(done_s / total_s, 1.0) if total_s > 0 else 0.0


def _renamed(result: Result, name: str) -> Result:
    """Replace the file name of the clip."""
    clip = result.clip.model_copy(update={"name": name})
    return result.model_copy(update={"clip": clip})


def _curve(result: Result) -> Curve | None:
    from formcheck.result.readouts import plain_label

    sets = result.sets
    if not sets:
        return None
    series = result.signals[sets[0].driving_signal]
    series = series.iloc[:: max(1, len(series) // _CURVE_POINTS)]
    return Curve(
        label=plain_label(sets[0].driving_signal),
        time_s=tuple(round(float(time_s), 2) for time_s in series.index),
        value=tuple(
            None if math.isnan(value) else round(value, 1) for value in series.astype(float)
        ),
    )


def _fixes(result: Result, strips: Sequence[Sequence[Picture]]) -> tuple[Fix | None, ...]:
    from formcheck.report.fix_first import fix_of

    fixes, first = [], 0
    for set_result in result.sets:
        fixes.append(fix_of(set_result, strips[first : first + len(set_result.reps)]))
        first += len(set_result.reps)
    return tuple(fixes)


class _Preview:
    """A small JPEG of the clip, updated at most every `_PREVIEW_EVERY_S`."""

    def __init__(self) -> None:
        self.picture: bytes | None = None
        self._made_s = 0.0

    def update(self, frame: Frame) -> None:
        import cv2

        now_s = time.monotonic()
        if self.picture is not None and now_s - self._made_s < _PREVIEW_EVERY_S:
            return
        self._made_s = now_s
        height, width = frame.image.shape[:2]
        shrink = _PREVIEW_SIDE / max(height, width)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        small = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
        quality = [int(cv2.IMWRITE_JPEG_QUALITY), _PREVIEW_QUALITY]
        self.picture = cv2.imencode(".jpg", small[..., ::-1], quality)[1].tobytes()


def track_file(folder: Path) -> Path:
    """File with the track of a clip: a report with the person's answers is drawn from it."""
    return folder / "track.npz"


def pictures_file(folder: Path) -> Path:
    """File with the pictures of a clip's report, which a report with answers shows again."""
    return folder / "pictures.pickle"
