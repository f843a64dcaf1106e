"""Live against offline on the same clips: ``python -m benchmarks.parity``.

Every clip is analysed as a file, and fed frame by frame at its own times, reduced by the same
reader, to a live session without the guided start. Clips: the rendered samples, and with
FORMCHECK_CLIPS those of real people, with the exercise as labelled.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.evaluation.manifest import LabelledClip, read_manifest
from formcheck.exercises import exercise_ids
from formcheck.live import LiveSession, RepDone, SetEnd
from formcheck.pipeline import analyze
from formcheck.pose.track import MODEL_SIDE_PX
from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep
from formcheck.video.reader import VideoReader

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"


@dataclass(frozen=True)
class Pair:
    """Valid repetitions of one clip: of the file, as reported live, and as in the live sets."""

    file: list[Rep]
    reported: list[Rep]
    kept: list[Rep]
    late_s: list[float]


def clips() -> list[LabelledClip]:
    """Clips of exercises in the catalogue."""
    folder = os.environ.get("FORMCHECK_CLIPS")
    real = read_manifest(Path(folder) / "manifest.csv") if folder else []
    return [clip for clip in (*read_manifest(SAMPLES), *real) if clip.exercise in exercise_ids()]


def both(clip: LabelledClip, model: str) -> Pair:
    result = analyze(clip.path, clip.exercise, model=model)
    reported, kept, late_s = [], [], []
    with (
        VideoReader(clip.path, max_side=MODEL_SIDE_PX) as reader,
        LiveSession(clip.exercise, guided=False, model=model) as session,
    ):
        for event in session.feed(reader):
            if isinstance(event, RepDone):
                reported.append(event.result)
                late_s.append(event.time_s - event.result.end_s)
            elif isinstance(event, SetEnd):
                kept += event.analysis.reps
    return Pair(valid(result.reps), valid(reported), valid(kept), late_s)


def valid(reps: Sequence[Rep]) -> list[Rep]:
    return [rep for rep in reps if rep.void is None]


def clear(rep: Rep) -> set[str]:
    return {finding.check for finding in rep.findings if finding.verdict is Verdict.CLEAR}


def main() -> None:
    """Print the clips that differ, and the figures over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="full")
    parser.add_argument("--every", type=int, default=1, help="only each n-th clip")
    options = parser.parse_args()
    counted = same = reps = as_reported = as_kept = 0
    late_s: list[float] = []
    for clip in clips()[:: options.every]:
        try:
            pair = both(clip, options.model)
        except FormcheckError as error:
            print(f"{clip.file}: {error}", flush=True)
            continue
        counted += 1
        same += len(pair.file) == len(pair.reported)
        late_s += pair.late_s
        faults = [
            (clear(a), clear(b), clear(c))
            for a, b, c in zip(pair.file, pair.reported, pair.kept, strict=False)
        ]
        reps += len(faults)
        as_reported += sum(a == b for a, b, _ in faults)
        as_kept += sum(a == c for a, _, c in faults)
        if len(pair.file) != len(pair.reported):
            print(f"{clip.file}: {len(pair.file)} as a file, {len(pair.reported)} live", flush=True)
        for number, (a, b, c) in enumerate(faults, 1):
            if not a == b == c:
                print(f"{clip.file}, repetition {number}: {a}, reported {b}, kept {c}", flush=True)
    print(f"same repetitions in {same} of {counted} clips ({same / counted:.3f}; aim 0.98)")
    print(
        f"same clear faults in {as_reported} of {reps} repetitions as reported "
        f"({as_reported / reps:.3f}; aim 0.95), in {as_kept} as kept ({as_kept / reps:.3f})"
    )
    middle, most = np.percentile(late_s, [50, 95])
    print(
        f"reported after its end: median {middle:.2f} s, 95th percentile {most:.2f} s in the clip"
    )


if __name__ == "__main__":
    main()
