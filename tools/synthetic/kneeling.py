"""On hands and knees, one leg and the arm of the other side raised (bird-dog).

Controls (degrees): ``trunk_thigh`` and ``knee`` of the moving leg, ``reach`` of the moving arm
from straight down to the front and up, ``lumbar`` flexion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import brentq
from scipy.spatial.transform import Rotation, Slerp

from synthetic.body import SIDES, Body, Posed
from synthetic.posture import Arm, Leg, Posture, bone_rotations, pelvis_for_trunk

GROUND_M = 0.011
KNEE = 90.0
POINTED = 62.0  # degrees the foot is pointed against the shin
HEAD = -6.0
SPREAD = 0.05
HAND_FOLLOWS = 40.0  # degrees of reach after which the hand is in line with the forearm
HIGHEST_REACH = 40.0


@dataclass(frozen=True)
class Kneeling:
    """Pose maker; the supporting knee stays above the origin.

    Parameters
    ----------
    body
        The person.
    mover
        Side of the moving leg; the arm of the other side moves with it.
    trunk
        Inclination of the trunk (deg): 90 is level, the shoulders ahead.
    """

    body: Body
    mover: str
    trunk: float = 82.0

    def rest(self) -> dict[str, float]:
        """Controls on hands and knees."""
        return {"trunk_thigh": self.trunk, "knee": KNEE, "reach": self._rest_reach, "lumbar": 0.0}

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose with the supporting knee, shin and hand on the floor."""
        body, lumbar, reach = self.body, controls["lumbar"], controls["reach"]
        thigh = controls["trunk_thigh"] - self.trunk
        moving, still = _leg(thigh, controls["knee"] - thigh), _leg(0.0, KNEE)
        pelvis = pelvis_for_trunk(body, self.trunk, lumbar)
        posture = Posture(
            pelvis,
            lumbar,
            head=pelvis + lumbar + HEAD,
            legs={side: moving if side == self.mover else still for side in SIDES},
            arms={side: _arm(self._rest_reach if side == self.mover else reach) for side in SIDES},
        )
        rotations = bone_rotations(body, posture)
        for side, suffix in SIDES.items():
            lifted = 0.0 if side == self.mover else (reach - self._rest_reach) / HAND_FOLLOWS
            rotations[f"wrist.{suffix}"] = self._hand(
                side, rotations[f"lowerarm01.{suffix}"], min(lifted, 1.0)
            )
        posed = body.forward(rotations, core_only)
        knee = posed.positions[body.bone[f"lowerleg01.{SIDES[self.still]}"]]
        return posed.moved(np.array([0.0, self._knee_height - knee[1], -knee[2]]))

    @property
    def still(self) -> str:
        """Side of the supporting knee."""
        return next(side for side in SIDES if side != self.mover)

    def _hand(self, side: str, forearm: np.ndarray, lifted: float) -> np.ndarray:
        """Rotation of the hand: flat on the floor, or ``lifted`` (0 to 1) toward the forearm's."""
        fingers, palm = self._hand_axes(side)
        rest = np.column_stack([fingers, palm, np.cross(fingers, palm)])
        flat = np.column_stack([(0, 0, 1), (0, -1, 0), (1, 0, 0)]) @ rest.T
        both = Rotation.from_matrix(np.stack([flat, forearm]))
        return Slerp([0.0, 1.0], both)(lifted).as_matrix()

    def _hand_axes(self, side: str) -> tuple[np.ndarray, np.ndarray]:
        """Unit vectors along the fingers and out of the palm in the rest pose."""
        suffix = SIDES[side]
        wrist, index, middle, little = (
            self.body.head_of(f"{bone}.{suffix}")
            for bone in ("wrist", "finger2-1", "finger3-1", "finger5-1")
        )
        fingers = (middle - wrist) / np.linalg.norm(middle - wrist)
        palm = np.cross(little - index, fingers) * (1.0 if side == "left" else -1.0)
        return fingers, palm / np.linalg.norm(palm)

    @cached_property
    def _knee_height(self) -> float:
        """Height of the knee joint when knee and shin touch the floor."""
        body, suffix = self.body, SIDES[self.still]
        rotations = self._resting(0.0)
        posed = body.forward(rotations)
        lower_leg = np.flatnonzero(body.influence(f"lowerleg01.{suffix}") > 0.5)
        lowest = body.skin(posed, lower_leg)[:, 1].min()
        return float(posed.positions[body.bone[f"lowerleg01.{suffix}"]][1] - lowest + GROUND_M)

    @cached_property
    def _rest_reach(self) -> float:
        """Reach of the straight arm whose palm lies on the floor."""
        body, suffix = self.body, SIDES[self.still]
        hand = np.flatnonzero(body.influence("wrist", "finger", "metacarpal") > 0.5)

        def gap(reach: float) -> float:
            rotations = self._resting(reach)
            for side, other in SIDES.items():
                rotations[f"wrist.{other}"] = self._hand(side, np.eye(3), 0.0)
            posed = body.forward(rotations)
            knee = posed.positions[body.bone[f"lowerleg01.{suffix}"]][1]
            lowest = body.skin(posed, hand)[:, 1].min()
            return float(lowest - knee + self._knee_height - GROUND_M)

        return brentq(gap, 0.0, HIGHEST_REACH, xtol=0.05)

    def _resting(self, reach: float) -> dict[str, np.ndarray]:
        pelvis = pelvis_for_trunk(self.body, self.trunk, 0.0)
        leg, arm = _leg(0.0, KNEE), _arm(reach)
        sides = {side: leg for side in SIDES}, {side: arm for side in SIDES}
        return bone_rotations(self.body, Posture(pelvis, 0.0, pelvis + HEAD, *sides))


def _leg(thigh: float, shin: float) -> Leg:
    """A leg with the foot pointed."""
    return Leg(thigh, shin, foot=shin + POINTED, toes=shin + POINTED)


def _arm(reach: float) -> Arm:
    """A straight arm, ``reach`` degrees from hanging toward the front."""
    angle = np.radians(reach)
    direction = (SPREAD, -float(np.cos(angle)), float(np.sin(angle)))
    return Arm(direction, direction)
