"""Loose cloth over the back: it spans hollows instead of following them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STRIPS = 24
LEAST_POINTS = 8


@dataclass(frozen=True)
class Drape:
    """The vertices of cloth that hangs over the back, and how taut it is.

    Parameters
    ----------
    vertices
        Indices of the cloth over the back.
    strips
        Number of the lengthwise strip, by distance from the spine, of each of them.
    tautness
        Share of a hollow's depth that the cloth spans: 0 follows the skin, 1 is a tight sheet.
    """

    vertices: np.ndarray
    strips: np.ndarray
    tautness: float

    @classmethod
    def over(cls, points: np.ndarray, vertices: np.ndarray, tautness: float) -> Drape:
        """Cut the cloth at the given vertices of the rest pose into strips of equal width."""
        sideways = points[vertices, 0]
        edges = np.linspace(sideways.min(), sideways.max(), STRIPS + 1)
        return cls(vertices, np.digitize(sideways, edges[1:-1]), tautness)

    def spanned(self, points: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """Surface points with the cloth pulled out over the hollows under it."""
        cloth = points[self.vertices]
        along, outwards = _trunk_axes(cloth, normals[self.vertices])
        place, depth = cloth @ along, cloth @ outwards
        lift = np.zeros(len(cloth))
        for strip in range(STRIPS):
            here = np.flatnonzero(self.strips == strip)
            if len(here) >= LEAST_POINTS:
                lift[here] = _sheet(place[here], depth[here]) - depth[here]
        # Cloth at the flanks faces sideways and is not lifted off the back
        facing = np.clip(normals[self.vertices] @ outwards, 0.0, 1.0)
        moved = points.copy()
        moved[self.vertices] += (self.tautness * lift * facing)[:, None] * outwards
        return moved


def _trunk_axes(cloth: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors along the back and out of it, in the side plane."""
    flat = (cloth - cloth.mean(axis=0)) * (0.0, 1.0, 1.0)
    along = np.linalg.svd(flat, full_matrices=False)[2][0]
    outwards = np.array([0.0, -along[2], along[1]])
    return along, outwards * np.sign(normals.mean(axis=0) @ outwards)


def _sheet(place: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Height at each place of the upper convex hull of the points."""
    order = np.lexsort((-depth, place))
    hull: list[int] = []
    for i in order:
        while len(hull) > 1 and _turns_left(place, depth, hull[-2], hull[-1], i):
            hull.pop()
        hull.append(i)
    return np.interp(place, place[hull], depth[hull])


def _turns_left(x: np.ndarray, y: np.ndarray, a: int, b: int, c: int) -> bool:
    return (x[b] - x[a]) * (y[c] - y[a]) >= (y[b] - y[a]) * (x[c] - x[a])
