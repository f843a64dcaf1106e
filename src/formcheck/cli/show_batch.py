"""What the command line shows of a batch: a bar, plain lines, or one JSON object a line."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict

from rich.markup import escape
from rich.progress import BarColumn, TimeRemainingColumn

from formcheck._util.text import printable
from formcheck.batch.events import BatchEvent
from formcheck.batch.run import BatchResult
from formcheck.cli.console import bar_on_stderr

__all__ = ["batch_progress", "print_batch", "print_events"]

_LINE_EVERY_S = 10.0
_MOST_FAILURES = 20


@contextlib.contextmanager
def batch_progress(*, silent: bool = False) -> Iterator[Callable[[BatchEvent], None]]:
    """Yield a function of each event; shows a bar on a terminal, else a line every 10 s."""
    if silent:
        yield lambda event: None
        return
    counts = _Counts()
    on_terminal = sys.stderr.isatty()
    with bar_on_stderr((BarColumn(), "{task.fields[words]}", TimeRemainingColumn())) as bar:
        task = bar.add_task("Analysing", total=None, words="")
        last_line_s = time.monotonic()

        def show(event: BatchEvent) -> None:
            nonlocal last_line_s
            counts.add(event)
            bar.update(task, total=counts.todo, completed=counts.ended, words=counts.words())
            trouble = _trouble(event)
            if trouble and on_terminal:
                bar.console.print(escape(trouble), style="red", soft_wrap=True, highlight=False)
            elif trouble:
                print(trouble, file=sys.stderr, flush=True)
            now_s = time.monotonic()
            if not on_terminal and now_s - last_line_s >= _LINE_EVERY_S:
                last_line_s = now_s
                print(f"{counts.words()}{counts.left()}", file=sys.stderr, flush=True)

        yield show


def print_events(event: BatchEvent) -> None:
    """One JSON object a line on standard output, without what is empty."""
    filled = {name: value for name, value in asdict(event).items() if value or name == "kind"}
    print(json.dumps(filled), flush=True)


def print_batch(result: BatchResult, *, as_json: bool) -> None:
    """How it went, and which clips failed."""
    if as_json:
        end = {
            "kind": "finished",
            "clips": result.clips,
            "analysed": result.analysed,
            "kept": result.kept,
            "judged_again": result.judged_again,
            "failed": len(result.failures),
            "index": result.index,
        }
        print(json.dumps(end), flush=True)
        return
    known = f", {result.kept} of them from before" if result.kept else ""
    again = (
        f", {result.judged_again} judged again from stored tracks" if result.judged_again else ""
    )
    print(f"{result.analysed} of {result.clips} clips have a result{known}{again}")
    for file, reason in result.failures[:_MOST_FAILURES]:
        print(printable(f"failed: {file}: {reason}"))
    if len(result.failures) > _MOST_FAILURES:
        more = len(result.failures) - _MOST_FAILURES
        print(printable(f"and {more} more, see {result.folder}/failures.csv"))
    print(printable(f"Open in a browser: {result.index}"))


def _trouble(event: BatchEvent) -> str | None:
    if event.kind == "failed":
        return printable(f"failed: {event.file}: {event.reason}")
    if event.kind == "retried":
        return printable(f"trying again: {event.file}: {event.reason}")
    if event.kind == "warned":
        return printable(f"warning: {event.file}: {event.reason}")
    return None


class _Counts:
    """How far a batch is, from its events."""

    def __init__(self) -> None:
        self.todo = self.ended = self.failed = 0
        self._frames: dict[str, int] = {}
        self._past_frames = 0
        self._began_s = time.monotonic()

    def add(self, event: BatchEvent) -> None:
        if event.kind == "planned":
            self.todo = event.clips
        elif event.kind == "progress":
            self._frames[event.file] = event.frames
        elif event.kind in {"done", "failed", "retried"}:
            seen = self._frames.pop(event.file, 0)
            self._past_frames += max(event.frames, seen)
            self.ended += event.kind != "retried"
            self.failed += event.kind == "failed"

    def words(self) -> str:
        seconds = max(time.monotonic() - self._began_s, 1e-6)
        rate = (self._past_frames + sum(self._frames.values())) / seconds
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.ended} of {self.todo} clips, {rate:.0f} fps{failed}"

    def left(self) -> str:
        if not self.ended:
            return ""
        seconds = (time.monotonic() - self._began_s) / self.ended * (self.todo - self.ended)
        return f", about {seconds / 60:.0f} min left" if seconds >= 60 else ", under a minute left"
