"""The types that a batch and its engines share: a task, its limits, events, and the engine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["BatchEvent", "Cause", "Engine", "JobEvent", "Limits", "OnClipProgress", "Task"]

Cause = Literal["unreadable", "refused", "defect", "died", "hung", "unwritable"]


class Task(Protocol):
    """A function at the top of a module, so that another process can import it."""

    def __call__(self, payload: Any, report: Callable[[Any], None], /) -> Any:
        """Do one job; call `report` now and then to show that the work goes on."""
        ...


@dataclass(frozen=True)
class Limits:
    """When a job is given up, and when a worker is replaced.

    Attributes
    ----------
    job_s : float
        Longest time for one job.
    silence_s : float
        Longest time within a job without a report.
    jobs : int
        A worker is replaced after so many, because native memory only grows.
    memory_mb : float
        A worker that uses more after a job is replaced.
    most_mb : float
        A worker that uses more within a job is ended, and the job given up: a clip made to fill
        memory must not take the machine along. Memory grows with the length of a clip; an hour,
        the most that is read of one, should need about half of this.
    """

    job_s: float = 3600.0
    silence_s: float = 120.0
    jobs: int = 50
    memory_mb: float = 600.0
    most_mb: float = 2000.0


@dataclass(frozen=True)
class JobEvent:
    """A change in the state of one job, from an engine.

    Attributes
    ----------
    job : int
        Position in the list of payloads.
    value : object
        Result of a job that is done, the reported value of one under way.
    cause : str or None
        Of ``retried`` and ``failed``: the task ``refused`` with a reason for people, its result
        could not be written (``unwritable``), it raised anything else (``defect``), its process
        ``died``, or it ``hung``.
    worker : int or None
        Process number, where the engine knows it.
    """

    kind: Literal["started", "progress", "done", "retried", "failed"]
    job: int
    value: Any = None
    cause: Cause | None = None
    reason: str | None = None
    worker: int | None = None


class Engine(Protocol):
    """Runs a task on every payload; each job ends with exactly one ``done`` or ``failed``."""

    def __call__(
        self,
        task: Task,
        payloads: Sequence[Any],
        *,
        workers: int | None,
        limits: Limits | None,
        stopped: Callable[[], bool],
    ) -> Generator[JobEvent, None, None]:
        """Yield events until all jobs have ended, or `stopped` returns True."""
        ...


@dataclass(frozen=True)
class BatchEvent:
    """A change in the state of a batch or of one clip, for progress displays and pipelines.

    Attributes
    ----------
    kind : str
        ``planned`` (with the number of clips to do, and of those whose result exists already),
        ``started``, ``progress``, ``retried``, ``warned`` (with a reason, before ``done``),
        ``done``, ``failed``.
    file : str
        The clip.
    frames : int
        Frames of the clip that were searched for people so far.
    from_track : bool
        Whether the clip was judged from a stored track; no frame was searched then.
    """

    kind: Literal["planned", "started", "progress", "retried", "warned", "done", "failed"]
    file: str = ""
    frames: int = 0
    clips: int = 0
    kept: int = 0
    from_track: bool = False
    cause: Cause | None = None
    reason: str | None = None


OnClipProgress = Callable[[BatchEvent], None]
