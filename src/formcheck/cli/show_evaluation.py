"""What the command line shows of an evaluation."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from formcheck._util.text import printable
from formcheck.cli.console import console, plain_table, say
from formcheck.evaluation.misses import misses_of
from formcheck.evaluation.page import by_reason, interval, is_named, share
from formcheck.evaluation.result import (
    CountFigures,
    Estimate,
    Evaluation,
    FaultFigures,
    RecognitionFigures,
)

__all__ = ["print_evaluation"]

_STYLE = {"not_measurable": "dim"}


def print_evaluation(evaluation: Evaluation) -> None:
    """Counting, faults, angles, recognition, misses, and what was not analysed."""
    screen = console()
    if evaluation.counting.exact.clips:
        screen.print(_counting(evaluation))
    named = [fault for fault in evaluation.faults if is_named(fault)]
    if named:
        screen.print(_faults(named))
    absent = [
        f"{fault.check} ({fault.rightly_silent})"
        for fault in evaluation.faults
        if fault not in named and fault.rightly_silent
    ]
    if absent:
        say(screen, f"\nIn no clip with a label, and never named (clips): {', '.join(absent)}")
    _print_rest(screen, evaluation)
    for clip in evaluation.wrong:
        for miss in misses_of(clip):
            cause = f" ({miss.cause})" if miss.cause else ""
            line = printable(f"\u2717 {clip.file}: {miss.what}{cause}")
            say(screen, line, _STYLE.get(miss.kind, "red"))
    for clip in evaluation.not_analysed:
        line = printable(f"{clip.status} (row {clip.row}): {clip.reason}")
        say(screen, line, "bold red")
    for reason, number in by_reason(evaluation):
        clips = "1 clip" if number == 1 else f"{number} clips"
        say(screen, printable(f"skipped: {clips}: {reason}"), "dim")


def _print_rest(screen: Console, evaluation: Evaluation) -> None:
    good, known = evaluation.good_with_major_fault, evaluation.recognition
    if good.value is not None:
        say(screen, f"\nGood form given a major fault: {_with_interval(good)} of {_clips(good)}")
    for angle in evaluation.angles:
        error = angle.mean_absolute_deg
        words = f"{angle.signal}, {angle.view}: off by {error.value:.1f}° on average"
        say(screen, f"{words} ({_clips(error)})")
    if known is not None:
        mean = _with_interval(known.mean_over_exercises)
        words = f"Exercise recognised: {_with_interval(known.correct)} of {_clips(known.correct)}"
        say(screen, f"{words}; mean over exercises {mean}")
        screen.print(_confusion(known))


def _confusion(known: RecognitionFigures) -> Table:
    table = plain_table("", title="\nLabelled (rows), taken for (columns)")
    for guess in known.guesses:
        table.add_column(guess, justify="right", overflow="fold")
    for label, row in known.confusion.items():
        table.add_row(label, *(str(row.get(guess, "")) for guess in known.guesses))
    return table


def _counting(evaluation: Evaluation) -> Table:
    table = plain_table(
        "repetitions", "clips", "people", "exact", "at most one off", "miscounted", "MAE"
    )
    rows = evaluation.counting_by_exercise
    for figures in rows if len(rows) > 1 else ():
        table.add_row(*_count_row(figures))
    table.add_row(*_count_row(evaluation.counting), style="bold")
    return table


def _count_row(figures: CountFigures) -> tuple[str, ...]:
    error = figures.mean_absolute_error.value
    return (
        figures.exercise or "all",
        str(figures.exact.clips),
        str(figures.exact.people),
        _with_interval(figures.exact),
        share(figures.off_by_one.value),
        _with_interval(figures.normalised_error),
        "-" if error is None else f"{error:.2f}",
    )


def _faults(faults: list[FaultFigures]) -> Table:
    table = plain_table(title="\nFaults, 95 % intervals over people")
    for name in ("fault", "found", "recall", "right", "precision", "F1", "AUC", "measured"):
        table.add_column(name, overflow="fold")
    for fault in faults:
        table.add_row(
            fault.check,
            f"{fault.found} of {fault.found + fault.missed}",
            _with_interval(fault.recall),
            f"{fault.found} of {fault.found + fault.false_alarms}",
            _with_interval(fault.precision),
            _number(fault.f1),
            _number(fault.area_under_curve),
            f"{share(fault.coverage.value)} of {fault.coverage.clips}",
        )
    return table


def _with_interval(figure: Estimate) -> str:
    return share(figure.value) + ("" if figure.low is None else f" ({interval(figure)})")


def _clips(figure: Estimate) -> str:
    return f"{figure.clips} clip{'' if figure.clips == 1 else 's'}"


def _number(figure: Estimate) -> str:
    if figure.value is None:
        return share(None)
    ends = "" if figure.low is None else f" ({interval(figure, percent=False)})"
    return f"{figure.value:.2f}{ends}"
