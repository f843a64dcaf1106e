"""Which exercise is it, on the labelled development clips: ``python -m benchmarks.recognition``.

Every clip of the manifest takes part, partial ones too. An answer is right where the whole clip was
taken for the labelled exercise; "unsure" is wrong except for ``other``. The clips are not part of
formcheck; the folder comes from ``FORMCHECK_CLIPS`` or ``--clips``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.exercises.recognition import OTHER
from formcheck.pipeline import analyze

UNSURE = "unsure"
FAILED = "error"


@dataclass(frozen=True)
class Answer:
    """One clip: what it is, what it was taken for, and whose it is."""

    file: str
    view: str
    subject: str
    label: str
    found: str
    words: str

    @property
    def right(self) -> bool:
        """Whether the answer counts as correct."""
        return self.found == self.label or (self.label == OTHER and self.found == UNSURE)

    @property
    def kept_aside(self) -> bool:
        """Whether the person is of the half that was not looked at when the profiles were drafted.

        The halves are drawn by name, so that nobody chose them.
        """
        return hashlib.sha1(self.subject.encode()).digest()[-1] % 2 == 1


def answer(folder: Path, row: dict[str, str], model: str) -> Answer:
    """Run the whole pipeline on one clip without telling it the exercise."""
    try:
        parts = analyze(folder / row["file"], "auto", model=model).analysis.recognised
        # One exercise in one clip: parts that are none (walking in) do not make it another.
        names = {part.exercise or UNSURE for part in parts}
        names = names - {OTHER} or names
        found = names.pop() if len(names) == 1 else " + ".join(sorted(names))
        words = ", ".join(
            f"{one.exercise} {one.confidence:.2f}" for part in parts for one in part.candidates
        )
    except FormcheckError as error:
        found, words = FAILED, str(error)
    return Answer(
        Path(row["file"]).name, row["view"], row["subject"], row["exercise"], found, words
    )


def share(answers: list[Answer]) -> str:
    """Correct per clip and averaged over exercises."""
    labels = sorted({one.label for one in answers})
    by_label = [np.mean([one.right for one in answers if one.label == label]) for label in labels]
    right = sum(one.right for one in answers)
    return (
        f"{right} of {len(answers)} clips ({right / len(answers):.3f}), "
        f"mean over {len(labels)} exercises {np.mean(by_label):.3f}"
    )


def confusion(answers: list[Answer]) -> str:
    """Labels down, answers across, as a table in markdown."""
    counts = Counter((one.label, one.found) for one in answers)
    rows = sorted({one.label for one in answers})
    columns = rows + sorted({one.found for one in answers} - set(rows))
    lines = [f"| label | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        cells = (str(counts[row, column] or "") for column in columns)
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Every clip, then the figures and the wrong answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", default=os.environ.get("FORMCHECK_CLIPS", "../shared/clips"))
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    folder = Path(options.clips)
    with (folder / "manifest.csv").open(newline="") as file:
        answers = [answer(folder, row, options.model) for row in csv.DictReader(file)]
    print(f"- All: {share(answers)}.")
    for aside, words in ((False, "drafted on"), (True, "kept aside at first")):
        print(f"- People {words}: {share([one for one in answers if one.kept_aside is aside])}.")
    print(f"\n{confusion(answers)}\n")
    print("| wrong | view | labelled | taken for | candidates |\n|---|---|---|---|---|")
    for one in answers:
        if not one.right:
            print(f"| {one.file} | {one.view} | {one.label} | {one.found} | {one.words} |")


if __name__ == "__main__":
    main()
