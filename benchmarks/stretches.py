"""A clip in parallel stretches compared with one pass: ``python -m benchmarks.stretches``.

Prints the difference of the landmarks beside their own jitter, and whether repetitions and verdicts
agree. Clips: the rendered samples, and with FORMCHECK_CLIPS those of people; only those long enough
for two stretches.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.evaluation.manifest import LabelledClip, read_manifest
from formcheck.exercises import exercise_ids
from formcheck.motion.smoothing import smooth
from formcheck.pipeline import analyze
from formcheck.pose.models import find_model
from formcheck.pose.track import PoseTrack
from formcheck.pose.tracking import track_clip
from formcheck.result.result import Result
from formcheck.video.reader import VideoReader

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
SHORTEST_S = 8.0
# A verdict may change where the probability was this near to its boundary.
NEAR = 0.02
BOUNDARIES = (0.5, 0.8)


def clips() -> list[LabelledClip]:
    """Clips of exercises in the catalogue."""
    folder = os.environ.get("FORMCHECK_CLIPS")
    real = read_manifest(Path(folder) / "manifest.csv") if folder else []
    return [clip for clip in (*read_manifest(SAMPLES), *real) if clip.exercise in exercise_ids()]


def differences(first: PoseTrack, second: PoseTrack) -> tuple[np.ndarray, np.ndarray]:
    """For each frame in % of the trunk: difference between the tracks, and jitter of the first."""
    trunk = np.linalg.norm(
        first.part("shoulder").mean(axis=1) - first.part("hip").mean(axis=1), axis=1
    )
    trunk_px = float(np.nanmedian(trunk))
    body = [*range(11, 33)]
    apart = np.linalg.norm(first.xy[:, body] - second.xy[:, body], axis=-1).mean(axis=1)
    even = smooth(first)
    steady = np.stack(
        [
            np.interp(first.time, even.time, even.xy[:, mark, axis])
            for mark in body
            for axis in (0, 1)
        ],
        axis=-1,
    ).reshape(len(first), len(body), 2)
    jitter = np.linalg.norm(first.xy[:, body] - steady, axis=-1).mean(axis=1)
    return 100.0 * apart / trunk_px, 100.0 * jitter / trunk_px


def changed(first: Result, second: Result) -> tuple[bool, int, int]:
    """Same number of repetitions; verdicts that changed near a boundary, and elsewhere."""
    same = [len(s.reps) for s in first.sets] == [len(s.reps) for s in second.sets]
    near = far = 0
    for left, right in zip(first.reps, second.reps, strict=False):
        for before, after in zip(left.findings, right.findings, strict=False):
            if before.verdict is after.verdict:
                continue
            both = [p for p in (before.probability, after.probability) if p is not None]
            crossed = any(abs(p - line) <= NEAR for p in both for line in BOUNDARIES)
            near, far = near + crossed, far + (not crossed)
    return same, near, far


def main() -> None:
    """Print a line for each clip, and the figures over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="full")
    parser.add_argument("--every", type=int, default=1, help="only each n-th clip")
    options = parser.parse_args()
    model = find_model(options.model)
    apart, jitter, verdicts = [], [], 0
    same = near = far = number = 0
    for labelled in clips()[:: options.every]:
        clip, exercise = labelled.path, labelled.exercise
        with VideoReader(clip) as reader:
            if reader.info.duration_s < SHORTEST_S:
                continue
        try:
            tracks = [track_clip(clip, model, at_once=at_once).track for at_once in (1, 2)]
            results = [
                analyze(clip, exercise, model=model, at_once=at_once).analysis for at_once in (1, 2)
            ]
        except FormcheckError as error:
            print(f"{clip.name}: {error}")
            continue
        difference, own = differences(*tracks)
        kept, by_a_hair, plainly = changed(*results)
        apart.append(difference)
        jitter.append(own)
        number, same = number + 1, same + kept
        near, far = near + by_a_hair, far + plainly
        verdicts += sum(len(rep.findings) for rep in results[0].reps)
        print(
            f"{clip.name}: apart {np.nanmedian(difference):.2f} %, jitter {np.nanmedian(own):.2f} %"
            f"{'' if kept else ', OTHER REPETITIONS'}{f', {plainly} verdicts' if plainly else ''}",
            flush=True,
        )
    whole, own = np.concatenate(apart), np.concatenate(jitter)
    for name, values in (("apart", whole), ("jitter", own)):
        middle, high = np.nanmedian(values), np.nanpercentile(values, 95)
        print(f"{name}: median {middle:.2f} %, 95th percentile {high:.2f} % of the trunk")
    print(
        f"same repetitions in {same} of {number} clips; of {verdicts} verdicts {near} changed "
        f"within {NEAR} of a boundary, {far} otherwise"
    )


if __name__ == "__main__":
    main()
