"""Walk through a batch: what is there already, what is still to do, tables and page at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from formcheck.batch.inputs import BatchClip, find_clips
from formcheck.batch.keys import AUTO, content_hash, result_key
from formcheck.batch.record import Cause, Record, Store
from formcheck.batch.supervisor import Limits, sensible_workers, supervise
from formcheck.batch.task import ClipJob, analyse_clip
from formcheck.errors import Cancelled, FormcheckError
from formcheck.pose.models import find_model
from formcheck.report.files import check_folder

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
    folder : Path
        Where everything is.
    """

    clips: int
    analysed: int
    kept: int
    failures: tuple[tuple[str, str], ...]
    folder: Path

    @property
    def index(self) -> Path:
        """The page to open."""
        return self.folder / "index.html"


@dataclass
class _Plan:
    """Every clip with the key of its result; jobs for the keys that are missing."""

    clips: list[tuple[BatchClip, str]] = field(default_factory=list)
    jobs: list[ClipJob] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unreadable: dict[str, Record] = field(default_factory=dict)


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
) -> BatchResult:
    """Analyse many clips; call it again to go on where it stopped.

    Parameters
    ----------
    inputs : sequence of path-like
        Files, patterns, folders and manifests; see `formcheck.batch.inputs.find_clips`.
    output : path-like
        Folder for ``index.html``, ``summary.csv`` and ``.parquet``, ``reps.parquet``,
        ``failures.csv``, ``results/`` and ``reports/``.
    exercise : str
        For clips without one in a manifest.
    workers : int, optional
        Processes; one for each core by default.
    reports : bool
        Whether to write a report of each clip.
    limits : Limits, optional
        When a clip is given up.
    progress : callable, optional
        Told what happens.
    cancelled : callable, optional
        Asked several times a second. True ends the work; tables are written of what is there.

    Raises
    ------
    Cancelled
        After the tables were written.
    FormcheckError
        Inputs, model or folder are not what they should be; before any work.
    """
    folder, bundle = Path(output), find_model(model)
    clips = find_clips([os.fspath(one) for one in inputs], exercise)
    check_folder(folder)
    tell: Progress = progress or (lambda event: None)
    store = Store(folder)
    with store.alone():
        plan = _plan(clips, bundle, store, reports)
        todo = {job.key for job in plan.jobs} | plan.unreadable.keys()
        kept = sum(key not in todo for _, key in plan.clips)
        tell(BatchEvent("planned", clips=len(plan.jobs), kept=kept))
        stopped = _work(plan, store, workers or sensible_workers(), limits, tell, cancelled)
        result = _finish(plan, store, kept=kept)
    if stopped:
        raise Cancelled(f"{folder}: stopped; run the same command again to go on")
    return result


def _plan(clips: Sequence[BatchClip], model: Path, store: Store, reports: bool) -> _Plan:
    plan = _Plan()
    planned: set[str] = set()
    for clip in clips:
        try:
            key = result_key(content_hash(clip.path), clip.exercise, model)
        except (OSError, FormcheckError) as error:
            key, reason = _stand_in(clip), _in_words(clip, error)
            plan.unreadable[key] = Record(
                key=key, exercise=clip.exercise, cause="unreadable", reason=reason
            )
            plan.clips.append((clip, key))
            continue
        plan.clips.append((clip, key))
        known = store.read(key)
        done = known is not None and known.final
        wants_report = reports and not (known is not None and known.analysis is None)
        if key in planned or (done and not (wants_report and not store.report_path(key).exists())):
            continue
        planned.add(key)
        plan.names.append(clip.file)
        plan.jobs.append(
            ClipJob(
                clip.path.absolute(), clip.exercise, model, key, store.folder.absolute(), reports
            )
        )
    return plan


def _stand_in(clip: BatchClip) -> str:
    """A clip that cannot be read has no content to be named by."""
    return f"unreadable:{clip.file}"


def _in_words(clip: BatchClip, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror}); check path and permissions"
    return str(error)


def _work(
    plan: _Plan,
    store: Store,
    workers: int,
    limits: Limits | None,
    tell: Progress,
    cancelled: Callable[[], bool] | None,
) -> bool:
    """Have the jobs done; True where it was stopped on the way."""
    stopped = False

    def stop() -> bool:
        nonlocal stopped
        stopped = stopped or (cancelled is not None and cancelled())
        return stopped

    events = supervise(analyse_clip, plan.jobs, workers=workers, limits=limits, stopped=stop)
    for told in events:
        job = plan.jobs[told.job]
        # Tables and pages name the clip beside the reason.
        event = replace(told, reason=(told.reason or "").removeprefix(f"{job.path}: ") or None)
        name = plan.names[event.job]
        if event.kind == "failed":
            assert event.cause is not None
            store.write(
                Record(key=job.key, exercise=job.exercise, cause=event.cause, reason=event.reason)
            )
        frames = int(event.value) if event.kind in {"progress", "done"} else 0
        tell(BatchEvent(event.kind, name, frames, cause=event.cause, reason=event.reason))
    return stopped


def _records(plan: _Plan, store: Store) -> Iterator[tuple[BatchClip, Record]]:
    for clip, key in plan.clips:
        record = plan.unreadable.get(key) or store.read(key)
        if record is not None:
            yield clip, record


def _finish(plan: _Plan, store: Store, *, kept: int) -> BatchResult:
    """Write tables and page of all clips that have a result; one record in memory at a time."""
    from formcheck._files import write_whole
    from formcheck.batch.page import render_index
    from formcheck.batch.tables import Tables, clip_row, write_table

    rows = []
    failures = []
    for clip, record in _records(plan, store):
        report = store.report_path(record.key)
        link = report.relative_to(store.folder).as_posix() if report.exists() else None
        rows.append(clip_row(clip.file, record, link))
        if record.analysis is None:
            failures.append((clip.file, record.reason or ""))
    tables = Tables(rows)
    for table, name in (
        (tables.summary, "summary.csv"),
        (tables.summary, "summary.parquet"),
        (tables.reps, "reps.parquet"),
        (tables.failures, "failures.csv"),
    ):
        write_table(table, store.folder / name)
    write_whole(store.folder / "index.html", render_index(tables, len(plan.clips)))
    return BatchResult(
        len(plan.clips), len(rows) - len(failures), kept, tuple(failures), store.folder
    )
