"""The plan of a batch: every clip with the key of its result, and jobs for missing results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from formcheck._util.text import shown
from formcheck.batch.inputs import BatchClip
from formcheck.batch.keys import AUTO, Keys, stand_in
from formcheck.batch.records import Record, ResultStore
from formcheck.batch.storage import absolute, content_hash
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
        The jobs, and for each the name of its clip in messages. Clips of the same content and
        exercise share one job.
    failed : dict
        Records of what failed in this run, by key.
    track_keys : dict
        Key of the track, by the key of the result.
    from_tracks : set
        Keys of the results that this run made from stored tracks.
    """

    clips: list[tuple[BatchClip, str]] = field(default_factory=list)
    jobs: list[ClipJob] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    failed: dict[str, Record] = field(default_factory=dict)
    track_keys: dict[str, str] = field(default_factory=dict)
    from_tracks: set[str] = field(default_factory=set)

    @property
    def judged_again(self) -> int:
        """Number of clips that this run judged from stored tracks."""
        return sum(key in self.from_tracks for _, key in self.clips)

    @property
    def kept(self) -> int:
        """Number of clips whose result is from an earlier run."""
        open_keys = {job.key for job in self.jobs} | self.failed.keys()
        return sum(key not in open_keys for _, key in self.clips)


def plan_batch(
    clips: Sequence[BatchClip],
    model: Path,
    store: ResultStore,
    *,
    reports: bool,
    stopped: Callable[[], bool],
) -> Plan:
    """Hash all clips, and find out which results are missing.

    Parameters
    ----------
    clips : sequence of BatchClip
        All clips of the batch.
    model : Path
        Pose model.
    store : ResultStore
        Results of earlier runs.
    reports : bool
        Whether a clip without a report is analysed again.
    stopped : callable
        True ends the planning early; the plan then covers the clips so far.
    """
    plan, keys = Plan(), Keys(model)
    planned: set[str] = set()
    tracked: set[str] = set()
    later: list[tuple[str, ClipJob]] = []
    for clip in clips:
        if stopped():
            break
        try:
            content = content_hash(clip.source)
            key = keys.key(content, clip.exercise)
        # ValueError: of a name that no file can have.
        except (OSError, ValueError, FormcheckError) as error:
            failure = _unreadable(clip, error)
            plan.failed[failure.key] = failure
            plan.clips.append((clip, failure.key))
            continue
        plan.clips.append((clip, key))
        track_key = plan.track_keys.setdefault(key, keys.track_key(content))
        if key in planned or _is_done(key, store, reports=reports):
            continue
        planned.add(key)
        job = ClipJob(
            source=absolute(clip.source),
            sha256=content,
            exercise=_absolute_exercise(clip.exercise),
            model=model,
            key=key,
            track_key=track_key,
            output=store.storage.location,
            report=reports,
        )
        if track_key in tracked:
            later.append((clip.file, job))
        else:
            tracked.add(track_key)
            plan.names.append(clip.file)
            plan.jobs.append(job)
    # A clip with two exercises is tracked for the first, and by its second turn the track is there.
    plan.names += [name for name, _ in later]
    plan.jobs += [job for _, job in later]
    return plan


def _is_done(key: str, store: ResultStore, *, reports: bool) -> bool:
    record = store.read(key)
    if record is None or not record.final:
        return False
    return record.analysis is None or not reports or store.report_link(key) is not None


def _unreadable(clip: BatchClip, error: Exception) -> Record:
    if isinstance(error, FormcheckError):
        reason = str(error)
    else:
        detail = getattr(error, "strerror", None) or error
        reason = f"cannot be read ({detail}); check path and permissions"
    return Record(
        key=stand_in(clip.source, clip.exercise),
        exercise=shown(clip.exercise),
        cause="unreadable",
        reason=shown(reason),
    )


def _absolute_exercise(exercise: str) -> str:
    is_file = exercise != AUTO and exercise.lower().endswith(".toml")
    return absolute(exercise) if is_file else exercise
