"""Walk the street for a clip that shows how far a person's back bends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from formcheck.errors import CalibrationError
from formcheck.motion.back import back_shape
from formcheck.motion.personal_range import PersonalRange, posture_span_s, read_personal_range
from formcheck.motion.scale import body_scale
from formcheck.motion.shot import shots
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import smooth
from formcheck.motion.view import camera_view
from formcheck.pose.detect import OnProgress
from formcheck.pose.models import find_model
from formcheck.pose.track import PoseTrack
from formcheck.pose.tracking import track_clip
from formcheck.store.profiles import save_profile, usable_name

__all__ = ["calibrate", "range_in"]


def calibrate(
    path: str | os.PathLike[str],
    *,
    profile: str | None = None,
    model: str | Path = "full",
    progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PersonalRange:
    """Read the range of a person's back from a clip made for it.

    The person is filmed side-on and, after two quiet seconds, slumps and stands tall, or does
    cat-cow on hands and knees: at least twice each way, a second at each end. Slumping covers less
    than cat-cow does, so calibrate in the posture you can film best and keep to it.

    Parameters
    ----------
    path : path-like
        The clip.
    profile : str, optional
        Name to store the range under, for ``analyze(..., profile=name)``. Without it nothing is
        stored.
    model : {"lite", "full", "heavy"} or path
        Pose model.
    progress : callable, optional
        Told seconds done and seconds in all after each frame.
    cancelled : callable, optional
        Asked before each frame; True raises `Cancelled`.

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
    source, bundle = Path(path), find_model(model)
    if profile is not None:
        usable_name(profile)
    track = track_clip(source, bundle, progress=progress, cancelled=cancelled).track
    try:
        back = range_in(track)
    except CalibrationError as error:
        raise CalibrationError(f"{source}: {error}") from error
    if profile is not None:
        save_profile(profile, back, source.name)
    return back


def range_in(track: PoseTrack) -> PersonalRange:
    """The range in a track, from its longest shot.

    Raises
    ------
    CalibrationError
        As for `read_personal_range`.
    """
    shot = max(shots(track), key=lambda part: part.end_s - part.start_s)
    start_s, end_s = posture_span_s(signal_table(smooth(shot.track), shot.view, shot.scale))
    # Walking up to the place turns every way, and must not spoil the view of what is done there.
    there = shot.track.between(start_s, end_s)
    view, smoothed = camera_view(there), smooth(there)
    signals = signal_table(smoothed, view, body_scale(there))
    return read_personal_range(signals, back_shape(smoothed, view).hidden)
