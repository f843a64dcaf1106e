"""What a worker process of the app does with one clip."""

from __future__ import annotations

import math
import os
import pickle
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
    "ClipRequest",
    "ClipResult",
    "Curve",
    "Progress",
    "check_clip",
    "make_ready",
    "measured_file",
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
        The file, under a name of ours.
    name : str
        What the person calls it; only ever shown.
    exercise : str
        Name in the catalogue, or ``auto``.
    model : str
        Pose model.
    folder : Path
        For the results.
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
class Progress:
    """How far it is: a share from 0 to 1, words, and a small JPEG of the clip or None."""

    share: float
    stage: str
    picture: bytes | None = None


@dataclass(frozen=True)
class Curve:
    """The driving signal over time, thinned for drawing; None where it was not seen."""

    label: str
    time_s: tuple[float, ...]
    value: tuple[float | None, ...]


@dataclass(frozen=True)
class ClipResult:
    """All that the page shows of a clip.

    Attributes
    ----------
    fixes : tuple of Fix or None
        For each set of the analysis, what to fix first.
    camera : str
        Drawing of the camera it should have been, or empty.
    """

    analysis: Result
    curve: Curve | None
    fixes: tuple[Fix | None, ...]
    camera: str
    files: OutputPlan


def make_ready() -> None:
    """Load what every clip needs, which takes seconds, before there is one."""
    import cv2  # noqa: F401
    from scipy import interpolate, signal  # noqa: F401

    from formcheck.pose.mediapipe import MediaPipePose
    from formcheck.pose.models import find_model

    # Whatever is wrong with it, the first clip will say so.
    with suppress(FormcheckError, ImportError, OSError):
        MediaPipePose(find_model("lite")).close()


def check_clip(request: ClipRequest, report: Callable[[Any], None]) -> ClipResult:
    """Analyse a clip, and write its report, tables and annotated video.

    Parameters
    ----------
    request : ClipRequest
        Which clip.
    report : callable
        Handed a `Progress` now and then.

    Raises
    ------
    FormcheckError
        The clip cannot be analysed; it is called by the person's name for it.
    """
    # Heavy imports in the worker only: the first page does not wait for them.
    from formcheck.drawing.camera_setup import camera_drawing
    from formcheck.pipeline import analyze
    from formcheck.report.files import plan_outputs, write_results
    from formcheck.video.reader import VideoReader

    report(Progress(0.0, "Opening the clip"))
    preview = _Preview()

    def measuring(done_s: float, total_s: float) -> None:
        # A header may say less than there is, or, as in what browsers record, nothing at all.
        _check_length(request, done_s)
        share = _ANALYSIS_SHARE * _share(done_s, total_s)
        report(Progress(share, "Following the body", preview.picture))

    def drawing(done_s: float, total_s: float) -> None:
        share = _ANALYSIS_SHARE + (1.0 - _ANALYSIS_SHARE) * _share(done_s, total_s)
        report(Progress(share, "Drawing the video", preview.picture))

    try:
        with VideoReader(request.clip) as reader:
            _check_length(request, reader.info.duration_s)
        measured = analyze(
            request.clip,
            request.exercise,
            model=request.model,
            progress=measuring,
            watch=preview.see,
        )
        measured = _called(measured, request.name)
        plan = plan_outputs(request.clip, request.folder, video=True)
        strips = write_results(measured, request.clip, plan, progress=drawing)
        write_whole(measured_file(request.folder), pickle.dumps((measured, strips)))
    except FormcheckError as error:
        words = str(error).replace(str(request.clip), request.name)
        # Where this server keeps its files is nothing to visitors.
        raise type(error)(words.replace(f"{request.folder}{os.sep}", "")) from error
    return ClipResult(
        analysis=measured,
        curve=_curve(measured),
        fixes=_fixes(measured, strips),
        camera=camera_drawing(measured.view),
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


def _called(measured: Result, name: str) -> Result:
    """The same under the person's name for the clip."""
    analysis = measured
    clip = analysis.clip.model_copy(update={"name": name})
    named = analysis.model_copy(update={"clip": clip})
    return replace(measured, analysis=named)


def _curve(measured: Result) -> Curve | None:
    from formcheck.result.readouts import plain_label

    sets = measured.sets
    if not sets:
        return None
    series = measured.signals[sets[0].driving_signal]
    series = series.iloc[:: max(1, len(series) // _CURVE_POINTS)]
    return Curve(
        label=plain_label(sets[0].driving_signal),
        time_s=tuple(round(float(one), 2) for one in series.index),
        value=tuple(None if math.isnan(one) else round(one, 1) for one in series.astype(float)),
    )


def _fixes(analysis: Result, strips: Sequence[Sequence[Picture]]) -> tuple[Fix | None, ...]:
    from formcheck.report.fix_first import fix_of

    found, first = [], 0
    for part in analysis.sets:
        found.append(fix_of(part, strips[first : first + len(part.reps)]))
        first += len(part.reps)
    return tuple(found)


class _Preview:
    """A small picture of the clip, made anew only now and then."""

    def __init__(self) -> None:
        self.picture: bytes | None = None
        self._made_s = 0.0

    def see(self, frame: Frame) -> None:
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


def measured_file(folder: Path) -> Path:
    """Where the `Result` of a clip and the pictures of its report are kept for another report."""
    return folder / "measured.pickle"
