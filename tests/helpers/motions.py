"""Exercises as curves: how far into the movement the person is, and the pose at that moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import PoseTrack
from helpers.figure import Camera, figure

Array = NDArray[np.float64]
FPS = 30.0


@dataclass(frozen=True)
class Tempo:
    """Seconds of one repetition; out and back are raised cosines."""

    out_s: float = 1.8
    hold_s: float = 0.6
    back_s: float = 1.6

    @property
    def whole_s(self) -> float:
        return self.out_s + self.hold_s + self.back_s


def clock(length_s: float, fps: float = FPS) -> Array:
    """Times of the frames of a clip."""
    return np.arange(round(length_s * fps) + 1) / fps


def progress(time: Array, starts: Sequence[float], tempo: Tempo = Tempo()) -> Array:
    """0 at rest, 1 at the turn; repetitions begin at `starts`."""
    done = np.zeros_like(time)
    for start in starts:
        t = time - start
        out = np.clip(t / tempo.out_s, 0.0, 1.0)
        back = np.clip((t - tempo.out_s - tempo.hold_s) / tempo.back_s, 0.0, 1.0)
        done += (1.0 - np.cos(np.pi * out)) / 2.0 - (1.0 - np.cos(np.pi * back)) / 2.0
    return done


def hinge(p: Array, depth_deg: float = 65.0) -> dict[str, Array]:
    """Hip hinge: hips back, knees soft, shins still."""
    return {"trunk": depth_deg * p, "thigh": 2.0 + 18.0 * p, "shin": 0.0 * p}


def squat(p: Array, depth_deg: float = 110.0) -> dict[str, Array]:
    """Squat with `depth_deg` of knee flexion."""
    return {"trunk": 35.0 * p, "thigh": 0.75 * depth_deg * p, "shin": 0.25 * depth_deg * p}


def bridge(p: Array, top_deg: float = 0.0) -> dict[str, Array]:
    """Glute bridge from 45 deg of trunk-thigh flexion to `top_deg`."""
    return {
        "trunk": -90.0 - 22.0 * p,
        "thigh": 135.0 - (23.0 - top_deg) * p,
        "shin": -30.0 + 20.0 * p,
    }


POSES: dict[str, Callable[[Array], dict[str, Array]]] = {
    "hip_hinge": hinge,
    "squat": squat,
    "glute_bridge": bridge,
}


def clip(
    exercise: str,
    reps: int = 3,
    *,
    lead_s: float = 2.0,
    rest_s: float = 1.0,
    tempo: Tempo = Tempo(),
    fps: float = FPS,
    camera: Camera | None = None,
    **extra: Any,
) -> PoseTrack:
    """A whole clip: quiet, `reps` even repetitions, quiet."""
    starts = [lead_s + i * (tempo.whole_s + rest_s) for i in range(reps)]
    time = clock(lead_s + reps * (tempo.whole_s + rest_s) + 1.0, fps)
    pose = POSES[exercise](progress(time, starts, tempo))
    return figure(time, **pose, camera=camera, **extra)


def through(*poses: tuple[float, dict[str, float]]) -> PoseTrack:
    """A clip that moves smoothly from pose to pose; each comes with the second it is reached."""
    seconds = [second for second, _ in poses]
    time = clock(seconds[-1])
    names = sorted({name for _, pose in poses for name in pose})
    curves = {}
    for name in names:
        values = [pose.get(name, 0.0) for _, pose in poses]
        at = np.interp(time, seconds, np.arange(len(seconds)))
        share = (1.0 - np.cos(np.pi * (at % 1.0))) / 2.0
        before = np.floor(at).astype(int)
        after = np.minimum(before + 1, len(values) - 1)
        curves[name] = np.take(values, before) * (1 - share) + np.take(values, after) * share
    return figure(time, **curves)


def walking(length_s: float, stride_s: float = 1.1) -> PoseTrack:
    """Walking across the picture: the knee bends to 60 deg in each swing, as in normal gait."""
    time = clock(length_s)
    phase = 2.0 * np.pi * time / stride_s
    swing = np.clip(np.sin(phase), 0.0, None) ** 2
    knee = 6.0 + 54.0 * swing
    thigh = 5.0 + 22.0 * np.sin(phase + 0.7)
    return figure(
        time,
        trunk=4.0 + 2.0 * np.sin(2.0 * phase),
        thigh=thigh,
        shin=knee - thigh,
        travel_m=-1.5 + 1.2 * time,
    )


STANDING: dict[str, float] = {"trunk": 0.0, "thigh": 2.0, "shin": 0.0}
SITTING_LEGS_STRAIGHT: dict[str, float] = {"trunk": 5.0, "thigh": 92.0, "shin": -88.0}
LYING_LEGS_STRAIGHT: dict[str, float] = {"trunk": -90.0, "thigh": 91.0, "shin": -89.0}
LYING_KNEES_UP: dict[str, float] = {"trunk": -90.0, "thigh": 135.0, "shin": -30.0}
DEEP_SQUAT: dict[str, float] = {"trunk": 40.0, "thigh": 95.0, "shin": 30.0}
