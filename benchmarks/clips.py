"""Counting and faults on the labelled development clips: ``python -m benchmarks.clips``.

The clips are not part of formcheck; the folder comes from ``FORMCHECK_CLIPS`` or ``--clips``. The
same figures, with a page and reports, come from ``formcheck evaluate``; this prints Markdown.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from formcheck import Evaluation, evaluate
from formcheck.evaluation.misses import misses_of
from formcheck.evaluation.page import interval, is_named, share
from formcheck.evaluation.result import CountFigures, Estimate, RecognitionFigures
from formcheck.reps.findings import CLEAR


def with_interval(figure: Estimate, *, percent: bool = True) -> str:
    if figure.value is None:
        return "-"
    value = share(figure.value) if percent else f"{figure.value:.2f}"
    return value if figure.low is None else f"{value} ({interval(figure, percent=percent)})"


def count_row(figures: CountFigures) -> str:
    cells = (
        figures.exercise or "all",
        f"{figures.exact.clips} ({figures.exact.people})",
        with_interval(figures.exact, percent=False),
        with_interval(figures.off_by_one, percent=False),
        with_interval(figures.normalised_error, percent=False),
        with_interval(figures.mean_absolute_error, percent=False),
    )
    return f"| {' | '.join(cells)} |"


def report(evaluation: Evaluation) -> Iterator[str]:
    """A row per clip, then the figures over all."""
    yield "| clip | view | labelled | counted | clear faults |\n|---|---|---|---|---|"
    for clip in evaluation.clips:
        if clip.status == "analysed":
            yaw = "" if clip.yaw_deg is None else f" {clip.yaw_deg:.0f}°"
            clear = (fault.check for fault in clip.faults if (fault.score or 0.0) >= CLEAR)
            yield (
                f"| {Path(clip.file).name} | {clip.view}{yaw} "
                f"| {'-' if clip.labelled_reps is None else clip.labelled_reps} "
                f"| {clip.counted_reps} | {', '.join(clear) or '-'} |"
            )
    yield "\n| exercise | clips (people) | exact | off by one | normalised MAE | MAE |"
    yield "|---|---|---|---|---|---|"
    yield from (count_row(figures) for figures in evaluation.counting_by_exercise)
    yield count_row(evaluation.counting)
    yield "\n| fault | found | right | F1 | AUC | measured | from the side |"
    yield "|---|---|---|---|---|---|---|"
    for fault in filter(is_named, evaluation.faults):
        shown, named = fault.found + fault.missed, fault.found + fault.false_alarms
        yield (
            f"| {fault.check} | {fault.found} of {shown}: {with_interval(fault.recall)} "
            f"| {fault.found} of {named}: {with_interval(fault.precision)} "
            f"| {with_interval(fault.f1, percent=False)} "
            f"| {with_interval(fault.area_under_curve, percent=False)} "
            f"| {share(fault.coverage.value)} of {fault.coverage.clips} "
            f"| {share(fault.coverage_side.value)} of {fault.coverage_side.clips} |"
        )
    good = evaluation.good_with_major_fault
    yield f"\nGood form given a major fault: {with_interval(good)} of {good.clips} clips.\n"
    if evaluation.recognition is not None:
        yield from confusion(evaluation.recognition)
    for clip in evaluation.wrong:
        for miss in misses_of(clip):
            yield f"- {Path(clip.file).name}: {miss.what}{f' ({miss.cause})' if miss.cause else ''}"
    for clip in evaluation.clips:
        if clip.status in {"failed", "missing"}:
            yield f"- {clip.status}: {clip.reason}"


def confusion(known: RecognitionFigures) -> Iterator[str]:
    """Confusion table, with the labels in the rows."""
    mean = with_interval(known.mean_over_exercises)
    correct = f"{with_interval(known.correct)} of {known.correct.clips} clips"
    yield f"Recognised: {correct}; mean over exercises {mean}.\n"
    guesses = sorted({guess for row in known.confusion.values() for guess in row})
    yield f"| labelled | {' | '.join(guesses)} |"
    yield f"|{'---|' * (len(guesses) + 1)}"
    for label, row in known.confusion.items():
        yield f"| {label} | {' | '.join(str(row.get(guess, '')) for guess in guesses)} |"
    yield ""


def main() -> None:
    """Evaluate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", default=os.environ.get("FORMCHECK_CLIPS", "../shared/clips"))
    parser.add_argument("--model", default="full")
    parser.add_argument("--exercise", default="labelled", help="labelled, or auto")
    options = parser.parse_args()
    manifest = Path(options.clips) / "manifest.csv"
    for line in report(evaluate(manifest, exercise=options.exercise, model=options.model)):
        print(line)


if __name__ == "__main__":
    main()
