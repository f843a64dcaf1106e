"""The signal table: what can be read off the landmarks of each frame, in degrees and body lengths.

One place defines every signal with its unit and meaning; exercises refer to them by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.motion.back import back_shape
from formcheck.motion.geometry import inclination_deg, sagittal, wrap_deg
from formcheck.motion.view import CameraView, yaw_deg
from formcheck.pose.landmarks import PoseTrack, side_landmarks

__all__ = ["SIGNALS", "BodyScale", "Signal", "body_scale", "signal_table", "visibility_table"]

FloatArray = NDArray[np.float64]


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
    outline : bool
        True where the value comes from the outline of the back, and is NaN where that is hidden.
    """

    unit: str
    label: str
    parts: tuple[str, ...]
    sagittal: bool = True
    outline: bool = False


_TRUNK = ("shoulder", "hip")
_THIGH = ("hip", "knee")
_SHIN = ("knee", "ankle")

SIGNALS: dict[str, Signal] = {
    "trunk_inclination_deg": Signal("deg", "trunk lean", _TRUNK),
    "thigh_inclination_deg": Signal("deg", "thigh angle", _THIGH),
    "shin_inclination_deg": Signal("deg", "shin lean", _SHIN),
    "knee_flexion_deg": Signal("deg", "knee bend", ("hip", "knee", "ankle")),
    "trunk_thigh_deg": Signal("deg", "trunk-thigh angle", ("shoulder", "hip", "knee")),
    "trunk_minus_shin_deg": Signal("deg", "trunk lean beyond shin lean", (*_TRUNK, *_SHIN)),
    "ear_shoulder_hip_deg": Signal("deg", "head against trunk", ("ear", *_TRUNK)),
    "thigh_below_horizontal_deg": Signal("deg", "thigh below horizontal", _THIGH),
    "hip_back_percent_leg": Signal("% leg", "hips behind ankles", ("hip", "ankle")),
    "hip_height_percent_leg": Signal("% leg", "hip height over ankles", ("hip", "ankle")),
    "heel_rise_percent_height": Signal("% height", "heel over toes", ("heel", "foot_index")),
    "shoulder_past_toe_percent_height": Signal(
        "% height", "shoulder in front of toes", ("shoulder", "foot_index")
    ),
    "knee_flexion_3d_deg": Signal(
        "deg", "knee bend, any view", ("hip", "knee", "ankle"), sagittal=False
    ),
    "trunk_thigh_3d_deg": Signal(
        "deg", "trunk-thigh angle, any view", ("shoulder", "hip", "knee"), sagittal=False
    ),
    "knees_in_deg": Signal("deg", "knees moving in", ("hip", "knee", "ankle"), sagittal=False),
    "weight_shift_percent_stance": Signal(
        "% stance", "hips off centre", ("hip", "ankle"), sagittal=False
    ),
    "back_curve_deg": Signal("deg", "roundness of the back", _TRUNK, outline=True),
    "back_convexity_percent": Signal("% trunk", "bulge of the back", _TRUNK, outline=True),
    "dowel_gap_percent_trunk": Signal(
        "% trunk", "hollow under a stick along the back", _TRUNK, outline=True
    ),
    "yaw_deg": Signal("deg", "camera off side-on", _TRUNK, sagittal=False),
}
"""Every column of the signal table."""

SCORED_VISIBILITY = 0.65
"""Landmarks below this are not judged (biomechanics section 4; engineering default)."""

_LIMBS = ("ear", "shoulder", "hip", "knee", "ankle", "heel", "foot_index")
# Thigh and shank are 0.245 and 0.246 of standing height (Drillis & Contini 1966, after Winter 2009)
_LEG_SHARE_OF_HEIGHT = 0.491


@dataclass(frozen=True)
class BodyScale:
    """Lengths of one person in the picture, for putting distances in body units.

    Attributes
    ----------
    leg_px : float
        Thigh plus shin, upper quartile over the stretch: foreshortening only ever shortens.
    """

    leg_px: float

    @property
    def height_px(self) -> float:
        """Standing height after Drillis and Contini."""
        return self.leg_px / _LEG_SHARE_OF_HEIGHT


def body_scale(track: PoseTrack) -> BodyScale:
    """Median lengths over a stretch; NaN where no one was seen."""
    hip, knee, ankle = (track.part(name) for name in ("hip", "knee", "ankle"))
    leg = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    seen = leg[np.isfinite(leg)]
    return BodyScale(float(np.percentile(seen, 75)) if len(seen) else float("nan"))


def signal_table(track: PoseTrack, view: CameraView, scale: BodyScale) -> pd.DataFrame:
    """All signals for each frame.

    Parameters
    ----------
    track : PoseTrack
        Raw, causally filtered or zero-lag filtered; the table is as smooth as the track.
    view : CameraView
        Over the same clip or set: facing gives signs their meaning.
    scale : BodyScale
        Body lengths in pixels.

    Returns
    -------
    DataFrame
        Index ``time_s``; columns as in `SIGNALS`; NaN where the landmarks were not seen. Sagittal
        columns are filled in every view: whether they mean anything is for the checks to say.

    Notes
    -----
    Definitions and signs as in biomechanics section 1; segments of the side nearer to the camera,
    less the bias that the track brings along. The back is described in `formcheck.motion.back`.
    """
    points = {name: _limb(track, name, view) for name in _LIMBS}
    hip, shoulder = points["hip"], points["shoulder"]
    knee, ankle = points["knee"], points["ankle"]
    trunk = wrap_deg(inclination_deg(hip, shoulder) - track.bias.trunk_deg)
    thigh = wrap_deg(-inclination_deg(knee, hip) - track.bias.thigh_deg)
    shin = wrap_deg(inclination_deg(ankle, knee) - track.bias.shin_deg)
    head = inclination_deg(shoulder, points["ear"])
    back = back_shape(track, view)
    columns = {
        "trunk_inclination_deg": trunk,
        "thigh_inclination_deg": thigh,
        "shin_inclination_deg": shin,
        "knee_flexion_deg": wrap_deg(thigh + shin),
        "trunk_thigh_deg": wrap_deg(trunk + thigh),
        "trunk_minus_shin_deg": wrap_deg(trunk - shin),
        "ear_shoulder_hip_deg": wrap_deg(head - trunk),
        "thigh_below_horizontal_deg": thigh - 90.0,
        "hip_back_percent_leg": 100.0 * (ankle - hip)[:, 0] / scale.leg_px,
        "hip_height_percent_leg": 100.0 * (hip - ankle)[:, 1] / scale.leg_px,
        "heel_rise_percent_height": 100.0
        * (points["heel"] - points["foot_index"])[:, 1]
        / scale.height_px,
        "shoulder_past_toe_percent_height": 100.0
        * (shoulder - points["foot_index"])[:, 0]
        / scale.height_px,
        "knee_flexion_3d_deg": _bend_3d(track, "hip", "knee", "ankle"),
        "trunk_thigh_3d_deg": _bend_3d(track, "shoulder", "hip", "knee"),
        "knees_in_deg": _knees_in(track),
        "weight_shift_percent_stance": _weight_shift(track),
        "back_curve_deg": back.curve_deg,
        "back_convexity_percent": back.convexity_percent,
        "dowel_gap_percent_trunk": back.dowel_gap_percent,
        "yaw_deg": yaw_deg(track),
    }
    return pd.DataFrame(columns, index=pd.Index(track.time, name="time_s"))


def visibility_table(track: PoseTrack, view: CameraView) -> pd.DataFrame:
    """Whether the landmarks behind each signal were seen well enough to judge by.

    Returns
    -------
    DataFrame of bool
        Index and columns as in `signal_table`. True where every landmark of the signal (the near
        ones of a sagittal signal, else both sides) has a visibility of at least
        `SCORED_VISIBILITY` and lies inside the picture.
    """
    picture = np.array([track.width, track.height])
    seen: dict[str, NDArray[np.bool_]] = {}
    for part in _LIMBS:
        point = track.part(part)
        inside = ((point >= 0) & (point <= picture)).all(axis=-1)
        seen[part] = inside & (track.visibility[:, side_landmarks(part)] >= SCORED_VISIBILITY)
    near = [view.near_side]
    columns = {
        name: np.all(
            [seen[part][:, near if signal.sagittal else [0, 1]] for part in signal.parts],
            axis=(0, 2),
        )
        for name, signal in SIGNALS.items()
    }
    return pd.DataFrame(columns, index=pd.Index(track.time, name="time_s"))


def _limb(track: PoseTrack, name: str, view: CameraView) -> FloatArray:
    """The near landmark of a part in the sagittal frame, shape (T, 2)."""
    return sagittal(track.part(name)[:, view.near_side], view.facing)


def _bend_3d(track: PoseTrack, upper: str, middle: str, lower: str) -> FloatArray:
    """Bend at the middle joint from world landmarks, unsigned, mean of both sides, degrees."""
    bends = []
    for a, b, c in zip(*(side_landmarks(part) for part in (upper, middle, lower)), strict=True):
        u = track.world[:, b] - track.world[:, a]
        v = track.world[:, c] - track.world[:, b]
        cosine = np.sum(u * v, axis=-1) / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1))
        bends.append(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    return np.asarray(np.mean(bends, axis=0))


def _knees_in(track: PoseTrack) -> FloatArray:
    """Frontal-plane projection angle of the worse leg, towards the other leg positive, degrees."""
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
    return np.asarray(np.max(-bend * outwards, axis=1))


def _weight_shift(track: PoseTrack) -> FloatArray:
    """Distance of the middle of the hips from the middle of the ankles, % of stance width."""
    hip, ankle = track.part("hip"), track.part("ankle")
    stance = np.abs(ankle[:, 0, 0] - ankle[:, 1, 0])
    offset = np.abs(hip[..., 0].mean(axis=1) - ankle[..., 0].mean(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(100.0 * offset / stance)
