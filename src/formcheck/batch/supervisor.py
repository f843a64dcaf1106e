"""Run jobs in processes of their own, and lose at most the job that is at fault.

Nothing here knows what a job does. A worker that dies, hangs or raises costs its own job only; that
job is tried once more, in a fresh process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from formcheck.batch.events import Cause, Event, Limits, Task
from formcheck.batch.worker import Answer, work
from formcheck.errors import FormcheckError

__all__ = ["sensible_workers", "supervise"]

_LOOK_EVERY_S = 0.2
# Longer between two looks, and we were stopped ourselves (Ctrl-Z), or the caller was busy.
_AWAY_S = 5.0
# Importing the pose model takes seconds on a busy machine.
_START_LIMIT_S = 180.0
_FAILED_STARTS = 5
_START_PAUSE_S = 0.5
_END_WITHIN_S = 5.0
# A job is out after two failures of its own. SIGKILL comes from outside, from someone who chose a
# process and not a clip, so it weighs half; a clip that eats all memory still comes to an end.
_OUT = 4
_OWN_FAULT, _KILLED = 2, 1


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    born_s: float
    ready: bool = False
    gone: bool = False
    job: int | None = None
    began_s: float = 0.0
    heard_s: float = 0.0
    jobs: int = 0
    memory_mb: float = 0.0

    def excuse(self, seconds: float) -> None:
        """Time in which nobody listened is not held against it."""
        self.born_s += seconds
        self.began_s += seconds
        self.heard_s += seconds


@dataclass(frozen=True)
class _Trouble:
    cause: Cause
    reason: str
    weight: int = _OWN_FAULT


@dataclass
class _State:
    waiting: deque[int]
    tries: dict[int, int] = field(default_factory=dict)
    faults: dict[int, int] = field(default_factory=dict)
    failed_starts: int = 0
    start_after_s: float = 0.0


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
    allowed = limits or Limits()
    state = _State(deque(range(len(payloads))))
    crew: list[_Worker] = []
    looked_s = time.monotonic()
    try:
        while (state.waiting or any(one.job is not None for one in crew)) and not (
            stopped is not None and stopped()
        ):
            _hire_who_is_missing(task, workers, crew, state)
            for one in crew:
                yield from _hand_out(one, state, payloads)
            _wait(crew)
            for one in list(crew):
                # Asked before its last words are read: what it said before it died still counts.
                alive = one.process.is_alive()
                yield from _listen(one, state)
                trouble = _trouble(one, allowed, alive)
                if trouble is not None:
                    yield from _dismiss(one, state, trouble)
                if trouble is not None or _spent(one, allowed):
                    crew.remove(one)
                    _end([one])
            if state.failed_starts >= _FAILED_STARTS:
                raise FormcheckError(
                    "the processes that analyse clips end as soon as they are started; is there "
                    "enough memory? Try --workers 1. A script of your own must call batch() under "
                    "if __name__ == '__main__'"
                )
            now_s = time.monotonic()
            if now_s - looked_s > _AWAY_S:
                for one in crew:
                    one.excuse(now_s - looked_s)
            looked_s = now_s
    finally:
        _end(crew)


def _hire_who_is_missing(task: Task, workers: int, crew: list[_Worker], state: _State) -> None:
    wanted = min(workers, len(state.waiting) + sum(one.job is not None for one in crew))
    while len(crew) < wanted and time.monotonic() >= state.start_after_s:
        crew.append(_hire(task, workers, {one.process.name for one in crew}))


def _hire(task: Task, workers: int, taken: set[str]) -> _Worker:
    """Start a process; its number tells it which core to keep to."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    place = next(n for n in range(workers) if f"formcheck-worker-{n}" not in taken)
    process = context.Process(
        target=work,
        args=(theirs, task, place, workers),
        name=f"formcheck-worker-{place}",
        # Should an error get past us, Python must not wait for it at the end.
        daemon=True,
    )
    try:
        with _deaf_to_ctrl_c():
            process.start()
    except OSError as error:
        ours.close()
        raise FormcheckError(
            f"no process can be started ({error.strerror}); close programs, or try --workers 1"
        ) from error
    finally:
        theirs.close()
    return _Worker(process, ours, time.monotonic())


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started here inherits it: the key reaches all processes, and only we answer."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(crew: Sequence[_Worker]) -> None:
    """Until something happens, or it is time to look."""
    if crew:
        wait([thing for one in crew for thing in (one.pipe, one.process.sentinel)], _LOOK_EVERY_S)
    else:
        time.sleep(_LOOK_EVERY_S)


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


def _listen(one: _Worker, state: _State) -> Iterator[Event]:
    """Take in all that a worker has said, also the last words of one that has ended."""
    try:
        while one.pipe.poll():
            answer: Answer = one.pipe.recv()
            one.heard_s = time.monotonic()
            if answer.kind == "ready":
                one.ready, state.failed_starts = True, 0
            elif one.job is not None:
                yield from _answered(one, state, answer)
    except (EOFError, OSError):
        one.gone = True


def _answered(one: _Worker, state: _State, answer: Answer) -> Iterator[Event]:
    assert one.job is not None
    job, worker = one.job, one.process.pid
    if answer.kind == "progress":
        yield Event("progress", job, answer.value, worker=worker)
        return
    one.job, one.memory_mb = None, answer.memory_mb
    one.jobs += 1
    if answer.kind == "done":
        yield Event("done", job, answer.value, worker=worker)
    elif answer.kind == "defect":
        yield _again_or_failed(job, state, _Trouble("defect", str(answer.value)))
    elif answer.kind != "ready":
        # The clip itself, or the folder of the results: a second try would end the same way.
        yield Event("failed", job, cause=answer.kind, reason=answer.value, worker=worker)


def _trouble(one: _Worker, limits: Limits, alive: bool) -> _Trouble | None:
    now_s = time.monotonic()
    if not alive or one.gone:
        one.process.join(_END_WITHIN_S)
        code = one.process.exitcode
        weight = _KILLED if code == -9 else _OWN_FAULT
        return _Trouble("died", f"its process ended ({_how(code)})", weight)
    if not one.ready:
        slow = now_s - one.born_s > _START_LIMIT_S
        reason = f"its process did not start within {_START_LIMIT_S:.0f} s"
        return _Trouble("hung", reason) if slow else None
    if one.job is None:
        return None
    if now_s - one.heard_s > limits.silence_s:
        return _Trouble("hung", f"no sign of work for {limits.silence_s:g} s")
    if now_s - one.began_s > limits.job_s:
        return _Trouble("hung", f"not done after {limits.job_s:g} s")
    return None


def _how(exitcode: int | None) -> str:
    if exitcode == -9:
        return "killed, perhaps for want of memory"
    return f"signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"code {exitcode}"


def _dismiss(one: _Worker, state: _State, trouble: _Trouble) -> Iterator[Event]:
    if not one.ready:
        state.failed_starts += 1
        state.start_after_s = time.monotonic() + _START_PAUSE_S * state.failed_starts
    if one.job is None:
        return
    job, one.job = one.job, None
    yield _again_or_failed(job, state, trouble)


def _again_or_failed(job: int, state: _State, trouble: _Trouble) -> Event:
    state.faults[job] = state.faults.get(job, 0) + trouble.weight
    if state.faults[job] < _OUT:
        # At the end of the line: what was wrong with the machine may have passed by then.
        state.waiting.append(job)
        return Event("retried", job, cause=trouble.cause, reason=trouble.reason)
    reason = f"{trouble.reason}; tried {state.tries[job]} times"
    return Event("failed", job, cause=trouble.cause, reason=reason)


def _spent(one: _Worker, limits: Limits) -> bool:
    return one.job is None and (one.jobs >= limits.jobs or one.memory_mb > limits.memory_mb)


def _end(crew: Sequence[_Worker]) -> None:
    """End processes for certain; results are whole files, so nothing is lost."""
    for one in crew:
        one.pipe.close()
        one.process.kill()
    for one in crew:
        one.process.join(_END_WITHIN_S)
        # One that waits for a network drive cannot even be killed; then nobody waits for it.
        if not one.process.is_alive():
            one.process.close()


def sensible_workers() -> int:
    """One for each core this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
