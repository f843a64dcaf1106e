"""Where the camera stood: yaw against a pure side view, and which way the person faces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = [
    "FRONT_YAW_DEG",
    "SIDE_YAW_DEG",
    "WIDEST_YAW_DEG",
    "CameraView",
    "View",
    "camera_view",
    "turn_deg",
    "yaw_deg",
]

FloatArray = NDArray[np.float64]
View = Literal["side", "oblique", "front", "mixed"]

SIDE_YAW_DEG = 15.0
"""A view counts as side-on up to here (docs/methods.md 2, common rules)."""
WIDEST_YAW_DEG = 30.0
"""Sagittal angles are still given, with a wider error, up to here (docs/methods.md 5)."""
FRONT_YAW_DEG = 60.0
"""A view counts as from the front, or the rear, from here on."""
# A view that spends a fifth of the clip this far from its median is no single view.
_MIXED_SPREAD_DEG = 30.0
_MIXED_SHARE = 0.2


@dataclass(frozen=True)
class CameraView:
    """The view over one stretch of a clip.

    Attributes
    ----------
    view : {"side", "oblique", "front", "mixed"}
        Side up to 15 deg of yaw, front (or rear) from 60 deg, oblique between, mixed when it
        changes within the stretch.
    yaw_deg : float
        Median turn away from a pure side view, 0-90; NaN where no one was seen.
    facing : {-1, 1}
        +1 where the person faces right in the picture, -1 where left.
    facing_confidence : float
        0-1; near 0 in front views, where facing left or right has no meaning.
    """

    view: View
    yaw_deg: float
    facing: int
    facing_confidence: float

    @property
    def near_side(self) -> int:
        """Index of the limb nearer to the camera in (left, right): facing right shows the right."""
        return 1 if self.facing > 0 else 0


def yaw_deg(track: PoseTrack) -> FloatArray:
    """Turn of the body away from a pure side view, frame by frame.

    The line from left to right shoulder and hip of the world landmarks points into depth in a side
    view and across the picture in a front view. On rendered clips this follows the true yaw far
    better than the shortening of the shoulder line in the picture does (benchmarks/RESULTS.md).

    Returns
    -------
    ndarray, shape (T,)
        Degrees 0-90; NaN where no one was seen.
    """
    return np.asarray(np.mean([turn_deg(track, part) for part in ("shoulder", "hip")], axis=0))


def turn_deg(track: PoseTrack, part: str) -> FloatArray:
    """Turn of the line from left to right of a part out of the line of sight, from world landmarks.

    Returns
    -------
    ndarray, shape (T,)
        Degrees 0-90: 0 where they lie behind one another as seen by the camera, 90 where they lie
        side by side; NaN where no one was seen.
    """
    left, right = side_landmarks(part)
    line = track.world[:, right] - track.world[:, left]
    return np.degrees(np.arctan2(np.hypot(line[:, 0], line[:, 1]), np.abs(line[:, 2])))


def camera_view(track: PoseTrack) -> CameraView:
    """View and facing over a whole track (a clip, a set, a calibration stretch).

    Facing is a vote over all frames: toes lie in front of heels, and the knee bends forward. Both
    hold standing, bent, lying and on all fours; nose against ear would not.
    """
    yaw = yaw_deg(track)
    seen = yaw[np.isfinite(yaw)]
    median = float(np.median(seen)) if len(seen) else float("nan")
    away = float(np.mean(np.abs(seen - median) > _MIXED_SPREAD_DEG)) if len(seen) else 0.0
    vote = _facing_vote(track)
    if away > _MIXED_SHARE:
        view: View = "mixed"
    elif not median > SIDE_YAW_DEG:
        view = "side"
    else:
        view = "front" if median >= FRONT_YAW_DEG else "oblique"
    return CameraView(view, median, 1 if vote >= 0 else -1, min(abs(vote), 1.0))


def _facing_vote(track: PoseTrack) -> float:
    """Signed evidence, about +-1 when clear, for facing right."""
    hip, knee, ankle = (track.part(name) for name in ("hip", "knee", "ankle"))
    toe_forward = track.part("foot_index") - track.part("heel")
    thigh, shin = knee - hip, ankle - knee
    leg = np.linalg.norm(thigh, axis=-1) + np.linalg.norm(shin, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        toes = toe_forward[..., 0] / leg
        # Twice the area hip-knee-ankle, positive when the knee points right of the hip-ankle line
        bend = (thigh[..., 0] * shin[..., 1] - thigh[..., 1] * shin[..., 0]) / leg**2
    # A foot is about 0.25 of a leg; a knee bent to 60 deg gives an area of about 0.2. What a pose
    # model does not have, such as toes, has no vote.
    return (_mean_known(toes) / 0.2 + _mean_known(bend) / 0.1) / 2.0


def _mean_known(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.mean(known)) if len(known) else 0.0
