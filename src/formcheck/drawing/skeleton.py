"""The person as drawn on pictures: limbs, outline of the back, a ring around a joint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from formcheck.drawing.text import Colour
from formcheck.motion.filtering import runs
from formcheck.motion.view import WIDEST_YAW_DEG, CameraView
from formcheck.pose.landmarks import Landmark, side_landmarks
from formcheck.pose.track import STATIONS, PoseTrack
from formcheck.video.reader import Image

__all__ = ["BACK", "NEAR", "Body", "BodyTrack", "draw_body", "draw_ring"]

FloatArray = NDArray[np.float64]

NEAR: Colour = (64, 200, 255)
BACK: Colour = (255, 214, 64)
_RING: Colour = (255, 107, 53)
_FAR: Colour = (225, 232, 240)
_OUTLINE: Colour = (16, 24, 32)
_FAR_OPACITY = 0.45


def _rows(*parts: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Landmarks of some parts, of the left and of the right side."""
    pairs = [side_landmarks(part) for part in parts]
    return np.array([left for left, _ in pairs]), np.array([right for _, right in pairs])


# Both with the left side first.
_CHAINS = (
    _rows("ear", "shoulder", "elbow", "wrist"),
    _rows("shoulder", "hip", "knee", "ankle", "heel", "foot_index", "ankle"),
)
_JOINTS = _rows("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
_ACROSS = tuple(np.array(side_landmarks(part)) for part in ("shoulder", "hip"))
_LEAST_VISIBILITY = 0.25
# OpenCV takes points in sixteenths of a pixel, so that a slow movement does not jump.
_SHIFT = 4
# Median windows against flicker of the outline: frames (at 30 Hz) and stations along the trunk.
_BACK_FRAMES, _BACK_STATIONS = 5, 5
# An outline that jumps by more than this between stations has left the back, e.g. for an arm.
_BACK_JUMP = 0.05
_SHORTEST_BACK = 8
_BOX_MARGIN = 1 / 3
_FLOORWARDS = 0.5


@dataclass(frozen=True)
class Body:
    """One person at one moment, in pixels of the upright source.

    Attributes
    ----------
    xy : ndarray, shape (33, 2)
        Landmarks.
    visible : ndarray of bool, shape (33,)
        Whether a landmark is worth drawing.
    back : ndarray, shape (S, 2)
        Outline of the back from hip to shoulder; NaN where it was not found.
    near_side : int
        0 where the left limbs are nearer to the camera, 1 where the right ones are.
    both_near : bool
        Neither side is nearer, as in a front view.
    """

    xy: FloatArray
    visible: NDArray[np.bool_]
    back: FloatArray
    near_side: int
    both_near: bool

    def joint(self, mark: str) -> FloatArray:
        """The near landmark of a part, shape (2,)."""
        return np.asarray(self.xy[side_landmarks(mark)[self.near_side]])


class BodyTrack:
    """Interpolates a track to any time.

    Parameters
    ----------
    track : PoseTrack
        At least one frame.
    view : CameraView
        View of the whole track.

    Attributes
    ----------
    trunk_px : float
        Length of the trunk in source pixels.
    shows_back : bool
        Whether an outline of the back was found anywhere.
    """

    def __init__(self, track: PoseTrack, view: CameraView) -> None:
        self._time = track.time
        self._xy = track.xy
        self._visible = track.visibility >= _LEAST_VISIBILITY
        self._near_side = view.near_side
        self._both_near = view.view == "front"
        self._back = np.full((len(track), len(STATIONS), 2), np.nan)
        if track.edges is not None and view.yaw_deg <= WIDEST_YAW_DEG:
            # The back is opposite to the side the person faces: left of the way from hip to
            # shoulder when facing right.
            dorsal = 0 if view.facing > 0 else 1
            self._back = _outline(track.xy, track.edges.offset[:, dorsal], dorsal)
        self.trunk_px = _trunk_length(track.xy)
        self.shows_back = bool(np.isfinite(self._back).any())

    def at(self, time_s: float) -> Body | None:
        """The person at this time; None where not seen."""
        after = int(np.searchsorted(self._time, time_s).clip(1, max(len(self._time) - 1, 1)))
        if after >= len(self._time):
            after = 0
        before = max(after - 1, 0)
        span = self._time[after] - self._time[before]
        weight = float(np.clip((time_s - self._time[before]) / span, 0, 1)) if span else 0.0
        nearest = after if weight >= 0.5 else before
        xy = (1 - weight) * self._xy[before] + weight * self._xy[after]
        if not np.isfinite(xy[Landmark.LEFT_HIP, 0]):
            xy = self._xy[nearest]
            if not np.isfinite(xy[Landmark.LEFT_HIP, 0]):
                return None
        back = (1 - weight) * self._back[before] + weight * self._back[after]
        return Body(xy, self._visible[nearest], back, self._near_side, self._both_near)

    def box(self, body: Body) -> FloatArray:
        """Left, top, right, bottom of a body in source pixels, shape (4,).

        Landmarks lie inside the body, so the box is widened by a third of the trunk.
        """
        margin = _BOX_MARGIN * self.trunk_px
        return np.concatenate([body.xy.min(axis=0) - margin, body.xy.max(axis=0) + margin])

    def boxes(self) -> FloatArray:
        """As `box`, for every frame that shows the person, shape (N, 4)."""
        xy = self._xy[np.isfinite(self._xy[:, :, 0]).all(axis=1)]
        margin = _BOX_MARGIN * self.trunk_px
        return np.concatenate([xy.min(axis=1) - margin, xy.max(axis=1) + margin], axis=1)


def draw_body(image: Image, body: Body, scale: float, origin: tuple[float, float]) -> None:
    """Draw a person into a picture.

    Parameters
    ----------
    image : ndarray, shape (H, W, 3), uint8
        RGB, changed in place.
    body : Body
        In source pixels.
    scale : float
        Pixels of `image` for one of the source.
    origin : (float, float)
        Source pixel that is the upper left corner of `image`.
    """
    points = (body.xy - origin) * scale
    width = max(2, round(max(image.shape[:2]) / 260))
    sides = (0, 1) if body.both_near else (body.near_side,)
    near = [line for side in sides for line in _limbs(points, body.visible, side)]
    if body.both_near:
        near += _across(points, body.visible)
    else:
        far = [*_limbs(points, body.visible, 1 - body.near_side), *_across(points, body.visible)]
        _draw_faint(image, far, width)
    cv2.polylines(image, near, False, _OUTLINE, width + 2, cv2.LINE_AA, _SHIFT)
    cv2.polylines(image, near, False, NEAR, width, cv2.LINE_AA, _SHIFT)
    _draw_back(image, (body.back - origin) * scale, width)
    for landmark in (row for side in sides for row in _JOINTS[side]):
        if body.visible[landmark]:
            centre = _fixed(points[landmark])
            cv2.circle(image, centre, (width + 2) << _SHIFT, _OUTLINE, -1, cv2.LINE_AA, _SHIFT)
            cv2.circle(image, centre, width << _SHIFT, (255, 255, 255), -1, cv2.LINE_AA, _SHIFT)


def draw_ring(image: Image, centre: FloatArray, radius: float) -> None:
    """Ring around a joint; `centre` and `radius` in pixels of `image`."""
    if not np.isfinite(centre).all():
        return
    width = max(2, round(max(image.shape[:2]) / 220))
    at, size = _fixed(centre), round(radius * 2**_SHIFT)
    cv2.circle(image, at, size, _OUTLINE, width + 3, cv2.LINE_AA, _SHIFT)
    cv2.circle(image, at, size, _RING, width, cv2.LINE_AA, _SHIFT)


def _limbs(points: FloatArray, visible: NDArray[np.bool_], side: int) -> list[NDArray[np.int32]]:
    return [line for chain in _CHAINS for line in _shown(points[chain[side]], visible[chain[side]])]


def _across(points: FloatArray, visible: NDArray[np.bool_]) -> list[NDArray[np.int32]]:
    return [line for pair in _ACROSS for line in _shown(points[pair], visible[pair])]


def _shown(points: FloatArray, shown: NDArray[np.bool_]) -> list[NDArray[np.int32]]:
    """Runs of at least two points that are all shown, in fixed point."""
    good = shown & np.isfinite(points).all(axis=1)
    if good.all():
        return [_fixed_all(points)]
    return [_fixed_all(points[first:end]) for first, end in runs(good) if end - first > 1]


def _draw_faint(image: Image, lines: list[NDArray[np.int32]], width: int) -> None:
    """Half-transparent lines, blended within their bounding box."""
    if not lines:
        return
    corners = np.concatenate(lines) >> _SHIFT
    margin = 2 * width
    left, top = np.maximum(corners.min(axis=0) - margin, 0)
    right, bottom = corners.max(axis=0) + margin
    part = image[top:bottom, left:right]
    if part.size == 0:
        return
    drawn = part.copy()
    shifted = [line - np.array([left, top], dtype=np.int32) * 2**_SHIFT for line in lines]
    cv2.polylines(drawn, shifted, False, _FAR, max(width - 1, 1), cv2.LINE_AA, _SHIFT)
    cv2.addWeighted(drawn, _FAR_OPACITY, part, 1.0 - _FAR_OPACITY, 0.0, dst=part)


def _draw_back(image: Image, back: FloatArray, width: int) -> None:
    lines = [
        line for line in _shown(back, np.ones(len(back), dtype=bool)) if len(line) >= _SHORTEST_BACK
    ]
    cv2.polylines(image, lines, False, _OUTLINE, width + 2, cv2.LINE_AA, _SHIFT)
    cv2.polylines(image, lines, False, BACK, width, cv2.LINE_AA, _SHIFT)


def _outline(xy: FloatArray, offset: NDArray[np.float32], edge: int) -> FloatArray:
    """Trunk edge in source pixels, shape (T, S, 2), without flicker and outliers."""
    hip, shoulder = _trunk_ends(xy)
    axis = shoulder - hip
    outwards = np.stack([axis[..., 1], -axis[..., 0]], axis=-1) * (1.0 if edge == 0 else -1.0)
    # A missing edge lies far out: it loses every vote against found ones.
    filled = np.nan_to_num(offset, nan=9.0)
    steady = median_filter(filled, size=(_BACK_FRAMES, _BACK_STATIONS), mode="nearest")
    steady = np.where(steady < 1.0, steady, np.nan).astype(float)
    with np.errstate(invalid="ignore"):
        jump = np.abs(np.diff(steady, axis=1)) > _BACK_JUMP
    steady[:, 1:][jump] = np.nan
    # Lying on the back, the outline below the trunk is that of arms and floor.
    facing_floor = outwards[:, 0, 1] > _FLOORWARDS * np.linalg.norm(outwards[:, 0], axis=1)
    steady[facing_floor] = np.nan
    return np.asarray(hip + STATIONS[:, None] * axis + steady[..., None] * outwards)


def _trunk_length(xy: FloatArray) -> float:
    hip, shoulder = _trunk_ends(xy)
    length = np.linalg.norm(shoulder - hip, axis=-1)
    length = length[np.isfinite(length)]
    return float(np.percentile(length, 75)) if len(length) else 0.0


def _trunk_ends(xy: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Midpoints of the hips and of the shoulders, each shape (T, 1, 2)."""
    hip, shoulder = (
        xy[:, list(side_landmarks(part))].mean(axis=1)[:, None, :] for part in ("hip", "shoulder")
    )
    return hip, shoulder


def _fixed_all(points: FloatArray) -> NDArray[np.int32]:
    return np.asarray(np.rint(points * 2**_SHIFT), dtype=np.int32)


def _fixed(point: Iterable[float]) -> tuple[int, int]:
    x, y = point
    return round(x * 2**_SHIFT), round(y * 2**_SHIFT)
