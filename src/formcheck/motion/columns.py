"""The columns of the signal table: name, unit and meaning of every signal.

Exercises refer to them by name; `formcheck.motion.signals` fills them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["HIP_PARTS", "LEG_PARTS", "SIGNALS", "Signal"]


@dataclass(frozen=True)
class Signal:
    """Meaning of one column.

    Attributes
    ----------
    unit : str
        ``"deg"`` or ``"% height"``, ``"% leg"``, ``"% trunk"``, ``"% stance"``.
    label : str
        Plain words for reports.
    parts : tuple of str
        Body parts whose landmarks it is made from.
    sagittal : bool
        True where the value has meaning only with the camera near side-on.
    legs : {"measured", "other", "both"}
        Whose landmarks it is made from, where it needs a leg: the measured leg is the one nearer
        to the camera unless the exercise says otherwise.
    outline : bool
        True where the value comes from the outline of the back, and is NaN where that is hidden.
    """

    unit: str
    label: str
    parts: tuple[str, ...]
    sagittal: bool = True
    legs: Literal["measured", "other", "both"] = "measured"
    outline: bool = False

    @property
    def of_leg(self) -> bool:
        """Whether landmarks of a leg below the hip take part."""
        return not set(self.parts) <= {"ear", "shoulder", "hip"}


def _any_view(
    unit: str, label: str, *parts: str, legs: Literal["measured", "other", "both"] = "both"
) -> Signal:
    return Signal(unit, label, parts, sagittal=False, legs=legs)


_TRUNK = ("shoulder", "hip")
_THIGH = ("hip", "knee")
_SHIN = ("knee", "ankle")
LEG_PARTS = ("hip", "knee", "ankle")
HIP_PARTS = ("shoulder", "hip", "knee")
"""The joints that the bend at the middle one is made from."""

SIGNALS: dict[str, Signal] = {
    "trunk_inclination_deg": Signal("deg", "trunk lean", _TRUNK),
    "thigh_inclination_deg": Signal("deg", "thigh angle", _THIGH),
    "shin_inclination_deg": Signal("deg", "shin lean", _SHIN),
    "knee_flexion_deg": Signal("deg", "knee bend", LEG_PARTS),
    "trunk_thigh_deg": Signal("deg", "trunk-thigh angle", HIP_PARTS),
    "trunk_minus_shin_deg": Signal("deg", "trunk lean beyond shin lean", (*_TRUNK, *_SHIN)),
    "ear_shoulder_hip_deg": Signal("deg", "head against trunk", ("ear", *_TRUNK)),
    "thigh_below_horizontal_deg": Signal("deg", "thigh below horizontal", _THIGH),
    "hip_back_percent_leg": Signal("% leg", "hips behind ankles", ("hip", "ankle")),
    "hip_height_percent_leg": Signal("% leg", "hip height over ankles", ("hip", "ankle")),
    "heel_rise_percent_height": Signal("% height", "heel over toes", ("heel", "foot_index")),
    "shoulder_past_toe_percent_height": Signal(
        "% height", "shoulder in front of toes", ("shoulder", "foot_index")
    ),
    "ankle_hip_lean_deg": Signal("deg", "hips in front of ankles", ("hip", "ankle")),
    "body_lean_deg": Signal("deg", "body in front of ankles", ("shoulder", "hip", "ankle")),
    "other_knee_flexion_deg": Signal("deg", "bend of the other knee", LEG_PARTS, legs="other"),
    "other_trunk_thigh_deg": Signal(
        "deg", "trunk-thigh angle of the other leg", HIP_PARTS, legs="other"
    ),
    "other_heel_rise_percent_height": Signal(
        "% height", "other heel over its toes", ("heel", "foot_index"), legs="other"
    ),
    "thighs_apart_deg": Signal("deg", "angle between the thighs", _THIGH, legs="both"),
    "knee_flexion_3d_deg": _any_view("deg", "knee bend, any view", *LEG_PARTS),
    "trunk_thigh_3d_deg": _any_view("deg", "trunk-thigh angle, any view", *HIP_PARTS),
    "leg_knee_flexion_3d_deg": _any_view(
        "deg", "knee bend of the working leg, any view", *LEG_PARTS, legs="measured"
    ),
    "leg_trunk_thigh_3d_deg": _any_view(
        "deg", "trunk-thigh angle of the working leg, any view", *HIP_PARTS, legs="measured"
    ),
    "knees_in_deg": _any_view("deg", "knees moving in", *LEG_PARTS),
    "leg_knee_in_deg": _any_view("deg", "knee moving in", *LEG_PARTS, legs="measured"),
    "weight_shift_percent_stance": _any_view("% stance", "hips off centre", "hip", "ankle"),
    "hip_rise_percent_leg": _any_view("% leg", "hips over the floor", "hip"),
    "hip_line_tilt_deg": _any_view("deg", "one hip lower than the other", "hip"),
    "side_lean_deg": _any_view("deg", "trunk leaning to the side", *_TRUNK),
    "knees_apart_percent_trunk": _any_view("% trunk", "distance between the knees", *HIP_PARTS),
    "feet_apart_percent_trunk": _any_view("% trunk", "distance between the feet", *_TRUNK, "ankle"),
    "knee_rise_percent_trunk": _any_view("% trunk", "knee over hip", *HIP_PARTS, legs="measured"),
    "thighs_apart_3d_deg": _any_view("deg", "angle between the thighs, any view", *_THIGH),
    "pelvis_turn_3d_deg": _any_view("deg", "pelvis turned from side-on", "hip"),
    "back_curve_deg": Signal("deg", "roundness of the back", _TRUNK, outline=True),
    "back_convexity_percent": Signal("% trunk", "bulge of the back", _TRUNK, outline=True),
    "dowel_gap_percent_trunk": Signal(
        "% trunk", "hollow under a stick along the back", _TRUNK, outline=True
    ),
    "yaw_deg": _any_view("deg", "camera off side-on", *_TRUNK),
}
"""Every column of the signal table."""
