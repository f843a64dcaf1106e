"""The task of a batch worker: track a clip, or load its track, and write its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck._util.text import local_time, shown
from formcheck.batch.keys import AUTO
from formcheck.batch.records import Record, ResultStore
from formcheck.batch.storage import Storage, content_hash, file_name, local_copy
from formcheck.batch.tracks import TrackStore
from formcheck.errors import FormcheckError, OutputError, TrackError

if TYPE_CHECKING:
    from formcheck.exercises import Exercise
    from formcheck.pose.track import PoseTrack
    from formcheck.result.result import Result

__all__ = ["ClipEnding", "ClipJob", "analyse_clip"]


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
    track_key : str
        Of the pose track.
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
    track_key: str
    output: str
    report: bool


@dataclass(frozen=True)
class ClipEnding:
    """What a worker tells of a clip that is done.

    Attributes
    ----------
    frames : int
        Number of frames that were searched for people.
    from_track : bool
        Whether the clip was judged from a stored track; no frame was searched then.
    warning : str or None
        Why a stored track could not be used.
    """

    frames: int = 0
    from_track: bool = False
    warning: str | None = None


def analyse_clip(job: ClipJob, report: Callable[[float], None]) -> ClipEnding:
    """Track the clip or load its track, judge it, and write track, report and record.

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
    from formcheck.exercises import load_exercise

    # What cannot be used is said before the slow part.
    exercise = job.exercise if job.exercise == AUTO else load_exercise(job.exercise)
    store = ResultStore(Storage(job.output))
    tracks = TrackStore(store.storage)
    ending = ClipEnding()
    try:
        track = tracks.read(job.track_key, sha256=job.sha256, backend=job.model.stem)
    except TrackError as error:
        track = None
        ending = ClipEnding(warning=f"{error}; the clip was tracked anew")
    if track is not None and not job.report:
        # Nothing else is needed of the clip; one from afar is not even copied.
        _write_record(store, job, _judged(job, track, exercise))
        return ClipEnding(from_track=True)
    with local_copy(job.source) as clip:
        if track is None:
            track, frames = _tracked(job, clip, report)
            ending = replace(ending, frames=frames)
            _keep(tracks, job, track, damaged=ending.warning is not None)
        else:
            # The report shows pictures of it.
            _assert_unchanged(job, content_hash(str(clip)))
            ending = ClipEnding(from_track=True)
        result = _judged(job, track, exercise)
        if job.report:
            from formcheck.report.html import render_html

            store.write_report(job.key, render_html(result, clip, local_time()))
    # Last: a record means that the report is complete too.
    _write_record(store, job, result)
    return ending


def _tracked(job: ClipJob, clip: Path, report: Callable[[float], None]) -> tuple[PoseTrack, int]:
    """The track of a clip, and the number of frames that were searched for it."""
    # Heavy imports in the worker only: the parent of a thousand clips stays small.
    from formcheck.pipeline import track_video

    frames = 0

    def advance(done_s: float, total_s: float) -> None:
        nonlocal frames
        frames += 1
        report(frames)

    try:
        track = track_video(clip, model=job.model, progress=advance)
    except FormcheckError:
        # If a drive was unplugged, the clip is not at fault: the next run tries again.
        _assert_unchanged(job, content_hash(str(clip)))
        raise
    _assert_unchanged(job, track.source.sha256)
    report(frames)
    return track, frames


def _keep(tracks: TrackStore, job: ClipJob, track: PoseTrack, *, damaged: bool) -> None:
    """Write a track before it is judged: if that fails, the next try needs no pose."""
    try:
        tracks.write(job.track_key, track)
    except OutputError:
        # What is in its place can be neither read nor replaced, such as a folder. The result needs
        # no file, and where nothing can be written at all it says so itself.
        if not damaged:
            raise


def _judged(job: ClipJob, track: PoseTrack, exercise: str | Exercise) -> Result:
    from formcheck.pipeline import assess, refuse_damaged

    # A file of the same content may have had another name when it was tracked.
    source = replace(track.source, clip=shown(file_name(job.source)))
    result = assess(replace(track, source=source), exercise)
    refuse_damaged(job.source, result)
    return result


def _write_record(store: ResultStore, job: ClipJob, result: Result) -> None:
    store.write(Record(key=job.key, exercise=shown(job.exercise), analysis=result))


def _assert_unchanged(job: ClipJob, sha256: str) -> None:
    if sha256 != job.sha256:
        raise OSError("the clip was changed while the batch was running")
