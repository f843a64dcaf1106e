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
from scipy.special import ndtri

from benchmarks.samples import truths
from formcheck import Result, analyze
from formcheck._util.resources import bundled
from formcheck.errors import FormcheckError
from formcheck.evaluation.statistics import area_under_curve, estimate, ratio
from formcheck.exercises import load_exercise
from formcheck.exercises.conditions import Condition, Reference
from formcheck.reps.findings import CLEAR

_BENT_DEG = (35.0, 115.0)
_HELD_FRAMES = 10
_READ_SHARE = 0.8
_Z_95 = 1.96
_LABELS = ("rounded", "neutral", "extended")
Hits = list[tuple[bool, str]]
"""Whether it is so, and of which person."""


@dataclass(frozen=True)
class Read:
    """One clip: roundness held for 0.3 s in the bent phase, or NaN."""

    name: str
    subject: str
    label: str
    value_deg: float
    verdict: str


def bent_curve_deg(measured: Result) -> float:
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
            measured = analyze(folder / row["file"], row["exercise"])
            value = bent_curve_deg(measured)
            found = [
                finding.verdict.value
                for rep in measured.reps
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
        [read.value_deg for read in reads], [read.label == "rounded" for read in reads]
    )
    found = estimate(statistic, [read.subject for read in reads])
    if found.value is None:
        return "not defined"
    ends = "" if found.low is None else f", 95 % {found.low:.2f} to {found.high:.2f}"
    return f"{found.value:.2f}{ends} ({found.clips} clips, {found.people} people)"


def _share(hits: Hits) -> str:
    """``k of n`` with its interval over people."""
    right = [hit for hit, _ in hits]
    found = estimate(ratio([float(hit) for hit in right]), [subject for _, subject in hits])
    ends = "" if found.low is None else f" (95 % {found.low:.2f} to {found.high:.2f})"
    return f"{sum(right)} of {len(right)}{ends}"


def _threshold(reads: list[Read], margin_deg: float) -> float:
    """Middle of what makes every rounded back clear and no other even possible."""
    rounded = [read.value_deg for read in reads if read.label == "rounded"]
    other = [read.value_deg for read in reads if read.label != "rounded"]
    return (min(rounded) - margin_deg + max(other)) / 2


def report_clips(reads: list[Read], shipped: Condition) -> str:
    """The table and the figures, as Markdown."""
    lines = [
        "| clip | person | label | roundness | left out | verdicts |",
        "|---|---|---|---|---|---|",
    ]
    known = [read for read in reads if np.isfinite(read.value_deg)]
    margin_deg = float(ndtri(CLEAR)) * shipped.error_95 / _Z_95
    found: dict[str, tuple[Hits, Hits]] = {"shipped": ([], []), "left out": ([], [])}
    for read in reads:
        limit = _threshold([other for other in known if other.subject != read.subject], margin_deg)
        for name, level in (("shipped", shipped.threshold), ("left out", limit)):
            if read in known:
                hits = found[name][0 if read.label == "rounded" else 1]
                hits.append((read.value_deg > level + margin_deg, read.subject))
        lines.append(
            f"| {read.name} | {read.subject} | {read.label} | {read.value_deg:.1f} "
            f"| {limit:.1f} | {read.verdict} |"
        )
    rounded = [read.value_deg for read in known if read.label == "rounded"]
    other = [read.value_deg for read in known if read.label != "rounded"]
    covered = [(read in known, read.subject) for read in reads]
    lines += [
        f"\nCoverage: {_share(covered)} side-view clips.",
        f"AUC {separation(known)}; rounded {min(rounded):.1f} to "
        f"{max(rounded):.1f}, others {min(other):.1f} to {max(other):.1f} deg.",
    ]
    for name, words in (
        ("shipped", f"At the shipped {shipped.threshold:.0f} deg"),
        ("left out", "With each person left out when the threshold is chosen"),
    ):
        right, wrong = (_share(hits) for hits in found[name])
        lines.append(f"{words}, called clear: rounded {right}; others {wrong}.")
    return "\n".join(lines)


def report_samples() -> str:
    """How the roundness follows the true lumbar flexion of the rendered hinges."""
    lines = ["| sample | yaw | correlation | change when bent |", "|---|---|---|---|"]
    for clip, truth in truths(bundled("samples")):
        if truth["exercise"] != "hip_hinge":
            continue
        signals = analyze(clip, "hip_hinge").signals
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
        shipped = next(
            condition for condition in check.conditions if condition.reference is Reference.ABSOLUTE
        )
        print(report_clips(read_clips(arguments.clips), shipped))
    print("\n" + report_samples())


if __name__ == "__main__":
    main()
