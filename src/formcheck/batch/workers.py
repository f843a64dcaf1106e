"""A worker process as its supervisor sees it: started, sent a job, checked, and stopped."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from formcheck.batch.events import Cause, Limits, Task
from formcheck.batch.worker import Answer, resident_mb, work
from formcheck.errors import FormcheckError

__all__ = ["GIVE_UP_WEIGHT", "JobFailure", "WorkerProcess", "start_worker", "stop_workers"]

# A job is given up after two failures of its own. SIGKILL comes from outside and was aimed at a
# process, not at a clip, so it weighs half; a clip that fills all memory still comes to an end.
GIVE_UP_WEIGHT = 4
_OWN_FAULT, _KILLED = 2, 1
# Importing the pose model takes seconds on a busy machine.
_START_LIMIT_S = 180.0
_STOP_LIMIT_S = 5.0


@dataclass(frozen=True)
class JobFailure:
    """Why a worker, and the job it had, ended without a result; `weight` is the job's share."""

    cause: Cause
    reason: str
    weight: int = _OWN_FAULT


@dataclass
class WorkerProcess:
    """A process that takes one job at a time.

    Attributes
    ----------
    slot : int
        Number of the worker, from 0; it decides which cores the process keeps to.
    started_s, job_started_s, answered_s : float
        Monotonic times of the start of process and job, and of the last answer.
    ready : bool
        Whether it has loaded what it needs.
    pipe_closed : bool
        Whether it can answer no more.
    """

    process: BaseProcess
    pipe: Connection
    slot: int
    started_s: float
    ready: bool = False
    pipe_closed: bool = False
    job: int | None = None
    job_started_s: float = 0.0
    answered_s: float = 0.0
    jobs_done: int = 0
    memory_mb: float = 0.0

    def is_free(self) -> bool:
        """Whether it can take a job now."""
        return self.ready and self.job is None and self.process.is_alive()

    def send(self, job: int, payload: Any) -> bool:
        """Send a job; False if the process died before it took it."""
        try:
            self.pipe.send(payload)
        except OSError:
            return False
        self.job, self.job_started_s = job, time.monotonic()
        self.answered_s = self.job_started_s
        return True

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that have arrived, also those of a process that has ended since."""
        try:
            while self.pipe.poll():
                answer: Answer = self.pipe.recv()
                self.answered_s = time.monotonic()
                yield answer
        except (EOFError, OSError):
            self.pipe_closed = True

    def extend_deadlines(self, seconds: float) -> None:
        """Extend the deadlines by the time in which the supervisor was suspended."""
        self.started_s += seconds
        self.job_started_s += seconds
        self.answered_s += seconds

    def failure(self, limits: Limits, *, alive: bool) -> JobFailure | None:
        """Why the process has to be stopped; None while it works as it should.

        Parameters
        ----------
        limits : Limits
            Time and memory for a job.
        alive : bool
            Whether the process was alive before its last answers were read.
        """
        now_s = time.monotonic()
        if not alive or self.pipe_closed:
            self.process.join(_STOP_LIMIT_S)
            code = self.process.exitcode
            weight = _KILLED if code == -9 else _OWN_FAULT
            return JobFailure("died", f"its process ended ({_exit_reason(code)})", weight)
        if not self.ready:
            slow = now_s - self.started_s > _START_LIMIT_S
            reason = f"its process did not start within {_START_LIMIT_S:.0f} s"
            return JobFailure("hung", reason) if slow else None
        return None if self.job is None else self._job_failure(limits, now_s)

    def _job_failure(self, limits: Limits, now_s: float) -> JobFailure | None:
        if resident_mb(self.process.pid) > limits.most_mb:
            reason = (
                f"it took more than {limits.most_mb:g} MB of memory; export it shorter or smaller"
            )
            # A second try would take as much.
            return JobFailure("died", reason, GIVE_UP_WEIGHT)
        if now_s - self.answered_s > limits.silence_s:
            return JobFailure("hung", f"no sign of work for {limits.silence_s:g} s")
        if now_s - self.job_started_s > limits.job_s:
            return JobFailure("hung", f"not done after {limits.job_s:g} s")
        return None

    def is_spent(self, limits: Limits) -> bool:
        """Whether it should be replaced before its next job."""
        return self.job is None and (
            self.jobs_done >= limits.jobs or self.memory_mb > limits.memory_mb
        )


def start_worker(
    task: Task, slot: int, slots: int, prepare: Callable[[], None] | None
) -> WorkerProcess:
    """Start a process for one of several slots.

    Raises
    ------
    FormcheckError
        The system starts no more processes.
    """
    context = multiprocessing.get_context("spawn")
    our_end, its_end = context.Pipe()
    process = context.Process(
        target=work,
        args=(its_end, task, slot, slots, prepare),
        name=f"formcheck-worker-{slot}",
        # After an unexpected error here, Python must not wait for it at exit.
        daemon=True,
    )
    try:
        with block_sigint():
            process.start()
    except OSError as error:
        our_end.close()
        raise FormcheckError(
            f"no process can be started ({error.strerror}); close programs, or try --workers 1"
        ) from error
    finally:
        its_end.close()
    return WorkerProcess(process, our_end, slot, time.monotonic())


@contextmanager
def block_sigint() -> Iterator[None]:
    """Block Ctrl-C for processes started in the block; only the supervisor reacts to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The first process starts the tracker, and that unblocks signals for this first process.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop_workers(workers: Sequence[WorkerProcess]) -> None:
    """Kill processes; results are whole files, so nothing is lost."""
    for worker in workers:
        worker.pipe.close()
        worker.process.kill()
    for worker in workers:
        worker.process.join(_STOP_LIMIT_S)
        # A process that waits for a network drive cannot be killed, and is left alone.
        if not worker.process.is_alive():
            worker.process.close()


def _exit_reason(exitcode: int | None) -> str:
    if exitcode == -9:
        return "killed, perhaps for want of memory"
    return f"signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"code {exitcode}"
