"""Run jobs in processes of their own, and lose at most the job that is at fault.

Nothing here knows what a job does. A worker that dies, hangs or raises costs its own job only; that
job is tried once more, in a fresh process.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Literal, Protocol

from formcheck.batch.worker import Answer, work
from formcheck.errors import FormcheckError

__all__ = ["Event", "Limits", "Task", "sensible_workers", "supervise"]

Kind = Literal["started", "progress", "done", "retried", "failed"]
Cause = Literal["refused", "defect", "died", "hung"]

_LOOK_EVERY_S = 0.2
# Importing the pose model takes seconds on a busy machine.
_START_LIMIT_S = 180.0
_FAILED_STARTS = 3
_TRIES = 2
_END_WITHIN_S = 5.0


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
    """

    job_s: float = 3600.0
    silence_s: float = 120.0
    jobs: int = 50


@dataclass(frozen=True)
class Event:
    """What happened to one job.

    Attributes
    ----------
    job : int
        Position in the list that `supervise` was given.
    value : object
        Result of a job that is done, the reported number of one under way.
    cause : str or None
        Of ``retried`` and ``failed``: it was ``refused`` with a reason for people, raised anything
        else (``defect``), its process ``died``, or it ``hung``.
    """

    kind: Kind
    job: int
    value: Any = None
    cause: Cause | None = None
    reason: str | None = None
    worker: int | None = None


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    born_s: float
    ready: bool = False
    job: int | None = None
    began_s: float = 0.0
    heard_s: float = 0.0
    jobs: int = 0


@dataclass
class _State:
    waiting: deque[int]
    tries: dict[int, int] = field(default_factory=dict)
    failed_starts: int = 0


def supervise(
    task: Task,
    payloads: Sequence[Any],
    *,
    workers: int,
    limits: Limits | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Iterator[Event]:
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
    allowed = limits or Limits()
    state = _State(deque(range(len(payloads))))
    crew: list[_Worker] = []
    try:
        while (state.waiting or any(one.job is not None for one in crew)) and not (
            stopped is not None and stopped()
        ):
            wanted = min(workers, len(state.waiting) + sum(one.job is not None for one in crew))
            while len(crew) < wanted:
                crew.append(_hire(task, workers, {one.process.name for one in crew}))
            for one in crew:
                yield from _hand_out(one, state, payloads)
            heard = wait(
                [thing for one in crew for thing in (one.pipe, one.process.sentinel)],
                timeout=_LOOK_EVERY_S,
            )
            for one in list(crew):
                yield from _listen(one, state, heard)
                trouble = _trouble(one, allowed)
                if trouble is not None:
                    yield from _dismiss(one, state, trouble)
                if trouble is not None or (one.job is None and one.jobs >= allowed.jobs):
                    _end(one)
                    crew.remove(one)
            if state.failed_starts >= _FAILED_STARTS:
                raise FormcheckError(
                    "the processes that analyse clips end as soon as they are started; "
                    "is there enough memory? Try fewer with --workers 1"
                )
    finally:
        for one in crew:
            _end(one)


def _hire(task: Task, workers: int, taken: set[str]) -> _Worker:
    """Start a process; its number tells it which core to keep to."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    place = next(n for n in range(workers) if f"formcheck-worker-{n}" not in taken)
    process = context.Process(
        target=work, args=(theirs, task, place, workers), name=f"formcheck-worker-{place}"
    )
    process.start()
    theirs.close()
    return _Worker(process, ours, time.monotonic())


def _hand_out(one: _Worker, state: _State, payloads: Sequence[Any]) -> Iterator[Event]:
    if not one.ready or one.job is not None or not state.waiting or not one.process.is_alive():
        return
    job = state.waiting.popleft()
    try:
        one.pipe.send(payloads[job])
    except OSError:
        # It died just now, before it knew of the job.
        state.waiting.appendleft(job)
        return
    state.tries[job] = state.tries.get(job, 0) + 1
    one.job, one.began_s = job, time.monotonic()
    one.heard_s = one.began_s
    yield Event("started", job, worker=one.process.pid)


def _listen(one: _Worker, state: _State, heard: Sequence[object]) -> Iterator[Event]:
    """Take in all that a worker has said, also the last words of one that has ended."""
    if one.pipe not in heard:
        return
    try:
        while one.pipe.poll():
            answer: Answer = one.pipe.recv()
            one.heard_s = time.monotonic()
            if answer.kind == "ready":
                one.ready, state.failed_starts = True, 0
            elif one.job is not None:
                yield from _answered(one, state, answer)
    except (EOFError, OSError):
        return


def _answered(one: _Worker, state: _State, answer: Answer) -> Iterator[Event]:
    assert one.job is not None
    job = one.job
    if answer.kind == "progress":
        yield Event("progress", job, answer.value, worker=one.process.pid)
        return
    one.job = None
    one.jobs += 1
    if answer.kind == "done":
        yield Event("done", job, answer.value, worker=one.process.pid)
    elif answer.kind == "refused":
        # The clip itself is at fault; a second try would end the same way.
        yield Event("failed", job, cause="refused", reason=answer.value)
    else:
        yield _again_or_failed(job, state, "defect", str(answer.value))


def _trouble(one: _Worker, limits: Limits) -> tuple[Cause, str] | None:
    now = time.monotonic()
    if not one.process.is_alive():
        return "died", f"its process ended ({_how(one.process.exitcode)})"
    if not one.ready:
        slow = now - one.born_s > _START_LIMIT_S
        return (
            ("hung", f"its process did not start within {_START_LIMIT_S:.0f} s") if slow else None
        )
    if one.job is None:
        return None
    if now - one.heard_s > limits.silence_s:
        return "hung", f"no sign of work for {limits.silence_s:.0f} s"
    if now - one.began_s > limits.job_s:
        return "hung", f"not done after {limits.job_s:.0f} s"
    return None


def _how(exitcode: int | None) -> str:
    if exitcode == -9:
        return "killed, perhaps for want of memory"
    return f"signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"code {exitcode}"


def _dismiss(one: _Worker, state: _State, trouble: tuple[Cause, str]) -> Iterator[Event]:
    if not one.ready:
        state.failed_starts += 1
    if one.job is None:
        return
    job, one.job = one.job, None
    yield _again_or_failed(job, state, *trouble)


def _again_or_failed(job: int, state: _State, cause: Cause, reason: str) -> Event:
    if state.tries[job] < _TRIES:
        # At the end of the line: what was wrong with the machine may have passed by then.
        state.waiting.append(job)
        return Event("retried", job, cause=cause, reason=reason)
    return Event("failed", job, cause=cause, reason=f"{reason}, twice")


def _end(one: _Worker) -> None:
    """End a process for certain; results are whole files, so nothing is lost."""
    one.pipe.close()
    if one.job is None and one.process.is_alive():
        one.process.join(_END_WITHIN_S)
    if one.process.is_alive():
        one.process.kill()
    one.process.join()
    one.process.close()


def sensible_workers() -> int:
    """One for each core this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
