"""What a camera in front, behind or at the feet can see: knees moving in, hips dropping, gaps.

All of it comes from the picture as it is, or from the world landmarks where that is said; nothing
needs to know which way the person faces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.geometry import bend_deg
from formcheck.motion.view import turn_deg
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = [
    "apart_percent_trunk",
    "hip_line_tilt_deg",
    "knee_rise_percent_trunk",
    "knees_in_deg",
    "pelvis_turn_deg",
    "side_lean_deg",
    "thighs_apart_3d_deg",
    "weight_shift_percent",
]

FloatArray = NDArray[np.float64]


def knees_in_deg(track: PoseTrack) -> FloatArray:
    """Frontal-plane projection angle of each leg, towards the other leg positive.

    Returns
    -------
    ndarray, shape (T, 2)
        Degrees, left and right; NaN where the leg was not seen.
    """
    hip, knee, ankle = (track.part(name) for name in ("hip", "knee", "ankle"))
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


def weight_shift_percent(track: PoseTrack) -> FloatArray:
    """Distance of the middle of the hips from the middle of the ankles, % of stance width."""
    hip, ankle = track.part("hip"), track.part("ankle")
    stance = np.abs(ankle[:, 0, 0] - ankle[:, 1, 0])
    offset = np.abs(hip[..., 0].mean(axis=1) - ankle[..., 0].mean(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100.0 * offset / stance)


def hip_line_tilt_deg(track: PoseTrack) -> FloatArray:
    """Slope of the line from hip to hip against the horizontal, unsigned, degrees 0-90."""
    return _slope_deg(track.part("hip"))


def side_lean_deg(track: PoseTrack) -> FloatArray:
    """Lean of the trunk to either side against the vertical of the picture, degrees 0-90."""
    axis = track.part("shoulder").mean(axis=1) - track.part("hip").mean(axis=1)
    return np.asarray(np.degrees(np.arctan2(np.abs(axis[:, 0]), np.abs(axis[:, 1]))))


def apart_percent_trunk(track: PoseTrack, part: str) -> FloatArray:
    """Distance between left and right of a part in the picture, % of the trunk in the picture."""
    pair = track.part(part)
    distance = np.linalg.norm(pair[:, 0] - pair[:, 1], axis=-1)
    return np.asarray(100.0 * distance / _trunk_px(track))


def knee_rise_percent_trunk(track: PoseTrack, leg: int) -> FloatArray:
    """Height of one knee over its hip in the picture, % of the trunk in the picture."""
    rise = track.part("hip")[:, leg, 1] - track.part("knee")[:, leg, 1]
    return np.asarray(100.0 * rise / _trunk_px(track))


def thighs_apart_3d_deg(track: PoseTrack) -> FloatArray:
    """Angle between both thighs from the world landmarks, degrees."""
    hips, knees = (track.world[:, side_landmarks(part)] for part in ("hip", "knee"))
    thigh = knees - hips
    return bend_deg(thigh[:, 0], thigh[:, 1])


def pelvis_turn_deg(track: PoseTrack) -> FloatArray:
    """Turn of the hip line out of the line of sight, as `turn_deg`.

    90 is also how the hips of a person lie who is on the side and shows the camera the front.
    """
    return turn_deg(track, "hip")


def _slope_deg(pair: FloatArray) -> FloatArray:
    line = pair[:, 0] - pair[:, 1]
    return np.degrees(np.arctan2(np.abs(line[:, 1]), np.abs(line[:, 0])))


def _trunk_px(track: PoseTrack) -> FloatArray:
    axis = track.part("shoulder").mean(axis=1) - track.part("hip").mean(axis=1)
    return np.asarray(np.linalg.norm(axis, axis=-1))
