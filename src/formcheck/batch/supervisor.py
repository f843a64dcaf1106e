"""Run jobs in processes of their own, and lose at most the job that is at fault.

Nothing here knows what a job does. A worker that dies, hangs or raises costs its own job only; that
job is tried once more, in a fresh process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Any

from formcheck.batch.events import Event, Limits, Task
from formcheck.batch.workers import Crew, Source, Work

__all__ = ["Source", "supervise", "supervise_line"]


def supervise(
    task: Task,
    payloads: Sequence[Any],
    *,
    workers: int,
    limits: Limits | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Generator[Event, None, None]:
    """Run a task on every payload.

    Parameters
    ----------
    task : Task
        Importable from its module; it runs in another process.
    payloads : sequence
        Of what can be pickled. Their order is the order of work.
    workers : int
        Processes at a time.
    limits : Limits, optional
        Time limits.
    stopped : callable, optional
        Asked several times a second; True ends all workers at once.

    Yields
    ------
    Event
        Every job ends with exactly one ``done`` or ``failed``, unless stopped.

    Raises
    ------
    FormcheckError
        Workers cannot be started at all.
    """
    state = Work(dict(enumerate(payloads)), deque(range(len(payloads))))
    crew = Crew(task, workers, limits or Limits())

    def over() -> bool:
        done = not state.waiting and not any(one.job is not None for one in crew.members)
        return done or (stopped is not None and stopped())

    yield from crew.run(state, None, over)


def supervise_line(
    task: Task,
    source: Source,
    *,
    workers: int,
    limits: Limits | None = None,
    stopped: Callable[[], bool],
    prepare: Callable[[], None] | None = None,
) -> Generator[Event, None, None]:
    """Run a task on jobs that come one by one, with workers that wait for them.

    Parameters
    ----------
    task : Task
        As in `supervise`.
    source : Source
        Of the jobs.
    workers, limits : int, Limits
        As in `supervise`; all workers are started at once, and again when they end.
    stopped : callable
        Asked several times a second; True ends all workers at once.
    prepare : callable, optional
        Importable too; called in each new process before its first job, so that no job waits for
        what all of them need.

    Yields
    ------
    Event
        Every job ends with exactly one ``done`` or ``failed``, unless dropped or stopped.

    Raises
    ------
    FormcheckError
        Workers cannot be started at all.
    """
    crew = Crew(task, workers, limits or Limits(), prepare)
    yield from crew.run(Work({}, deque()), source, stopped)
