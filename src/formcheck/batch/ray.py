"""Run the jobs of a batch on a Ray cluster, with the same events as on this machine.

Ray Data streams the jobs through actors, one job a block: what kills an actor costs one block, is
tried once more, and then tolerated. Which jobs never came back is known from those that did.
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

from formcheck.batch.engines import Engine
from formcheck.batch.events import Cause, Event, Limits, Task
from formcheck.batch.worker import Answer, attempt
from formcheck.errors import FormcheckError

__all__ = ["ray_engine"]

_HUNG = 3
_LOOK_EVERY_S = 1.0
_RESTARTS = -1  # without end: each job is bounded by itself
_TRIES_AGAIN = 1
_QUIET: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}


def ray_engine(address: str | None) -> Engine:
    """An engine on a running cluster, or where no address is given on a Ray of this machine.

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
    ) -> Generator[Event, None, None]:
        return _run(address, task, payloads, workers, limits or Limits(), stopped)

    return run


def _run(
    address: str | None,
    task: Task,
    payloads: Sequence[Any],
    workers: int | None,
    limits: Limits,
    stopped: Callable[[], bool],
) -> Generator[Event, None, None]:
    if not payloads:
        return
    import ray

    was_running = ray.is_initialized()
    if not was_running:
        _connect(address, workers)
    try:
        left = set(range(len(payloads)))
        answers = _until_stopped(lambda: _answers(task, payloads, workers, limits), stopped)
        for job, answer in answers:
            left.discard(job)
            yield _event(job, answer)
        if stopped():
            return
        for job in sorted(left):
            reason = "its process ended or did not get on; tried twice"
            yield Event("failed", job, cause="died", reason=reason)
    finally:
        if not was_running:
            ray.shutdown()


def _until_stopped(
    make: Callable[[], Iterator[tuple[int, Answer]]], stopped: Callable[[], bool]
) -> Iterator[tuple[int, Answer]]:
    """What an iterator yields, but not waiting for it once stopped: a clip may take an hour."""
    heard: SimpleQueue[tuple[int, Answer] | Exception | None] = SimpleQueue()

    def pull() -> None:
        try:
            for one in make():
                heard.put(one)
            heard.put(None)
        except Exception as error:  # raised again where it can be answered
            heard.put(error)

    threading.Thread(target=pull, daemon=True).start()
    while not stopped():
        try:
            one = heard.get(timeout=_LOOK_EVERY_S / 2)
        except Empty:
            continue
        if one is None:
            return
        if isinstance(one, Exception):
            raise FormcheckError(f"Ray gave up: {one}") from one
        yield one


def _connect(address: str | None, workers: int | None) -> None:
    import ray

    options = {"num_cpus": workers} if address is None and workers is not None else {}
    # Nothing of what is analysed leaves the cluster.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray.init(address, include_dashboard=False, **_QUIET, **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise FormcheckError(f"{address or 'ray'}: no cluster there ({error})") from error


def _answers(
    task: Task, payloads: Sequence[Any], workers: int | None, limits: Limits
) -> Generator[tuple[int, Answer], None, None]:
    """Jobs and answers as they come, in no order; those that killed their actor are missing."""
    import ray

    context = ray.data.DataContext.get_current()
    context.max_errored_blocks = -1
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    # As bytes, for a table has no cells for objects of ours.
    rows = [{"job": job, "payload": pickle.dumps(one)} for job, one in enumerate(payloads)]
    data = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = data.map(
        _Analyst,
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


def _event(job: int, answer: Answer) -> Event:
    if answer.kind == "done":
        return Event("done", job, answer.value)
    cause: Cause = "defect"
    if answer.kind in {"refused", "unwritable"}:
        cause = "refused" if answer.kind == "refused" else "unwritable"
    return Event("failed", job, cause=cause, reason=str(answer.value))


class _Analyst:
    """An actor. It ends itself where a job hangs: Ray has no limit for that."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self._task, self._limits = task, limits
        self._began_s: float | None = None
        self._heard_s = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        self._heard_s = self._began_s = time.monotonic()
        payload = pickle.loads(row["payload"])
        answer = attempt(self._task, payload, self._heard)
        if answer.kind == "defect":
            answer = attempt(self._task, payload, self._heard)
        self._began_s = None
        return {"job": row["job"], "answer": pickle.dumps(answer)}

    def _heard(self, value: float) -> None:
        self._heard_s = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            began_s, now_s = self._began_s, time.monotonic()
            if began_s is not None and (
                now_s - self._heard_s > self._limits.silence_s
                or now_s - began_s > self._limits.job_s
            ):
                os._exit(_HUNG)
