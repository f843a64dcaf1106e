"""The work of one batch process: analyse a clip and keep the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck._util.text import local_time, shown
from formcheck.batch.records import Record, Store, patiently
from formcheck.batch.storage import content_hash, local_copy, place_of
from formcheck.errors import FormcheckError

__all__ = ["ClipJob", "analyse_clip"]


@dataclass(frozen=True)
class ClipJob:
    """All that a worker needs to know.

    Attributes
    ----------
    source : str
        Path or address of the clip.
    sha256 : str
        Of its content, when the batch was planned.
    key : str
        Name of the result.
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
        Told the number of frames so far.

    Raises
    ------
    FormcheckError
        The clip cannot be analysed; the supervisor's side keeps the reason.
    OSError
        It cannot be read any more, or is not what it was when the batch was planned.
    """
    # Heavy imports in the worker only: the parent of a thousand clips stays small.
    from formcheck.pipeline import analyze
    from formcheck.report.html import render_html

    frames = 0

    def advance(done_s: float, total_s: float) -> None:
        nonlocal frames
        frames += 1
        report(frames)

    def still_here() -> None:
        report(frames)

    store = Store(place_of(job.output))
    with local_copy(job.source) as clip:
        try:
            # The other cores have clips of their own.
            measured = analyze(clip, job.exercise, model=job.model, progress=advance, at_once=1)
        except FormcheckError:
            # A drive that went away is no fault of the clip: the next run shall try again.
            _assert_unchanged(job, content_hash(str(clip)))
            raise
        _assert_unchanged(job, measured.clip.sha256)
        still_here()
        if job.report:
            page = render_html(measured, clip, local_time())
            patiently(lambda: store.write_report(job.key, page), still_here)
    # Last: a record says that all of the clip's work is done.
    record = Record(key=job.key, exercise=shown(job.exercise), analysis=measured)
    patiently(lambda: store.write(record), still_here)
    return frames


def _assert_unchanged(job: ClipJob, sha256: str) -> None:
    if sha256 != job.sha256:
        raise OSError("the clip was changed while the batch was running")
