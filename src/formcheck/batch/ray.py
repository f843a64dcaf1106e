"""Run the jobs of a batch on a Ray cluster, with the same events as on this machine.

Ray Data streams the jobs through actors, one job a block: what kills an actor costs one block, is
tried once more, and then skipped. A job without an answer at the end has failed.
"""

from __future__ import annotations

import logging
import os
import pickle
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from formcheck.batch.events import Cause, Engine, JobEvent, Limits, Task
from formcheck.batch.worker import Answer, attempt
from formcheck.errors import FormcheckError

__all__ = ["ray_engine"]

_HUNG = 3
_POLL_EVERY_S = 1.0
_RESTARTS = -1  # without limit: each job has limits of its own
_TRIES_AGAIN = 1
_QUIET: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}


def ray_engine(address: str | None) -> Engine:
    """Make an engine on a running cluster, or without an address on a Ray of this machine.

    Raises
    ------
    FormcheckError
        Ray is not installed.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise FormcheckError(
            "--engine ray needs Ray, which is not installed; pip install 'formcheck[ray]'"
        ) from error

    def run(
        task: Task,
        payloads: Sequence[Any],
        *,
        workers: int | None,
        limits: Limits | None,
        stopped: Callable[[], bool],
    ) -> Generator[JobEvent, None, None]:
        return _run(address, task, payloads, workers, limits or Limits(), stopped)

    return run


def _run(
    address: str | None,
    task: Task,
    payloads: Sequence[Any],
    workers: int | None,
    limits: Limits,
    stopped: Callable[[], bool],
) -> Generator[JobEvent, None, None]:
    if not payloads:
        return
    import ray

    was_running = ray.is_initialized()
    if not was_running:
        _connect(address, workers)
    try:
        unanswered = set(range(len(payloads)))
        answers = _until_stopped(lambda: _answers(task, payloads, workers, limits), stopped)
        for job, answer in answers:
            unanswered.discard(job)
            yield _event(job, answer)
        if stopped():
            return
        for job in sorted(unanswered):
            reason = "its process ended or did not get on; tried twice"
            yield JobEvent("failed", job, cause="died", reason=reason)
    finally:
        if not was_running:
            ray.shutdown()


def _until_stopped(
    make: Callable[[], Iterator[tuple[int, Answer]]], stopped: Callable[[], bool]
) -> Iterator[tuple[int, Answer]]:
    """Yield from an iterator, but stop waiting for it when stopped: a clip may take an hour."""
    results: SimpleQueue[tuple[int, Answer] | Exception | None] = SimpleQueue()

    def pull() -> None:
        try:
            for result in make():
                results.put(result)
            results.put(None)
        except Exception as error:  # raised again in the thread of the caller
            results.put(error)

    threading.Thread(target=pull, daemon=True).start()
    while not stopped():
        try:
            result = results.get(timeout=_POLL_EVERY_S / 2)
        except Empty:
            continue
        if result is None:
            return
        if isinstance(result, Exception):
            raise FormcheckError(f"Ray gave up: {result}") from result
        yield result


def _connect(address: str | None, workers: int | None) -> None:
    import ray

    options = {"num_cpus": workers} if address is None and workers is not None else {}
    # Ray sends no usage statistics from the cluster.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray.init(address, include_dashboard=False, **_QUIET, **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise FormcheckError(f"{address or 'ray'}: no cluster there ({error})") from error


def _answers(
    task: Task, payloads: Sequence[Any], workers: int | None, limits: Limits
) -> Generator[tuple[int, Answer], None, None]:
    """Yield jobs with their answers, in any order; a job that killed its actor has none."""
    import ray

    context = ray.data.DataContext.get_current()
    context.max_errored_blocks = -1
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    # As bytes, because the cells of a table cannot contain other objects.
    rows = [{"job": job, "payload": pickle.dumps(payload)} for job, payload in enumerate(payloads)]
    data = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = data.map(
        _JobActor,
        fn_constructor_kwargs={"task": task, "limits": limits},
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers or _cores()),
        num_cpus=1,
        max_restarts=_RESTARTS,
        max_task_retries=_TRIES_AGAIN,
    )
    for row in done.iter_rows():
        yield int(row["job"]), pickle.loads(row["answer"])


def _cores() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _event(job: int, answer: Answer) -> JobEvent:
    if answer.kind == "done":
        return JobEvent("done", job, answer.value)
    cause: Cause = "defect"
    if answer.kind in {"refused", "unwritable"}:
        cause = "refused" if answer.kind == "refused" else "unwritable"
    return JobEvent("failed", job, cause=cause, reason=str(answer.value))


class _JobActor:
    """An actor that runs jobs. It ends itself if a job hangs: Ray has no time limit for that."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self._task, self._limits = task, limits
        self._job_started_s: float | None = None
        self._reported_s = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        self._reported_s = self._job_started_s = time.monotonic()
        payload = pickle.loads(row["payload"])
        answer = attempt(self._task, payload, self._on_report)
        if answer.kind == "defect":
            answer = attempt(self._task, payload, self._on_report)
        self._job_started_s = None
        return {"job": row["job"], "answer": pickle.dumps(answer)}

    def _on_report(self, value: Any) -> None:
        self._reported_s = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(_POLL_EVERY_S)
            started_s, now_s = self._job_started_s, time.monotonic()
            if started_s is not None and (
                now_s - self._reported_s > self._limits.silence_s
                or now_s - started_s > self._limits.job_s
            ):
                os._exit(_HUNG)
