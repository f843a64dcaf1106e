"""One process of a batch: takes jobs from a pipe until it is closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from formcheck.batch.supervisor import Task

__all__ = ["Answer", "work"]

_REPORT_EVERY_S = 0.25
_ORPHANED = 1


@dataclass(frozen=True)
class Answer:
    """What a worker says to its supervisor."""

    kind: Literal["ready", "progress", "done", "refused", "defect"]
    value: Any = None


def work(pipe: Connection, task: Task, place: int, workers: int) -> None:
    """Main function of a worker process.

    Parameters
    ----------
    pipe : Connection
        Payloads come in, `Answer` objects go out.
    task : Task
        What to do with each payload.
    place, workers : int
        Number of this worker, and of how many: each keeps to cores of its own.
    """
    _settle(place, workers)
    from formcheck.errors import FormcheckError

    pipe.send(Answer("ready"))
    while True:
        try:
            payload = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = Answer("done", task(payload, _reporter(pipe)))
        except FormcheckError as error:
            answer = Answer("refused", str(error))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            place_of_it = f"{os.path.basename(where.filename)}:{where.lineno}"  # noqa: PTH119
            answer = Answer("defect", f"{type(error).__name__} in {place_of_it}: {error}")
        try:
            pipe.send(answer)
        except OSError:
            return


def _settle(place: int, workers: int) -> None:
    """Keep to own cores and quiet; end with the parent, whatever ends it."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    # Ctrl-C in a terminal reaches every process of the group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        own = cores[place::workers]
        if own:
            os.sched_setaffinity(0, own)
    _silence()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _silence() -> None:
    """Native libraries log nowhere: with several workers nobody could tell whose it is."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    sys.stderr.flush()
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(_ORPHANED)


def _reporter(pipe: Connection) -> Callable[[float], None]:
    last = 0.0

    def report(value: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _REPORT_EVERY_S:
            last = now
            pipe.send(Answer("progress", value))

    return report
