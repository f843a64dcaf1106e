"""The queue of clips to analyse, one for the server: bounded, and fair between visitors.

Each job runs in a worker process (`formcheck.batch.supervisor`), so that no page waits for a model
and a crash costs one clip.
"""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from formcheck.app.jobs.work import CheckedClip, ClipRequest, JobProgress, check_clip, make_ready
from formcheck.batch.events import JobEvent, Limits, Task
from formcheck.batch.supervisor import supervise_line
from formcheck.errors import FormcheckError

__all__ = ["Job", "JobQueue"]

State = Literal["waiting", "working", "done", "failed", "cancelled"]

# On few cores the first page would be drawn later if the workers started at once.
_START_DELAY_S = 2.0
_LIMITS = Limits(job_s=1800.0, silence_s=120.0)


@dataclass
class Job:
    """One clip in the queue, and what became of it.

    Attributes
    ----------
    owner : str
        The visitor.
    number, round : int
        Jobs run by round, and within a round by number.
    ahead : int
        Jobs that are being worked on or run before this one.
    result : CheckedClip or None
        Set when the state is ``done``.
    reason : str or None
        Why the job failed or was cancelled.
    """

    request: ClipRequest
    owner: str = ""
    number: int = 0
    round: int = 0
    state: State = "waiting"
    ahead: int = 0
    progress: JobProgress = field(default_factory=lambda: JobProgress(0.0, "Waiting"))
    result: CheckedClip | None = None
    reason: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the state is final."""
        return self.state in ("done", "failed", "cancelled")


class JobQueue:
    """A bounded job queue, and the thread that runs the worker processes.

    Fairness is start-time fair queueing with equal weights. A visitor's next job belongs to the
    round after their last one, and never to a round that is over: one clip waits for no batch.

    Parameters
    ----------
    workers : int
        Jobs that run at a time.
    capacity : int
        Jobs that may wait.
    share : int, optional
        Jobs of one visitor that may wait; by default `capacity`.
    task : callable
        Runs a job in a worker process.
    prepare : callable or None
        Runs in each worker process before its first job.
    """

    def __init__(
        self,
        workers: int,
        capacity: int,
        share: int | None = None,
        task: Task = check_clip,
        prepare: Callable[[], None] | None = make_ready,
    ) -> None:
        self._capacity = capacity
        self._share = capacity if share is None else min(share, capacity)
        # Jobs that wait or that a worker has, among them those cancelled during the work.
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count()
        self._round = 0
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, args=(task, workers, prepare), daemon=True, name="job-queue"
        )
        self._thread.start()

    def submit(self, request: ClipRequest, owner: str = "") -> Job:
        """Add a job, behind all jobs of its owner.

        Raises
        ------
        FormcheckError
            The queue is full, or the owner's share of it.
        """
        with self._changed:
            waiting = self._waiting()
            if len(waiting) >= self._capacity:
                raise FormcheckError(
                    f"{self._capacity} clips are waiting already; try again in a few minutes"
                )
            if sum(job.owner == owner for job in waiting) >= self._share:
                raise FormcheckError(
                    f"{self._share} of your clips are waiting already, which is as many as one "
                    "visitor may have in the line; send the others when these are done"
                )
            rounds = [job.round + 1 for job in self._jobs.values() if job.owner == owner]
            job = Job(request, owner, next(self._numbers), max([self._round, *rounds]))
            self._jobs[job.number] = job
            self._count_ahead()
            self._changed.notify_all()
            return job

    def cancel(self, job: Job, reason: str | None = None) -> None:
        """Stop a job, finished or not, and delete its files."""
        with self._changed:
            if job.state == "waiting":
                self._jobs.pop(job.number, None)
            job.reason, job.result, job.state = reason or job.reason, None, "cancelled"
            self._count_ahead()
        shutil.rmtree(job.request.folder, ignore_errors=True)

    def close(self) -> None:
        """End all work, when the server ends."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def take(self) -> tuple[int, ClipRequest] | None:
        """Give the supervisor the next job; None if none waits."""
        with self._changed:
            waiting = self._waiting()
            if not waiting:
                return None
            job = waiting[0]
            job.state, job.progress = "working", JobProgress(0.0, "Starting")
            self._count_ahead()
            return job.number, job.request

    def is_dropped(self, job: int) -> bool:
        """Tell the supervisor whether a job was cancelled."""
        return self._jobs[job].state == "cancelled"

    def let_go(self, job: int) -> None:
        """Forget a cancelled job, after the supervisor has stopped its worker."""
        self._end(job, "cancelled")

    def _waiting(self) -> list[Job]:
        waiting = (job for job in self._jobs.values() if job.state == "waiting")
        return sorted(waiting, key=lambda job: (job.round, job.number))

    def _count_ahead(self) -> None:
        working = sum(job.state == "working" for job in self._jobs.values())
        for ahead, job in enumerate(self._waiting(), working):
            job.ahead = ahead

    def _run(self, task: Task, workers: int, prepare: Callable[[], None] | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._jobs, _START_DELAY_S)
        while not self._closed:
            events = supervise_line(
                task,
                self,
                workers=workers,
                limits=_LIMITS,
                stopped=lambda: self._closed,
                prepare=prepare,
            )
            try:
                with closing(events):
                    for event in events:
                        self._handle(event)
            except Exception as error:
                self._fail(str(error))

    def _handle(self, event: JobEvent) -> None:
        job = self._jobs[event.job]
        if event.kind == "progress":
            job.progress = event.value
        elif event.kind == "done":
            self._end(job.number, "done", result=event.value)
        elif event.kind == "failed":
            reason = str(event.reason)
            if event.cause not in ("refused", "unwritable"):
                reason = _defect(job, reason)
            self._end(job.number, "failed", reason=reason)

    def _fail(self, reason: str) -> None:
        """Fail the jobs under way, or the next one, because no worker can be started."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._jobs)
            if all(job.state == "waiting" for job in self._jobs.values()):
                self.take()
            for job in list(self._jobs.values()):
                if job.state != "waiting":
                    self._end(job.number, "failed", reason=_defect(job, reason))

    def _end(
        self,
        number: int,
        state: State,
        *,
        result: CheckedClip | None = None,
        reason: str | None = None,
    ) -> None:
        with self._changed:
            job = self._jobs.pop(number)
            self._round = max(self._round, job.round + 1)
            if job.state != "cancelled":
                # The state last: pages read without the lock, and no more once it is final.
                job.result, job.reason, job.state = result, reason, state
            self._count_ahead()
        if job.result is None:
            # The upload of a failed clip, or what a worker wrote after the cancellation.
            shutil.rmtree(job.request.folder, ignore_errors=True)


def _defect(job: Job, reason: str) -> str:
    return (
        f"{job.request.name}: formcheck itself failed on this clip ({reason}); "
        "try again, or another clip"
    )
