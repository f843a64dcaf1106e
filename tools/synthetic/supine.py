"""Exercises lying on the back with the feet, or one foot, on the floor (bridges).

Controls (degrees): ``trunk_thigh`` (shoulder-hip-knee away from a straight line, + flexed)
and ``lumbar`` flexion. The feet never slide; the trunk slope follows from the controls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import brentq

from synthetic.body import SIDES, Body, Posed
from synthetic.limbs import ankle_height, leg_angles
from synthetic.posture import Arm, Leg, Posture, bone_rotations, pelvis_for_trunk

CLOTH_M = 0.006
ARM_SPREAD = 0.28
HAND_HEIGHT_M = 0.07
FREE_KNEE = 8.0
FLAT, STEEPEST = -84.0, -150.0


@dataclass(frozen=True)
class Supine:
    """Pose maker for a person on the back, head away from the +z axis.

    Parameters
    ----------
    body
        The person.
    top_shin
        Shin inclination (deg) at the top of a straight bridge; this places the feet.
    ground
        Height of the surface lain on, metres.
    free
        Side of the leg held up in line with the other thigh, if any.
    """

    body: Body
    top_shin: float = -6.0
    ground: float = 0.009
    free: str | None = None

    def trunk_flat(self) -> float:
        """Trunk angle at which the buttocks just touch the ground."""

        def gap(trunk: float) -> float:
            posed = self._trunk(trunk, 0.0)[1]
            return self.body.skin(posed, self._seat)[:, 1].min() - self.ground - CLOTH_M

        return brentq(gap, -80.0, -100.0, xtol=0.01)

    def rest_trunk_thigh(self) -> float:
        """Trunk-thigh flexion of lying with the hips down."""
        return self._legs(self.trunk_flat(), 0.0, self.ankle_z)[2]

    @cached_property
    def ankle_z(self) -> float:
        """Ankle distance from the shoulders that gives ``top_shin`` in a straight bridge."""

        def miss(ankle_z: float) -> float:
            trunk = self._solve_trunk(0.0, 0.0, ankle_z)
            return self._legs(trunk, 0.0, ankle_z)[1] - self.top_shin

        return brentq(miss, 0.62, 1.25, xtol=1e-4)

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose with the upper back, the head and the soles on the ground.

        With ``core_only`` (angles only) the head keeps a default angle.
        """
        lumbar = controls["lumbar"]
        trunk = self._solve_trunk(controls["trunk_thigh"], lumbar, self.ankle_z)
        thigh, shin, _ = self._legs(trunk, lumbar, self.ankle_z)
        posture, placed = self._trunk(trunk, lumbar)
        points = self.body.marker_points(placed)
        arm = self._arm(points["left_shoulder"][1])
        leg = Leg(thigh, shin)
        root = self.body.bone["root"]
        offset = placed.positions[root] - self.body.head_of("root")
        full = replace(
            posture,
            head=posture.head if core_only else self._rest_head(posture, offset),
            legs={side: _held_up(thigh) if side == self.free else leg for side in SIDES},
            arms={side: arm for side in SIDES},
        )
        return self.body.forward(bone_rotations(self.body, full), core_only).moved(offset)

    def _arm(self, shoulder_height: float) -> Arm:
        """Arm along the floor, slightly spread."""
        length = np.linalg.norm(self.body.head_of("wrist.L") - self.body.head_of("upperarm01.L"))
        drop = (shoulder_height - self.ground - HAND_HEIGHT_M) / length
        return Arm((ARM_SPREAD, -drop, 1.0), (ARM_SPREAD * 0.4, -drop, 1.0))

    def _solve_trunk(self, trunk_thigh: float, lumbar: float, ankle_z: float) -> float:
        def miss(trunk: float) -> float:
            return self._legs(trunk, lumbar, ankle_z)[2] - trunk_thigh

        return brentq(miss, FLAT, STEEPEST, xtol=1e-3)

    def _trunk(self, trunk: float, lumbar: float) -> tuple[Posture, Posed]:
        """Posture and core pose of the trunk, its upper back resting on the ground."""
        pelvis = pelvis_for_trunk(self.body, trunk, lumbar)
        idle_leg, idle_arm = Leg(0.0, 0.0), Arm((0.2, -0.1, 1.0), (0.1, -0.1, 1.0))
        posture = Posture(
            pelvis,
            lumbar,
            FLAT,
            legs={side: idle_leg for side in SIDES},
            arms={side: idle_arm for side in SIDES},
        )
        posed = self.body.forward(bone_rotations(self.body, posture), core_only=True)
        lowest = self.body.skin(posed, self._upper_back)[:, 1].min()
        shoulder_z = self.body.marker_points(posed)["left_shoulder"][2]
        return posture, posed.moved(np.array([0.0, self.ground + CLOTH_M - lowest, -shoulder_z]))

    def _rest_head(self, posture: Posture, offset: np.ndarray) -> float:
        """Head angle that rests the back of the head on the ground."""

        def gap(head: float) -> float:
            nodding = replace(posture, head=head)
            posed = self.body.forward(bone_rotations(self.body, nodding), core_only=True)
            lowest = self.body.skin(posed, self._skull)[:, 1].min() + offset[1]
            return lowest - self.ground - CLOTH_M

        return brentq(gap, -115.0, -40.0, xtol=0.05)

    def _legs(self, trunk: float, lumbar: float, ankle_z: float) -> tuple[float, float, float]:
        """Thigh, shin and trunk-thigh angle with the ankle at its place on the floor."""
        hip = self.body.marker_points(self._trunk(trunk, lumbar)[1])["left_hip"]
        ankle = np.array([ankle_height(self.body) + self.ground, ankle_z])
        thigh, shin = leg_angles(self.body, Leg(0.0, 0.0), hip[1:], ankle)
        return thigh, shin, trunk + thigh

    @cached_property
    def _upper_back(self) -> np.ndarray:
        return self._core_vertices("spine01", "spine02", "clavicle", "shoulder")

    @cached_property
    def _skull(self) -> np.ndarray:
        return self._core_vertices("head")

    @cached_property
    def _seat(self) -> np.ndarray:
        return self._core_vertices("root", "pelvis", "spine05", "spine04")

    def _core_vertices(self, *prefixes: str) -> np.ndarray:
        """Vertices moved by the named bones and by no bone outside the core chain."""
        body = self.body
        core = np.asarray(body.weights[:, body.core_bones].sum(1)).ravel()
        back = body.points[:, 2] < body.head_of("spine03")[2]
        return np.flatnonzero((body.influence(*prefixes) > 0.5) & (core > 0.999) & back)


def _held_up(thigh: float) -> Leg:
    """A nearly straight leg whose thigh is parallel to the other one."""
    shin = FREE_KNEE - thigh
    return Leg(thigh, shin, foot=shin, toes=shin)
