"""What a batch has to do: every clip with the name of its result, and jobs for what is missing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from formcheck._util.text import shown
from formcheck.batch.inputs import BatchClip
from formcheck.batch.keys import AUTO, Keys, stand_in
from formcheck.batch.records import Record, Store
from formcheck.batch.storage import content_hash, is_remote
from formcheck.batch.task import ClipJob
from formcheck.errors import FormcheckError

__all__ = ["Plan", "plan_batch"]


@dataclass
class Plan:
    """The work of one run.

    Attributes
    ----------
    clips : list of (BatchClip, str)
        Every clip, with the key of its result.
    jobs, names : list
        What is to be done, and how people know these clips. Clips of the same content and exercise
        have one job.
    failed : dict
        Records of what failed in this run, by key.
    """

    clips: list[tuple[BatchClip, str]] = field(default_factory=list)
    jobs: list[ClipJob] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    failed: dict[str, Record] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """Clips whose result is there already."""
        open_keys = {job.key for job in self.jobs} | self.failed.keys()
        return sum(key not in open_keys for _, key in self.clips)


def plan_batch(
    clips: Sequence[BatchClip],
    model: Path,
    store: Store,
    *,
    reports: bool,
    stopped: Callable[[], bool],
) -> Plan:
    """Read all clips once, for their hashes, and see which results are missing.

    Parameters
    ----------
    clips : sequence of BatchClip
        What was asked for.
    model : Path
        Pose model.
    store : Store
        What is there already.
    reports : bool
        Whether a clip without a report is to be done again.
    stopped : callable
        True ends it early, with what was planned by then.
    """
    plan, keys = Plan(), Keys(model)
    planned: set[str] = set()
    for clip in clips:
        if stopped():
            break
        try:
            content = content_hash(clip.source)
            key = keys.key(content, clip.exercise)
        # ValueError: no file can have that name.
        except (OSError, ValueError, FormcheckError) as error:
            failure = _unreadable(clip, error)
            plan.failed[failure.key] = failure
            plan.clips.append((clip, failure.key))
            continue
        plan.clips.append((clip, key))
        if key in planned or _is_done(key, store, reports=reports):
            continue
        planned.add(key)
        plan.names.append(clip.file)
        plan.jobs.append(
            ClipJob(
                source=_whole(clip.source),
                sha256=content,
                exercise=_whole_exercise(clip.exercise),
                model=model,
                key=key,
                output=store.place.text,
                report=reports,
            )
        )
    return plan


def _is_done(key: str, store: Store, *, reports: bool) -> bool:
    known = store.read(key)
    if known is None or not known.final:
        return False
    return known.analysis is None or not reports or store.report_link(key) is not None


def _unreadable(clip: BatchClip, error: Exception) -> Record:
    if isinstance(error, FormcheckError):
        reason = str(error)
    else:
        why = getattr(error, "strerror", None) or error
        reason = f"cannot be read ({why}); check path and permissions"
    return Record(
        key=stand_in(clip.source, clip.exercise),
        exercise=shown(clip.exercise),
        cause="unreadable",
        reason=shown(reason),
    )


def _whole(source: str) -> str:
    """Another process may be elsewhere."""
    return source if is_remote(source) else os.path.abspath(source)  # noqa: PTH100


def _whole_exercise(exercise: str) -> str:
    is_file = exercise != AUTO and exercise.lower().endswith(".toml")
    return _whole(exercise) if is_file else exercise
