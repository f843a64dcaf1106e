"""A result after the person has said how the set felt: nothing is analysed again."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

from formcheck._util.text import local_time
from formcheck.app.jobs.work import ClipResult, measured_file
from formcheck.exercises.after import Felt
from formcheck.report.html import render_html
from formcheck.result.load import Load

__all__ = ["NO_ANSWERS", "Answers", "after_answers", "report_of"]


@dataclass(frozen=True)
class Answers:
    """What the person said after the set.

    Attributes
    ----------
    felt : Felt or None
        Where they felt it most.
    pain : bool
        Whether there was any.
    load : Load or None
        What it was done with.
    """

    felt: Felt | None = None
    pain: bool = False
    load: Load | None = None


NO_ANSWERS = Answers()


def after_answers(result: ClipResult, answers: Answers) -> ClipResult:
    """The result as it is after the answers: as `formcheck.analyze` gives it when told at once.

    Parameters
    ----------
    result : ClipResult
        Of the worker, of exercises in the catalogue.
    answers : Answers
        After pain there is no score, no fault to fix, and no video: the cues are drawn into it.
    """
    if answers == NO_ANSWERS:
        return result
    told = result.analysis.with_feedback(felt=answers.felt, pain=answers.pain, load=answers.load)
    if not answers.pain:
        return replace(result, analysis=told)
    fixes = tuple(None for _ in result.fixes)
    return replace(result, analysis=told, fixes=fixes, files=replace(result.files, video=None))


def report_of(result: ClipResult, answers: Answers) -> bytes:
    """The report of a result, as a whole HTML document.

    Parameters
    ----------
    result : ClipResult
        As it is after the answers.
    answers : Answers
        Without any, it is the report that the worker has written.

    Raises
    ------
    OSError
        The files of the clip are gone.
    """
    if answers == NO_ANSWERS:
        return result.files.html.read_bytes()
    measured, strips = pickle.loads(measured_file(result.files.json.parent).read_bytes())
    feedback = result.analysis.feedback
    if feedback is not None and feedback.pain:
        # Their rings point at faults.
        strips = [[one for one in strip if one.moment.fault is None] for strip in strips]
    told = result.analysis.with_track(measured.track)
    return render_html(told, None, local_time(), strips).encode("utf-8")
