"""One level of Catmull-Clark subdivision as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True)
class Subdivision:
    """Fine mesh: ``matrix @ coarse`` gives its vertices; ``parent`` is each quad's origin."""

    matrix: sp.csr_matrix
    quads: np.ndarray
    parent: np.ndarray


def _pick(
    rows: np.ndarray, columns: np.ndarray, weight: float, shape: tuple[int, int]
) -> sp.csr_matrix:
    """Sparse matrix with ``weight`` at the given places."""
    values = np.full(rows.size, weight)
    return sp.csr_matrix((values, (rows.ravel(), columns.ravel())), shape)


def _row_sum(matrix: sp.csr_matrix) -> np.ndarray:
    return np.asarray(matrix.sum(1)).ravel()


def catmull_clark(quads: np.ndarray, n_vertices: int) -> Subdivision:
    """Subdivide a quad mesh once.

    Parameters
    ----------
    quads
        Vertex indices, shape (F, 4).
    n_vertices
        Number of vertices the quads index into; vertices in no quad are dropped.

    Returns
    -------
    Subdivision
        Smoothing matrix, fine quads and the coarse quad each fine quad came from.
    """
    n_faces = len(quads)
    sides = np.sort(np.stack([quads, np.roll(quads, -1, 1)], -1).reshape(-1, 2), 1)
    edges, side_edge, sharing = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    side_edge = side_edge.reshape(n_faces, 4)
    n_edges = len(edges)
    face_ids = np.repeat(np.arange(n_faces), 4)
    edge_ids = np.repeat(np.arange(n_edges), 2)

    face_point = _pick(face_ids, quads, 0.25, (n_faces, n_vertices))
    middle = _pick(edge_ids, edges, 0.5, (n_edges, n_vertices))
    edge_face = _pick(side_edge, face_ids, 1.0, (n_edges, n_faces))
    border = (sharing < 2).astype(float)
    inner = 1.0 - border
    edge_point = sp.diags(inner * 0.5 + border) @ middle
    edge_point = edge_point + sp.diags(inner * 0.25) @ (edge_face @ face_point)

    vertex_point = _vertex_points(quads, n_vertices, edges, border, face_point, middle)
    matrix = sp.vstack([vertex_point, edge_point, face_point]).tocsr()
    centres = np.arange(n_faces) + n_vertices + n_edges
    corners = [
        np.stack([quads[:, k], side_edge[:, k] + n_vertices, centres,
                  side_edge[:, (k - 1) % 4] + n_vertices], 1)
        for k in range(4)
    ]  # fmt: skip
    fine = np.concatenate(corners)
    used = np.unique(fine)
    renumber = np.full(matrix.shape[0], -1)
    renumber[used] = np.arange(len(used))
    return Subdivision(matrix[used], renumber[fine], np.tile(np.arange(n_faces), 4))


def _vertex_points(
    quads: np.ndarray,
    n_vertices: int,
    edges: np.ndarray,
    border: np.ndarray,
    face_point: sp.csr_matrix,
    middle: sp.csr_matrix,
) -> sp.csr_matrix:
    """Return the matrix that moves the coarse vertices."""
    n_faces, n_edges = len(quads), len(edges)
    valence = np.bincount(quads.ravel(), minlength=n_vertices).astype(float)
    on_border = np.zeros(n_vertices, bool)
    on_border[edges[border > 0].ravel()] = True
    lonely = valence == 0
    inside = (~on_border & ~lonely).astype(float)
    face_ids = np.repeat(np.arange(n_faces), 4)
    edge_ids = np.repeat(np.arange(n_edges), 2)
    vertex_face = _pick(quads, face_ids, 1.0, (n_vertices, n_faces))
    vertex_edge = _pick(edges, edge_ids, 1.0, (n_vertices, n_edges))
    count = np.maximum(valence, 1.0)
    edge_count = np.maximum(_row_sum(vertex_edge), 1.0)
    border_edges = vertex_edge @ sp.diags(border)
    border_count = np.maximum(_row_sum(border_edges), 1.0)
    moved = sp.diags(inside / count**2) @ (vertex_face @ face_point)
    moved = moved + sp.diags(inside * 2 / (count * edge_count)) @ (vertex_edge @ middle)
    moved = moved + sp.diags(inside * (count - 3) / count)
    moved = moved + sp.diags(on_border * 0.5 / border_count) @ (border_edges @ middle)
    return moved + sp.diags(on_border * 0.5 + lonely)
