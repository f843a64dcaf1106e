"""Standing exercises: both feet flat on the floor, everything else follows from controls.

Controls (degrees): ``trunk`` inclination of the hip-to-shoulder line, ``lumbar`` and
``thoracic`` flexion, ``neck`` flexion relative to the chest, ``knee`` flexion, ``shin``
inclination, ``arm`` swing to the front, ``knees_out`` thigh abduction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from synthetic.body import SIDES, Body, Posed
from synthetic.limbs import ankle_height
from synthetic.posture import Arm, Leg, Posture, bone_rotations, pelvis_for_trunk
from synthetic.rotations import pitch


@dataclass(frozen=True)
class ArmStyle:
    """How the arms are carried: directions in the world's or the chest's axes."""

    frame: str
    upper: tuple[float, float, float]
    fore: tuple[float, float, float]

    def arm(self, chest: float, swing_deg: float) -> Arm:
        """Directions for the given chest angle and arm swing."""
        carried = pitch(chest if self.frame == "chest" else 0.0) @ pitch(-swing_deg)
        return Arm(tuple(carried @ self.upper), tuple(carried @ self.fore))


ARM_STYLES = {
    "hanging": ArmStyle("world", (0.14, -1.0, 0.0), (0.06, -1.0, 0.14)),
    "crossed": ArmStyle("chest", (0.3, -1.0, 0.5), (-1.0, 0.25, 0.05)),
    "two_handed": ArmStyle("world", (-0.22, -1.0, 0.0), (-0.32, -1.0, 0.06)),
}


@dataclass(frozen=True)
class Upright:
    """Pose maker for a person standing on both feet.

    Parameters
    ----------
    body
        The person.
    arms
        Key of :data:`ARM_STYLES`.
    stance
        Distance of each ankle from the midline, metres.
    toe_out
        Outward turn of each foot, degrees.
    """

    body: Body
    arms: str = "hanging"
    stance: float = 0.11
    toe_out: float = 6.0

    def posture(self, controls: Mapping[str, float]) -> Posture:
        """Segment angles for the given controls."""
        lumbar, thoracic = controls["lumbar"], controls["thoracic"]
        pelvis = pelvis_for_trunk(self.body, controls["trunk"], lumbar, thoracic)
        chest = pelvis + lumbar + thoracic
        arm = ARM_STYLES[self.arms].arm(chest, controls["arm"])
        thigh = controls["knee"] - controls["shin"]
        leg = self._leg(thigh, controls["shin"], controls["knees_out"])
        return Posture(
            pelvis=pelvis,
            lumbar=lumbar,
            head=chest + controls["neck"],
            legs={side: leg for side in SIDES},
            arms={side: arm for side in SIDES},
            thoracic=thoracic,
        )

    def _leg(self, thigh: float, shin: float, knees_out: float) -> Leg:
        """Leg whose ankle stays at the stance width while the knee moves outward."""
        hip, knee, ankle = (
            self.body.head_of(f"{bone}.L") for bone in ("upperleg01", "lowerleg01", "foot")
        )
        outward = np.radians(knees_out)
        thigh_width = np.linalg.norm(knee - hip) * np.sin(outward)
        sine = (self.stance - hip[0] - thigh_width) / np.linalg.norm(ankle - knee)
        return Leg(thigh, shin, np.tan(outward), np.tan(np.arcsin(sine)), self.toe_out)

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose with the ankles over the origin and the soles on the floor."""
        body = self.body
        posed = body.forward(bone_rotations(body, self.posture(controls)), core_only)
        ankles = [posed.positions[body.bone[f"foot.{suffix}"]] for suffix in SIDES.values()]
        return posed.moved(np.array([0.0, ankle_height(body), 0.0]) - np.mean(ankles, axis=0))
