"""A shaped, rigged and skinned human body, posed with numpy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from synthetic.assets import UNIT_M, base_mesh, bone_weights, load_rig, shape_target
from synthetic.subdivide import catmull_clark

SIDES = {"left": "L", "right": "R"}
JOINT_BONES = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}


@dataclass(frozen=True)
class BodySpec:
    """Who is shown: gender, age, build, ancestry and height as blends of shape targets."""

    gender: str
    build: dict[str, float]
    ancestry: dict[str, float]
    proportions: float = 0.6
    skin: tuple[int, int, int] = (205, 152, 122)
    hair: tuple[int, int, int] = (58, 40, 30)
    age: str = "young"
    height: float = 0.0  # share of the way from the average to the tallest


BODIES = {
    "female": BodySpec(
        gender="female",
        build={"averagemuscle-averageweight": 1.0},
        ancestry={"caucasian": 1 / 3, "african": 1 / 3, "asian": 1 / 3},
    ),
    "male": BodySpec(
        gender="male",
        build={"maxmuscle-averageweight": 0.35, "averagemuscle-maxweight": 0.4,
               "averagemuscle-averageweight": 0.25},
        ancestry={"caucasian": 0.7, "asian": 0.3},
        proportions=0.3,
        skin=(184, 132, 104),
        hair=(34, 27, 24),
    ),
    "heavy": BodySpec(
        gender="female",
        age="old",
        build={"averagemuscle-maxweight": 0.6, "minmuscle-maxweight": 0.4},
        ancestry={"african": 0.6, "caucasian": 0.4},
        proportions=0.0,
        skin=(134, 92, 70),
        hair=(150, 146, 142),
    ),
    "lean": BodySpec(
        gender="male",
        build={"minmuscle-minweight": 0.5, "averagemuscle-minweight": 0.5},
        ancestry={"asian": 0.6, "caucasian": 0.4},
        proportions=0.4,
        skin=(222, 178, 148),
        hair=(96, 66, 40),
        height=0.5,
    ),
}  # fmt: skip


def shaped_vertices(spec: BodySpec) -> np.ndarray:
    """Return the base mesh vertices (metres) of the described person."""
    vertices = base_mesh().vertices.copy()
    n = len(vertices)
    for build, share in spec.build.items():
        name = f"{spec.gender}-{spec.age}-{build}"
        vertices += share * shape_target(f"macrodetails/universal-{name}", n)
        proportions = shape_target(f"macrodetails/proportions/{name}-idealproportions", n)
        vertices += spec.proportions * share * proportions
        if spec.height:
            tall = shape_target(f"macrodetails/height/{name}-maxheight", n)
            vertices += spec.height * share * tall
    for people, share in spec.ancestry.items():
        vertices += share * shape_target(f"macrodetails/{people}-{spec.gender}-{spec.age}", n)
    return vertices * UNIT_M


@dataclass(frozen=True)
class Posed:
    """World rotation and position of every bone."""

    rotations: np.ndarray
    positions: np.ndarray

    def moved(self, offset: np.ndarray) -> Posed:
        """Return the same pose shifted by ``offset`` metres."""
        return Posed(self.rotations, self.positions + offset)

    def turned(self, rotation: np.ndarray) -> Posed:
        """Return the same pose rotated as a whole about the world's origin."""
        return Posed(rotation @ self.rotations, self.positions @ rotation.T)


@dataclass
class Body:
    """Mesh, skeleton and skin of one person in the rest pose."""

    spec: BodySpec
    coarse: np.ndarray = field(init=False)
    points: np.ndarray = field(init=False)
    quads: np.ndarray = field(init=False)
    groups: np.ndarray = field(init=False)
    uv: np.ndarray = field(init=False)
    weights: sp.csr_matrix = field(init=False)

    def __post_init__(self) -> None:
        mesh = base_mesh()
        self.coarse = shaped_vertices(self.spec)
        self.rig = load_rig(self.coarse)
        self.bone = {name: i for i, name in enumerate(self.rig.names)}
        fine = catmull_clark(mesh.quads, len(self.coarse))
        self.points = fine.matrix @ self.coarse
        self.quads = fine.quads
        self.groups = mesh.groups[fine.parent]
        self.uv = fine.matrix @ mesh.vertex_uv
        self.weights = (fine.matrix @ self._coarse_weights()).tocsr()
        self.markers = self._find_markers()
        self.core_bones = self._core_bones()
        self._scatter = _corner_scatter(self.quads, len(self.points))

    def _coarse_weights(self) -> sp.csr_matrix:
        vertex, bone, weight = zip(*bone_weights(self.rig.names), strict=True)
        raw = sp.csr_matrix((weight, (vertex, bone)), (len(self.coarse), len(self.rig.names)))
        total = np.maximum(np.asarray(raw.sum(1)).ravel(), 1e-9)
        return sp.diags(1.0 / total) @ raw

    def head_of(self, bone: str) -> np.ndarray:
        """Rest position of a bone's joint."""
        return self.rig.heads[self.bone[bone]]

    def influence(self, *prefixes: str) -> np.ndarray:
        """Summed skin weight (0 to 1) of all bones whose name starts with a prefix."""
        chosen = [i for i, name in enumerate(self.rig.names) if name.startswith(prefixes)]
        return np.asarray(self.weights[:, chosen].sum(1)).ravel()

    def _find_markers(self) -> dict[str, tuple[int, np.ndarray]]:
        """Return name -> (bone, rest point) of every joint centre and surface landmark."""
        markers: dict[str, tuple[int, np.ndarray]] = {}
        head, foot = self.influence("head") > 0.5, self.influence("foot", "toe") > 0.5
        for side, suffix in SIDES.items():
            for joint, bone in JOINT_BONES.items():
                name = f"{bone}.{suffix}"
                markers[f"{side}_{joint}"] = (self.bone[name], self.head_of(name))
            sign = 1.0 if side == "left" else -1.0
            sole = self.points[foot & (sign * self.points[:, 0] > 0)]
            low = sole[sole[:, 1] < sole[:, 1].min() + 0.03]
            foot_bone = self.bone[f"foot.{suffix}"]
            markers[f"{side}_heel"] = (foot_bone, low[low[:, 2].argmin()])
            markers[f"{side}_foot_index"] = (foot_bone, low[low[:, 2].argmax()])
            skull = self.points[head]
            markers[f"{side}_ear"] = (self.bone["head"], skull[(sign * skull[:, 0]).argmax()])
        skull = self.points[head]
        markers["nose"] = (self.bone["head"], skull[skull[:, 2].argmax()])
        return markers

    def _core_bones(self) -> list[int]:
        """Bones that carry a marker, with all their ancestors, parents first."""
        wanted: set[int] = set()
        for marked, _ in self.markers.values():
            bone = marked
            while bone >= 0:
                wanted.add(bone)
                bone = self.rig.parents[bone]
        return sorted(wanted)

    def forward(self, rotations: dict[str, np.ndarray], core_only: bool = False) -> Posed:
        """Forward kinematics from absolute bone rotations; other bones follow their parent.

        Parameters
        ----------
        rotations
            Bone name -> 3x3 world rotation relative to the rest pose. Must hold ``root``.
        core_only
            Compute only the bones that carry joint markers (enough for the angles).
        """
        n = len(self.rig.names)
        given = {self.bone[name]: r for name, r in rotations.items()}
        world, place = np.zeros((n, 3, 3)), np.zeros((n, 3))
        heads = self.rig.heads
        for i in self.core_bones if core_only else range(n):
            parent = self.rig.parents[i]
            if parent < 0:
                world[i], place[i] = given[i], heads[i]
                continue
            world[i] = given.get(i, world[parent])
            place[i] = place[parent] + world[parent] @ (heads[i] - heads[parent])
        return Posed(world, place)

    def marker_points(self, posed: Posed) -> dict[str, np.ndarray]:
        """World positions of all markers."""
        heads = self.rig.heads
        return {
            name: posed.positions[bone] + posed.rotations[bone] @ (rest - heads[bone])
            for name, (bone, rest) in self.markers.items()
        }

    def skin(self, posed: Posed, subset: np.ndarray | None = None) -> np.ndarray:
        """Linear blend skinning of all vertices, or of the given vertex indices."""
        shift = posed.positions - np.einsum("bij,bj->bi", posed.rotations, self.rig.heads)
        weights = self.weights if subset is None else self.weights[subset]
        rest = self.points if subset is None else self.points[subset]
        blend = weights @ np.concatenate([posed.rotations.reshape(-1, 9), shift], 1)
        return np.einsum("vij,vj->vi", blend[:, :9].reshape(-1, 3, 3), rest) + blend[:, 9:]

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Unit vertex normals of the mesh with the given vertex positions."""
        q = self.quads
        across = points[q[:, 2]] - points[q[:, 0]], points[q[:, 3]] - points[q[:, 1]]
        summed = self._scatter @ np.cross(*across)
        return summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)


def _corner_scatter(quads: np.ndarray, n_vertices: int) -> sp.csr_matrix:
    """Matrix that adds a per-quad value onto the quad's corners."""
    faces = np.repeat(np.arange(len(quads)), 4)
    return sp.csr_matrix((np.ones(quads.size), (quads.ravel(), faces)), (n_vertices, len(quads)))
