"""The signal table: what can be read off the landmarks of each frame, in degrees and body lengths.

`formcheck.motion.columns` says what each column means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.motion.back import back_shape
from formcheck.motion.columns import HIP_PARTS, LEG_PARTS
from formcheck.motion.frontal import (
    apart_percent_trunk,
    hip_line_tilt_deg,
    knee_rise_percent_trunk,
    knees_in_deg,
    pelvis_turn_deg,
    side_lean_deg,
    thighs_apart_3d_deg,
    weight_shift_percent,
)
from formcheck.motion.geometry import bend_deg, inclination_deg, sagittal, wrap_deg
from formcheck.motion.signals import SIGNALS, Signal
from formcheck.motion.view import CameraView, yaw_deg
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = [
    "COUNTED_VISIBILITY",
    "SCORED_VISIBILITY",
    "SIGNALS",
    "BodyScale",
    "Signal",
    "body_scale",
    "signal_table",
    "visibility_table",
]

FloatArray = NDArray[np.float64]


COUNTED_VISIBILITY = 0.1
"""Landmarks below this are not counted by (engineering default: the far leg of a bird-dog reads 0.2
behind the near one, and still counts right; judging asks for more)."""
SCORED_VISIBILITY = 0.65
"""Landmarks below this are not judged (docs/methods.md 4; engineering default)."""

_UPPER = ("ear", "shoulder")
_LIMBS = (*_UPPER, "hip", "knee", "ankle", "heel", "foot_index")
# Thigh and shank are 0.245 and 0.246 of standing height (Drillis & Contini [K9])
_LEG_SHARE_OF_HEIGHT = 0.491
# Percentile of the lower ankle's height that stands for the floor; single frames go astray.
_NEARLY_LOWEST = 90.0


@dataclass(frozen=True)
class BodyScale:
    """Lengths of one person in the picture, for putting distances in body units.

    Attributes
    ----------
    leg_px : float
        Thigh plus shin, upper quartile over the stretch: foreshortening only ever shortens.
    floor_px : float
        Height in the picture of an ankle on the floor: nearly the lowest over the stretch, y down.
    """

    leg_px: float
    floor_px: float = float("nan")

    @property
    def height_px(self) -> float:
        """Standing height after Drillis and Contini."""
        return self.leg_px / _LEG_SHARE_OF_HEIGHT


def body_scale(track: PoseTrack) -> BodyScale:
    """Lengths over a stretch, from the frames in which both legs were seen; NaN without any."""
    hip, knee, ankle = (track.part(name) for name in ("hip", "knee", "ankle"))
    leg = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    seen = np.isfinite(leg).all(axis=-1)
    if not seen.any():
        return BodyScale(float("nan"))
    lowest = ankle[seen][..., 1].max(axis=-1)
    return BodyScale(
        float(np.percentile(leg[seen], 75)), float(np.percentile(lowest, _NEARLY_LOWEST))
    )


def signal_table(
    track: PoseTrack, view: CameraView, scale: BodyScale, leg: int | None = None
) -> pd.DataFrame:
    """All signals for each frame.

    Parameters
    ----------
    track : PoseTrack
        Raw, causally filtered or zero-lag filtered; the table is as smooth as the track.
    view : CameraView
        Over the same clip or set: facing gives signs their meaning.
    scale : BodyScale
        Body lengths in pixels.
    leg : {0, 1}, optional
        Measured leg as an index in (left, right); the nearer to the camera when left out. Trunk
        and head are always read on the near side.

    Returns
    -------
    DataFrame
        Index ``time_s``; columns as in `SIGNALS`; NaN where the landmarks were not seen. Sagittal
        columns are filled in every view: whether they mean anything is for the checks to say.

    Notes
    -----
    Definitions and signs as in docs/methods.md 1; segments of the side nearer to the camera,
    less the bias that the track brings along. The back is described in `formcheck.motion.back`.
    """
    leg = view.near_side if leg is None else leg
    back = back_shape(track, view)
    columns = {
        **_sagittal_signals(track, view, scale, leg),
        **_any_view_signals(track, scale, leg),
        "back_curve_deg": back.curve_deg,
        "back_convexity_percent": back.convexity_percent,
        "dowel_gap_percent_trunk": back.dowel_gap_percent,
        "yaw_deg": yaw_deg(track),
    }
    return pd.DataFrame(columns, index=pd.Index(track.time, name="time_s"))


def _sagittal_signals(
    track: PoseTrack, view: CameraView, scale: BodyScale, leg: int
) -> dict[str, FloatArray]:
    """Columns that mean something with the camera near side-on."""
    points = {
        name: _limb(track, name, view, view.near_side if name in _UPPER else leg) for name in _LIMBS
    }
    hip, shoulder, ankle = points["hip"], points["shoulder"], points["ankle"]
    near_hip = _limb(track, "hip", view, view.near_side)
    trunk = wrap_deg(inclination_deg(near_hip, shoulder) - track.bias.trunk_deg)
    thigh, shin = _segments(track, view, leg)
    other_thigh, other_shin = _segments(track, view, 1 - leg)
    other_foot = [_limb(track, name, view, 1 - leg)[:, 1] for name in ("heel", "foot_index")]
    head = inclination_deg(shoulder, points["ear"])
    return {
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
        "ankle_hip_lean_deg": inclination_deg(ankle, hip),
        "body_lean_deg": inclination_deg(ankle, (near_hip + shoulder) / 2.0),
        "other_knee_flexion_deg": wrap_deg(other_thigh + other_shin),
        "other_trunk_thigh_deg": wrap_deg(trunk + other_thigh),
        "other_heel_rise_percent_height": 100.0 * (other_foot[0] - other_foot[1]) / scale.height_px,
        "thighs_apart_deg": np.abs(wrap_deg(thigh - other_thigh)),
    }


def _any_view_signals(track: PoseTrack, scale: BodyScale, leg: int) -> dict[str, FloatArray]:
    """Columns that mean the same from wherever the camera stands, those of the front among them."""
    knee, hip = (_bend_3d(track, *parts) for parts in (LEG_PARTS, HIP_PARTS))
    knees_in = knees_in_deg(track)
    return {
        "knee_flexion_3d_deg": knee.mean(axis=1),
        "trunk_thigh_3d_deg": hip.mean(axis=1),
        "leg_knee_flexion_3d_deg": knee[:, leg],
        "leg_trunk_thigh_3d_deg": hip[:, leg],
        "knees_in_deg": knees_in.max(axis=1),
        "leg_knee_in_deg": knees_in[:, leg],
        "weight_shift_percent_stance": weight_shift_percent(track),
        "hip_rise_percent_leg": 100.0
        * (scale.floor_px - track.part("hip")[..., 1].mean(axis=1))
        / scale.leg_px,
        "hip_line_tilt_deg": hip_line_tilt_deg(track),
        "side_lean_deg": side_lean_deg(track),
        "knees_apart_percent_trunk": apart_percent_trunk(track, "knee"),
        "feet_apart_percent_trunk": apart_percent_trunk(track, "ankle"),
        "knee_rise_percent_trunk": knee_rise_percent_trunk(track, leg),
        "thighs_apart_3d_deg": thighs_apart_3d_deg(track),
        "pelvis_turn_3d_deg": pelvis_turn_deg(track),
    }


def visibility_table(
    track: PoseTrack,
    view: CameraView,
    leg: int | None = None,
    least: float = SCORED_VISIBILITY,
) -> pd.DataFrame:
    """Whether the landmarks behind each signal were seen well enough, by default to judge by.

    Parameters
    ----------
    track, view, leg
        As for `signal_table`.
    least : float
        Visibility that is enough.

    Returns
    -------
    DataFrame of bool
        Index and columns as in `signal_table`. True where every landmark of the signal (the near
        ones of trunk and head in a sagittal signal, and those of the legs it is about) has a
        visibility of at least `least` and lies inside the picture.
    """
    picture = np.array([track.width, track.height])
    seen: dict[str, NDArray[np.bool_]] = {}
    for part in _LIMBS:
        point = track.part(part)
        inside = ((point >= 0) & (point <= picture)).all(axis=-1)
        seen[part] = inside & (track.visibility[:, side_landmarks(part)] >= least)
    measured = view.near_side if leg is None else leg
    sides = {"measured": [measured], "other": [1 - measured], "both": [0, 1]}

    def of(part: str, signal: Signal) -> NDArray[np.bool_]:
        upper = [view.near_side] if signal.sagittal else [0, 1]
        chosen = seen[part][:, upper if part in _UPPER else sides[signal.legs]]
        return np.asarray(chosen.all(axis=1))

    columns = {
        name: np.all([of(part, signal) for part in signal.parts], axis=0)
        for name, signal in SIGNALS.items()
    }
    return pd.DataFrame(columns, index=pd.Index(track.time, name="time_s"))


def _limb(track: PoseTrack, name: str, view: CameraView, side: int) -> FloatArray:
    """One side's landmark of a part in the sagittal frame, shape (T, 2)."""
    return sagittal(track.part(name)[:, side], view.facing)


def _segments(track: PoseTrack, view: CameraView, leg: int) -> tuple[FloatArray, FloatArray]:
    """Thigh and shin of one leg against the vertical, degrees."""
    hip, knee, ankle = (_limb(track, name, view, leg) for name in LEG_PARTS)
    thigh = wrap_deg(-inclination_deg(knee, hip) - track.bias.thigh_deg)
    return thigh, wrap_deg(inclination_deg(ankle, knee) - track.bias.shin_deg)


def _bend_3d(track: PoseTrack, upper: str, middle: str, lower: str) -> FloatArray:
    """Bend at the middle joint from world landmarks, unsigned, shape (T, 2 sides), degrees."""
    bends = []
    for a, b, c in zip(*(side_landmarks(part) for part in (upper, middle, lower)), strict=True):
        world = track.world
        bends.append(bend_deg(world[:, b] - world[:, a], world[:, c] - world[:, b]))
    return np.stack(bends, axis=1)
