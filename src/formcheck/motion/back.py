"""Shape of the back from the outline of the trunk, frame by frame, or the reason why not.

Landmarks cannot tell a hinge from a rounded back; the outline can, when the camera sees it from
the side and nothing lies over it. Everything here is in trunk lengths along and across the line
from the middle of the hips (0) to the middle of the shoulders (1). What the outline can tell, and
the stick along the back, are those of docs/methods.md 0.3 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.geometry import inclination_deg, sagittal
from formcheck.motion.registry import sagittal_signal
from formcheck.motion.shot import Shot
from formcheck.motion.view import CameraView
from formcheck.pose.track import MODEL_SIDE_PX, STATIONS, PoseTrack, TrunkEdges

__all__ = [
    "back_convexity_percent",
    "back_curve_deg",
    "dowel_gap_percent_trunk",
]

FloatArray = NDArray[np.float64]


class Hidden(IntEnum):
    """Why the back cannot be read in a frame; the first that applies."""

    NO = 0
    VIEW = 1
    LYING = 2
    SMALL = 3
    ARM = 4
    SOFT = 5
    RAGGED = 6
    NO_OUTLINE = 7


REASONS: dict[Hidden, str] = {
    Hidden.VIEW: "the camera is not side-on enough to see the shape of the back",
    Hidden.LYING: "the floor or bench hides the back",
    Hidden.SMALL: "the person is too small in the picture to see the shape of the back",
    Hidden.ARM: "an arm lies over the outline of the back",
    Hidden.SOFT: "the outline of the back is too blurred against what is behind it",
    Hidden.RAGGED: "something breaks the outline of the back: clothing, hair, a bar or a plate",
    Hidden.NO_OUTLINE: "the pose came without an outline of the body",
}
"""In plain words, to follow "not measured:"."""

# Low back and upper back, as shares of the trunk. Of 70 pairs of windows this one kept rounded and
# neutral clips furthest apart among those that moved less than 8 deg in rendered neutral hinges.
_LOW = (0.0, 0.45)
_UPPER = (0.55, 0.85)
_BACK = (0.0, 0.85)
# The apexes that a stick along the back would touch.
_BUTTOCK = (-0.15, 0.25)
_THORAX = (0.5, 0.85)

_MEDIAN_FRAMES = 5
# The intermediate arrays of all of a long clip would take hundreds of megabytes.
_BLOCK_FRAMES = 500
# From here on the person lies on the back (docs/methods.md 1: floor or bench at the spine).
_LYING_DEG = -60.0
# In pictures as the pose model is fed them. The smallest trunk among the labelled clips measured
# 63 pixels; the mask grows coarse below.
_LEAST_TRUNK_PX = 50.0
# Half the thickness of an arm, about 9 cm on a trunk of 50 cm.
_ARM_HALF_WIDTH = 0.08
_ARM_POINTS = np.linspace(0.0, 1.0, 6)
# A sharp outline falls by a quarter for each 1 % of trunk length, the mask's own resolution.
_LEAST_SLOPE = 0.12
_LARGEST_RESIDUAL = 0.015
_LARGEST_STEP = 0.05
_KNOWN_SHARE = 0.9


@dataclass(frozen=True)
class BackShape:
    """The back in each frame; NaN and a reason where it cannot be read.

    Attributes
    ----------
    curve_deg : ndarray, shape (T,)
        Tangent of the low back against that of the upper back, + = rounder.
    convexity_percent : ndarray, shape (T,)
        Height of the arc that fits the back best, in % of trunk length, + = bulging outwards.
    dowel_gap_percent : ndarray, shape (T,)
        Hollow under a stick laid from buttock to upper back, in % of trunk length; negative where
        the back bulges over that line.
    hidden : ndarray of int8, shape (T,)
        A `Hidden` for each frame.
    """

    curve_deg: FloatArray
    convexity_percent: FloatArray
    dowel_gap_percent: FloatArray
    hidden: NDArray[np.int8]


def back_of(shot: Shot) -> BackShape:
    """The back in each frame of a shot; ask with ``shot.once(back_of)``."""
    return back_shape(shot.track, shot.view)


@sagittal_signal("deg", "roundness of the back", "shoulder", "hip", outline=True)
def back_curve_deg(shot: Shot) -> FloatArray:
    """Tangent of the low back against that of the upper back, rounder +, degrees."""
    return shot.once(back_of).curve_deg


@sagittal_signal("% trunk", "bulge of the back", "shoulder", "hip", outline=True)
def back_convexity_percent(shot: Shot) -> FloatArray:
    """Height of the arc that fits the back best, bulging outwards +, % of trunk length."""
    return shot.once(back_of).convexity_percent


@sagittal_signal("% trunk", "hollow under a stick along the back", "shoulder", "hip", outline=True)
def dowel_gap_percent_trunk(shot: Shot) -> FloatArray:
    """Hollow under a stick from buttock to upper back, negative over it, % of trunk length."""
    return shot.once(back_of).dowel_gap_percent


def back_shape(track: PoseTrack, view: CameraView) -> BackShape:
    """Read the back from the trunk edges of a track.

    Parameters
    ----------
    track : PoseTrack
        Raw or smoothed; its edges may come from a coarse or a torn mask.
    view : CameraView
        Over the same clip: facing says which edge is the back.

    Returns
    -------
    BackShape
        Same length as the track.
    """
    if track.edges is None or len(track) == 0:
        unknown = np.full(len(track), np.nan)
        hidden = np.full(len(track), Hidden.NO_OUTLINE, dtype=np.int8)
        return BackShape(unknown, unknown.copy(), unknown.copy(), hidden)
    borders = [*range(0, len(track), _BLOCK_FRAMES), len(track)]
    blocks = [
        _block_shape(track, track.edges, view, slice(first, end))
        for first, end in pairwise(borders)
    ]
    return BackShape(
        curve_deg=np.concatenate([block.curve_deg for block in blocks]),
        convexity_percent=np.concatenate([block.convexity_percent for block in blocks]),
        dowel_gap_percent=np.concatenate([block.dowel_gap_percent for block in blocks]),
        hidden=np.concatenate([block.hidden for block in blocks]),
    )


def _block_shape(track: PoseTrack, edges: TrunkEdges, view: CameraView, rows: slice) -> BackShape:
    edge = 0 if view.facing > 0 else 1
    offset = _median_over_time(edges.offset[:, edge], rows)
    part = track.between(float(track.time[rows][0]), float(track.time[rows][-1]))
    hidden = _hidden(part, view, offset, edges.slope[rows, edge])
    curve = _tangent_deg(offset, _LOW) - _tangent_deg(offset, _UPPER)
    clear = hidden == Hidden.NO
    return BackShape(
        curve_deg=np.where(clear, curve, np.nan),
        convexity_percent=np.where(clear, _convexity_percent(offset), np.nan),
        dowel_gap_percent=np.where(clear, _dowel_gap_percent(offset), np.nan),
        hidden=hidden,
    )


def _median_over_time(values: NDArray[np.float32], rows: slice) -> FloatArray:
    """Median of the known values among neighbouring frames, for some rows; ends are repeated."""
    half = _MEDIAN_FRAMES // 2
    around = np.clip(np.arange(rows.start - half, rows.stop + half), 0, len(values) - 1)
    near = values[around].astype(float)
    ordered = np.sort(np.lib.stride_tricks.sliding_window_view(near, _MEDIAN_FRAMES, axis=0))
    # NaN sorts last, so the known ones come first
    known = np.isfinite(ordered).sum(axis=-1)
    low = np.maximum(known - 1, 0)[..., None] // 2
    high = np.maximum(known, 1)[..., None] // 2
    middle = np.take_along_axis(ordered, low, -1) + np.take_along_axis(ordered, high, -1)
    return np.asarray(np.where(np.isfinite(values[rows]), middle[..., 0] / 2.0, np.nan))


def _hidden(
    track: PoseTrack, view: CameraView, offset: FloatArray, slope: NDArray[np.float32]
) -> NDArray[np.int8]:
    """The first reason that applies in each frame."""
    hip, shoulder = (track.part(name).mean(axis=1) for name in ("hip", "shoulder"))
    fed = min(1.0, MODEL_SIDE_PX / max(track.width, track.height))
    length_px = fed * np.linalg.norm(shoulder - hip, axis=1)
    lean = inclination_deg(sagittal(hip, view.facing), sagittal(shoulder, view.facing))
    inside = _within(_BACK)
    known = np.isfinite(offset[:, inside])
    residual, step = _raggedness(offset)
    tests = {
        Hidden.VIEW: np.full(len(track), view.view != "side"),
        Hidden.LYING: (lean < _LYING_DEG) | (lean > 180.0 + _LYING_DEG),
        Hidden.SMALL: ~(length_px >= _LEAST_TRUNK_PX),
        Hidden.ARM: _arm_over_back(track, view, offset),
        Hidden.SOFT: ~(_nan_median(slope[:, inside].astype(float)) >= _LEAST_SLOPE),
        Hidden.RAGGED: (known.mean(axis=1) < _KNOWN_SHARE)
        | ~(residual <= _LARGEST_RESIDUAL)
        | ~(step <= _LARGEST_STEP),
    }
    return np.select(list(tests.values()), list(tests), default=Hidden.NO).astype(np.int8)


def _arm_over_back(track: PoseTrack, view: CameraView, offset: FloatArray) -> NDArray[np.bool_]:
    """Whether an upper arm or a forearm reaches the dorsal edge, shape (T,)."""
    hip, shoulder = (track.part(name).mean(axis=1) for name in ("hip", "shoulder"))
    axis = shoulder - hip
    length = np.linalg.norm(axis, axis=1)[:, None, None]
    along = axis[:, None, None] / length[..., None]
    # To the left of the axis for a person who faces right: there is the back
    across = view.facing * np.stack([along[..., 1], -along[..., 0]], axis=-1)
    joints = [track.part(name) for name in ("shoulder", "elbow", "wrist")]
    share = _ARM_POINTS[:, None]
    points = np.concatenate(
        [a[:, :, None] * (1.0 - share) + b[:, :, None] * share for a, b in pairwise(joints)],
        axis=2,
    )
    away = points - hip[:, None, None]
    station = np.sum(away * along, axis=-1) / length
    depth = np.sum(away * across, axis=-1) / length
    place = (station - STATIONS[0]) / (STATIONS[1] - STATIONS[0])
    nearest = np.clip(np.nan_to_num(place).round(), 0, len(STATIONS) - 1).astype(int)
    edge = offset[np.arange(len(track))[:, None, None], nearest]
    beside = (station >= _BACK[0]) & (station <= _BACK[1])
    return np.asarray((beside & (depth + _ARM_HALF_WIDTH > edge)).any(axis=(1, 2)))


def _within(window: tuple[float, float]) -> NDArray[np.bool_]:
    low, high = window
    return (low - 1e-9 <= STATIONS) & (high + 1e-9 >= STATIONS)


def _fit(offset: FloatArray, window: tuple[float, float], degree: int) -> tuple[FloatArray, ...]:
    """Least-squares polynomial over a window: coefficients from the highest down, and residuals."""
    inside = _within(window)
    basis = np.vander(STATIONS[inside] - np.mean(window), degree + 1)
    values = _bridged(offset[:, inside])
    coefficients = values @ np.linalg.pinv(basis).T
    return coefficients, values - coefficients @ basis.T


def _bridged(offset: FloatArray) -> FloatArray:
    """Few missing stations filled from the nearest known one before, or after, each."""
    known = np.isfinite(offset)
    if known.all():
        return offset
    at = np.arange(offset.shape[1])
    before = np.maximum.accumulate(np.where(known, at, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, at, len(at))[:, ::-1], axis=1)[:, ::-1]
    nearest = np.where(before >= 0, before, np.minimum(after, len(at) - 1))
    return np.take_along_axis(offset, nearest, axis=1)


def _tangent_deg(offset: FloatArray, window: tuple[float, float]) -> FloatArray:
    """Direction of the edge against the trunk axis, degrees, outwards towards the shoulder +."""
    coefficients, _ = _fit(offset, window, 1)
    return np.degrees(np.arctan(coefficients[:, 0]))


def _convexity_percent(offset: FloatArray) -> FloatArray:
    coefficients, _ = _fit(offset, _BACK, 2)
    half = (_BACK[1] - _BACK[0]) / 2.0
    return -100.0 * half**2 * coefficients[:, 0]


def _dowel_gap_percent(offset: FloatArray) -> FloatArray:
    """Largest distance, either way, between edge and stick from buttock to thorax."""
    filled = np.nan_to_num(_bridged(offset), nan=0.0)
    rows = np.arange(len(filled))
    low = np.where(_within(_BUTTOCK), filled, -np.inf).argmax(axis=1)
    high = np.where(_within(_THORAX), filled, -np.inf).argmax(axis=1)
    rise = (filled[rows, high] - filled[rows, low]) / (STATIONS[high] - STATIONS[low])
    stick = filled[rows, low][:, None] + rise[:, None] * (STATIONS - STATIONS[low][:, None])
    at = np.arange(len(STATIONS))
    under = (at >= low[:, None]) & (at <= high[:, None])
    gap = np.where(under, stick - filled, 0.0)
    hollow, bulge = gap.max(axis=1), gap.min(axis=1)
    return np.asarray(100.0 * np.where(hollow >= -bulge, hollow, bulge))


def _raggedness(offset: FloatArray) -> tuple[FloatArray, FloatArray]:
    """RMS distance from a cubic, and largest step between neighbouring stations."""
    _, residual = _fit(offset, _BACK, 3)
    step = np.abs(np.diff(_bridged(offset[:, _within(_BACK)]), axis=1))
    return np.sqrt(np.mean(residual**2, axis=1)), step.max(axis=1)


def _nan_median(values: FloatArray) -> FloatArray:
    """Median of the known values of each row; 0 where none is known."""
    ordered = np.sort(values, axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    middle = np.take_along_axis(ordered, (np.maximum(known - 1, 0) // 2)[:, None], axis=1)[:, 0]
    return np.asarray(np.where(known > 0, middle, 0.0))
