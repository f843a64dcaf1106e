"""The worker processes of one run: who is hired, handed a job, listened to, and let go."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from formcheck.batch.events import Cause, Event, Limits, Task
from formcheck.batch.worker import Answer, resident_mb, work
from formcheck.errors import FormcheckError

__all__ = ["Crew", "Source", "Work"]

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
class Work:
    """What is to be done, and what went wrong so far."""

    payloads: MutableMapping[int, Any]
    waiting: deque[int]
    tries: dict[int, int] = field(default_factory=dict)
    faults: dict[int, int] = field(default_factory=dict)
    failed_starts: int = 0
    start_after_s: float = 0.0

    def forget(self, job: int) -> None:
        """Of a job that has ended nothing is kept: a line goes on for months."""
        for kept in (self.payloads, self.tries, self.faults):
            kept.pop(job, None)


class Source(Protocol):
    """Where the jobs of `supervise_line` come from; asked from the thread that runs it."""

    def take(self) -> tuple[int, Any] | None:
        """Number and payload of the next job, which a worker is free for; None: none just now."""
        ...

    def is_dropped(self, job: int) -> bool:
        """Whether nobody wants the result of a job any more."""
        ...

    def let_go(self, job: int) -> None:
        """Told of a dropped job: whoever worked on it has ended."""
        ...


@dataclass
class Crew:
    """The workers of one run."""

    task: Task
    workers: int
    limits: Limits
    prepare: Callable[[], None] | None = None
    members: list[_Worker] = field(default_factory=list)

    def run(
        self, state: Work, source: Source | None, over: Callable[[], bool]
    ) -> Generator[Event, None, None]:
        """Work until it is over; with a source, its jobs too."""
        looked_s = time.monotonic()
        try:
            while not over():
                if source is not None:
                    self._ask(source, state)
                self._hire_who_is_missing(state, waits=source is not None)
                for one in self.members:
                    yield from _hand_out(one, state)
                _wait(self.members)
                for one in list(self.members):
                    yield from self._see_to(one, state)
                if state.failed_starts >= _FAILED_STARTS:
                    raise FormcheckError(
                        "the processes that analyse clips end as soon as they are started; is "
                        "there enough memory? Try --workers 1. A script of your own must call "
                        "batch() under if __name__ == '__main__'"
                    )
                now_s = time.monotonic()
                if now_s - looked_s > _AWAY_S:
                    for one in self.members:
                        one.excuse(now_s - looked_s)
                looked_s = now_s
        finally:
            _end(self.members)

    def _ask(self, source: Source, state: Work) -> None:
        """Let go what nobody wants any more, and take in as many jobs as workers are free for."""
        for one in list(self.members):
            if one.job is not None and source.is_dropped(one.job):
                job = one.job
                self._let_go(one)
                state.forget(job)
                source.let_go(job)
        for job in [one for one in state.waiting if source.is_dropped(one)]:
            state.waiting.remove(job)
            state.forget(job)
            source.let_go(job)
        free = sum(one.job is None for one in self.members)
        while len(state.waiting) < free and (taken := source.take()) is not None:
            job, state.payloads[taken[0]] = taken
            state.waiting.append(job)

    def _hire_who_is_missing(self, state: Work, *, waits: bool) -> None:
        jobs = len(state.waiting) + sum(one.job is not None for one in self.members)
        wanted = self.workers if waits else min(self.workers, jobs)
        while len(self.members) < wanted and time.monotonic() >= state.start_after_s:
            self.members.append(self._hire())

    def _hire(self) -> _Worker:
        """Start a process; its number tells it which core to keep to."""
        taken = {one.process.name for one in self.members}
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        place = next(n for n in range(self.workers) if f"formcheck-worker-{n}" not in taken)
        process = context.Process(
            target=work,
            args=(theirs, self.task, place, self.workers, self.prepare),
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

    def _see_to(self, one: _Worker, state: Work) -> Iterator[Event]:
        # Asked before its last words are read: what it said before it died still counts.
        alive = one.process.is_alive()
        yield from _listen(one, state)
        trouble = _trouble(one, self.limits, alive)
        if trouble is not None:
            yield from _dismiss(one, state, trouble)
        if trouble is not None or _spent(one, self.limits):
            self._let_go(one)

    def _let_go(self, one: _Worker) -> None:
        self.members.remove(one)
        _end([one])


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started here inherits it: the key reaches all processes, and only we answer."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python starts it with the first process, and then lets signals through for that process.
    resource_tracker.ensure_running()
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


def _hand_out(one: _Worker, state: Work) -> Iterator[Event]:
    if not one.ready or one.job is not None or not state.waiting or not one.process.is_alive():
        return
    job = state.waiting.popleft()
    try:
        one.pipe.send(state.payloads[job])
    except OSError:
        # It died just now, before it knew of the job.
        state.waiting.appendleft(job)
        return
    state.tries[job] = state.tries.get(job, 0) + 1
    one.job, one.began_s = job, time.monotonic()
    one.heard_s = one.began_s
    yield Event("started", job, worker=one.process.pid)


def _listen(one: _Worker, state: Work) -> Iterator[Event]:
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


def _answered(one: _Worker, state: Work, answer: Answer) -> Iterator[Event]:
    assert one.job is not None
    job, worker = one.job, one.process.pid
    if answer.kind == "progress":
        yield Event("progress", job, answer.value, worker=worker)
        return
    one.job, one.memory_mb = None, answer.memory_mb
    one.jobs += 1
    if answer.kind == "done":
        state.forget(job)
        yield Event("done", job, answer.value, worker=worker)
    elif answer.kind == "defect":
        yield _again_or_failed(job, state, _Trouble("defect", str(answer.value)))
    elif answer.kind != "ready":
        # The clip itself, or the folder of the results: a second try would end the same way.
        state.forget(job)
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
    return None if one.job is None else _trouble_with_job(one, limits, now_s)


def _trouble_with_job(one: _Worker, limits: Limits, now_s: float) -> _Trouble | None:
    if resident_mb(one.process.pid) > limits.most_mb:
        # A second try would come to the same.
        reason = f"it took more than {limits.most_mb:g} MB of memory; export it shorter or smaller"
        return _Trouble("died", reason, _OUT)
    if now_s - one.heard_s > limits.silence_s:
        return _Trouble("hung", f"no sign of work for {limits.silence_s:g} s")
    if now_s - one.began_s > limits.job_s:
        return _Trouble("hung", f"not done after {limits.job_s:g} s")
    return None


def _how(exitcode: int | None) -> str:
    if exitcode == -9:
        return "killed, perhaps for want of memory"
    return f"signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"code {exitcode}"


def _dismiss(one: _Worker, state: Work, trouble: _Trouble) -> Iterator[Event]:
    if not one.ready:
        state.failed_starts += 1
        state.start_after_s = time.monotonic() + _START_PAUSE_S * state.failed_starts
    if one.job is None:
        return
    job, one.job = one.job, None
    yield _again_or_failed(job, state, trouble)


def _again_or_failed(job: int, state: Work, trouble: _Trouble) -> Event:
    state.faults[job] = state.faults.get(job, 0) + trouble.weight
    if state.faults[job] < _OUT:
        # At the end of the line: what was wrong with the machine may have passed by then.
        state.waiting.append(job)
        return Event("retried", job, cause=trouble.cause, reason=trouble.reason)
    reason = f"{trouble.reason}; tried {state.tries[job]} times"
    state.forget(job)
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
