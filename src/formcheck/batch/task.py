"""The work of one batch process: analyse a clip and keep the result."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck._clock import local_time
from formcheck.batch.record import Record, Store
from formcheck.errors import OutputError

__all__ = ["ClipJob", "analyse_clip"]

_DISK_EVERY_S = 1.0
_DISK_PATIENCE_S = 600.0


@dataclass(frozen=True)
class ClipJob:
    """All that a worker needs to know.

    Attributes
    ----------
    key : str
        Name of the result.
    report : bool
        Whether to write the HTML report too.
    """

    path: Path
    exercise: str
    model: Path
    key: str
    folder: Path
    report: bool


def analyse_clip(job: ClipJob, report: Callable[[float], None]) -> int:
    """Analyse, write record and report, and return the number of frames.

    Parameters
    ----------
    job : ClipJob
        Which clip, and where its result goes.
    report : callable
        Told the number of frames so far.

    Raises
    ------
    FormcheckError
        The clip cannot be analysed; the supervisor's side keeps the reason.
    """
    # Heavy imports in the worker only: the parent of a thousand clips stays small.
    from formcheck.report.html import render_html
    from formcheck.session import measure_clip

    frames = 0

    def advance(done_s: float, total_s: float) -> None:
        nonlocal frames
        frames += 1
        report(frames)

    measured = measure_clip(job.path, job.exercise, model=job.model, progress=advance)
    store = Store(job.folder)
    if job.report:
        page = render_html(measured, job.path, local_time())
        _patiently(lambda: store.write_report(job.key, page), lambda: report(frames))
    # Last: a record says that all of the clip's work is done.
    record = Record(key=job.key, exercise=job.exercise, analysis=measured.analysis)
    _patiently(lambda: store.write(record), lambda: report(frames))
    return frames


def _patiently(write: Callable[[], None], still_here: Callable[[], None]) -> None:
    """Write; while the disk is full, wait: minutes of analysis are not thrown away for that."""
    until_s = time.monotonic() + _DISK_PATIENCE_S
    while True:
        try:
            return write()
        except OutputError as error:
            cause = error.__cause__
            full = isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)
            if not full or time.monotonic() > until_s:
                raise
            still_here()
            time.sleep(_DISK_EVERY_S)
