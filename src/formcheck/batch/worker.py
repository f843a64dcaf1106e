"""The main function of a worker process: it takes jobs from a pipe until that is closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal

from formcheck.batch.events import Task
from formcheck.errors import FormcheckError, OutputError

__all__ = ["Answer", "attempt", "resident_mb", "work"]

_REPORT_EVERY_S = 0.25
_ORPHANED = 1
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Answer:
    """A message of a worker to its supervisor; `memory_mb` is what it uses after a job."""

    kind: Literal["ready", "progress", "done", "refused", "unwritable", "defect"]
    value: Any = None
    memory_mb: float = 0.0


def work(
    pipe: Connection,
    task: Task,
    slot: int,
    slots: int,
    prepare: Callable[[], None] | None = None,
) -> None:
    """Main function of a worker process.

    Parameters
    ----------
    pipe : Connection
        Payloads come in, `Answer` objects go out.
    task : Task
        What to do with each payload.
    slot, slots : int
        Number of this worker, and number of workers: each keeps to cores of its own.
    prepare : callable, optional
        Called before the worker reports that it is ready.
    """
    _configure_process(slot, slots)
    if prepare is not None:
        prepare()
    pipe.send(Answer("ready"))
    # The supervisor closed the pipe.
    with suppress(EOFError, OSError):
        while True:
            answer = attempt(task, pipe.recv(), _reporter(pipe))
            answer = replace(answer, memory_mb=resident_mb())
            try:
                pipe.send(answer)
            except OSError:
                raise
            except Exception as error:  # it cannot be pickled, and no part of it was sent
                pipe.send(Answer("defect", f"its result cannot be sent: {error}"))


def attempt(task: Task, payload: Any, report: Callable[[Any], None]) -> Answer:
    """Do one job, and turn its errors into answers.

    Parameters
    ----------
    task : Task
        What to do.
    payload : object
        Its first argument.
    report : callable
        Its second.
    """
    try:
        return Answer("done", task(payload, report))
    except OutputError as error:
        return Answer("unwritable", str(error))
    except FormcheckError as error:
        return Answer("refused", str(error))
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        line = f"{Path(frame.filename).name}:{frame.lineno}"
        return Answer("defect", f"{type(error).__name__} in {line}: {error}")


def resident_mb(process: int | None = None) -> float:
    """Resident memory of a process, by its number, or of this one; 0 if unknown.

    Without ``/proc`` it is the peak of this one.
    """
    with suppress(OSError):
        pages = int(Path(f"/proc/{process or 'self'}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    if process is not None:
        return 0.0
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
    return 0.0


def _configure_process(slot: int, slots: int) -> None:
    """Keep to the cores of the slot, write nothing, and end with the parent, whatever ends it."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    # Ctrl-C in a terminal reaches every process of the group; only the parent reacts to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        own = cores[slot::slots]
        if own:
            os.sched_setaffinity(0, own)
    _silence()
    _end_with_parent()


def _silence() -> None:
    """Discard what native libraries print: it could not be assigned to a clip."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        if stream is not None:
            stream.flush()
        os.dup2(devnull, number)
    os.close(devnull)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes

        # The kernel does it even while native code keeps the threads of Python from running.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(_ORPHANED)


def _reporter(pipe: Connection) -> Callable[[Any], None]:
    sent_s = 0.0

    def report(value: Any) -> None:
        nonlocal sent_s
        now_s = time.monotonic()
        if now_s - sent_s >= _REPORT_EVERY_S:
            sent_s = now_s
            pipe.send(Answer("progress", value))

    return report
