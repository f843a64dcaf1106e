"""Accuracy on the rendered samples, whose joint angles, repetitions and faults are known.

``python -m benchmarks.samples`` prints a line for each clip and the figures over all, as Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import Result, analyze
from formcheck._util.resources import bundled
from formcheck.evaluation.truth import ClipTruth, angle_errors
from formcheck.reps.findings import Verdict

ANGLES = ("knee_flexion_deg", "trunk_thigh_deg", "trunk_inclination_deg")
# Over-arching is rendered in no hinge, and the back is read from the side only.
UNSEEN_FAULTS = frozenset({"back_over_arches"})
SIDE_ONLY_FAULTS = frozenset({"back_rounds"})


@dataclass(frozen=True)
class SampleResult:
    """One clip compared with its truth.

    `time_errors_s` has a row (start, turn, end) for each matched repetition; `missed` and
    `invented` name faults with the number of the repetition.
    """

    name: str
    view: str
    reps: int
    true_reps: int
    time_errors_s: np.ndarray
    angle_errors_deg: dict[str, np.ndarray]
    missed: tuple[str, ...]
    invented: tuple[str, ...]


def compare(measured: Result, truth: dict[str, Any]) -> SampleResult:
    """Compare one analysis with the truth of its clip."""
    results = measured.reps
    times = np.array(
        [
            [
                got.start_s - rep["start_s"],
                got.turn_s - rep["turn_s"],
                got.end_s - rep["end_s"],
            ]
            for got, rep in zip(results, truth["reps"], strict=False)
        ]
    ).reshape(-1, 3)
    missed, invented = [], []
    for number, (got, rep) in enumerate(zip(results, truth["reps"], strict=False), 1):
        clear = {f.check for f in got.findings if f.verdict is Verdict.CLEAR}
        unseen = UNSEEN_FAULTS if truth["view"] == "side" else UNSEEN_FAULTS | SIDE_ONLY_FAULTS
        built_in = set(rep["faults"]) - unseen
        missed += [f"{fault} in {number}" for fault in sorted(built_in - clear)]
        invented += [f"{fault} in {number}" for fault in sorted(clear - built_in)]
    errors = angle_errors(measured.signals, ClipTruth.model_validate(truth))
    return SampleResult(
        name=truth["name"],
        view=truth["view"],
        reps=len(results),
        true_reps=len(truth["reps"]),
        time_errors_s=times,
        angle_errors_deg={name: errors[name] for name in ANGLES},
        missed=tuple(missed),
        invented=tuple(invented),
    )


def report(results: Iterable[SampleResult]) -> str:
    """The table and the figures, as Markdown."""
    lines = [
        "| clip | reps | worst time error (s) | knee | trunk-thigh | trunk | missed | invented |",
        "|---|---|---|---|---|---|---|---|",
    ]
    everything = list(results)
    for sample in everything:
        worst = f"{np.abs(sample.time_errors_s).max():.2f}" if sample.time_errors_s.size else "-"
        angles = " | ".join(f"{_mae(sample.angle_errors_deg[name]):.1f}" for name in ANGLES)
        lines.append(
            f"| {sample.name} | {sample.reps} of {sample.true_reps} | {worst} | {angles} "
            f"| {', '.join(sample.missed) or '-'} | {', '.join(sample.invented) or '-'} |"
        )
    exact = sum(sample.reps == sample.true_reps for sample in everything)
    times = np.abs(np.concatenate([sample.time_errors_s for sample in everything])).ravel()
    lines.append(f"\nRep counts exact: {exact} of {len(everything)} clips.")
    lines.append(
        f"Start, turn and end: {np.mean(times <= 0.2):.1%} within 0.2 s, "
        f"worst {times.max():.2f} s, median {np.median(times):.2f} s."
    )
    for view, shown in (("side", "yaw 0"), ("oblique", "yaw 20")):
        chosen = [sample for sample in everything if sample.view == view]
        if chosen:
            figures = ", ".join(
                f"{name.removesuffix('_deg').replace('_', ' ')} "
                f"{_mae(np.concatenate([sample.angle_errors_deg[name] for sample in chosen])):.1f}°"
                for name in ANGLES
            )
            lines.append(f"Mean absolute error over all frames, {shown}: {figures}.")
    faults = (
        sum(len(sample.missed) for sample in everything),
        sum(len(sample.invented) for sample in everything),
    )
    lines.append(f"Built-in faults missed: {faults[0]}; clear faults invented: {faults[1]}.")
    return "\n".join(lines)


def _mae(errors: np.ndarray) -> float:
    return float(np.nanmean(np.abs(errors)))


def truths(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Clips of a folder with their truth, by name."""
    return [
        (
            path.with_name(path.name.removesuffix(".truth.json") + ".mp4"),
            json.loads(path.read_text()),
        )
        for path in sorted(folder.glob("*.truth.json"))
    ]


def main() -> None:
    """Measure every sample and print the report."""
    results = []
    for clip, truth in truths(bundled("samples")):
        results.append(compare(analyze(clip, truth["exercise"]), truth))
        print(f"{clip.name} done", flush=True)
    print(report(results))


if __name__ == "__main__":
    main()
