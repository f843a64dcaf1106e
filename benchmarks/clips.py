"""Repetition counts on the labelled development clips: ``python -m benchmarks.clips``.

The clips are not part of formcheck; the folder comes from ``FORMCHECK_CLIPS`` or ``--clips``.
"""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path

import numpy as np

from formcheck import exercise_ids, measure_clip
from formcheck.assessment.findings import Verdict
from formcheck.errors import FormcheckError


def counted(row: dict[str, str]) -> bool:
    """Whether the clip takes part in counting figures."""
    return row["reps"] != "" and row["partial"] != "1" and row["exercise"] in exercise_ids()


def main() -> None:
    """Count each clip, print a line for it and the figures over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", default=os.environ.get("FORMCHECK_CLIPS", "../shared/clips"))
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    folder = Path(options.clips)
    with (folder / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if counted(row)]
    shares = []
    print("| clip | view | labelled | counted | clear faults |\n|---|---|---|---|---|")
    for row in rows:
        label = int(row["reps"])
        try:
            analysis = measure_clip(
                folder / row["file"], row["exercise"], model=options.model
            ).analysis
        except FormcheckError as error:
            print(f"| {row['file']} | - | {label} | error: {error} | |", flush=True)
            shares.append(1.0)
            continue
        found = [result for result in analysis.reps if result.rep.void is None]
        clear = sorted(
            {f.check for rep in found for f in rep.findings if f.verdict is Verdict.CLEAR}
        )
        shares.append(abs(len(found) - label) / label)
        print(
            f"| {Path(row['file']).name} | {analysis.view.view} {analysis.view.yaw_deg:.0f}° "
            f"| {label} | {len(found)} | {', '.join(clear) or '-'} |",
            flush=True,
        )
    exact = sum(share == 0 for share in shares)
    print(f"\nExact: {exact} of {len(shares)} ({exact / len(shares):.3f}).")
    print(f"Normalised mean absolute error: {np.mean(shares):.3f}.")


if __name__ == "__main__":
    main()
