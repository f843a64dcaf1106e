"""What the command line shows: progress, tables and words, drawn with rich."""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from formcheck._util.text import printable
from formcheck.assessment.findings import Reading, Verdict, with_unit

if TYPE_CHECKING:
    from formcheck.exercises import Exercise
    from formcheck.pose.models import ModelFile
    from formcheck.result.schema import Analysis, HeadlineRow, RepResult, SetResult

__all__ = [
    "clips_bar",
    "console",
    "print_analysis",
    "print_exercises",
    "print_models",
    "progress_bar",
    "say",
]

_MARKS = {
    Verdict.CLEAR: ("✗ clear fault", "bold red"),
    Verdict.POSSIBLE: ("? possible fault", "yellow"),
    Verdict.OK: ("✓ ok", "green"),
    Verdict.NOT_MEASURABLE: ("- not measurable", "dim"),
}
_NO_SCORE = "-"
_PIPE_WIDTH = 160
_HEADING_WIDTH = 15
# A longer one would push the figures off a narrow terminal.
_NAME_WIDTH = 32


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float, float], None]]:
    """A progress bar with frames a second; yields the function to call after each frame.

    Where standard error is not a terminal, nothing is shown.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with (
        _stderr_without_native_logs() as stream,
        # Not rich's own idea of a terminal: FORCE_COLOR must not put cursor codes into a log.
        Progress(
            *columns, console=Console(file=stream), transient=True, disable=not stream.isatty()
        ) as bar,
    ):
        task = bar.add_task(label, total=None, rate="")
        began, frames = time.monotonic(), 0

        def advance(done_s: float, total_s: float) -> None:
            nonlocal frames
            frames += 1
            rate = frames / max(time.monotonic() - began, 1e-6)
            bar.update(
                task,
                completed=done_s,
                total=max(total_s, done_s) if total_s > 0 else None,
                rate=f"{rate:.0f} fps",
            )

        yield advance


@contextlib.contextmanager
def clips_bar(label: str) -> Iterator[Callable[[str, float, int], None]]:
    """A progress bar over many clips; yields the function to call: clip, clips done, clips in all.

    Where standard error is not a terminal, nothing is shown.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[clip]}", style="dim"),
    )
    with (
        _stderr_without_native_logs() as stream,
        Progress(
            *columns, console=Console(file=stream), transient=True, disable=not stream.isatty()
        ) as bar,
    ):
        task = bar.add_task(label, total=None, count="", clip="")

        def advance(clip: str, done: float, total: int) -> None:
            count = f"clip {min(int(done) + 1, total)} of {total}"
            # A file's name may hold what rich takes for markup, or a terminal for a command.
            name = printable(Path(clip).name)
            name = name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
            bar.update(task, completed=done, total=total, count=count, clip=escape(name))

        yield advance


@contextlib.contextmanager
def _stderr_without_native_logs() -> Iterator[TextIO]:
    """Standard error for the bar alone; what native libraries log there meanwhile goes nowhere.

    MediaPipe writes to the descriptor, at moments of its own such as the first person in sight.
    """
    try:
        descriptor = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        yield sys.stderr
        return
    sys.stderr.flush()
    with (
        open(os.dup(descriptor), "w", encoding=sys.stderr.encoding, errors="replace") as stream,  # noqa: PTH123
        Path(os.devnull).open("wb") as nowhere,
    ):
        os.dup2(nowhere.fileno(), descriptor)
        try:
            yield stream
        finally:
            os.dup2(stream.fileno(), descriptor)


def print_analysis(analysis: Analysis) -> None:
    """The four headline rows, every repetition, and what to fix first."""
    from formcheck.result.feedback import feedback_words
    from formcheck.result.phrases import set_title, side_words
    from formcheck.result.recognition import recognition_words

    screen = console()
    pain = analysis.feedback is not None and analysis.feedback.pain
    if analysis.feedback is not None and analysis.feedback.stop is not None:
        say(screen, Text(analysis.feedback.stop, style="bold red"))
    if words := recognition_words(analysis.recognised):
        say(screen, Text(words))
    screen.print(_headline_table(analysis.headline))
    for number, part in enumerate(analysis.sets, 1):
        title = set_title(part)
        title = title if len(analysis.sets) == 1 else f"Set {number}: {title}"
        screen.print(_rep_table(part, title, pain=pain))
        _print_set(screen, part, pain=pain)
    if analysis.feedback is not None:
        for sentence in feedback_words(analysis.feedback):
            say(screen, Text(sentence))
    for difference in analysis.sides:
        say(screen, Text(side_words(difference)))
    for warning in analysis.warnings:
        say(screen, Text(f"! {warning}", style="yellow"))
    if analysis.view.advice:
        yaw = analysis.view.yaw_deg
        where = "" if yaw is None else f"The camera is {yaw:.0f}° off side-on. "
        say(screen, Text(f"! {where}{analysis.view.advice}", style="yellow"))


def say(screen: Console, sentence: Text) -> None:
    """Print a sentence; in a file or a pipe it keeps to one line, however long."""
    screen.print(sentence, soft_wrap=not screen.is_terminal)


def console() -> Console:
    """Standard output; a file or a pipe has no width of its own, so tables may be wide there."""
    # Words of an exercise file are words, not rich's markup.
    screen = Console(markup=False)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = _PIPE_WIDTH
    return screen


def _headline_table(rows: Sequence[HeadlineRow]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for column in ("", "value", "target", "error", "verdict"):
        table.add_column(column)
    for row in rows:
        words, style = _MARKS[row.verdict]
        reading = row.reading
        if reading is None or reading.value is None:
            table.add_row(row.title, "", "", "", Text(f"{words}: {row.reason}", style=style))
            continue
        table.add_row(
            row.title,
            f"{with_unit(reading.value, reading.unit)} {reading.label}{_share(reading)}",
            reading.target,
            f"±{with_unit(reading.error_95, reading.unit)}",
            Text(words, style=style),
        )
    return table


def _share(reading: Reading) -> str:
    from formcheck.result.readouts import share_words

    words = share_words(reading)
    return f" ({words})" if words else ""


def _rep_table(part: SetResult, title: str, *, pain: bool) -> Table:
    # Without frames and with short numbers, 80 columns leave room for the cue.
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", header_style="dim")
    table.box, table.pad_edge, table.padding = None, False, (0, 2, 0, 0)
    table.add_column("rep", justify="right", no_wrap=True)
    phases = "/ ".join(phase.name for phase in part.reps[0].rep.phases)
    for name in ("time", f"{part.range_label} (moved)", f"{phases} (s)", "score (checks)"):
        table.add_column(textwrap.fill(name, _HEADING_WIDTH), no_wrap=True)
    table.add_column("what to change")
    for result in part.reps:
        table.add_row(*_rep_row(result, part, pain=pain))
    return table


def _rep_row(result: RepResult, part: SetResult, *, pain: bool) -> tuple[str, ...]:
    from formcheck.result.judged import rep_reserve
    from formcheck.result.phrases import driving_words

    rep = result.rep
    without_cue = "" if pain else rep_reserve(result) or "nothing clear"
    cue = rep.void or result.cue or without_cue
    score = result.score
    shown = _NO_SCORE
    if score is not None:
        points = _NO_SCORE if score.value is None else f"{score.value:.0f}"
        shown = f"{points} ({score.measured} of {score.defined})"
    return (
        str(rep.number),
        f"{rep.start_s:.1f}-{rep.end_s:.1f} s",
        f"{driving_words(rep.turn_value, part)} ({driving_words(rep.excursion, part)})",
        "/".join(f"{phase.duration_s:.1f}" for phase in rep.phases),
        shown,
        f"void: {cue}" if rep.void else cue,
    )


def _print_set(screen: Console, part: SetResult, *, pain: bool) -> None:
    from formcheck.result.judged import why_not_judged
    from formcheck.result.phrases import NOT_SCORED

    score = part.score
    measured = f"{score.measured} of {score.defined} checks"
    if pain:
        say(screen, Text(f"Set: no score after pain; {measured} were measured"))
    elif (reason := why_not_judged(part)) is not None:
        say(screen, Text(f"Set: not judged: {reason}"))
    elif not part.scored:
        say(screen, Text(NOT_SCORED))
    elif score.value is None:
        say(screen, Text(f"Set: no score, only {measured} could be measured"))
    else:
        span = f" ({score.low:.0f} to {score.high:.0f}), {score.band}; based on {measured}"
        say(screen, Text.assemble("Set: ", (f"{score.value:.0f}", "bold"), span))
    if part.fix_first is not None:
        fix = part.fix_first
        words = f"{fix.title} (in {fix.reps} of {len(part.reps)}). {fix.cue}"
        say(screen, Text.assemble(("Fix first: ", "bold"), words))
    for missing in part.unmeasured:
        words = f"Not measured: {missing.title}: {missing.reason}"
        say(screen, Text(words, style="dim"))


def print_exercises(catalogue: Sequence[Exercise]) -> None:
    """Name, summary and camera of each exercise."""
    table = Table("exercise", "what it is", "checks", "camera")
    for exercise in catalogue:
        table.add_row(
            exercise.id, exercise.summary, str(len(exercise.checks)), exercise.camera.advice
        )
    console().print(table)


def print_models(found: Sequence[ModelFile]) -> None:
    """Name, size and state of each pose model."""
    table = Table("model", "file", "state")
    for model in found:
        table.add_row(model.name, str(model.path), model.problem or "verified")
    console().print(table)
