"""Ctrl-C, SIGTERM and a closed terminal end the command at once, and leave nothing half-written."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from formcheck._util.files import discard_unfinished

__all__ = ["stop_at_once", "stop_when_asked"]

_MESSAGE = "formcheck: stopped; nothing half-written is left\n"
_CLEAR_BAR_AND_SHOW_CURSOR = "\r\x1b[2K\x1b[?25h"
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def stop_at_once() -> None:
    """Let the usual signals end this process immediately, with exit code 128 + signal.

    Unfinished files are removed first. Nothing is unwound: native inference and encoding threads
    would hold that up, and an exception raised between any two lines would end in one of the many
    places of other libraries where it becomes a traceback.

    Signals that were already ignored when the process began (`nohup`) stay ignored. On Windows,
    where an open file cannot be removed, Python's own KeyboardInterrupt is kept.
    """
    if os.name == "nt":
        return
    # A descriptor of our own: to silence the native library, number 2 points elsewhere at times.
    descriptor = -1
    with suppress(OSError, ValueError, AttributeError):
        descriptor = os.dup(sys.stderr.fileno())
    numbers = [getattr(signal, name) for name in _SIGNALS]
    heeded = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]

    def stop(number: int, frame: FrameType | None) -> None:
        # Pressing Ctrl-C again must not disturb the cleaning.
        for each in heeded:
            signal.signal(each, signal.SIG_IGN)
        discard_unfinished()
        with suppress(OSError):
            start = _CLEAR_BAR_AND_SHOW_CURSOR if os.isatty(descriptor) else ""
            os.write(descriptor, (start + _MESSAGE).encode())
        os._exit(128 + number)

    for each in heeded:
        signal.signal(each, stop)


def stop_when_asked() -> Callable[[], bool]:
    """For work that can end in good order: the first signal only asks, the next one ends at once.

    Returns
    -------
    callable
        Says whether the user has asked by now.
    """
    asked = False
    before = {
        number: signal.getsignal(number)
        for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))
        if signal.getsignal(number) != signal.SIG_IGN
    }

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        for each, handler in before.items():
            signal.signal(each, handler)

    for each in before:
        signal.signal(each, ask)
    return lambda: asked
