"""Signals of the side view: segments and joints of the near side, or of the leg that is measured.

Definitions and signs as in docs/methods.md 1. The lean that the pose model is known to
add to a segment (`PoseTrack.bias`) is taken off. Everything is filled in every view: whether a
value means anything there is for the checks to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.geometry import inclination_deg, wrap_deg
from formcheck.motion.registry import sagittal_signal
from formcheck.motion.shot import Shot

__all__ = [
    "ankle_hip_lean_deg",
    "body_lean_deg",
    "ear_shoulder_hip_deg",
    "heel_rise_percent_height",
    "hip_back_percent_leg",
    "hip_height_percent_leg",
    "knee_flexion_deg",
    "other_heel_rise_percent_height",
    "other_knee_flexion_deg",
    "other_trunk_thigh_deg",
    "shin_inclination_deg",
    "shoulder_past_toe_percent_height",
    "thigh_below_horizontal_deg",
    "thigh_inclination_deg",
    "thighs_apart_deg",
    "trunk_inclination_deg",
    "trunk_minus_shin_deg",
    "trunk_thigh_deg",
]

FloatArray = NDArray[np.float64]

_TRUNK = ("shoulder", "hip")
_THIGH = ("hip", "knee")
_SHIN = ("knee", "ankle")
_LEG = ("hip", "knee", "ankle")


@sagittal_signal("deg", "trunk lean", *_TRUNK)
def trunk_inclination_deg(shot: Shot) -> FloatArray:
    """Line from hip to shoulder of the near side against the vertical, forward +, degrees."""
    lean = inclination_deg(shot.near("hip"), shot.near("shoulder"))
    return wrap_deg(lean - shot.track.bias.trunk_deg)


@sagittal_signal("deg", "thigh angle", *_THIGH)
def thigh_inclination_deg(shot: Shot) -> FloatArray:
    """Line from knee to hip against the vertical, knee in front of the hip +, degrees."""
    lean = -inclination_deg(shot.on_leg("knee"), shot.on_leg("hip"))
    return wrap_deg(lean - shot.track.bias.thigh_deg)


@sagittal_signal("deg", "shin lean", *_SHIN)
def shin_inclination_deg(shot: Shot) -> FloatArray:
    """Line from ankle to knee against the vertical, forward +, degrees."""
    lean = inclination_deg(shot.on_leg("ankle"), shot.on_leg("knee"))
    return wrap_deg(lean - shot.track.bias.shin_deg)


@sagittal_signal("deg", "knee bend", *_LEG)
def knee_flexion_deg(shot: Shot) -> FloatArray:
    """Thigh angle plus shin lean: 0 straight, flexion +, degrees."""
    return wrap_deg(shot.once(thigh_inclination_deg) + shot.once(shin_inclination_deg))


@sagittal_signal("deg", "trunk-thigh angle", "shoulder", "hip", "knee")
def trunk_thigh_deg(shot: Shot) -> FloatArray:
    """Trunk lean plus thigh angle: 0 standing, flexion +, degrees.

    Shoulder, hip and knee; a moving spine changes it too, so it is no hip angle.
    """
    return wrap_deg(shot.once(trunk_inclination_deg) + shot.once(thigh_inclination_deg))


@sagittal_signal("deg", "trunk lean beyond shin lean", *_TRUNK, *_SHIN)
def trunk_minus_shin_deg(shot: Shot) -> FloatArray:
    """Trunk lean less shin lean, degrees."""
    return wrap_deg(shot.once(trunk_inclination_deg) - shot.once(shin_inclination_deg))


@sagittal_signal("deg", "head against trunk", "ear", *_TRUNK)
def ear_shoulder_hip_deg(shot: Shot) -> FloatArray:
    """Line from shoulder to ear against the trunk, head forward +, degrees."""
    head = inclination_deg(shot.near("shoulder"), shot.near("ear"))
    return wrap_deg(head - shot.once(trunk_inclination_deg))


@sagittal_signal("deg", "thigh below horizontal", *_THIGH)
def thigh_below_horizontal_deg(shot: Shot) -> FloatArray:
    """Thigh angle less 90: 0 where the thigh is level, deeper +, degrees."""
    return shot.once(thigh_inclination_deg) - 90.0


@sagittal_signal("% leg", "hips behind ankles", "hip", "ankle")
def hip_back_percent_leg(shot: Shot) -> FloatArray:
    """How far the hip is behind the ankle, % of leg length."""
    return 100.0 * (shot.on_leg("ankle") - shot.on_leg("hip"))[:, 0] / shot.scale.leg_px


@sagittal_signal("% leg", "hip height over ankles", "hip", "ankle")
def hip_height_percent_leg(shot: Shot) -> FloatArray:
    """How far the hip is above the ankle, % of leg length."""
    return 100.0 * (shot.on_leg("hip") - shot.on_leg("ankle"))[:, 1] / shot.scale.leg_px


@sagittal_signal("% height", "heel over toes", "heel", "foot_index")
def heel_rise_percent_height(shot: Shot) -> FloatArray:
    """How far the heel is above the toes, % of standing height."""
    rise = shot.on_leg("heel") - shot.on_leg("foot_index")
    return 100.0 * rise[:, 1] / shot.scale.height_px


@sagittal_signal("% height", "shoulder in front of toes", "shoulder", "foot_index")
def shoulder_past_toe_percent_height(shot: Shot) -> FloatArray:
    """How far the near shoulder is in front of the toes, % of standing height."""
    ahead = shot.near("shoulder") - shot.on_leg("foot_index")
    return 100.0 * ahead[:, 0] / shot.scale.height_px


@sagittal_signal("deg", "hips in front of ankles", "hip", "ankle")
def ankle_hip_lean_deg(shot: Shot) -> FloatArray:
    """Line from ankle to hip against the vertical, forward +, degrees."""
    return inclination_deg(shot.on_leg("ankle"), shot.on_leg("hip"))


@sagittal_signal("deg", "body in front of ankles", "shoulder", "hip", "ankle")
def body_lean_deg(shot: Shot) -> FloatArray:
    """Line from ankle to the middle of the near trunk against the vertical, forward +, degrees."""
    trunk = (shot.near("hip") + shot.near("shoulder")) / 2.0
    return inclination_deg(shot.on_leg("ankle"), trunk)


@sagittal_signal("deg", "bend of the other knee", *_LEG, legs="other")
def other_knee_flexion_deg(shot: Shot) -> FloatArray:
    """As `knee_flexion_deg`, of the leg that is not measured."""
    return shot.other.once(knee_flexion_deg)


@sagittal_signal(
    "deg", "trunk-thigh angle of the other leg", "shoulder", "hip", "knee", legs="other"
)
def other_trunk_thigh_deg(shot: Shot) -> FloatArray:
    """As `trunk_thigh_deg`, of the leg that is not measured."""
    return shot.other.once(trunk_thigh_deg)


@sagittal_signal("% height", "other heel over its toes", "heel", "foot_index", legs="other")
def other_heel_rise_percent_height(shot: Shot) -> FloatArray:
    """As `heel_rise_percent_height`, of the leg that is not measured."""
    return shot.other.once(heel_rise_percent_height)


@sagittal_signal("deg", "angle between the thighs", *_THIGH, legs="both")
def thighs_apart_deg(shot: Shot) -> FloatArray:
    """Difference of both thigh angles, without sign, degrees."""
    return np.abs(
        wrap_deg(shot.once(thigh_inclination_deg) - shot.other.once(thigh_inclination_deg))
    )
