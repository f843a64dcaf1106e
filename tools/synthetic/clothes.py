"""Colour the body and puff its clothes out: skin, face, hair, shirt, trousers, shoes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from synthetic.assets import texture_mask
from synthetic.body import Body, Posed
from synthetic.drape import Drape

Colour = tuple[int, int, int]
FACE_BONES = ("head", "jaw", "oris", "levator", "special", "orbicularis", "oculi", "temporalis",
              "risorius", "tongue", "eye")  # fmt: skip
ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
TRUNK_BONES = ("root", "spine", "clavicle", "shoulder", "breast", "pelvis")
LIP_COLOUR = np.array((165.0, 72.0, 72.0))
SOLE_COLOUR = (90, 90, 95)
MESH_NOISE = 0.035


@dataclass(frozen=True)
class Outfit:
    """Colours and cut of the clothes; thickness is how far cloth stands off the skin (m).

    The shirt ends `hem` metres below the waist; `tautness` is how far it spans hollows of the back.
    """

    shirt: Colour
    bottom: Colour
    shoe: Colour = (225, 225, 228)
    sleeve: float = 0.55
    long_legs: bool = True
    shirt_thickness: float = 0.010
    bottom_thickness: float = 0.006
    folds: float = 0.0025
    hem: float = 0.02
    tautness: float = 0.0


OUTFITS = {
    "leggings": Outfit(shirt=(60, 110, 160), bottom=(40, 42, 52)),
    "shorts": Outfit(
        shirt=(196, 84, 62),
        bottom=(62, 76, 64),
        shoe=(70, 74, 84),
        sleeve=0.62,
        long_legs=False,
        shirt_thickness=0.014,
        bottom_thickness=0.014,
        folds=0.004,
    ),
    "loose": Outfit(
        shirt=(118, 146, 84),
        bottom=(58, 62, 96),
        sleeve=0.75,
        shirt_thickness=0.022,
        bottom_thickness=0.014,
        folds=0.007,
        hem=0.16,
        tautness=0.7,
    ),
}


@dataclass
class Dressed:
    """A body with a colour and a cloth offset for every vertex."""

    body: Body
    colours: np.ndarray
    offsets: np.ndarray
    drape: Drape | None = None

    def surface(self, posed: Posed) -> tuple[np.ndarray, np.ndarray]:
        """Return vertex positions and normals of the clothed body in a pose."""
        points = self.body.skin(posed)
        normals = self.body.normals(points)
        dressed = points + normals * self.offsets[:, None]
        if self.drape is None:
            return dressed, normals
        spanned = self.drape.spanned(dressed, normals)
        return spanned, self.body.normals(spanned)


def dress(body: Body, outfit: Outfit) -> Dressed:
    """Paint skin, face, hair and the clothes of an outfit onto a body."""
    n = len(body.points)
    colours = np.tile(np.array(body.spec.skin, float), (n, 1))
    offsets = np.zeros(n)
    face = body.influence(*FACE_BONES)
    eye = _eye_vertices(body)
    _paint_face(body, colours, face, eye)
    _grow_hair(body, colours, offsets, face, eye)
    shirt, bottom = _put_on_clothes(body, outfit, colours, offsets, face)
    average = _neighbour_average(body.quads, n)
    rng = np.random.default_rng(0)
    grain = rng.normal(0.0, 1.0, n)
    folds = grain.copy()
    for _ in range(12):
        folds = average @ folds
    folds /= folds.std()
    offsets[shirt] += outfit.folds * folds[shirt]
    offsets[bottom] += 0.5 * outfit.folds * folds[bottom]
    for _ in range(2):
        offsets = average @ offsets
    colours *= (1.0 + MESH_NOISE * folds + 0.5 * MESH_NOISE * grain)[:, None]
    drape = None
    if outfit.tautness:
        behind = body.points[:, 2] < body.head_of("spine03")[2]
        cloth = np.flatnonzero(shirt & behind & (body.influence(*ARM_BONES) < 0.2))
        drape = Drape.over(body.points, cloth, outfit.tautness)
    return Dressed(body, np.clip(colours, 0, 255).astype(np.uint8), offsets, drape)


def _neighbour_average(quads: np.ndarray, n: int) -> sp.csr_matrix:
    pairs = (quads.ravel(), np.roll(quads, -1, 1).ravel())
    links = sp.csr_matrix((np.ones(quads.size), pairs), (n, n))
    links = links + links.T
    return sp.diags(1.0 / np.maximum(np.asarray(links.sum(1)).ravel(), 1.0)) @ links


def _eye_vertices(body: Body) -> np.ndarray:
    eye = np.zeros(len(body.points), bool)
    eye[np.unique(body.quads[np.isin(body.groups, ["helper-l-eye", "helper-r-eye"])])] = True
    return eye


def _paint_face(body: Body, colours: np.ndarray, face: np.ndarray, eye: np.ndarray) -> None:
    """Lips, eyeballs with iris and pupil, eyebrows."""
    points, hair = body.points, np.array(body.spec.hair)
    lips = (0.75 * texture_mask("mpfb_lips.jpg", body.uv) * (face > 0.5))[:, None]
    colours[:] = colours * (1.0 - lips) + LIP_COLOUR * lips
    colours[eye] = (240, 238, 235)
    for sign in (1.0, -1.0):
        half = sign * points[:, 0] > 0
        ball = points[eye & half]
        centre, radius = ball.mean(0), np.ptp(ball[:, 0]) / 2.0
        distance = np.linalg.norm((points - centre)[:, :2], axis=1)
        front = eye & half & (points[:, 2] > centre[2])
        colours[front & (distance < 0.55 * radius)] = (92, 62, 40)
        colours[front & (distance < 0.25 * radius)] = (15, 12, 12)
        x, y = sign * (points[:, 0] - centre[0]), points[:, 1] - centre[1]
        arc = 0.06 * x - 8.0 * x**2
        brow = (np.abs(x - 0.004) < 0.024) & (y > 0.016 + arc) & (y < 0.024 + arc)
        brow &= ~eye & half & (face > 0.5) & (points[:, 2] > centre[2] - 0.02)
        colours[brow] = colours[brow] * 0.3 + 0.7 * hair


def _grow_hair(
    body: Body, colours: np.ndarray, offsets: np.ndarray, face: np.ndarray, eye: np.ndarray
) -> None:
    """Short hair over the scalp, leaving the ears free."""
    points, head = body.points, face > 0.5
    eye_level, front = points[eye][:, 1].mean(), points[eye][:, 2].max()
    top, back = points[head][:, 1].max(), points[head][:, 2].min()
    forward = (points[:, 2] - back) / (front - back)
    up = (points[:, 1] - eye_level) / (top - eye_level)
    fringe = (up > 0.58 - 0.1 * np.cos(30.0 * points[:, 0])) & (forward > 0.55)
    temple = (forward <= 0.55) & (forward > 0.42) & (up > 0.25)
    nape = (forward <= 0.42) & (up > -0.55 - 0.1 * (forward < 0.3))
    ear = (np.abs(points[:, 0]) > 0.068) & (up < 0.25) & (up > -0.5) & (forward > 0.25)
    hair = (face > 0.4) & ~eye & ~ear & (fringe | temple | nape)
    colours[hair] = body.spec.hair
    offsets[hair] = 0.012 * np.clip((up[hair] + 0.3) * 2.0, 0.3, 1.0)


def _put_on_clothes(
    body: Body, outfit: Outfit, colours: np.ndarray, offsets: np.ndarray, face: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Colour and thicken shirt, trousers and shoes; return the shirt and trouser masks."""
    points, height = body.points, body.points[:, 1]
    arm = body.influence(*ARM_BONES)
    upper_arm = body.influence("upperarm01", "upperarm02")
    trunk = body.influence(*TRUNK_BONES)
    waist = body.head_of("spine04")[1] - outfit.hem
    collar = body.head_of("neck01")[1] - 0.005 - 0.9 * np.clip(points[:, 2], 0.0, 0.1)
    covered = (arm <= 0.4) | (_along_upper_arm(body) < outfit.sleeve)
    clothed = (trunk > 0.35) | (upper_arm > 0.35) | (body.influence("upperleg") > 0.35)
    shirt = clothed & covered & (face < 0.5)
    shirt &= (height > waist) & (height < collar)
    ankle, knee = body.head_of("foot.L")[1], body.head_of("lowerleg01.L")[1]
    hem = ankle + 0.06 if outfit.long_legs else knee + 0.09
    bottom = (arm <= 0.5) & (height <= waist) & (height > hem)
    shoe = (body.influence("foot", "toe") > 0.35) & ~bottom
    colours[shirt], offsets[shirt] = outfit.shirt, outfit.shirt_thickness
    colours[bottom], offsets[bottom] = outfit.bottom, outfit.bottom_thickness
    colours[shoe], offsets[shoe] = outfit.shoe, 0.008
    colours[shoe & (height < height.min() + 0.012)] = SOLE_COLOUR
    return shirt, bottom


def _along_upper_arm(body: Body) -> np.ndarray:
    """Position along the upper arm of the vertex's own side: 0 shoulder, 1 elbow."""
    along = np.zeros(len(body.points))
    for suffix, sign in (("L", 1.0), ("R", -1.0)):
        start, end = body.head_of(f"upperarm01.{suffix}"), body.head_of(f"lowerarm01.{suffix}")
        axis = end - start
        half = sign * body.points[:, 0] > 0
        along[half] = ((body.points[half] - start) @ axis) / (axis @ axis)
    return along
