"""Small rotation helpers. Positive pitch tips the head of an upright body forward."""

from __future__ import annotations

import numpy as np


def pitch(degrees: float) -> np.ndarray:
    """Rotation about the subject's left-pointing axis (up tips to the front)."""
    a = np.radians(degrees)
    c, s = np.cos(a), np.sin(a)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def turn(degrees: float) -> np.ndarray:
    """Rotation about the vertical axis (front turns to the subject's left)."""
    a = np.radians(degrees)
    c, s = np.cos(a), np.sin(a)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def swing(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the smallest rotation that carries direction ``start`` to direction ``end``."""
    a = start / np.linalg.norm(start)
    b = end / np.linalg.norm(end)
    v = np.cross(a, b)
    k = np.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])
    return np.eye(3) + k + k @ k / (1.0 + a @ b)


def sagittal_angle(vector: np.ndarray) -> np.ndarray:
    """Angle (deg) of ``vector[..., (x, y, z)]`` against up in the side plane, + to the front."""
    return np.degrees(np.arctan2(vector[..., 2], vector[..., 1]))
