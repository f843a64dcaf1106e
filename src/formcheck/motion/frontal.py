"""Signals of any view: knees moving in, hips dropping, gaps, and joint bends from world landmarks.

All of it comes from the picture as it is, or from the world landmarks where the name says ``3d``;
nothing needs to know which way the person faces. The projection angle of the knee is that of
docs/methods.md 1. What others are read for stands in methods 2.3 (weight shift), methods 2.5 (line
of the hips), methods 2.7 (side lean) and methods 2.10 (gaps, turn of the pelvis); how they and the
bends from world landmarks are computed are engineering defaults.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.geometry import bend_deg
from formcheck.motion.registry import any_view
from formcheck.motion.shot import Shot
from formcheck.motion.view import turn_deg
from formcheck.motion.view import yaw_deg as yaw_of_track
from formcheck.pose.landmarks import side_landmarks

__all__ = [
    "feet_apart_percent_trunk",
    "hip_line_tilt_deg",
    "hip_rise_percent_leg",
    "knee_flexion_3d_deg",
    "knee_rise_percent_trunk",
    "knees_apart_percent_trunk",
    "knees_in_deg",
    "leg_knee_flexion_3d_deg",
    "leg_knee_in_deg",
    "leg_trunk_thigh_3d_deg",
    "pelvis_turn_3d_deg",
    "side_lean_deg",
    "thighs_apart_3d_deg",
    "trunk_thigh_3d_deg",
    "weight_shift_percent_stance",
    "yaw_deg",
]

FloatArray = NDArray[np.float64]

_TRUNK = ("shoulder", "hip")
_LEG = ("hip", "knee", "ankle")
_HIP = ("shoulder", "hip", "knee")


def knee_bends_3d(shot: Shot) -> FloatArray:
    """Bend of both knees from world landmarks, unsigned, shape (T, 2), degrees."""
    return _bends_3d(shot, *_LEG)


def hip_bends_3d(shot: Shot) -> FloatArray:
    """Angle between trunk and either thigh from world landmarks, unsigned, (T, 2), degrees."""
    return _bends_3d(shot, *_HIP)


@any_view("deg", "knee bend, any view", *_LEG)
def knee_flexion_3d_deg(shot: Shot) -> FloatArray:
    """Mean bend of both knees from world landmarks, unsigned, degrees."""
    return np.asarray(shot.once(knee_bends_3d).mean(axis=1))


@any_view("deg", "trunk-thigh angle, any view", *_HIP)
def trunk_thigh_3d_deg(shot: Shot) -> FloatArray:
    """Mean angle between trunk and thighs from world landmarks, unsigned, degrees."""
    return np.asarray(shot.once(hip_bends_3d).mean(axis=1))


@any_view("deg", "knee bend of the working leg, any view", *_LEG, legs="measured")
def leg_knee_flexion_3d_deg(shot: Shot) -> FloatArray:
    """Bend of the measured knee from world landmarks, unsigned, degrees."""
    return shot.once(knee_bends_3d)[:, shot.measured_leg]


@any_view("deg", "trunk-thigh angle of the working leg, any view", *_HIP, legs="measured")
def leg_trunk_thigh_3d_deg(shot: Shot) -> FloatArray:
    """Angle between trunk and the measured thigh from world landmarks, unsigned, degrees."""
    return shot.once(hip_bends_3d)[:, shot.measured_leg]


def both_knees_in_deg(shot: Shot) -> FloatArray:
    """Frontal-plane projection angle of each leg, towards the other leg +, shape (T, 2), degrees.

    NaN where the leg was not seen.
    """
    hip, knee, ankle = (shot.track.part(name) for name in _LEG)
    thigh, shin = knee - hip, ankle - knee
    bend = np.degrees(
        np.arctan2(
            thigh[..., 0] * shin[..., 1] - thigh[..., 1] * shin[..., 0],
            np.sum(thigh * shin, axis=-1),
        )
    )
    # Outwards is away from the other hip: right of it for the hip that lies right in the picture.
    outwards = np.sign(hip[:, 0, 0] - hip[:, 1, 0])[:, None] * np.array([1.0, -1.0])
    return np.asarray(-bend * outwards)


@any_view("deg", "knees moving in", *_LEG)
def knees_in_deg(shot: Shot) -> FloatArray:
    """Larger frontal-plane projection angle of the two legs, inwards +, degrees."""
    return np.asarray(shot.once(both_knees_in_deg).max(axis=1))


@any_view("deg", "knee moving in", *_LEG, legs="measured")
def leg_knee_in_deg(shot: Shot) -> FloatArray:
    """Frontal-plane projection angle of the measured leg, inwards +, degrees."""
    return shot.once(both_knees_in_deg)[:, shot.measured_leg]


@any_view("% stance", "hips off centre", "hip", "ankle")
def weight_shift_percent_stance(shot: Shot) -> FloatArray:
    """Distance of the middle of the hips from the middle of the ankles, % of stance width."""
    hip, ankle = shot.track.part("hip"), shot.track.part("ankle")
    stance = np.abs(ankle[:, 0, 0] - ankle[:, 1, 0])
    offset = np.abs(hip[..., 0].mean(axis=1) - ankle[..., 0].mean(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100.0 * offset / stance)


@any_view("% leg", "hips over the floor", "hip")
def hip_rise_percent_leg(shot: Shot) -> FloatArray:
    """Height of the middle of the hips over an ankle on the floor, % of leg length."""
    height = shot.scale.floor_px - shot.track.part("hip")[..., 1].mean(axis=1)
    return np.asarray(100.0 * height / shot.scale.leg_px)


@any_view("deg", "one hip lower than the other", "hip")
def hip_line_tilt_deg(shot: Shot) -> FloatArray:
    """Slope of the line from hip to hip against the horizontal, unsigned, degrees 0-90."""
    pair = shot.track.part("hip")
    line = pair[:, 0] - pair[:, 1]
    return np.degrees(np.arctan2(np.abs(line[:, 1]), np.abs(line[:, 0])))


@any_view("deg", "trunk leaning to the side", *_TRUNK)
def side_lean_deg(shot: Shot) -> FloatArray:
    """Lean of the trunk to either side against the vertical of the picture, degrees 0-90."""
    axis = _trunk_axis(shot)
    return np.asarray(np.degrees(np.arctan2(np.abs(axis[:, 0]), np.abs(axis[:, 1]))))


@any_view("% trunk", "distance between the knees", *_HIP)
def knees_apart_percent_trunk(shot: Shot) -> FloatArray:
    """Distance between the knees in the picture, % of the trunk in the picture."""
    return _apart_percent_trunk(shot, "knee")


@any_view("% trunk", "distance between the feet", *_TRUNK, "ankle")
def feet_apart_percent_trunk(shot: Shot) -> FloatArray:
    """Distance between the ankles in the picture, % of the trunk in the picture."""
    return _apart_percent_trunk(shot, "ankle")


@any_view("% trunk", "knee over hip", *_HIP, legs="measured")
def knee_rise_percent_trunk(shot: Shot) -> FloatArray:
    """Height of the measured knee over its hip in the picture, % of the trunk in the picture."""
    leg = shot.measured_leg
    rise = shot.track.part("hip")[:, leg, 1] - shot.track.part("knee")[:, leg, 1]
    return np.asarray(100.0 * rise / _trunk_px(shot))


@any_view("deg", "angle between the thighs, any view", "hip", "knee")
def thighs_apart_3d_deg(shot: Shot) -> FloatArray:
    """Angle between both thighs from the world landmarks, degrees."""
    hips, knees = (shot.track.world[:, side_landmarks(part)] for part in ("hip", "knee"))
    thigh = knees - hips
    return bend_deg(thigh[:, 0], thigh[:, 1])


@any_view("deg", "pelvis turned from side-on", "hip")
def pelvis_turn_3d_deg(shot: Shot) -> FloatArray:
    """Turn of the hip line out of the line of sight, degrees 0-90.

    90 is also how the hips of a person lie who is on the side and shows the camera the front.
    """
    return turn_deg(shot.track, "hip")


@any_view("deg", "camera off side-on", *_TRUNK)
def yaw_deg(shot: Shot) -> FloatArray:
    """Turn of the body away from a pure side view, see `formcheck.motion.view.yaw_deg`."""
    return yaw_of_track(shot.track)


def _bends_3d(shot: Shot, upper: str, middle: str, lower: str) -> FloatArray:
    a, b, c = (shot.track.world[:, side_landmarks(part)] for part in (upper, middle, lower))
    return bend_deg(b - a, c - b)


def _apart_percent_trunk(shot: Shot, part: str) -> FloatArray:
    pair = shot.track.part(part)
    distance = np.linalg.norm(pair[:, 0] - pair[:, 1], axis=-1)
    return np.asarray(100.0 * distance / _trunk_px(shot))


def _trunk_axis(shot: Shot) -> FloatArray:
    return np.asarray(
        shot.track.part("shoulder").mean(axis=1) - shot.track.part("hip").mean(axis=1)
    )


def _trunk_px(shot: Shot) -> FloatArray:
    return np.asarray(np.linalg.norm(_trunk_axis(shot), axis=-1))
