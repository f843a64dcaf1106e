"""Procedural pictures for floor and walls."""

from __future__ import annotations

import numpy as np


def smooth_noise(rows: int, columns: int, rng: np.random.Generator, octaves: int) -> np.ndarray:
    """Cloudy noise between 0 and 1."""
    total = np.zeros((rows, columns))
    for octave in range(octaves):
        cells = 2 ** (octave + 1)
        grid = rng.normal(size=(cells + 1, cells + 1))
        y, x = np.linspace(0, cells - 1e-6, rows), np.linspace(0, cells - 1e-6, columns)
        yi, xi = y.astype(int), x.astype(int)
        fy, fx = (y - yi)[:, None], (x - xi)[None, :]
        upper = grid[yi][:, xi] * (1 - fx) + grid[yi][:, xi + 1] * fx
        lower = grid[yi + 1][:, xi] * (1 - fx) + grid[yi + 1][:, xi + 1] * fx
        total += (upper * (1 - fy) + lower * fy) / 1.6**octave
    return (total - total.min()) / np.ptp(total)


def wooden_floor(base: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    """Floor boards, 1024 x 1024 pixels."""
    size, boards = 1024, 12
    picture = np.zeros((size, size, 3))
    for board in range(boards):
        top, bottom = board * size // boards, (board + 1) * size // boards
        rows = bottom - top
        clouds = smooth_noise(rows, size, rng, 3)
        grain = 0.04 * np.sin(np.linspace(0, 40, rows)[:, None] + 6.0 * clouds)
        tone = 0.9 + 0.2 * rng.random()
        shade = tone * (1.0 + grain + 0.06 * (clouds - 0.5))
        picture[top:bottom] = np.array(base) * shade[..., None]
        picture[bottom - 2 : bottom] *= 0.7
        for joint in rng.integers(0, size, 2):
            picture[top:bottom, joint : joint + 2] *= 0.7
    return np.clip(picture, 0, 255).astype(np.uint8)


def plaster(base: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    """Slightly uneven wall, 512 x 512 pixels."""
    shade = 0.93 + 0.1 * smooth_noise(512, 512, rng, 5)
    return np.clip(np.array(base) * shade[..., None], 0, 255).astype(np.uint8)
