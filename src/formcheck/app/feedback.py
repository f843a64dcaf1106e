"""A result with the person's answers after the set; nothing is analysed again."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

from formcheck._util.text import local_time
from formcheck.app.jobs.work import CheckedClip, pictures_file, track_file
from formcheck.exercises.after import Felt
from formcheck.pose.track import PoseTrack
from formcheck.report.html import render_html
from formcheck.result.load import Load

__all__ = ["NO_ANSWERS", "Answers", "report_html", "with_feedback"]


@dataclass(frozen=True)
class Answers:
    """The person's answers after a set.

    Attributes
    ----------
    felt : Felt or None
        Where they felt it most.
    pain : bool
        Whether there was pain.
    load : Load or None
        The load of every set of the clip.
    """

    felt: Felt | None = None
    pain: bool = False
    load: Load | None = None


NO_ANSWERS = Answers()


def with_feedback(result: CheckedClip, answers: Answers) -> CheckedClip:
    """Add the answers to a result, as `formcheck.analyze` does with the same answers.

    Parameters
    ----------
    result : CheckedClip
        Of exercises in the catalogue.
    answers : Answers
        After pain there is no score, no fault to fix, and no video: the cues are drawn into it.
    """
    if answers == NO_ANSWERS:
        return result
    analysis = result.analysis.with_feedback(
        felt=answers.felt, pain=answers.pain, load=answers.load
    )
    if not answers.pain:
        return replace(result, analysis=analysis)
    fixes = tuple(None for _ in result.fixes)
    return replace(result, analysis=analysis, fixes=fixes, files=replace(result.files, video=None))


def report_html(result: CheckedClip, answers: Answers) -> bytes:
    """The report as a whole HTML document.

    Parameters
    ----------
    result : CheckedClip
        With the answers added.
    answers : Answers
        Without any, the report is the one that the worker wrote.

    Raises
    ------
    OSError
        The files of the clip are gone.
    """
    if answers == NO_ANSWERS:
        return result.files.html.read_bytes()
    folder = result.files.json.parent
    strips = pickle.loads(pictures_file(folder).read_bytes())
    if answers.pain:
        # The rings in these pictures point at faults.
        strips = [[image for image in strip if image.moment.fault is None] for strip in strips]
    answered = result.analysis.with_track(PoseTrack.load(track_file(folder)))
    return render_html(answered, None, local_time(), strips).encode("utf-8")
