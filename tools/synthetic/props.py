"""Things in the room that a person uses: boxes that stand, a kettlebell that is carried."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv

BLACK, WOOD, IRON = (48, 50, 56), (176, 142, 104), (38, 40, 44)
BELL_RADIUS_M = 0.088
HANDLE_RADIUS_M, HANDLE_TUBE_M = 0.062, 0.014
BASE_SHARE = 0.93  # part of the radius from the centre of the bell down to its flat base


@dataclass(frozen=True)
class Prop:
    """A coloured surface in the subject's own axes; a held one moves with the hands."""

    mesh: pv.PolyData
    colour: tuple[int, int, int]
    held: bool = False

    def shown(self, turn_deg: float) -> pv.PolyData:
        """The surface turned with the person."""
        return self.mesh.rotate_y(turn_deg, point=(0, 0, 0))


def box(
    height: float, front: float, back: float, half_width: float, colour: tuple[int, int, int]
) -> Prop:
    """A solid box on the floor from ``back`` to ``front`` (m, the person faces the front)."""
    return Prop(pv.Box((-half_width, half_width, 0.0, height, back, front)), colour)


def kettlebell(handle: np.ndarray) -> Prop:
    """A bell on the floor whose handle ends at the point ``handle`` (m)."""
    x, top, z = handle
    middle = BASE_SHARE * BELL_RADIUS_M
    ball = pv.Sphere(radius=BELL_RADIUS_M, center=(x, middle, z)).clip_closed_surface(
        normal=(0, 1, 0), origin=(x, 0.0, z)
    )
    angles = np.linspace(-0.45, np.pi + 0.45, 40)
    ring = top - HANDLE_RADIUS_M
    path = np.stack(
        [
            x + HANDLE_RADIUS_M * np.cos(angles),
            ring + HANDLE_RADIUS_M * np.sin(angles),
            np.full(len(angles), z),
        ],
        axis=1,
    )
    foot = np.array([[x + s * 0.045, middle + 0.06, z] for s in (1.0, -1.0)])
    curve = np.concatenate([foot[:1], path, foot[1:]])
    handle_mesh = pv.lines_from_points(curve).tube(radius=HANDLE_TUBE_M, n_sides=16)
    return Prop((ball + handle_mesh).extract_surface(algorithm="dataset_surface"), IRON, held=True)
