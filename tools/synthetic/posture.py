"""A posture as absolute segment angles, and the bone rotations that produce it.

All angles are degrees in the subject's side plane, measured on the world, not on the parent
segment: pelvis and head + tipped forward, thigh + knee ahead of the hip, shin + knee ahead
of the ankle. Lumbar flexion is spread over the four spine bones from the sacrum to the lowest
rib; thoracic flexion happens in the bone above them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.body import SIDES, Body
from synthetic.rotations import pitch, sagittal_angle, swing, turn

LUMBAR_SHARE = {"spine05": 0.08, "spine04": 0.40, "spine03": 0.72, "spine02": 1.0}
NECK_SHARE = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.75, "head": 1.0}
TOES = tuple(f"toe{n}-1" for n in range(1, 6))
DOWN = np.array([0.0, -1.0, 0.0])
MIRROR = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Leg:
    """Thigh and shin angles; ``*_out`` is the outward lean as a slope (x per metre down).

    ``foot`` and ``toes`` tip the foot and the toes (+ heel up); 0 is flat on the floor.
    """

    thigh: float
    shin: float
    thigh_out: float = 0.06
    shin_out: float = 0.036
    toe_out: float = 6.0
    foot: float = 0.0
    toes: float = 0.0


@dataclass(frozen=True)
class Arm:
    """World directions of upper arm and forearm, given for the left side."""

    upper: tuple[float, float, float]
    fore: tuple[float, float, float]


@dataclass(frozen=True)
class Posture:
    """Every angle of one instant; both sides have their own leg and arm."""

    pelvis: float
    lumbar: float
    head: float
    legs: dict[str, Leg]
    arms: dict[str, Arm]
    thoracic: float = 0.0

    @property
    def chest(self) -> float:
        """Angle of the upper chest."""
        return self.pelvis + self.lumbar + self.thoracic


def spine_rotations(pelvis: float, lumbar: float, thoracic: float) -> dict[str, np.ndarray]:
    """Absolute rotations of pelvis and spine."""
    rotations = {"root": pitch(pelvis)}
    for bone, share in LUMBAR_SHARE.items():
        rotations[bone] = pitch(pelvis + share * lumbar)
    return rotations | {"spine01": pitch(pelvis + lumbar + thoracic)}


def bone_rotations(body: Body, posture: Posture) -> dict[str, np.ndarray]:
    """Absolute rotations of the bones a posture determines."""
    rotations = spine_rotations(posture.pelvis, posture.lumbar, posture.thoracic)
    for bone, share in NECK_SHARE.items():
        rotations[bone] = pitch(posture.chest + share * (posture.head - posture.chest))
    for side, suffix in SIDES.items():
        mirror = MIRROR if side == "right" else 1.0
        leg, arm = posture.legs[side], posture.arms[side]
        thigh = (DOWN + (leg.thigh_out, 0, 0)) * mirror
        shin = (DOWN + (leg.shin_out, 0, 0)) * mirror
        rotations[f"upperleg01.{suffix}"] = pitch(-leg.thigh) @ _aim(
            body, f"upperleg01.{suffix}", f"lowerleg01.{suffix}", thigh
        )
        rotations[f"lowerleg01.{suffix}"] = pitch(leg.shin) @ _aim(
            body, f"lowerleg01.{suffix}", f"foot.{suffix}", shin
        )
        outward = leg.toe_out if side == "left" else -leg.toe_out
        rotations[f"foot.{suffix}"] = turn(outward) @ pitch(leg.foot)
        if leg.toes != leg.foot:
            for toe in TOES:
                rotations[f"{toe}.{suffix}"] = turn(outward) @ pitch(leg.toes)
        rotations[f"upperarm01.{suffix}"] = _aim(
            body, f"upperarm01.{suffix}", f"lowerarm01.{suffix}", np.array(arm.upper) * mirror
        )
        rotations[f"lowerarm01.{suffix}"] = _aim(
            body, f"lowerarm01.{suffix}", f"wrist.{suffix}", np.array(arm.fore) * mirror
        )
    return rotations


def _aim(body: Body, start: str, end: str, direction: np.ndarray) -> np.ndarray:
    """Smallest rotation that points the bone from ``start`` to ``end`` along ``direction``.

    An upward aim goes over hanging straight down, so that limbs do not twist.
    """
    rest = body.head_of(end) - body.head_of(start)
    lateral = np.hypot(direction[0], 1e-9) * np.sign(direction[0])
    side_plane = np.hypot(direction[1], direction[2])
    hang = np.array([lateral, -side_plane, 0.0])
    angle = np.degrees(np.arctan2(direction[2], -direction[1]))
    return pitch(-angle) @ swing(rest, hang)


def pelvis_for_trunk(body: Body, trunk: float, lumbar: float, thoracic: float = 0.0) -> float:
    """Pelvis angle that brings the hip-to-shoulder line to ``trunk`` degrees."""
    upright = body.forward(spine_rotations(0.0, lumbar, thoracic), core_only=True)
    points = body.marker_points(upright)
    return trunk - float(sagittal_angle(points["left_shoulder"] - points["left_hip"]))
