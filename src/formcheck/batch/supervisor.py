"""Run jobs in processes of their own, and lose at most the job that is at fault.

Nothing here knows what a job does. A worker that dies, hangs or raises costs its own job only; that
job is tried once more, in a fresh process.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, Protocol

from formcheck._util.resources import usable_cores
from formcheck.batch.events import Cause, JobEvent, Limits, Task
from formcheck.batch.worker import Answer
from formcheck.batch.workers import (
    GIVE_UP_WEIGHT,
    JobFailure,
    WorkerProcess,
    start_worker,
    stop_workers,
)
from formcheck.errors import FormcheckError

__all__ = ["JobSource", "supervise", "supervise_line"]

_POLL_EVERY_S = 0.2
# A longer time between two polls: this process was suspended (Ctrl-Z), or the caller was busy.
_SUSPENDED_S = 5.0
_MAX_FAILED_STARTS = 5
_START_PAUSE_S = 0.5


class JobSource(Protocol):
    """Supplies the jobs of `supervise_line`; called from the thread that runs it."""

    def take(self) -> tuple[int, Any] | None:
        """Number and payload of the next job, for a free worker; None if there is none now."""
        ...

    def is_dropped(self, job: int) -> bool:
        """Whether the result of a job is no longer wanted."""
        ...

    def let_go(self, job: int) -> None:
        """Called when no process works on a dropped job any more."""
        ...


def supervise(
    task: Task,
    payloads: Sequence[Any],
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Generator[JobEvent, None, None]:
    """Run a task on every payload, in processes of this machine.

    Parameters
    ----------
    task : Task
        Importable from its module; it runs in another process.
    payloads : sequence
        Of what can be pickled. Their order is the order of work.
    workers : int, optional
        Processes at a time; by default one for each core that this process may use.
    limits : Limits, optional
        Limits of time and memory.
    stopped : callable, optional
        Called several times a second; True ends all workers.

    Yields
    ------
    JobEvent
        Every job ends with exactly one ``done`` or ``failed``, unless stopped.

    Raises
    ------
    FormcheckError
        Workers cannot be started, or their number is below one.
    """
    size = usable_cores() if workers is None else workers
    if size < 1:
        raise FormcheckError(f"{size} workers cannot work; use one or more")
    pool = WorkerPool(task, size, limits or Limits(), jobs=dict(enumerate(payloads)))
    yield from pool.run(lambda: not pool.jobs or (stopped is not None and stopped()))


def supervise_line(
    task: Task,
    source: JobSource,
    *,
    workers: int,
    limits: Limits | None = None,
    stopped: Callable[[], bool],
    prepare: Callable[[], None] | None = None,
) -> Generator[JobEvent, None, None]:
    """Run a task on jobs that arrive over time, with workers that are started beforehand.

    Parameters
    ----------
    task, limits, stopped
        As in `supervise`, like the events and errors.
    source : JobSource
        Of the jobs. One that it drops ends without an event.
    workers : int
        Processes, all started at once, and again when they end.
    prepare : callable, optional
        Importable too; called in each new process before its first job, so that no job waits for
        what all of them need.
    """
    pool = WorkerPool(task, workers, limits or Limits(), source=source, prepare=prepare)
    yield from pool.run(stopped)


@dataclass
class _Job:
    payload: Any
    tries: int = 0
    fault_weight: int = 0


class WorkerPool:
    """Hands jobs to a number of worker processes, and replaces processes that fail.

    Attributes
    ----------
    jobs : dict
        All jobs that have not ended, by number; those without a worker are in a queue as well.
    """

    def __init__(
        self,
        task: Task,
        size: int,
        limits: Limits,
        *,
        jobs: Mapping[int, Any] | None = None,
        source: JobSource | None = None,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self.jobs = {number: _Job(payload) for number, payload in (jobs or {}).items()}
        self._task, self._size, self._limits = task, size, limits
        self._source, self._prepare = source, prepare
        self._queue = deque(self.jobs)
        self._workers: list[WorkerProcess] = []
        self._failed_starts = 0
        self._start_after_s = 0.0

    def run(self, finished: Callable[[], bool]) -> Generator[JobEvent, None, None]:
        """Work on the jobs until `finished` returns True, and stop all processes then."""
        polled_s = time.monotonic()
        try:
            while not finished():
                if self._source is not None:
                    self._update_from(self._source)
                self._start_missing_workers()
                for worker in self._workers:
                    yield from self._assign_job(worker)
                self._wait()
                for worker in list(self._workers):
                    yield from self._check(worker)
                now_s = time.monotonic()
                if now_s - polled_s > _SUSPENDED_S:
                    for worker in self._workers:
                        worker.extend_deadlines(now_s - polled_s)
                polled_s = now_s
        finally:
            stop_workers(self._workers)

    def _update_from(self, source: JobSource) -> None:
        """Drop the jobs that are no longer wanted, and take as many as there are free workers."""
        for worker in list(self._workers):
            if worker.job is not None and source.is_dropped(worker.job):
                self._stop(worker)
                self._drop(worker.job, source)
        for job in [job for job in self._queue if source.is_dropped(job)]:
            self._queue.remove(job)
            self._drop(job, source)
        free = sum(worker.job is None for worker in self._workers)
        while len(self._queue) < free and (taken := source.take()) is not None:
            job, payload = taken
            self.jobs[job] = _Job(payload)
            self._queue.append(job)

    def _drop(self, job: int, source: JobSource) -> None:
        del self.jobs[job]
        source.let_go(job)

    def _start_missing_workers(self) -> None:
        if self._failed_starts >= _MAX_FAILED_STARTS:
            raise FormcheckError(
                "the processes that analyse clips end as soon as they are started; is there enough "
                "memory? Try --workers 1. A script of your own must call batch() under "
                "if __name__ == '__main__'"
            )
        wanted = min(self._size, len(self.jobs)) if self._source is None else self._size
        while len(self._workers) < wanted and time.monotonic() >= self._start_after_s:
            taken = {worker.slot for worker in self._workers}
            slot = next(slot for slot in range(self._size) if slot not in taken)
            self._workers.append(start_worker(self._task, slot, self._size, self._prepare))

    def _assign_job(self, worker: WorkerProcess) -> Iterator[JobEvent]:
        if not self._queue or not worker.is_free():
            return
        number = self._queue.popleft()
        job = self.jobs[number]
        if not worker.send(number, job.payload):
            self._queue.appendleft(number)
            return
        job.tries += 1
        yield JobEvent("started", number, worker=worker.process.pid)

    def _wait(self) -> None:
        """Wait until a worker answers or ends, at most until the next poll."""
        if self._workers:
            pipes = [worker.pipe for worker in self._workers]
            wait([*pipes, *(worker.process.sentinel for worker in self._workers)], _POLL_EVERY_S)
        else:
            time.sleep(_POLL_EVERY_S)

    def _check(self, worker: WorkerProcess) -> Iterator[JobEvent]:
        # Before the answers are read: a result that was sent before the process died still counts.
        alive = worker.process.is_alive()
        for answer in worker.answers():
            yield from self._handle_answer(worker, answer)
        failure = worker.failure(self._limits, alive=alive)
        if failure is not None:
            yield from self._handle_failure(worker, failure)
        if failure is not None or worker.is_spent(self._limits):
            self._stop(worker)

    def _handle_answer(self, worker: WorkerProcess, answer: Answer) -> Iterator[JobEvent]:
        job, process = worker.job, worker.process.pid
        if answer.kind == "ready":
            worker.ready, self._failed_starts = True, 0
        elif job is None:
            return
        elif answer.kind == "progress":
            yield JobEvent("progress", job, answer.value, worker=process)
        else:
            worker.job, worker.memory_mb = None, answer.memory_mb
            worker.jobs_done += 1
            yield self._end_of(job, answer, process)

    def _end_of(self, job: int, answer: Answer, process: int | None) -> JobEvent:
        if answer.kind == "defect":
            return self._retry_or_fail(job, JobFailure("defect", str(answer.value)))
        del self.jobs[job]
        if answer.kind == "done":
            return JobEvent("done", job, answer.value, worker=process)
        # For reasons in the clip or in the output folder a second try would end the same way.
        cause: Cause = "refused" if answer.kind == "refused" else "unwritable"
        return JobEvent("failed", job, cause=cause, reason=answer.value, worker=process)

    def _handle_failure(self, worker: WorkerProcess, failure: JobFailure) -> Iterator[JobEvent]:
        if not worker.ready:
            self._failed_starts += 1
            self._start_after_s = time.monotonic() + _START_PAUSE_S * self._failed_starts
        if worker.job is not None:
            job, worker.job = worker.job, None
            yield self._retry_or_fail(job, failure)

    def _retry_or_fail(self, number: int, failure: JobFailure) -> JobEvent:
        job = self.jobs[number]
        job.fault_weight += failure.weight
        if job.fault_weight < GIVE_UP_WEIGHT:
            # At the end of the queue: a fault of the machine may be over by then.
            self._queue.append(number)
            return JobEvent("retried", number, cause=failure.cause, reason=failure.reason)
        del self.jobs[number]
        reason = f"{failure.reason}; tried {job.tries} times"
        return JobEvent("failed", number, cause=failure.cause, reason=reason)

    def _stop(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        stop_workers([worker])
