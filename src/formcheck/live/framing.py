"""Whether the person stands where they can be measured, and if not, what would help."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import FRONT_YAW_DEG, SIDE_YAW_DEG, WIDEST_YAW_DEG, yaw_deg
from formcheck.pose.track import PoseTrack

__all__ = ["DARK_LEVEL", "Problem", "framing_problem", "needed_parts"]

DARK_LEVEL = 35.0
"""Mean brightness, 0-255, under which a picture is too dark (engineering default)."""
# Of the picture's longer side. The outline of the back is read from 50 pixels of trunk on
# (`formcheck.motion.back`), in a picture of 640.
_LEAST_TRUNK_SHARE = 0.08
# The model guesses on outside the picture; a landmark this near the edge is as good as out.
_EDGE_SHARE = 0.01
_SEEN_SHARE = 0.6
# Standing quietly side-on reads as up to 10 deg (benchmarks/RESULTS.md): told only beyond both.
_TURN_TOLERANCE_DEG = 5.0

_PART_WORDS = {
    "ear": "head",
    "shoulder": "shoulders",
    "hip": "hips",
    "knee": "knees",
    "ankle": "feet",
    "heel": "feet",
    "foot_index": "feet",
}
_UPPER = ("ear", "shoulder")


@dataclass(frozen=True)
class Problem:
    """One thing to change: its name and the words for a person."""

    name: str
    words: str


def needed_parts(exercise: Exercise) -> tuple[str, ...]:
    """Body parts that the exercise is counted and judged by, from head to foot."""
    signals = {exercise.rep.side_view.signal, exercise.rep.any_view.signal}
    conditions = [one for check in exercise.checks for one in check.conditions]
    signals |= {one.signal for one in conditions if one.signal is not None}
    parts = {part for name in signals for part in SIGNALS[name].parts}
    return tuple(part for part in _PART_WORDS if part in parts)


def framing_problem(track: PoseTrack, exercise: Exercise, brightness: float) -> Problem | None:
    """The first thing to change, or None where the person can be measured.

    Parameters
    ----------
    track : PoseTrack
        About the last second.
    exercise : Exercise
        Says which camera it wants and which parts must be in the picture.
    brightness : float
        Mean of the newest picture, 0-255.
    """
    if brightness < DARK_LEVEL:
        return Problem("dark", "It is too dark. Turn on a light, or open the curtains.")
    if track.seen.mean() < _SEEN_SHARE:
        return Problem("nobody", "I cannot see you yet. Step into the picture, head to feet.")
    return (
        _out_of_picture(track, needed_parts(exercise))
        or _distance(track)
        or _turned(track, exercise.camera.view)
    )


def _out_of_picture(track: PoseTrack, parts: tuple[str, ...]) -> Problem | None:
    size = np.array([track.width, track.height])
    margin = _EDGE_SHARE * size
    for part in reversed(parts):
        point = track.part(part)[track.seen]
        outside = (point < margin) | (point > size - margin)
        # The far side may be hidden; the side that is better in sight tells.
        away = np.asarray(outside.mean(axis=0))
        side = int(away.max(axis=1).argmin())
        if away[side].max() <= 1.0 - _SEEN_SHARE:
            continue
        word = _PART_WORDS[part]
        if away[side, 0] > away[side, 1]:
            return Problem("off_centre", f"Move to the middle, so that I see your {word}.")
        if part in _UPPER:
            return Problem("head_out", f"Step back, so that I see your {word}.")
        return Problem("feet_out", f"Step back, so that I see your {word}.")
    return None


def _distance(track: PoseTrack) -> Problem | None:
    hip, shoulder = (track.part(part)[track.seen].mean(axis=1) for part in ("hip", "shoulder"))
    trunk_px = float(np.median(np.linalg.norm(shoulder - hip, axis=1)))
    if trunk_px < _LEAST_TRUNK_SHARE * max(track.width, track.height):
        return Problem("far", "Come closer: you are small in the picture.")
    return None


def _turned(track: PoseTrack, wanted: str) -> Problem | None:
    yaw = _median(yaw_deg(track))
    if wanted == "front" and yaw < FRONT_YAW_DEG:
        return Problem("turn_front", "Face the camera.")
    if wanted == "side" and yaw > SIDE_YAW_DEG + _TURN_TOLERANCE_DEG:
        more = "Turn" if yaw > WIDEST_YAW_DEG else "Turn a little more"
        return Problem("turn_side", f"{more}, until your side faces the camera.")
    return None


def _median(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else math.nan
