"""Walk through a batch: what is there already, what is still to do, tables and page at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from formcheck._util.text import shown
from formcheck.batch.engines import Engine, local_engine
from formcheck.batch.events import Event, Limits, Task
from formcheck.batch.inputs import BatchClip, find_clips
from formcheck.batch.keys import AUTO, Keys
from formcheck.batch.plan import Plan, plan_batch
from formcheck.batch.records import Cause, Record, Store, patiently
from formcheck.batch.storage import place_of
from formcheck.batch.task import analyse_clip
from formcheck.errors import Cancelled, OutputError
from formcheck.pose.models import find_model

__all__ = ["BatchEvent", "BatchResult", "Progress", "batch"]


@dataclass(frozen=True)
class BatchEvent:
    """Something that happened, for progress displays and pipelines.

    Attributes
    ----------
    kind : str
        ``planned`` (with the number of clips to do, and of those whose result is there),
        ``started``, ``progress``, ``retried``, ``done``, ``failed``.
    file : str
        The clip.
    frames : int
        Frames of the clip so far.
    """

    kind: Literal["planned", "started", "progress", "retried", "done", "failed"]
    file: str = ""
    frames: int = 0
    clips: int = 0
    kept: int = 0
    cause: Cause | None = None
    reason: str | None = None


Progress = Callable[[BatchEvent], None]


@dataclass(frozen=True)
class BatchResult:
    """How a batch went.

    Attributes
    ----------
    clips, analysed, kept : int
        All clips, those with a result, and those whose result was there already.
    failures : tuple of (str, str)
        File and reason.
    folder : str
        Path or address of everything.
    """

    clips: int
    analysed: int
    kept: int
    failures: tuple[tuple[str, str], ...]
    folder: str

    @property
    def index(self) -> str:
        """The page to open."""
        return f"{self.folder}/index.html"


def batch(
    inputs: Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    exercise: str = AUTO,
    model: str | Path = "full",
    workers: int | None = None,
    reports: bool = True,
    limits: Limits | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    engine: Engine = local_engine,
    task: Task = analyse_clip,
) -> BatchResult:
    """Analyse many clips; call it again to go on where it stopped.

    Parameters
    ----------
    inputs : sequence of path-like
        Files, patterns, folders, manifests, and addresses; see `formcheck.batch.inputs.find_clips`.
    output : path-like
        Folder or address for ``index.html``, ``summary.csv`` and ``.parquet``, ``reps.parquet``,
        ``failures.csv``, ``results/`` and ``reports/``.
    exercise : str
        For clips without one in a manifest.
    workers : int, optional
        Processes; by default one for each core that there is.
    reports : bool
        Whether to write a report of each clip.
    limits : Limits, optional
        When a clip is given up.
    progress : callable, optional
        Told what happens.
    cancelled : callable, optional
        Asked several times a second. True ends the work; tables are written of what is there.
    engine : Engine
        What runs the jobs: processes of this machine, or a Ray cluster.
    task : Task
        What is done with each clip, a `formcheck.batch.task.ClipJob`.

    Returns
    -------
    BatchResult

    Raises
    ------
    Cancelled
        After the tables were written.
    FormcheckError
        Inputs, exercise, model or folder are not what they should be; before any work. Or the
        results cannot be written any more; what is there is kept.
    """
    bundle = find_model(model)
    clips = find_clips([os.fspath(one) for one in inputs], exercise)
    # An exercise that there is not would fail every clip.
    Keys(bundle).definition(exercise)
    tell: Progress = progress or (lambda event: None)
    stopped = _latched(cancelled)
    folder = os.fspath(output)
    store = Store(place_of(folder))
    with store.place.alone():
        plan = plan_batch(clips, bundle, store, reports=reports, stopped=stopped)
        kept = plan.kept
        tell(BatchEvent("planned", clips=len(plan.jobs) + len(plan.failed), kept=kept))
        for clip, key in plan.clips:
            if key in plan.failed:
                why = plan.failed[key]
                tell(BatchEvent("failed", clip.file, cause=why.cause, reason=why.reason))
        events = engine(task, plan.jobs, workers=workers, limits=limits, stopped=stopped)
        _work(events, plan, store, tell)
        result = _finish(plan, store, len(clips), kept, folder)
    if stopped():
        raise Cancelled(f"{shown(folder)}: stopped; run the same command again to go on")
    return result


def _latched(cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
    """Once it was stopped it stays so."""
    was = False

    def stopped() -> bool:
        nonlocal was
        was = was or (cancelled is not None and cancelled())
        return was

    return stopped


def _work(events: Generator[Event, None, None], plan: Plan, store: Store, tell: Progress) -> None:
    """Have the jobs done, and keep why some failed."""
    # Closed whatever happens: an error of ours must not leave workers behind.
    with closing(events):
        for told in events:
            job, name = plan.jobs[told.job], plan.names[told.job]
            reason = None if told.reason is None else _in_words(told.reason, job.source)
            if told.kind == "failed":
                if told.cause == "unwritable":
                    # So it would be for all others; with the clip's reason goes what to do.
                    raise OutputError(reason or "the results cannot be written")
                assert told.cause is not None
                plan.failed[job.key] = Record(
                    key=job.key, exercise=shown(job.exercise), cause=told.cause, reason=reason
                )
            frames = int(told.value) if told.kind in {"progress", "done"} else 0
            tell(BatchEvent(told.kind, name, frames, cause=told.cause, reason=reason))
    for record in plan.failed.values():
        patiently(partial(store.write, record), _do_nothing)


def _do_nothing() -> None:
    """While waiting for room on the disk there is nobody to tell."""


def _in_words(reason: str, source: str) -> str:
    """Tables and pages name the clip beside the reason."""
    return shown(reason.removeprefix(f"{source}: "))


def _records(plan: Plan, store: Store) -> Iterator[tuple[BatchClip, Record]]:
    for clip, key in plan.clips:
        record = plan.failed.get(key) or store.read(key)
        if record is not None:
            yield clip, record


def _finish(plan: Plan, store: Store, clips: int, kept: int, folder: str) -> BatchResult:
    """Write tables and page of all clips that have a result; one record in memory at a time."""
    from formcheck.batch.page import render_index
    from formcheck.batch.tables import Tables, clip_row, table_bytes

    rows = []
    failures = []
    for clip, record in _records(plan, store):
        link = None if record.analysis is None else store.report_link(record.key)
        rows.append(clip_row(clip.file, shown(clip.exercise), record, link))
        if record.analysis is None:
            failures.append((clip.file, record.reason or ""))
    tables = Tables(rows)
    made = {
        "summary.csv": table_bytes(tables.summary, ".csv"),
        "summary.parquet": table_bytes(tables.summary, ".parquet"),
        "reps.parquet": table_bytes(tables.reps, ".parquet"),
        "failures.csv": table_bytes(tables.failures, ".csv"),
        "index.html": render_index(tables, clips).encode(),
    }
    for name, content in made.items():
        patiently(partial(store.place.write, name, content), _do_nothing)
    return BatchResult(clips, len(rows) - len(failures), kept, tuple(failures), folder)
