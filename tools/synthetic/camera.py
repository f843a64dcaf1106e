"""A pinhole camera shared by renderer and truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Camera:
    """Pinhole camera without distortion.

    Pixel coordinates start at the top left corner of the picture (not at the centre of the
    first pixel), so that ``x / width`` and ``y / height`` run from 0 to 1.
    """

    position: np.ndarray
    target: np.ndarray
    fov_deg: float
    width: int
    height: int

    def axes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Unit vectors to the right, up and forward of the picture."""
        forward = self.target - self.position
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, UP)
        right = right / np.linalg.norm(right)
        return right, np.cross(right, forward), forward

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return self.height / 2.0 / np.tan(np.radians(self.fov_deg) / 2.0)

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixel coordinates of world points, shape (..., 2)."""
        right, up, forward = self.axes()
        relative = points - self.position
        scale = self.focal_px / (relative @ forward)
        x = self.width / 2.0 + scale * (relative @ right)
        y = self.height / 2.0 - scale * (relative @ up)
        return np.stack([x, y], axis=-1)

    def ground_points(self, height: float) -> tuple[np.ndarray, np.ndarray]:
        """Where each pixel's ray meets the horizontal plane at ``height``.

        Returns
        -------
        points
            World points, shape (rows, columns, 3).
        hit
            False where the ray does not come down to the plane.
        """
        right, up, forward = self.axes()
        columns = np.arange(self.width) + 0.5 - self.width / 2.0
        rows = self.height / 2.0 - np.arange(self.height) - 0.5
        rays = columns[None, :, None] * right + rows[:, None, None] * up + self.focal_px * forward
        down = rays[..., 1] < -1e-6
        reach = (height - self.position[1]) / np.where(down, rays[..., 1], -1.0)
        return self.position + rays * reach[..., None], down


def framed(
    points: np.ndarray, width: int, height: int, share: float, camera_height: float
) -> Camera:
    """Camera looking along -x that frames a cloud of points.

    Parameters
    ----------
    points
        Everything the camera must show, shape (N, 3).
    share
        Part of the tighter picture dimension that the points fill.
    camera_height
        Height of the lens above the floor, metres.
    """
    low, high = points.min(0), points.max(0)
    target = np.array([0.0, (low[1] + high[1]) / 2.0, (low[2] + high[2]) / 2.0])
    position = np.array([3.4, camera_height, target[2]])
    camera = Camera(position, target, 40.0, width, height)
    for _ in range(3):
        pixels = camera.project(points)
        used = max(np.ptp(pixels[:, 0]) / width, np.ptp(pixels[:, 1]) / height)
        half = np.tan(np.radians(camera.fov_deg) / 2.0) * used / share
        camera = Camera(position, target, float(np.degrees(2 * np.arctan(half))), width, height)
    return camera
