"""Features of a movement: how far each part of the body went, in whatever exercise and view."""

from __future__ import annotations

import pandas as pd

from formcheck.motion.filtering import HIGH_PERCENT, LOW_PERCENT

__all__ = ["EXCURSIONS", "POSTURE_SIGNALS", "excursions"]

POSTURE_SIGNALS = (
    "trunk_tilt_3d_deg",
    "left_knee_flexion_3d_deg",
    "right_knee_flexion_3d_deg",
    "left_trunk_thigh_3d_deg",
    "right_trunk_thigh_3d_deg",
    "legs_apart_3d_deg",
    "shins_apart_3d_deg",
    "hip_height_leg",
    "shoulder_height_leg",
    "knee_height_leg",
    "knee_over_hip_leg",
    "hand_height_leg",
    "hand_over_shoulder_leg",
    "left_hand_over_shoulder_leg",
    "right_hand_over_shoulder_leg",
    "ground_rise_leg",
    "feet_across_leg",
    "ankle_step_leg",
    "knee_step_leg",
    "feet_apart_3d_leg",
    "shoulder_stack_3d",
)
"""Signals that the features are made from."""

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


def excursions(postures: pd.DataFrame) -> pd.Series:
    """What the body did over a stretch, in a few dozen numbers.

    Parameters
    ----------
    postures : DataFrame
        Rows of a table of `POSTURE_SIGNALS`, zero-lag.

    Returns
    -------
    Series
        One value for each name in `EXCURSIONS`; NaN where it was not seen.
    """
    low, mid, high = (
        postures.quantile(percent / 100.0) for percent in (LOW_PERCENT, 50.0, HIGH_PERCENT)
    )
    span = high - low
    hands = postures["hand_height_leg"]
    reach = postures[hands <= hands.quantile(_REACH_SHARE)]
    knees, hips = (
        ["left_knee_flexion_3d_deg", "right_knee_flexion_3d_deg"],
        ["left_trunk_thigh_3d_deg", "right_trunk_thigh_3d_deg"],
    )
    values = {
        "trunk_low_deg": low["trunk_tilt_3d_deg"],
        "trunk_mid_deg": mid["trunk_tilt_3d_deg"],
        "trunk_high_deg": high["trunk_tilt_3d_deg"],
        "trunk_range_deg": span["trunk_tilt_3d_deg"],
        "knee_more_high_deg": high[knees].max(),
        "knee_more_range_deg": span[knees].max(),
        "knee_less_range_deg": span[knees].min(),
        "knee_straighter_mid_deg": mid[knees].min(),
        "hip_more_range_deg": span[hips].max(),
        "hip_less_range_deg": span[hips].min(),
        "hip_per_knee": span[hips].mean() / max(span[knees].mean(), _LEAST_BEND_DEG),
        "trunk_per_drop_deg": span["trunk_tilt_3d_deg"] / max(span["hip_height_leg"], _LEAST_DROP),
        "legs_apart_mid_deg": mid["legs_apart_3d_deg"],
        "legs_apart_high_deg": high["legs_apart_3d_deg"],
        "shins_apart_high_deg": high["shins_apart_3d_deg"],
        "knee_at_reach_deg": reach[knees].mean(axis=1).median(),
        "hip_height_low": low["hip_height_leg"],
        "hip_height_high": high["hip_height_leg"],
        "hip_height_range": span["hip_height_leg"],
        "shoulder_height_low": low["shoulder_height_leg"],
        "shoulder_height_mid": mid["shoulder_height_leg"],
        "shoulder_height_high": high["shoulder_height_leg"],
        "shoulder_height_range": span["shoulder_height_leg"],
        "knee_height_mid": mid["knee_height_leg"],
        "knee_over_hip_mid": mid["knee_over_hip_leg"],
        "hand_height_low": low["hand_height_leg"],
        "hand_over_shoulder_mid": mid["hand_over_shoulder_leg"],
        "hand_over_shoulder_high": high["hand_over_shoulder_leg"],
        "hand_range": span[["left_hand_over_shoulder_leg", "right_hand_over_shoulder_leg"]].max(),
        "ground_rise_range": span["ground_rise_leg"],
        "feet_travel": span["feet_across_leg"],
        "ankle_step_low": low["ankle_step_leg"],
        "ankle_step_mid": mid["ankle_step_leg"],
        "ankle_step_high": high["ankle_step_leg"],
        "knee_step_range": span["knee_step_leg"],
        "feet_apart_low": low["feet_apart_3d_leg"],
        "feet_apart_high": high["feet_apart_3d_leg"],
        "shoulder_stack_mid": mid["shoulder_stack_3d"],
    }
    return pd.Series(values, dtype=float).reindex(list(EXCURSIONS))
