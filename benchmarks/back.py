"""The shape of the back on labelled clips, and on the rendered samples.

``python -m benchmarks.back --clips FOLDER`` prints, as Markdown, what each side-view hinge or
deadlift with a label says, and the separation of rounded from neutral with each person left out.
The bent phase (trunk leaning more than 35 deg) is read whole, so that clips without a whole
repetition count too.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.samples import truths
from formcheck import Measured, measure_clip
from formcheck._bundled import bundled
from formcheck.errors import FormcheckError
from formcheck.evaluation.statistics import area_under_curve, estimate
from formcheck.exercises import load_exercise

_BENT_DEG = (35.0, 115.0)
_HELD_FRAMES = 10
_READ_SHARE = 0.8
_LABELS = ("rounded", "neutral", "extended")


@dataclass(frozen=True)
class Read:
    """One clip: roundness held for 0.3 s in the bent phase, or NaN."""

    name: str
    subject: str
    label: str
    value_deg: float
    verdict: str


def bent_curve_deg(measured: Measured) -> float:
    """Highest roundness held for 0.3 s while bent; NaN where too little of it can be read."""
    signals = measured.signals
    bent = signals[signals["trunk_inclination_deg"].between(*_BENT_DEG)]["back_curve_deg"]
    known = bent[np.isfinite(bent)].to_numpy()
    if len(known) < max(_HELD_FRAMES, _READ_SHARE * len(bent)):
        return float("nan")
    return float(np.lib.stride_tricks.sliding_window_view(known, _HELD_FRAMES).min(axis=1).max())


def read_clips(folder: Path) -> list[Read]:
    """All labelled hinges and deadlifts of a manifest that are filmed from the side."""
    reads = []
    with (folder / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["back"] in _LABELS]
    for row in rows:
        if row["exercise"] not in {"deadlift", "hip_hinge"} or row["view"] != "side":
            continue
        value, verdict = float("nan"), "no repetition"
        try:
            measured = measure_clip(folder / row["file"], "hip_hinge")
            value = bent_curve_deg(measured)
            found = [
                finding.verdict.value
                for rep in measured.analysis.reps
                for finding in rep.findings
                if finding.check == "back_rounds"
            ]
            verdict = ", ".join(found) or verdict
        except FormcheckError as error:
            verdict = f"error: {error}"
        reads.append(Read(Path(row["file"]).name, row["subject"], row["back"], value, verdict))
    return reads


def separation(reads: list[Read]) -> str:
    """Area under the curve of rounded against the others, with its interval over people."""
    statistic = area_under_curve(
        [one.value_deg for one in reads], [one.label == "rounded" for one in reads]
    )
    found = estimate(statistic, [one.subject for one in reads])
    if found.value is None:
        return "not defined"
    ends = "" if found.low is None else f", 95 % {found.low:.2f} to {found.high:.2f}"
    return f"{found.value:.2f}{ends} ({found.clips} clips, {found.people} people)"


def _between(reads: list[Read]) -> float:
    """Middle of the gap between the flattest rounded and the roundest other back."""
    rounded = [one.value_deg for one in reads if one.label == "rounded"]
    other = [one.value_deg for one in reads if one.label != "rounded"]
    return (min(rounded) + max(other)) / 2


def report_clips(reads: list[Read], shipped_deg: float) -> str:
    """The table and the figures, as Markdown."""
    lines = [
        "| clip | person | label | roundness | left out | verdicts |",
        "|---|---|---|---|---|---|",
    ]
    known = [one for one in reads if np.isfinite(one.value_deg)]
    right = 0
    for one in reads:
        limit = _between([other for other in known if other.subject != one.subject])
        right += (one.value_deg > limit) == (one.label == "rounded") and one in known
        lines.append(
            f"| {one.name} | {one.subject} | {one.label} | {one.value_deg:.1f} "
            f"| {limit:.1f} | {one.verdict} |"
        )
    rounded = [one.value_deg for one in known if one.label == "rounded"]
    other = [one.value_deg for one in known if one.label != "rounded"]
    lines += [
        f"\nCoverage: {len(known)} of {len(reads)} side-view clips.",
        f"AUC {separation(known)}; rounded {min(rounded):.1f} to "
        f"{max(rounded):.1f}, others {min(other):.1f} to {max(other):.1f} deg.",
        f"Above the shipped {shipped_deg:.0f} deg: {sum(x > shipped_deg for x in rounded)} of "
        f"{len(rounded)} rounded; false alarms {sum(x > shipped_deg for x in other)} "
        f"of {len(other)}.",
        f"With each person left out when the threshold is chosen: {right} of {len(known)} right.",
    ]
    return "\n".join(lines)


def report_samples() -> str:
    """How the roundness follows the true lumbar flexion of the rendered hinges."""
    lines = ["| sample | yaw | correlation | change when bent |", "|---|---|---|---|"]
    for clip, truth in truths(bundled("samples")):
        if truth["exercise"] != "hip_hinge":
            continue
        signals = measure_clip(clip, "hip_hinge").signals
        time, curve = signals.index.to_numpy(), signals["back_curve_deg"].to_numpy()
        true = np.interp(time, truth["time_s"], truth["angles_anatomical"]["lumbar_flexion_deg"])
        lean = signals["trunk_inclination_deg"].to_numpy()
        change = np.nanmedian(curve[lean > 0.85 * np.nanmax(lean)])
        change -= np.nanmedian(curve[time < truth["reps"][0]["start_s"]])
        known = np.isfinite(curve)
        moves = bool(np.ptp(true) > 0) and bool(known.any())
        same = f"{np.corrcoef(curve[known], true[known])[0, 1]:.3f}" if moves else "-"
        lines.append(f"| {clip.name} | {truth['yaw_deg']} | {same} | {change:.1f} |")
    return "\n".join(lines)


def main() -> None:
    """Read the clips and the samples and print both reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, help="folder with manifest.csv and the clips")
    arguments = parser.parse_args()
    if arguments.clips:
        check = load_exercise("hip_hinge").check("back_rounds")
        shipped = min(one.threshold for one in check.conditions)
        print(report_clips(read_clips(arguments.clips), shipped))
    print("\n" + report_samples())


if __name__ == "__main__":
    main()
