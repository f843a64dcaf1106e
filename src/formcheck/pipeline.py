"""Walk the street for one file: video, pose, motion, repetitions, assessment, result."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from formcheck._util.text import shown
from formcheck.assessment.sets import JudgedSet, judge_sets
from formcheck.assessment.share import share_of_range
from formcheck.assessment.sides import SideDifference, side_differences
from formcheck.errors import VideoError
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.assignment import Assignment, recognised
from formcheck.exercises.passages import recognise_clip
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.smoothing import smooth
from formcheck.motion.stretches import Stretch, stretch_signals, stretches
from formcheck.motion.view import CameraView
from formcheck.pose.landmarks import PoseTrack
from formcheck.pose.looking import Progress, Watch
from formcheck.pose.models import find_model
from formcheck.pose.tracking import track_clip
from formcheck.result.feedback import parse_felt, with_feedback
from formcheck.result.load import parse_load
from formcheck.result.recognition import recognised_parts, unrecognised
from formcheck.result.safety import LIMITS
from formcheck.result.schema import Analysis, Clip, Measured, SetResult
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.result.viewing import view_summary
from formcheck.store.profiles import calibrated

__all__ = ["AUTO", "analyze", "measure_clip"]

AUTO = "auto"
"""Instead of an exercise: tell from the clip which it is."""

_NOT_RECOGNISED = "the exercise was not recognised"


def analyze(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise = AUTO,
    *,
    profile: str | None = None,
    load: str | None = None,
    felt: str | None = None,
    pain: bool = False,
    model: str | Path = "full",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse one clip.

    Parameters
    ----------
    path : path-like
        The clip.
    exercise : str, Path or Exercise
        Name in the catalogue, such as ``"squat"``, or a TOML file; ``"auto"`` tells it from the
        clip, also where one clip holds several.
    profile : str, optional
        Whose back it is, by a name that `calibrate` stored: rounding is then judged by the person's
        own range as well, and given as a share of it.
    load : str, optional
        What it was done with: ``"bodyweight"``, ``"band"``, or kilograms such as ``"20 kg"``. It is
        kept with every set of the clip.
    felt : {"glutes", "hamstrings", "low_back", "nowhere"}, optional
        Where the person felt the set most: no camera can see it, and it changes the advice.
    pain : bool
        Whether they felt any pain: then there is no score, and they are told to stop.
    model : {"lite", "full", "heavy"} or path
        Pose model.
    progress : callable, optional
        Told seconds done and seconds in all, again and again.
    cancelled : callable, optional
        Asked before each frame; True raises `Cancelled`.

    Returns
    -------
    Analysis
        With no sets and a warning where no repetition was found, or where it could not be told
        which exercise the clip shows.

    Raises
    ------
    FormcheckError
        One line on what is wrong and what to do; see `formcheck.errors`.

    Examples
    --------
    >>> import formcheck
    >>> result = formcheck.analyze("clip.mp4")  # doctest: +SKIP
    >>> [rep.score.value for rep in result.reps]  # doctest: +SKIP
    """
    return measure_clip(
        path,
        exercise,
        profile=profile,
        load=load,
        felt=felt,
        pain=pain,
        model=model,
        progress=progress,
        cancelled=cancelled,
    ).analysis


def measure_clip(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise = AUTO,
    *,
    profile: str | None = None,
    load: str | None = None,
    felt: str | None = None,
    pain: bool = False,
    model: str | Path = "full",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watch: Watch | None = None,
    at_once: int | None = None,
) -> Measured:
    """As `analyze`, with the signals and the track that pictures and tables are made from.

    `watch` is shown frames as they are looked at, for a preview; `at_once` is how many stretches of
    the clip are looked at side by side, by default one for each core.
    """
    given = None if exercise == AUTO else _definition(exercise)
    where = None if felt is None else parse_felt(felt)
    done_with = None if load is None else parse_load(load)
    person = None if profile is None else calibrated(profile)
    back = None if person is None else person.back
    source, bundle = Path(path), find_model(model)
    tracked = track_clip(
        source, bundle, progress=progress, cancelled=cancelled, watch=watch, at_once=at_once
    )
    track = tracked.track
    parts, smoothed = stretches(track), smooth(track)
    signals = stretch_signals(smoothed, parts)
    passages = recognise_clip(smoothed, signals) if given is None else ()
    plan = recognised(passages) if given is None else [Assignment(given)]
    judged = _judged(parts, signals, plan, back)
    sets = sorted(
        (summarise_set(of, one.driving_signal, one.reps, done_with) for of, one in judged),
        key=lambda one: one.start_s,
    )
    view = _main_view(parts, sets)
    warnings = [*tracked.warnings]
    if not any(part.reps for part in sets):
        warnings += _nothing_found(source, plan, tracked.warnings)
    if back is not None:
        signals, unused = share_of_range(signals, back, [one for _, one in judged])
        warnings += unused
    taken_for = recognised_parts(passages)
    warnings += unrecognised(taken_for)
    analysis = Analysis(
        formcheck_version=version("formcheck"),
        model=bundle.stem,
        clip=_clip(source, track),
        view=view_summary(view, [one.exercise.camera for one in plan]),
        headline=worst_headline(sets) if plan else worst_headline(sets, _NOT_RECOGNISED),
        sets=tuple(sets),
        sides=_sides(sets, view),
        warnings=tuple(warnings),
        limits=LIMITS,
        recognised=taken_for,
        back_range=None if person is None else person.used,
    )
    definitions = {one.exercise.id: one.exercise for one in plan}
    told = with_feedback(analysis, definitions, where, pain)
    return Measured(told, signals, smoothed, view)


def _nothing_found(
    source: Path, plan: Sequence[Assignment], warnings: Sequence[str]
) -> Iterator[str]:
    """Words for a clip without a repetition; a `VideoError` where it is damaged too."""
    if warnings:
        raise VideoError(f"{source}: {warnings[0]} No whole repetition is in it.")
    for one in plan:
        advice = one.exercise.camera.advice
        yield f"No repetition of '{one.exercise.name}' was found. {advice}"


def _definition(exercise: str | Path | Exercise) -> Exercise:
    return exercise if isinstance(exercise, Exercise) else load_exercise(exercise)


def _judged(
    parts: Sequence[Stretch],
    signals: pd.DataFrame,
    plan: Sequence[Assignment],
    back: PersonalRange | None,
) -> list[tuple[Exercise, JudgedSet]]:
    return [
        (one.exercise, judged)
        for one in plan
        for judged in judge_sets(parts, signals, one.exercise, one.spans, back)
    ]


def _sides(sets: Sequence[SetResult], view: CameraView) -> tuple[SideDifference, ...]:
    """Left against right, exercise by exercise, over all sets of the clip."""
    exercises = dict.fromkeys(one.exercise for one in sets)
    return tuple(
        difference
        for name in exercises
        for difference in side_differences(
            name,
            [result.rep for one in sets if one.exercise == name for result in one.reps],
            both_legs_in_view=view.view == "front",
        )
    )


def _main_view(parts: Sequence[Stretch], sets: Sequence[SetResult]) -> CameraView:
    """The view of the stretch with most repetitions, or of the longest."""

    def weight(part: Stretch) -> tuple[int, float]:
        turns = [rep.rep.turn_s for one in sets for rep in one.reps]
        inside = sum(part.start_s <= turn_s <= part.end_s for turn_s in turns)
        return inside, part.end_s - part.start_s

    return max(parts, key=weight).view


def _clip(source: Path, track: PoseTrack) -> Clip:
    step = float(np.median(np.diff(track.time)))
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Clip(
        name=shown(source.name),
        sha256=digest,
        width=track.width,
        height=track.height,
        duration_s=float(track.time[-1]) + step,
        frames=len(track),
        frame_rate=1.0 / step,
        seen_share=float(track.seen.mean()),
    )
