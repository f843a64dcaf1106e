"""Tasks for the processes of a batch, well-behaved and otherwise."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from formcheck._util.files import replacing
from formcheck.errors import FormcheckError, OutputError

__all__ = ["disk_full", "obey", "workers_of_others"]

_held: list[bytes] = []


def obey(payload: tuple, report: Callable[[float], None]) -> Any:
    """Do what the first word of the payload says."""
    word, *rest = payload
    return globals()[f"_{word}"](report, *rest)


def workers_of_others() -> set[BaseProcess]:
    """Processes that are there already: pages tested in this process may have a queue of theirs."""
    return set(multiprocessing.active_children())


def disk_full(payload: Any, report: Callable[[Any], None]) -> None:
    """Fail as a task does whose result finds no room on the disk."""
    with replacing(Path(payload.output) / "result.json"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _double(report: Callable[[float], None], number: int) -> int:
    report(number)
    return 2 * number


def _pid(report: Callable[[float], None]) -> int:
    return os.getpid()


def _cores(report: Callable[[float], None]) -> tuple[int, ...]:
    time.sleep(0.3)  # so that every worker gets one
    return tuple(sorted(os.sched_getaffinity(0)))


def _refuse(report: Callable[[float], None]) -> None:
    raise FormcheckError("the picture is upside down")


def _cannot_write(report: Callable[[float], None]) -> None:
    raise OutputError("out: cannot be written")


def _slip(report: Callable[[float], None], marker: Path | None = None) -> str:
    if marker is None or _first_time(marker):
        raise ZeroDivisionError("of our own making")
    return "second time"


def _die(report: Callable[[float], None], number: int, marker: Path | None = None) -> str:
    if marker is None or _first_time(marker):
        os.kill(os.getpid(), number)
    return "second time"


def _die_times(report: Callable[[float], None], times: int, folder: Path) -> str:
    if any(_first_time(folder / str(number)) for number in range(times)):
        os.kill(os.getpid(), signal.SIGKILL)
    return "in the end"


def _leave(report: Callable[[float], None]) -> None:
    os._exit(7)


def _silence(report: Callable[[float], None]) -> None:
    time.sleep(3600)


def _busy(report: Callable[[float], None]) -> None:
    while True:
        report(1.0)
        time.sleep(0.01)


def _unsendable(report: Callable[[float], None]) -> Callable[[], None]:
    return lambda: None


def _last_words(report: Callable[[float], None]) -> str:
    """Answer, and be gone before anyone listens."""
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    return "heard"


def _grow(report: Callable[[float], None], megabytes: int) -> int:
    _held.append(os.urandom(2**20) * megabytes)
    return os.getpid()


def _grow_and_stay(report: Callable[[float], None], megabytes: int) -> None:
    _grow(report, megabytes)
    time.sleep(3600)


def _first_time(marker: Path) -> bool:
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
