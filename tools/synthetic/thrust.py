"""Hip thrust: the upper back leans on the edge of a bench, the feet stand on the floor.

Controls (degrees): ``trunk_thigh`` (shoulder-hip-knee away from a straight line, + flexed) and
``lumbar`` flexion. The feet never slide; the trunk turns about the edge of the bench.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import brentq

from synthetic.body import SIDES, Body, Posed
from synthetic.limbs import ankle_height, leg_angles, leg_lengths
from synthetic.posture import Arm, Leg, Posture, bone_rotations, pelvis_for_trunk
from synthetic.upright import ARM_STYLES

PAD_M = 0.015  # how far the pad gives way
BLADE_SHARE = 0.32  # edge of the bench: part of the way from the shoulders to the hips
CHIN = 25.0  # degrees the head is tipped forward against the chest
LEVEL = -90.0
LOW, HIGH = -35.0, -130.0


@dataclass(frozen=True)
class Thrust:
    """Pose maker; the edge of the bench is at z = 0, the feet in front of it.

    Parameters
    ----------
    body
        The person.
    rest_trunk
        Trunk inclination (deg) with the hips down.
    feet_in
        How much closer to the bench the feet stand than for upright shins at the top, metres.
    """

    body: Body
    rest_trunk: float = -52.0
    feet_in: float = 0.0

    def rest_trunk_thigh(self) -> float:
        """Trunk-thigh flexion with the hips down."""
        return self._legs(self.rest_trunk, 0.0)[2]

    @cached_property
    def bench_m(self) -> float:
        """Bench height that levels the trunk when the shins are upright, metres."""
        shin_m = leg_lengths(self.body, Leg(0.0, 0.0))[1]
        hip = self._trunk(LEVEL, 0.0, 0.0)[2]
        return ankle_height(self.body) + shin_m - float(hip[0])

    @cached_property
    def ankle_z(self) -> float:
        """Ankle distance from the bench; the shins are upright at the top unless ``feet_in``."""
        thigh_m = leg_lengths(self.body, Leg(0.0, 0.0))[0]
        return float(self._trunk(LEVEL, 0.0, self.bench_m)[2][1]) + thigh_m - self.feet_in

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose with the upper back on the edge of the bench and the soles on the floor."""
        lumbar = controls["lumbar"]

        def miss(trunk: float) -> float:
            return self._legs(trunk, lumbar)[2] - controls["trunk_thigh"]

        trunk = brentq(miss, LOW, HIGH, xtol=1e-3)
        thigh, shin, _ = self._legs(trunk, lumbar)
        leg = Leg(thigh, shin)
        posture, offset, _ = self._trunk(trunk, lumbar, self.bench_m, leg)
        return self.body.forward(bone_rotations(self.body, posture), core_only).moved(offset)

    def _legs(self, trunk: float, lumbar: float) -> tuple[float, float, float]:
        """Thigh, shin and trunk-thigh angle with the ankle at its place on the floor."""
        hip = self._trunk(trunk, lumbar, self.bench_m)[2]
        ankle = np.array([ankle_height(self.body), self.ankle_z])
        thigh, shin = leg_angles(self.body, Leg(0.0, 0.0), hip, ankle)
        return thigh, shin, trunk + thigh

    def _trunk(
        self, trunk: float, lumbar: float, bench_m: float, leg: Leg | None = None
    ) -> tuple[Posture, np.ndarray, np.ndarray]:
        """Posture, its offset that rests the back on the bench, and the hip (up, front)."""
        body = self.body
        pelvis = pelvis_for_trunk(body, trunk, lumbar)
        chest = pelvis + lumbar
        arm: Arm = ARM_STYLES["crossed"].arm(chest, 0.0)
        posture = Posture(
            pelvis,
            lumbar,
            head=chest + CHIN,
            legs={side: leg or Leg(0.0, 0.0) for side in SIDES},
            arms={side: arm for side in SIDES},
        )
        posed = body.forward(bone_rotations(body, posture), core_only=True)
        back = body.skin(posed, self._back)
        edge = back[self._blade]
        over = back[:, 2] < edge[2]
        lowest = min(float(edge[1]), float(back[over, 1].min()))
        offset = np.array([0.0, bench_m - PAD_M - lowest, -edge[2]])
        hip = body.marker_points(posed)["left_hip"] + offset
        return posture, offset, hip[1:]

    @cached_property
    def _back(self) -> np.ndarray:
        """Vertices of the back between neck and waist, moved by the core chain only."""
        body = self.body
        core = np.asarray(body.weights[:, body.core_bones].sum(1)).ravel()
        behind = body.points[:, 2] < body.head_of("spine03")[2]
        chosen = body.influence("spine01", "spine02", "spine03", "clavicle", "shoulder") > 0.5
        return np.flatnonzero(chosen & (core > 0.999) & behind)

    @cached_property
    def _blade(self) -> int:
        """The vertex of the back, as an index into those, that lies on the edge."""
        points, markers = self.body.points[self._back], self.body.markers
        shoulder, hip = markers["left_shoulder"][1][1], markers["left_hip"][1][1]
        level = shoulder + BLADE_SHARE * (hip - shoulder)
        near = (np.abs(points[:, 0]) < 0.08) & (np.abs(points[:, 1] - level) < 0.015)
        candidates = np.flatnonzero(near)
        return int(candidates[points[candidates, 2].argmin()])
