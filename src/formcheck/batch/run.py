"""Run a batch: find and plan the clips, have the missing ones analysed, write tables and page."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from formcheck._util.text import shown
from formcheck.batch.events import BatchEvent, Engine, JobEvent, Limits, OnClipProgress, Task
from formcheck.batch.inputs import BatchClip, find_clips
from formcheck.batch.keys import AUTO, Keys
from formcheck.batch.plan import Plan, plan_batch
from formcheck.batch.records import Record, ResultStore
from formcheck.batch.storage import Storage
from formcheck.batch.supervisor import supervise
from formcheck.batch.task import ClipEnding, ClipJob, analyse_clip
from formcheck.batch.tracks import TrackStore
from formcheck.errors import Cancelled, FormcheckError, OutputError
from formcheck.pose.models import find_model

__all__ = ["BatchResult", "batch", "engine_named"]


@dataclass(frozen=True)
class BatchResult:
    """Outcome of a batch.

    Attributes
    ----------
    clips, analysed, kept, judged_again : int
        All clips, those with a result, those whose result was from an earlier run, and those that
        this run judged from stored tracks.
    failures : tuple of (str, str)
        File and reason.
    folder : str
        Path or address of the output.
    """

    clips: int
    analysed: int
    kept: int
    judged_again: int
    failures: tuple[tuple[str, str], ...]
    folder: str

    @property
    def index(self) -> str:
        """The page to open."""
        return f"{self.folder}/index.html"


def engine_named(name: str, ray_address: str | None = None) -> Engine:
    """Choose an engine by its name.

    Parameters
    ----------
    name : {"local", "ray"}
        Processes of this machine, or a Ray cluster.
    ray_address : str, optional
        Of a running cluster, such as ``auto`` or ``ray://head:10001``; without it, Ray is started
        on this machine.

    Raises
    ------
    FormcheckError
        There is none of that name, or it is not installed.
    """
    if name == "local":
        if ray_address is not None:
            raise FormcheckError("--ray-address needs --engine ray")
        return supervise
    if name == "ray":
        from formcheck.batch.ray import ray_engine

        return ray_engine(ray_address)
    raise FormcheckError(f"unknown engine '{name}'; choose local or ray")


def batch(
    inputs: Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    exercise: str = AUTO,
    model: str | Path = "full",
    workers: int | None = None,
    reports: bool = True,
    limits: Limits | None = None,
    progress: OnClipProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    engine: Engine = supervise,
    task: Task = analyse_clip,
) -> BatchResult:
    """Analyse many clips; call it again to go on where it stopped.

    Parameters
    ----------
    inputs : sequence of path-like
        Files, patterns, folders, manifests, and addresses; see `formcheck.batch.inputs.find_clips`.
    output : path-like
        Folder or address for ``index.html``, ``summary.csv`` and ``.parquet``, ``reps.parquet``,
        ``failures.csv``, ``results/``, ``reports/`` and ``tracks/``. Clips whose tracks are there
        are judged without pose estimation.
    exercise : str
        For clips without one in a manifest.
    workers : int, optional
        Processes; by default one for each core that this process may use.
    reports : bool
        Whether to write a report of each clip.
    limits : Limits, optional
        When a clip is given up.
    progress : callable, optional
        Called with each `BatchEvent`.
    cancelled : callable, optional
        Called several times a second. True ends the work; the tables then cover the results so far.
    engine : Engine
        What runs the jobs: processes of this machine, or a Ray cluster.
    task : Task
        What is done with each clip, a `formcheck.batch.task.ClipJob`; returns a `ClipEnding`.

    Returns
    -------
    BatchResult

    Raises
    ------
    Cancelled
        After the tables were written.
    FormcheckError
        Inputs, exercise, model or folder are not what they should be; before any work. Or the
        results cannot be written any more, as when the disk is full; the same call goes on later.
    """
    bundle = find_model(model)
    clips = find_clips([os.fspath(path) for path in inputs], exercise)
    # An unknown exercise would fail every clip.
    Keys(bundle).definition(exercise)
    on_event: OnClipProgress = progress or (lambda event: None)
    stopped = _latched(cancelled)
    folder = os.fspath(output)
    store = ResultStore(Storage(folder))
    with store.storage.lock():
        plan = plan_batch(clips, bundle, store, reports=reports, stopped=stopped)
        kept = plan.kept
        on_event(BatchEvent("planned", clips=len(plan.jobs) + len(plan.failed), kept=kept))
        for clip, key in plan.clips:
            if key in plan.failed:
                failure = plan.failed[key]
                on_event(
                    BatchEvent("failed", clip.file, cause=failure.cause, reason=failure.reason)
                )
        events = engine(task, plan.jobs, workers=workers, limits=limits, stopped=stopped)
        try:
            _work(events, plan, store, on_event)
            result = _finish(plan, store, len(clips), kept, folder)
        except OutputError as error:
            raise OutputError(
                f"{error}; then run the same command again: it goes on from the results so far"
            ) from error
    if stopped():
        raise Cancelled(f"{shown(folder)}: stopped; run the same command again to go on")
    return result


def _latched(cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
    """Wrap a callable so that it stays True after it was True once."""
    was = False

    def stopped() -> bool:
        nonlocal was
        was = was or (cancelled is not None and cancelled())
        return was

    return stopped


def _work(
    events: Generator[JobEvent, None, None],
    plan: Plan,
    store: ResultStore,
    on_event: OnClipProgress,
) -> None:
    """Pass the events of the engine on, and write a record for every clip that failed."""
    # Closed in every case: an error in this process must not leave workers behind.
    with closing(events):
        for event in events:
            job, name = plan.jobs[event.job], plan.names[event.job]
            reason = None if event.reason is None else _without_source(event.reason, job.source)
            if event.kind == "failed":
                if event.cause == "unwritable":
                    # All other results would fail in the same way.
                    raise OutputError(reason or "the results cannot be written")
                plan.failed[job.key] = Record(
                    key=job.key, exercise=shown(job.exercise), cause=event.cause, reason=reason
                )
            if event.kind == "done":
                _take_done(event.value, job, name, plan, on_event)
                continue
            frames = int(event.value) if event.kind == "progress" else 0
            on_event(BatchEvent(event.kind, name, frames, cause=event.cause, reason=reason))
    for record in plan.failed.values():
        store.write(record)


def _take_done(
    ending: ClipEnding, job: ClipJob, name: str, plan: Plan, on_event: OnClipProgress
) -> None:
    if ending.warning is not None:
        on_event(BatchEvent("warned", name, reason=_without_source(ending.warning, job.source)))
    if ending.from_track:
        plan.from_tracks.add(job.key)
    on_event(BatchEvent("done", name, ending.frames, from_track=ending.from_track))


def _without_source(reason: str, source: str) -> str:
    """A reason without the clip's path; tables and pages name the clip beside it."""
    return shown(reason.removeprefix(f"{source}: "))


def _records(plan: Plan, store: ResultStore) -> Iterator[tuple[BatchClip, Record]]:
    for clip, key in plan.clips:
        record = plan.failed.get(key) or store.read(key)
        if record is not None:
            yield clip, record


def _finish(plan: Plan, store: ResultStore, clips: int, kept: int, folder: str) -> BatchResult:
    """Write tables and page of all clips that have a result; one record in memory at a time."""
    from formcheck.batch.page import render_index
    from formcheck.batch.tables import Tables, clip_row, table_bytes

    rows = []
    failures = []
    tracks = TrackStore(store.storage).links()
    for clip, record in _records(plan, store):
        link = None if record.analysis is None else store.report_link(record.key)
        track = tracks.get(plan.track_keys.get(record.key, ""))
        rows.append(clip_row(clip.file, shown(clip.exercise), record, link, track))
        if record.analysis is None:
            failures.append((clip.file, record.reason or ""))
    tables = Tables(rows)
    contents = {
        "summary.csv": table_bytes(tables.summary, ".csv"),
        "summary.parquet": table_bytes(tables.summary, ".parquet"),
        "reps.parquet": table_bytes(tables.reps, ".parquet"),
        "failures.csv": table_bytes(tables.failures, ".csv"),
        "index.html": render_index(tables, clips).encode(),
    }
    for name, content in contents.items():
        store.storage.write(name, content)
    analysed = len(rows) - len(failures)
    return BatchResult(clips, analysed, kept, plan.judged_again, tuple(failures), folder)
