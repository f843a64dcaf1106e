"""Split stance: the lead foot stays flat, the rear foot stands on its ball or swings up beside it.

Controls (degrees): ``trunk`` inclination, ``lumbar`` flexion, ``neck`` flexion relative to the
chest, ``knee`` flexion and ``shin`` inclination of the lead leg, ``rear_foot`` (heel up), ``arm``
swing to the front, and ``swing`` from 0 (rear foot behind) to 1 (beside the lead foot).
Lengths are in leg lengths (thigh and shin).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from synthetic.body import SIDES, Body, Posed
from synthetic.limbs import (
    ankle_above_ball,
    ankle_height,
    ball_height,
    leg_angles,
    leg_lengths,
)
from synthetic.motion import minimum_jerk
from synthetic.posture import Leg, Posture, bone_rotations, pelvis_for_trunk
from synthetic.upright import ARM_STYLES

TOE_OUT = 4.0
CLEARANCE = 0.05  # the swinging foot passes this high above the step


@dataclass(frozen=True)
class Stepping:
    """Pose maker for a person with one foot ahead.

    Parameters
    ----------
    body, arms
        The person and a key of the arm styles.
    lead
        The side of the foot ahead.
    rear
        Distance of the rear ball behind the lead ankle.
    step
        Height of the step under the lead foot.
    """

    body: Body
    arms: str
    lead: str
    rear: float
    step: float = 0.0

    @property
    def leg_m(self) -> float:
        """Thigh and shin together, metres."""
        return sum(leg_lengths(self.body, Leg(0.0, 0.0)))

    @property
    def step_m(self) -> float:
        """Height of the step, metres."""
        return self.step * self.leg_m

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose with the lead ankle above the origin, its sole on the step."""
        body = self.body
        shin = controls["shin"]
        lead = Leg(controls["knee"] - shin, shin, toe_out=TOE_OUT)
        guess = self._posture(controls, lead, replace(lead))
        posed = body.forward(bone_rotations(body, guess), core_only=True)
        points = body.marker_points(posed)
        place = np.array([0.0, ankle_height(body) + self.step_m, 0.0])
        offset = (place - points[f"{self.lead}_ankle"]) * (0.0, 1.0, 1.0)
        other = next(side for side in SIDES if side != self.lead)
        hip = (points[f"{other}_hip"] + offset)[1:]
        posture = self._posture(controls, lead, self._rear(controls, hip))
        return body.forward(bone_rotations(body, posture), core_only).moved(offset)

    def _rear(self, controls: Mapping[str, float], hip: np.ndarray) -> Leg:
        """The rear leg, from its hip to the ball of its foot."""
        swing, foot = controls["swing"], controls["rear_foot"]
        up = minimum_jerk(np.array(swing / 0.6)) * self.step_m
        forward = minimum_jerk(np.array((swing - 0.3) / 0.7))
        arc = CLEARANCE * self.leg_m * np.sin(np.pi * swing) ** 2
        beside = -ankle_above_ball(self.body, 0.0)[1]
        behind = -self.rear * self.leg_m
        ball = np.array([
            ball_height(self.body) + up + arc,
            behind + forward * (beside - behind),
        ])  # fmt: skip
        ankle = ball + ankle_above_ball(self.body, foot)
        leg = Leg(0.0, 0.0, toe_out=TOE_OUT)
        thigh, shin = leg_angles(self.body, leg, hip, ankle)
        lifted = min(1.0, 4.0 * swing * (1.0 - swing) * 3.0)
        return replace(leg, thigh=thigh, shin=shin, foot=foot, toes=foot * lifted)

    def _posture(self, controls: Mapping[str, float], lead: Leg, rear: Leg) -> Posture:
        lumbar = controls["lumbar"]
        pelvis = pelvis_for_trunk(self.body, controls["trunk"], lumbar)
        chest = pelvis + lumbar
        arm = ARM_STYLES[self.arms].arm(chest, controls["arm"])
        return Posture(
            pelvis=pelvis,
            lumbar=lumbar,
            head=chest + controls["neck"],
            legs={side: lead if side == self.lead else rear for side in SIDES},
            arms={side: arm for side in SIDES},
        )
