"""How far each part of the body went over a stretch of a clip, whatever the exercise and the view.

Angles come from the world landmarks and carry no sign, so that they mean the same from the side
and from the front; heights come from the picture, in leg lengths, with the lower ankle as ground.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.motion.filtering import HIGH_PERCENT, LOW_PERCENT
from formcheck.motion.geometry import bend_deg
from formcheck.motion.scale import body_scale
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = ["EXCURSIONS", "excursions", "posture_table"]

FloatArray = NDArray[np.float64]

_PLACES = ["ground_rise", "feet_across"]
_PARTS = ("shoulder", "wrist", "hip", "knee", "ankle")
# Share of the frames, those with the hands lowest, that count as the moment of reaching down.
_REACH_SHARE = 0.10
# Less than this is noise, and no divisor.
_LEAST_BEND_DEG, _LEAST_DROP = 1.0, 0.02

EXCURSIONS: dict[str, str] = {
    "trunk_low_deg": "most upright lean of the trunk, 90 = lying",
    "trunk_mid_deg": "usual lean of the trunk",
    "trunk_high_deg": "furthest lean of the trunk",
    "trunk_range_deg": "how far the trunk tilts",
    "knee_more_high_deg": "deepest bend of the knee that bends more",
    "knee_more_range_deg": "travel of the knee that travels more",
    "knee_less_range_deg": "travel of the other knee",
    "knee_straighter_mid_deg": "usual bend of the straighter knee",
    "hip_more_range_deg": "trunk-thigh travel of the leg that travels more",
    "hip_less_range_deg": "trunk-thigh travel of the other leg",
    "hip_per_knee": "trunk-thigh travel over knee travel, mean of both legs",
    "trunk_per_drop_deg": "tilt of the trunk for each leg length that the hips go down",
    "legs_apart_mid_deg": "usual difference in trunk-thigh angle between the legs",
    "legs_apart_high_deg": "largest difference in trunk-thigh angle between the legs",
    "shins_apart_high_deg": "largest angle between the shins",
    "knee_at_reach_deg": "knee bend while the hands are lowest",
    "hip_height_low": "lowest hips above the lower ankle, leg lengths",
    "hip_height_high": "highest hips above the lower ankle, leg lengths",
    "hip_height_range": "travel of the hips above the lower ankle, leg lengths",
    "shoulder_height_low": "lowest shoulders above the lower ankle, leg lengths",
    "shoulder_height_mid": "usual height of the shoulders above the lower ankle, leg lengths",
    "shoulder_height_high": "highest shoulders above the lower ankle, leg lengths",
    "shoulder_height_range": "travel of the shoulders above the lower ankle, leg lengths",
    "knee_height_mid": "usual height of the knees above the lower ankle, leg lengths",
    "knee_over_hip_mid": "usual height of the knees above the hips, leg lengths",
    "hand_height_low": "lowest hand above the lower ankle, leg lengths",
    "hand_over_shoulder_mid": "usual height of the lower hand above the shoulders, leg lengths",
    "hand_over_shoulder_high": "highest of the lower hand above the shoulders, leg lengths",
    "hand_range": "travel of the hand that travels more against the shoulders, leg lengths",
    "ground_rise_range": "travel of the lower ankle up and down the picture, leg lengths",
    "feet_travel": "travel of the feet across the picture, leg lengths",
    "ankle_step_low": "smallest difference in height between the ankles, leg lengths",
    "ankle_step_mid": "usual difference in height between the ankles, leg lengths",
    "ankle_step_high": "largest difference in height between the ankles, leg lengths",
    "knee_step_range": "change of the difference in height between the knees, leg lengths",
    "feet_apart_low": "smallest distance between the ankles, leg lengths",
    "feet_apart_high": "largest distance between the ankles, leg lengths",
    "shoulder_stack_mid": "height difference of the shoulders over their distance, 1 = on the side",
}
"""Every feature with its meaning."""


def posture_table(track: PoseTrack) -> pd.DataFrame:
    """Unsigned angles and heights of each frame.

    Parameters
    ----------
    track : PoseTrack
        Smoothed.

    Returns
    -------
    DataFrame
        Index ``time_s``. Degrees and leg lengths; NaN where the person was not seen. Places in the
        picture count from their middle over the shot, for the camera may move at a cut.
    """
    return pd.concat([_postures(shot) for shot in track.uncut()])


def _postures(track: PoseTrack) -> pd.DataFrame:
    leg_px = body_scale(track).leg_px
    world = {part: track.world[:, side_landmarks(part)] for part in _PARTS}
    up = {part: _height_px(track, part) / leg_px for part in _PARTS}
    ground = up["ankle"].min(axis=1)
    thigh, shin = world["knee"] - world["hip"], world["ankle"] - world["knee"]
    trunk = world["hip"] - world["shoulder"]
    knee, hip = bend_deg(thigh, shin), bend_deg(trunk, thigh)
    down = np.array([0.0, 1.0, 0.0])
    leg_m = np.linalg.norm(thigh, axis=-1) + np.linalg.norm(shin, axis=-1)
    apart = np.linalg.norm(world["ankle"][:, 0] - world["ankle"][:, 1], axis=-1)
    stack = world["shoulder"][:, 0] - world["shoulder"][:, 1]
    columns = {
        "trunk_deg": bend_deg(trunk.mean(axis=1), down),
        "knee_left_deg": knee[:, 0],
        "knee_right_deg": knee[:, 1],
        "hip_left_deg": hip[:, 0],
        "hip_right_deg": hip[:, 1],
        "legs_apart_deg": np.abs(hip[:, 0] - hip[:, 1]),
        "shins_apart_deg": bend_deg(shin[:, 0], shin[:, 1]),
        "hip_height": up["hip"].mean(axis=1) - ground,
        "shoulder_height": up["shoulder"].mean(axis=1) - ground,
        "knee_height": up["knee"].mean(axis=1) - ground,
        "knee_over_hip": up["knee"].mean(axis=1) - up["hip"].mean(axis=1),
        "hand_height": up["wrist"].min(axis=1) - ground,
        "hand_over_shoulder": up["wrist"].min(axis=1) - up["shoulder"].mean(axis=1),
        "hand_left": up["wrist"][:, 0] - up["shoulder"].mean(axis=1),
        "hand_right": up["wrist"][:, 1] - up["shoulder"].mean(axis=1),
        "ground_rise": ground,
        "feet_across": track.part("ankle")[..., 0].mean(axis=1) / leg_px,
        "ankle_step": np.abs(up["ankle"][:, 0] - up["ankle"][:, 1]),
        "knee_step": np.abs(up["knee"][:, 0] - up["knee"][:, 1]),
        "feet_apart": apart / leg_m.mean(axis=1),
        "shoulder_stack": np.abs(stack[:, 1]) / np.linalg.norm(stack, axis=-1),
    }
    table = pd.DataFrame(columns, index=pd.Index(track.time, name="time_s"))
    table[_PLACES] -= table[_PLACES].median()
    return table


def _height_px(track: PoseTrack, part: str) -> FloatArray:
    """Up the picture, left and right; NaN outside it, where the model only guesses."""
    point = track.part(part)
    inside = ((point >= 0) & (point <= (track.width, track.height))).all(axis=-1)
    return np.where(inside, -point[..., 1], np.nan)


def excursions(postures: pd.DataFrame) -> pd.Series:
    """What the body did over a stretch, in a few dozen numbers.

    Parameters
    ----------
    postures : DataFrame
        Rows of `posture_table`.

    Returns
    -------
    Series
        One value for each name in `EXCURSIONS`; NaN where it was not seen.
    """
    low, mid, high = (
        postures.quantile(percent / 100.0) for percent in (LOW_PERCENT, 50.0, HIGH_PERCENT)
    )
    span = high - low
    hands = postures["hand_height"]
    reach = postures[hands <= hands.quantile(_REACH_SHARE)]
    knees, hips = ["knee_left_deg", "knee_right_deg"], ["hip_left_deg", "hip_right_deg"]
    values = {
        "trunk_low_deg": low["trunk_deg"],
        "trunk_mid_deg": mid["trunk_deg"],
        "trunk_high_deg": high["trunk_deg"],
        "trunk_range_deg": span["trunk_deg"],
        "knee_more_high_deg": high[knees].max(),
        "knee_more_range_deg": span[knees].max(),
        "knee_less_range_deg": span[knees].min(),
        "knee_straighter_mid_deg": mid[knees].min(),
        "hip_more_range_deg": span[hips].max(),
        "hip_less_range_deg": span[hips].min(),
        "hip_per_knee": span[hips].mean() / max(span[knees].mean(), _LEAST_BEND_DEG),
        "trunk_per_drop_deg": span["trunk_deg"] / max(span["hip_height"], _LEAST_DROP),
        "legs_apart_mid_deg": mid["legs_apart_deg"],
        "legs_apart_high_deg": high["legs_apart_deg"],
        "shins_apart_high_deg": high["shins_apart_deg"],
        "knee_at_reach_deg": reach[knees].mean(axis=1).median(),
        "hip_height_low": low["hip_height"],
        "hip_height_high": high["hip_height"],
        "hip_height_range": span["hip_height"],
        "shoulder_height_low": low["shoulder_height"],
        "shoulder_height_mid": mid["shoulder_height"],
        "shoulder_height_high": high["shoulder_height"],
        "shoulder_height_range": span["shoulder_height"],
        "knee_height_mid": mid["knee_height"],
        "knee_over_hip_mid": mid["knee_over_hip"],
        "hand_height_low": low["hand_height"],
        "hand_over_shoulder_mid": mid["hand_over_shoulder"],
        "hand_over_shoulder_high": high["hand_over_shoulder"],
        "hand_range": span[["hand_left", "hand_right"]].max(),
        "ground_rise_range": span["ground_rise"],
        "feet_travel": span["feet_across"],
        "ankle_step_low": low["ankle_step"],
        "ankle_step_mid": mid["ankle_step"],
        "ankle_step_high": high["ankle_step"],
        "knee_step_range": span["knee_step"],
        "feet_apart_low": low["feet_apart"],
        "feet_apart_high": high["feet_apart"],
        "shoulder_stack_mid": mid["shoulder_stack"],
    }
    return pd.Series(values, dtype=float).reindex(list(EXCURSIONS))
