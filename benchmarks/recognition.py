"""Recognition of the exercise on labelled clips: ``python -m benchmarks.recognition``.

All clips of the manifest are used, partial ones too. An answer is right if the whole clip was
recognised as the labelled exercise; "unsure" is wrong except for ``other``. The clips are not
part of formcheck; the folder comes from ``FORMCHECK_CLIPS`` or ``--clips``.
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
    """Labelled and recognised exercise of one clip."""

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
        """Whether the person is in the half that was not used to draft the profiles.

        The halves are drawn by a hash of the name.
        """
        return hashlib.sha1(self.subject.encode()).digest()[-1] % 2 == 1


def recognise(folder: Path, row: dict[str, str], model: str) -> Answer:
    """Analyse one clip with ``auto`` as the exercise."""
    try:
        parts = analyze(folder / row["file"], "auto", model=model).recognised
        # Parts that are none of the exercises (walking in) do not count.
        names = {part.exercise or UNSURE for part in parts}
        names = names - {OTHER} or names
        found = names.pop() if len(names) == 1 else " + ".join(sorted(names))
        words = ", ".join(
            f"{candidate.exercise} {candidate.confidence:.2f}"
            for part in parts
            for candidate in part.candidates
        )
    except FormcheckError as error:
        found, words = FAILED, str(error)
    return Answer(
        Path(row["file"]).name, row["view"], row["subject"], row["exercise"], found, words
    )


def share(answers: list[Answer]) -> str:
    """Share of correct clips, and its mean over exercises."""
    labels = sorted({answer.label for answer in answers})
    by_label = [
        np.mean([answer.right for answer in answers if answer.label == label]) for label in labels
    ]
    right = sum(answer.right for answer in answers)
    return (
        f"{right} of {len(answers)} clips ({right / len(answers):.3f}), "
        f"mean over {len(labels)} exercises {np.mean(by_label):.3f}"
    )


def confusion(answers: list[Answer]) -> str:
    """Labels in rows, answers in columns, as Markdown."""
    counts = Counter((answer.label, answer.found) for answer in answers)
    rows = sorted({answer.label for answer in answers})
    columns = rows + sorted({answer.found for answer in answers} - set(rows))
    lines = [f"| label | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        cells = (str(counts[row, column] or "") for column in columns)
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Analyse all clips; print the figures and the wrong answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", default=os.environ.get("FORMCHECK_CLIPS", "../shared/clips"))
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    folder = Path(options.clips)
    with (folder / "manifest.csv").open(newline="") as file:
        answers = [recognise(folder, row, options.model) for row in csv.DictReader(file)]
    print(f"- All: {share(answers)}.")
    for aside, words in ((False, "drafted on"), (True, "kept aside at first")):
        half = [answer for answer in answers if answer.kept_aside is aside]
        print(f"- People {words}: {share(half)}.")
    print(f"\n{confusion(answers)}\n")
    print("| wrong | view | labelled | taken for | candidates |\n|---|---|---|---|---|")
    for answer in answers:
        if not answer.right:
            cells = (answer.file, answer.view, answer.label, answer.found, answer.words)
            print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
