"""From a clip to a track, from a track to a result, and the two together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from formcheck.assessment.own_range import range_warnings
from formcheck.assessment.sets import judge_sets
from formcheck.assessment.sides import SideDifference, side_differences
from formcheck.errors import CalibrationError, TrackError, VideoError
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.recognition import Assignment, assignments, recognise_clip
from formcheck.motion.personal_range import PersonalRange, range_in
from formcheck.motion.shot import Shot, shots
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import CameraView
from formcheck.pose.backend import GivenEstimator, PoseBackend, PoseEstimator
from formcheck.pose.backends import DEFAULT_BACKEND, find_backend
from formcheck.pose.detect import OnFrame
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack
from formcheck.pose.track_checks import check_landmarks, check_values, in_words
from formcheck.pose.tracking import track_clip
from formcheck.reps.counter import driving_levels
from formcheck.reps.rep import Rep
from formcheck.result.recognition import recognised_parts, unrecognised
from formcheck.result.result import Result, main_view
from formcheck.result.safety import LIMITS
from formcheck.result.schema import Clip, SetResult
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.result.viewing import view_summary
from formcheck.store.profiles import calibrated, save_profile, usable_name
from formcheck.video.reader import VideoProgress

__all__ = ["AUTO", "analyze", "assess", "calibrate", "refuse_damaged", "track_video"]

AUTO = "auto"
"""Instead of an exercise: recognise it."""

_NOT_RECOGNISED = "the exercise was not recognised"


def track_video(
    path: str | os.PathLike[str],
    *,
    model: str | Path = "full",
    backend: str = DEFAULT_BACKEND,
    estimator: PoseEstimator | None = None,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_frame: OnFrame | None = None,
) -> PoseTrack:
    """Follow the person whom a clip is about; slow, and knows no exercise.

    Parameters
    ----------
    path : path-like
        The clip.
    model : {"lite", "full", "heavy"} or path
        Pose model.
    backend : {"litert", "mediapipe"}
        What runs it; MediaPipe is the reference, slower, and follows one person alone.
    estimator : PoseEstimator, optional
        Used instead of `model` and `backend`; it is not closed.
    progress : callable, optional
        Called with (seconds done, seconds in all) after each frame; 0 in all where unknown.
    cancelled : callable, optional
        Asked before each frame; True raises `Cancelled`.
    on_frame : callable, optional
        Called with each frame, shrunk for the pose model, for a preview.

    Returns
    -------
    PoseTrack
        Raw; `PoseTrack.save` keeps it, `assess` judges it.

    Raises
    ------
    FormcheckError
        One line on what is wrong and what to do; see `formcheck.errors`.

    Examples
    --------
    >>> import formcheck
    >>> track = formcheck.track_video("clip.mp4")  # doctest: +SKIP
    """
    follower: PoseBackend = (
        find_backend(backend, model) if estimator is None else GivenEstimator(estimator)
    )
    return track_clip(
        Path(path), follower, progress=progress, cancelled=cancelled, on_frame=on_frame
    )


def assess(
    track: PoseTrack, exercise: str | Path | Exercise = AUTO, *, profile: str | None = None
) -> Result:
    """Count, measure and score the repetitions in a track; takes well under a second.

    Parameters
    ----------
    track : PoseTrack
        From `track_video`, `PoseTrack.load` or another pose estimator.
    exercise : str, Path or Exercise
        Name in the catalogue, such as ``"squat"``, or a TOML file; ``"auto"`` recognises it, also
        where one clip holds several.
    profile : str, optional
        Whose back it is, by a name that `calibrate` stored: rounding is then judged by the person's
        own range as well, and given as a share of it.

    Returns
    -------
    Result
        With no sets and a warning where no repetition was found, or where it could not be told
        which exercise the clip shows.

    Raises
    ------
    TrackError
        Nobody is in the track, or it has not the landmarks that the exercise is counted by.
    FormcheckError
        The exercise or the profile cannot be used.
    """
    given = None if exercise == AUTO else _definition(exercise)
    person = None if profile is None else calibrated(profile)
    back = None if person is None else person.back
    name = track.source.clip or "the track"
    check_values(track, name)
    check_landmarks(track, name)
    of_clip = shots(track)
    segments = recognise_clip(track, of_clip) if given is None else ()
    plan = assignments(segments) if given is None else [Assignment(given)]
    for assignment in plan:
        _check_landmarks(track, of_clip, assignment.exercise)
    sets = sorted(
        (
            summarise_set(assignment.exercise, reps)
            for assignment in plan
            for reps in judge_sets(of_clip, assignment.exercise, assignment.spans, back)
        ),
        key=lambda set_result: set_result.start_s,
    )
    reps = [rep for set_result in sets for rep in set_result.reps]
    view = main_view(of_clip, reps)
    warnings = [*track.source.warnings]
    if not reps:
        warnings += _nothing_found(plan)
    if back is not None:
        warnings += range_warnings(back, reps)
    taken_for = recognised_parts(segments)
    result = Result(
        formcheck_version=version("formcheck"),
        model=track.source.backend,
        clip=_clip(track),
        view=view_summary(view, [assignment.exercise.camera for assignment in plan]),
        headline=worst_headline(sets) if plan else worst_headline(sets, _NOT_RECOGNISED),
        sets=tuple(sets),
        sides=_sides(sets, view),
        warnings=(*warnings, *unrecognised(taken_for)),
        limits=LIMITS,
        recognised=taken_for,
        back_range=None if person is None else person.used,
    )
    definitions = {assignment.exercise.id: assignment.exercise for assignment in plan}
    return result.with_track(track, of_clip, definitions)


def analyze(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise = AUTO,
    *,
    profile: str | None = None,
    model: str | Path = "full",
    backend: str = DEFAULT_BACKEND,
    estimator: PoseEstimator | None = None,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_frame: OnFrame | None = None,
) -> Result:
    """Analyse one clip: `track_video` and `assess` together.

    Parameters
    ----------
    path, model, backend, estimator, progress, cancelled, on_frame
        As for `track_video`.
    exercise, profile
        As for `assess`.

    Returns
    -------
    Result

    Raises
    ------
    FormcheckError
        One line on what is wrong and what to do; see `formcheck.errors`.

    Examples
    --------
    >>> import formcheck
    >>> result = formcheck.analyze("clip.mp4")  # doctest: +SKIP
    >>> result.reps_table()  # doctest: +SKIP
    """
    # What cannot be used is said before the slow part.
    given = exercise if exercise == AUTO else _definition(exercise)
    if profile is not None:
        calibrated(profile)
    track = track_video(
        path,
        model=model,
        backend=backend,
        estimator=estimator,
        progress=progress,
        cancelled=cancelled,
        on_frame=on_frame,
    )
    result = assess(track, given, profile=profile)
    refuse_damaged(path, result)
    return result


def refuse_damaged(path: str | os.PathLike[str], result: Result) -> None:
    """Refuse a clip of which only a part could be read, with no repetition in that part.

    Parameters
    ----------
    path : path-like
        The clip, for the message.
    result : Result
        What `assess` made of its track.

    Raises
    ------
    VideoError
        It is such a clip.
    """
    warnings = result.track.source.warnings
    if not result.reps and warnings:
        raise VideoError(f"{os.fspath(path)}: {warnings[0]} No whole repetition is in it.")


def calibrate(
    path: str | os.PathLike[str],
    *,
    profile: str | None = None,
    model: str | Path = "full",
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PersonalRange:
    """Read the range of a person's back from a clip made for it.

    The person is filmed side-on and, after two quiet seconds, slumps and stands tall, or does
    cat-cow on hands and knees: at least twice each way, a second at each end. Slumping covers less
    than cat-cow does, so calibrate in the posture you can film best and keep to it.

    Parameters
    ----------
    path, model, progress, cancelled
        As for `track_video`.
    profile : str, optional
        Name to store the range under, for ``assess(..., profile=name)``. Without it nothing is
        stored.

    Returns
    -------
    PersonalRange

    Raises
    ------
    CalibrationError
        The range cannot be read; says why and how to film it.
    FormcheckError
        The clip, the model or the stored profiles cannot be used.

    Examples
    --------
    >>> import formcheck
    >>> formcheck.calibrate("cat_cow.mp4", profile="me")  # doctest: +SKIP
    """
    if profile is not None:
        usable_name(profile)
    track = track_video(path, model=model, progress=progress, cancelled=cancelled)
    try:
        back = range_in(track)
    except CalibrationError as error:
        raise CalibrationError(f"{path}: {error}") from error
    if profile is not None:
        save_profile(profile, back, Path(path).name)
    return back


def _definition(exercise: str | Path | Exercise) -> Exercise:
    return exercise if isinstance(exercise, Exercise) else load_exercise(exercise)


def _check_landmarks(track: PoseTrack, of_clip: Sequence[Shot], exercise: Exercise) -> None:
    """Refuse a track that never has the landmarks of the signal that repetitions are counted by."""
    for shot in of_clip:
        name = driving_levels(exercise, shot.view).signal
        missing = [
            landmark
            for part in SIGNALS[name].parts
            for landmark in side_landmarks(part)
            if not np.isfinite(track.xy[:, landmark]).any()
        ]
        if missing:
            raise TrackError(
                f"{track.source.clip or 'the track'}: has no {in_words(missing)}, which "
                f"'{exercise.name}' is counted by ({SIGNALS[name].label})"
            )


def _nothing_found(plan: Sequence[Assignment]) -> Iterator[str]:
    """Words for a clip without a repetition."""
    for assignment in plan:
        exercise = assignment.exercise
        yield f"No repetition of '{exercise.name}' was found. {exercise.camera.advice}"


def _sides(sets: Sequence[SetResult], view: CameraView) -> tuple[SideDifference, ...]:
    """Left against right, exercise by exercise, over all sets of the clip."""
    reps_of: dict[str, list[Rep]] = {}
    for set_result in sets:
        reps_of.setdefault(set_result.exercise, []).extend(set_result.reps)
    return tuple(
        difference
        for name, reps in reps_of.items()
        for difference in side_differences(name, reps, both_legs_in_view=view.view == "front")
    )


def _clip(track: PoseTrack) -> Clip:
    step_s = float(np.median(np.diff(track.time)))
    return Clip(
        name=track.source.clip,
        sha256=track.source.sha256,
        width=track.width,
        height=track.height,
        duration_s=float(track.time[-1]) + step_s,
        frames=len(track),
        frame_rate=1.0 / step_s,
        seen_share=float(track.seen.mean()),
    )
