"""What every engine of a batch is told and tells: a task, its limits, and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["Cause", "Event", "Kind", "Limits", "Task"]

Kind = Literal["started", "progress", "done", "retried", "failed"]
Cause = Literal["refused", "defect", "died", "hung", "unwritable"]


class Task(Protocol):
    """A function at the top of a module, so that another process can import it."""

    def __call__(self, payload: Any, report: Callable[[float], None], /) -> Any:
        """Do one job; call `report` with a number now and then to show that work goes on."""
        ...


@dataclass(frozen=True)
class Limits:
    """When a worker is given up, and when it is replaced.

    Attributes
    ----------
    job_s : float
        Longest time for one job.
    silence_s : float
        Longest time within a job without a report.
    jobs : int
        A worker is replaced after so many, because native memory only grows.
    memory_mb : float
        A worker that holds more after a job is replaced.
    most_mb : float
        A worker that holds more within a job is ended, and the job given up: a clip made to fill
        memory must not take the machine along. Memory grows with the length of a clip; an hour,
        the most that is read of one, should need about half of this.
    """

    job_s: float = 3600.0
    silence_s: float = 120.0
    jobs: int = 50
    memory_mb: float = 600.0
    most_mb: float = 2000.0


@dataclass(frozen=True)
class Event:
    """What happened to one job.

    Attributes
    ----------
    job : int
        Position in the list of payloads.
    value : object
        Result of a job that is done, the reported number of one under way.
    cause : str or None
        Of ``retried`` and ``failed``: it was ``refused`` with a reason for people, its result could
        not be written (``unwritable``), it raised anything else (``defect``), its process ``died``,
        or it ``hung``.
    worker : int or None
        Process number, where the engine knows it.
    """

    kind: Kind
    job: int
    value: Any = None
    cause: Cause | None = None
    reason: str | None = None
    worker: int | None = None
