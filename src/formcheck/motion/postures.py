"""Signals that recognition reads: postures and heights that mean the same in every view.

Angles come from the world landmarks and carry no sign; heights come from the picture, in leg
lengths, with the lower ankle as ground, and are NaN for landmarks outside it, where the pose model
only guesses. All of them are engineering defaults, without a published source.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.frontal import hip_bends_3d, knee_bends_3d
from formcheck.motion.geometry import bend_deg
from formcheck.motion.registry import any_view
from formcheck.motion.shot import Shot
from formcheck.pose.landmarks import side_landmarks

__all__ = [
    "ankle_step_leg",
    "feet_across_leg",
    "feet_apart_3d_leg",
    "ground_rise_leg",
    "hand_height_leg",
    "hand_over_shoulder_leg",
    "hip_height_leg",
    "knee_height_leg",
    "knee_over_hip_leg",
    "knee_step_leg",
    "left_hand_over_shoulder_leg",
    "left_knee_flexion_3d_deg",
    "left_trunk_thigh_3d_deg",
    "legs_apart_3d_deg",
    "right_hand_over_shoulder_leg",
    "right_knee_flexion_3d_deg",
    "right_trunk_thigh_3d_deg",
    "shins_apart_3d_deg",
    "shoulder_height_leg",
    "shoulder_stack_3d",
    "trunk_tilt_3d_deg",
]

FloatArray = NDArray[np.float64]

_DOWN = np.array([0.0, 1.0, 0.0])
_LEG = ("hip", "knee", "ankle")
_HIP = ("shoulder", "hip", "knee")


@any_view("deg", "tilt of the trunk, any view", "shoulder", "hip")
def trunk_tilt_3d_deg(shot: Shot) -> FloatArray:
    """Line from shoulders to hips against straight down, from world landmarks, degrees 0-180."""
    trunk = _world(shot, "hip") - _world(shot, "shoulder")
    return bend_deg(trunk.mean(axis=1), _DOWN)


@any_view("deg", "bend of the left knee, any view", *_LEG)
def left_knee_flexion_3d_deg(shot: Shot) -> FloatArray:
    """Bend of the left knee from world landmarks, unsigned, degrees."""
    return shot.once(knee_bends_3d)[:, 0]


@any_view("deg", "bend of the right knee, any view", *_LEG)
def right_knee_flexion_3d_deg(shot: Shot) -> FloatArray:
    """Bend of the right knee from world landmarks, unsigned, degrees."""
    return shot.once(knee_bends_3d)[:, 1]


@any_view("deg", "left trunk-thigh angle, any view", *_HIP)
def left_trunk_thigh_3d_deg(shot: Shot) -> FloatArray:
    """Angle between trunk and left thigh from world landmarks, unsigned, degrees."""
    return shot.once(hip_bends_3d)[:, 0]


@any_view("deg", "right trunk-thigh angle, any view", *_HIP)
def right_trunk_thigh_3d_deg(shot: Shot) -> FloatArray:
    """Angle between trunk and right thigh from world landmarks, unsigned, degrees."""
    return shot.once(hip_bends_3d)[:, 1]


@any_view("deg", "difference of the trunk-thigh angles", *_HIP)
def legs_apart_3d_deg(shot: Shot) -> FloatArray:
    """Difference between the two trunk-thigh angles, without sign, degrees."""
    hips = shot.once(hip_bends_3d)
    return np.abs(hips[:, 0] - hips[:, 1])


@any_view("deg", "angle between the shins, any view", "knee", "ankle")
def shins_apart_3d_deg(shot: Shot) -> FloatArray:
    """Angle between both shins from world landmarks, degrees."""
    shin = _world(shot, "ankle") - _world(shot, "knee")
    return bend_deg(shin[:, 0], shin[:, 1])


@any_view("leg", "hips over the lower ankle", "hip", "ankle")
def hip_height_leg(shot: Shot) -> FloatArray:
    """Height of the hips above the lower ankle, leg lengths."""
    return np.asarray(_height(shot, "hip").mean(axis=1) - shot.once(_ground))


@any_view("leg", "shoulders over the lower ankle", "shoulder", "ankle")
def shoulder_height_leg(shot: Shot) -> FloatArray:
    """Height of the shoulders above the lower ankle, leg lengths."""
    return np.asarray(_height(shot, "shoulder").mean(axis=1) - shot.once(_ground))


@any_view("leg", "knees over the lower ankle", "knee", "ankle")
def knee_height_leg(shot: Shot) -> FloatArray:
    """Height of the knees above the lower ankle, leg lengths."""
    return np.asarray(_height(shot, "knee").mean(axis=1) - shot.once(_ground))


@any_view("leg", "knees over the hips", "hip", "knee")
def knee_over_hip_leg(shot: Shot) -> FloatArray:
    """Height of the knees above the hips, leg lengths."""
    return np.asarray(_height(shot, "knee").mean(axis=1) - _height(shot, "hip").mean(axis=1))


@any_view("leg", "lower hand over the lower ankle", "wrist", "ankle")
def hand_height_leg(shot: Shot) -> FloatArray:
    """Height of the lower hand above the lower ankle, leg lengths."""
    return np.asarray(_height(shot, "wrist").min(axis=1) - shot.once(_ground))


@any_view("leg", "lower hand over the shoulders", "wrist", "shoulder")
def hand_over_shoulder_leg(shot: Shot) -> FloatArray:
    """Height of the lower hand above the shoulders, leg lengths."""
    return np.asarray(_height(shot, "wrist").min(axis=1) - _height(shot, "shoulder").mean(axis=1))


@any_view("leg", "left hand over the shoulders", "wrist", "shoulder")
def left_hand_over_shoulder_leg(shot: Shot) -> FloatArray:
    """Height of the left hand above the shoulders, leg lengths."""
    return np.asarray(_height(shot, "wrist")[:, 0] - _height(shot, "shoulder").mean(axis=1))


@any_view("leg", "right hand over the shoulders", "wrist", "shoulder")
def right_hand_over_shoulder_leg(shot: Shot) -> FloatArray:
    """Height of the right hand above the shoulders, leg lengths."""
    return np.asarray(_height(shot, "wrist")[:, 1] - _height(shot, "shoulder").mean(axis=1))


@any_view("leg", "lower ankle up the picture", "ankle")
def ground_rise_leg(shot: Shot) -> FloatArray:
    """Height of the lower ankle in the picture from its middle over the shot, leg lengths."""
    return _from_middle(shot.once(_ground))


@any_view("leg", "feet across the picture", "ankle")
def feet_across_leg(shot: Shot) -> FloatArray:
    """Place of the feet across the picture from its middle over the shot, leg lengths."""
    across = shot.track.part("ankle")[..., 0].mean(axis=1) / shot.scale.leg_px
    return _from_middle(np.asarray(across))


@any_view("leg", "one ankle over the other", "ankle")
def ankle_step_leg(shot: Shot) -> FloatArray:
    """Difference in height between the ankles, without sign, leg lengths."""
    height = _height(shot, "ankle")
    return np.abs(height[:, 0] - height[:, 1])


@any_view("leg", "one knee over the other", "knee")
def knee_step_leg(shot: Shot) -> FloatArray:
    """Difference in height between the knees, without sign, leg lengths."""
    height = _height(shot, "knee")
    return np.abs(height[:, 0] - height[:, 1])


@any_view("leg", "distance between the ankles, any view", *_LEG)
def feet_apart_3d_leg(shot: Shot) -> FloatArray:
    """Distance between the ankles from world landmarks, in leg lengths of the same frame."""
    hip, knee, ankle = (_world(shot, part) for part in _LEG)
    leg_m = np.linalg.norm(knee - hip, axis=-1) + np.linalg.norm(ankle - knee, axis=-1)
    return np.asarray(np.linalg.norm(ankle[:, 0] - ankle[:, 1], axis=-1) / leg_m.mean(axis=1))


@any_view("", "one shoulder over the other", "shoulder")
def shoulder_stack_3d(shot: Shot) -> FloatArray:
    """Height difference of the shoulders over their distance, 0-1; 1 lying on the side."""
    shoulder = _world(shot, "shoulder")
    line = shoulder[:, 0] - shoulder[:, 1]
    return np.asarray(np.abs(line[:, 1]) / np.linalg.norm(line, axis=-1))


def _world(shot: Shot, part: str) -> FloatArray:
    """World landmarks of a part, left and right, shape (T, 2, 3), metres."""
    return shot.track.world[:, side_landmarks(part)]


def _height(shot: Shot, part: str) -> FloatArray:
    """Up the picture, left and right, shape (T, 2), leg lengths; NaN outside the picture."""
    point = shot.track.part(part)
    size = (shot.track.width, shot.track.height)
    inside = ((point >= 0) & (point <= size)).all(axis=-1)
    return np.where(inside, -point[..., 1], np.nan) / shot.scale.leg_px


def _ground(shot: Shot) -> FloatArray:
    """Height of the lower ankle in the picture, shape (T,), leg lengths."""
    return np.asarray(_height(shot, "ankle").min(axis=1))


def _from_middle(place: FloatArray) -> FloatArray:
    """Against the median over the shot: the camera may move at a cut."""
    known = place[np.isfinite(place)]
    return place - (np.median(known) if len(known) else np.nan)
