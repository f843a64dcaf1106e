"""The task of a batch worker: analyse a clip and write its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck._util.text import local_time, shown
from formcheck.batch.records import Record, ResultStore
from formcheck.batch.storage import Storage, content_hash, local_copy
from formcheck.errors import FormcheckError

__all__ = ["ClipJob", "analyse_clip"]


@dataclass(frozen=True)
class ClipJob:
    """One clip to analyse, with all that a worker needs for it.

    Attributes
    ----------
    source : str
        Path or address of the clip.
    sha256 : str
        Of its content, as it was when the batch was planned.
    key : str
        Of the result.
    output : str
        Path or address of the folder for the results.
    report : bool
        Whether to write the HTML report too.
    """

    source: str
    sha256: str
    exercise: str
    model: Path
    key: str
    output: str
    report: bool


def analyse_clip(job: ClipJob, report: Callable[[float], None]) -> int:
    """Analyse, write record and report, and return the number of frames.

    Parameters
    ----------
    job : ClipJob
        Which clip, and where its result goes.
    report : callable
        Called with the number of frames so far.

    Raises
    ------
    FormcheckError
        The clip cannot be analysed; the supervisor's process stores the reason.
    OSError
        The clip cannot be read any more, or was changed since the batch was planned.
    """
    # Heavy imports in the worker only: the parent of a thousand clips stays small.
    from formcheck.pipeline import analyze
    from formcheck.report.html import render_html

    frames = 0

    def advance(done_s: float, total_s: float) -> None:
        nonlocal frames
        frames += 1
        report(frames)

    store = ResultStore(Storage(job.output))
    with local_copy(job.source) as clip:
        try:
            measured = analyze(clip, job.exercise, model=job.model, progress=advance)
        except FormcheckError:
            # If a drive was unplugged, the clip is not at fault: the next run tries again.
            _assert_unchanged(job, content_hash(str(clip)))
            raise
        _assert_unchanged(job, measured.clip.sha256)
        report(frames)
        if job.report:
            store.write_report(job.key, render_html(measured, clip, local_time()))
    # Last: a record means that the report is complete too.
    record = Record(key=job.key, exercise=shown(job.exercise), analysis=measured)
    store.write(record)
    return frames


def _assert_unchanged(job: ClipJob, sha256: str) -> None:
    if sha256 != job.sha256:
        raise OSError("the clip was changed while the batch was running")
