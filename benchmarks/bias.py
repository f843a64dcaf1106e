"""Lean of the pose model's segments on the rendered side views: ``python -m benchmarks.bias``.

Prints the mean error of trunk, thigh and shin for each body, and the angle errors of each body when
corrected with the shipped constant and with the figures of the others only. ``--folder FOLDER``
reads clips made by ``tools/render_backs.py`` (yaw 0) instead of the samples.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.samples import truths
from formcheck._util.resources import bundled
from formcheck.motion.shot import Shot
from formcheck.pipeline import track_video
from formcheck.pose.litert import LITERT_BIAS
from formcheck.pose.track import SegmentBias

SEGMENTS = ("trunk", "thigh", "shin")
Errors = dict[str, np.ndarray]


def segment_errors(clip: Path, truth: dict[str, Any]) -> Errors:
    """Uncorrected minus true inclination of each segment, frame by frame."""
    track = replace(track_video(clip), bias=SegmentBias())
    signals = Shot.of(track).smoothed.signals(f"{name}_inclination_deg" for name in SEGMENTS)
    index = signals.index.to_numpy(dtype=float)
    return {
        segment: signals[f"{segment}_inclination_deg"].to_numpy(dtype=float)
        - np.interp(index, truth["time_s"], truth["angles_projected"][f"{segment}_inclination_deg"])
        for segment in SEGMENTS
    }


def mean_lean(clips: Sequence[Errors]) -> dict[str, float]:
    """Mean over clips of each segment's mean error."""
    return {
        segment: float(np.mean([np.nanmean(clip[segment]) for clip in clips]))
        for segment in SEGMENTS
    }


def angle_errors(clips: Sequence[Errors], bias: dict[str, float]) -> str:
    """Mean absolute errors after taking the bias off, as text."""
    left = {s: np.concatenate([clip[s] for clip in clips]) - bias[s] for s in SEGMENTS}
    knee, trunk_thigh = left["thigh"] + left["shin"], left["trunk"] + left["thigh"]
    knee_mae, thigh_mae, trunk_mae = (
        float(np.nanmean(np.abs(errors))) for errors in (knee, trunk_thigh, left["trunk"])
    )
    return f"knee {knee_mae:.1f}°, trunk-thigh {thigh_mae:.1f}°, trunk {trunk_mae:.1f}°"


def main() -> None:
    """Measure every side view once, then leave each body out in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=bundled("samples"))
    folder = parser.parse_args().folder
    shipped = {name.removesuffix("_deg"): lean for name, lean in asdict(LITERT_BIAS).items()}
    by_body: dict[str, list[Errors]] = {}
    for clip, truth in truths(folder):
        if truth["yaw_deg"] == 0:
            by_body.setdefault(truth["body"], []).append(segment_errors(clip, truth))
    everything = [errors for clips in by_body.values() for errors in clips]
    none = dict.fromkeys(SEGMENTS, 0.0)
    print("mean lean:", {s: round(v, 2) for s, v in mean_lean(everything).items()})
    print("uncorrected:", angle_errors(everything, none))
    print("corrected with all bodies:", angle_errors(everything, mean_lean(everything)))
    for body, clips in by_body.items():
        others = [errors for other, them in by_body.items() if other != body for errors in them]
        print(f"{body}: mean lean", {s: round(v, 2) for s, v in mean_lean(clips).items()})
        print(f"{body}, uncorrected:", angle_errors(clips, none))
        print(f"{body}, corrected as shipped:", angle_errors(clips, shipped))
        print(f"{body}, corrected with the others:", angle_errors(clips, mean_lean(others)))


if __name__ == "__main__":
    main()
