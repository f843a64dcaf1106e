"""Render hinges with a known bend of the low back, to validate the shape of the back.

Every clip is one set of hinges to the same depth, each with another lumbar angle, from -30 deg
(arched) to 60 deg (rounded). Bodies, clothing, arms and camera yaw vary from clip to clip. The
clips are for measuring only (``python -m benchmarks.rendered_backs OUT``) and are not kept in the
repository. Needs what ``render_samples.py`` needs; about a minute a clip on one core.

Usage::

    python tools/render_backs.py OUT [--only NAME ...] [--list]

Clips that are there already are skipped.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from synthetic.clip import Clip, ClipSpec  # noqa: E402  (thread counts are read at import)
from synthetic.motion import Rep  # noqa: E402

FPS = 15
SIZE = (560, 480)
# Neutral twice, and no order in which drift over the clip would pass for lumbar flexion
LADDER_DEG = (0, 30, -20, 60, 10, -30, 50, 0, 20, -10, 40)
REPS = tuple(
    Rep(out_s=1.0, hold_s=0.4, back_s=1.0, rest_s=0.4, instead={"lumbar": float(angle)})
    for angle in LADDER_DEG
)
ROOMS = {"female": "warm", "male": "cool", "heavy": "cool", "lean": "warm"}
OUTFITS = {"slim": "leggings", "loose": "loose"}
ALL = tuple(ROOMS)
# Yaw, arms, clothing, bodies: all where the figures are made, fewer where the view must be refused
PLAN = (
    (0, "hanging", "slim", ALL),
    (0, "hanging", "loose", ALL),
    (0, "crossed", "slim", ALL),
    (10, "hanging", "slim", ALL),
    (20, "hanging", "slim", ("female", "male", "heavy")),
    (0, "crossed", "loose", ALL),
    (10, "hanging", "loose", ("female", "heavy")),
    (30, "hanging", "slim", ("female", "heavy")),
)


def clips() -> Iterator[ClipSpec]:
    """All clips, in the order in which they are rendered."""
    seed = 100
    for yaw, arms, clothing, bodies in PLAN:
        for body in bodies:
            seed += 1
            yield ClipSpec(
                "hip_hinge",
                "back_ladder",
                body,
                OUTFITS[clothing],
                yaw=yaw,
                facing="left" if seed % 2 else "right",
                room=ROOMS[body],
                arms=arms,
                reps=REPS,
                size=SIZE,
                fps=FPS,
                suffix=f"{clothing}_{arms}",
                seed=seed,
            )


def main() -> None:
    """Render what is not there yet."""
    parser = argparse.ArgumentParser(description="Render hinges with a known bend of the low back.")
    parser.add_argument("out", type=Path, help="target folder")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="parts of clip names")
    parser.add_argument("--list", action="store_true", help="print the clip names and stop")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for spec in clips():
        if options.only and not any(part in spec.name for part in options.only):
            continue
        if options.list:
            print(spec.name)
            continue
        if (options.out / f"{spec.name}.truth.json").exists():
            continue
        begun = time.monotonic()
        clip = Clip(spec)
        clip.write(options.out)
        took = time.monotonic() - begun
        print(f"{spec.name}: {len(clip.times)} frames, {took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
