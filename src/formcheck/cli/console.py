"""What every command prints with: standard output, progress bars, and the safety question."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from formcheck._util.text import printable

__all__ = [
    "ask_safety_question",
    "bar_on_stderr",
    "clips_bar",
    "console",
    "plain_table",
    "print_paths",
    "progress_bar",
    "say",
]

_PIPE_WIDTH = 160
# A longer one would push the figures off a narrow terminal.
_NAME_WIDTH = 32


def console() -> Console:
    """Standard output; a file or a pipe has no width of its own, so tables may be wide there."""
    # Words of an exercise file are words, not rich's markup.
    screen = Console(markup=False)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = _PIPE_WIDTH
    return screen


def say(screen: Console, sentence: str | Text, style: str = "") -> None:
    """Print a sentence; in a file or a pipe it keeps to one line, however long."""
    text = Text(sentence, style=style) if isinstance(sentence, str) else sentence
    screen.print(text, soft_wrap=not screen.is_terminal)


def plain_table(*columns: str, title: str | None = None) -> Table:
    """A table without lines, its title and its columns flush left."""
    return Table(
        *columns,
        title=title,
        title_justify="left",
        header_style="dim",
        box=None,
        pad_edge=False,
    )


def print_paths(paths: Iterable[Path]) -> None:
    """One line for each file that was written."""
    # Not typer.echo: it writes UTF-8 where the output is said to be ASCII.
    for path in paths:
        print(printable(f"Wrote {path}"))


def ask_safety_question(*, yes: bool) -> None:
    """Show the safety text once and ask its question; never in a pipe or a script.

    Parameters
    ----------
    yes : bool
        The user has read it already and may exercise.

    Raises
    ------
    FormcheckError
        The user may not exercise yet.
    """
    from formcheck.store.first_use import ask_before_first_use, remember_first_use

    if yes:
        remember_first_use()
    elif sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        screen = console()
        ask_before_first_use(lambda text: screen.print(Text(text)), sys.stdin.readline)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float, float], None]]:
    """A progress bar with frames a second; yields a function of (seconds done, seconds in all).

    Where standard error is not a terminal, nothing is shown.
    """
    columns = (BarColumn(), TaskProgressColumn(), "{task.fields[rate]}", TimeRemainingColumn())
    with _stderr_without_native_logs() as stream, bar_on_stderr(columns, stream) as bar:
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
    """A progress bar over clips; yields a function of (clip, clips done, clips in all).

    Where standard error is not a terminal, nothing is shown.
    """
    clip_column = TextColumn("{task.fields[clip]}", style="dim")
    columns = (BarColumn(), "{task.fields[count]}", TimeRemainingColumn(), clip_column)
    with _stderr_without_native_logs() as stream, bar_on_stderr(columns, stream) as bar:
        task = bar.add_task(label, total=None, count="", clip="")

        def advance(clip: str, done: float, total: int) -> None:
            count = f"clip {min(int(done) + 1, total)} of {total}"
            # A file's name may hold what rich takes for markup, or a terminal for a command.
            name = printable(Path(clip).name)
            name = name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
            bar.update(task, completed=done, total=total, count=count, clip=escape(name))

        yield advance


def bar_on_stderr(
    columns: Iterable[str | ProgressColumn], stream: TextIO | None = None
) -> Progress:
    """A bar of a task's name and `columns`, removed at the end; off a terminal nothing is shown.

    `stream` is used instead of standard error.
    """
    stream = stream or sys.stderr
    screen = Console(file=stream)
    # Not rich's own idea of a terminal: FORCE_COLOR must not put cursor codes into a log.
    off = not stream.isatty()
    return Progress("{task.description}", *columns, console=screen, transient=True, disable=off)


@contextlib.contextmanager
def _stderr_without_native_logs() -> Iterator[TextIO]:
    """Standard error for the bar alone; what native libraries log there is dropped.

    MediaPipe writes to the descriptor at any time, such as at the first person in sight.
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
