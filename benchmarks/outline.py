"""What the outline of the trunk and the shape of the back cost: ``python -m benchmarks.outline``.

Milliseconds a frame of a sample clip, beside those of the pose model with its mask.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.samples import truths
from formcheck._util.resources import bundled
from formcheck.motion.back import back_shape
from formcheck.motion.shot import Shot
from formcheck.pipeline import track_video
from formcheck.pose.mediapipe import MediaPipePose
from formcheck.pose.models import find_model
from formcheck.pose.outline import trunk_edges
from formcheck.video.reader import VideoReader

_CLIP = "hip_hinge_good_female_yaw0"
_ROUNDS = 5


@contextmanager
def _timed(into: list[float]) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    into.append(1000.0 * (time.perf_counter() - begun))


def _best_ms(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(_ROUNDS):
        with _timed(taken):
            work()
    return min(taken)


def main() -> None:
    """Time pose and outline frame by frame, and the shape over the whole track."""
    clip = next(clip for clip, _ in truths(bundled("samples")) if clip.stem == _CLIP)
    model = find_model("full")
    pose_ms: list[float] = []
    edges_ms: list[float] = []
    with VideoReader(clip, max_side=640) as reader, MediaPipePose(model) as pose:
        for frame in reader:
            with _timed(pose_ms):
                people = pose.estimate(frame.image, frame.time)
            for person in people:
                if person.mask is not None:
                    height, width = person.mask.shape
                    with _timed(edges_ms):
                        trunk_edges(person.mask, person.xy * (width, height))
    track = track_video(clip, model=model)
    shot = Shot.of(track).smoothed
    shape_ms = _best_ms(lambda: back_shape(shot.track, shot.view)) / len(track)
    edges = float(np.median(edges_ms))
    print(f"| {len(pose_ms)} frames | ms a frame |\n|---|---|")
    print(f"| pose with mask (median) | {np.median(pose_ms):.1f} |")
    print(f"| outline (median) | {edges:.2f} |")
    print(f"| shape of the back | {shape_ms:.3f} |")
    print(f"| outline and shape | {edges + shape_ms:.2f} |")


if __name__ == "__main__":
    main()
