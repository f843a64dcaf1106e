"""Ctrl-C, SIGTERM and a closed terminal end the command at once, and leave nothing half-written."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from formcheck._util.files import discard_unfinished

__all__ = ["stop_at_once", "stop_on_request"]

_MESSAGE = "formcheck: stopped; nothing half-written is left\n"
_CLEAR_BAR_AND_SHOW_CURSOR = "\r\x1b[2K\x1b[?25h"
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def stop_at_once() -> None:
    """Let the usual signals end this process immediately, with exit code 128 + signal.

    Unfinished files are removed first. The stack is not unwound: native inference and encoding
    threads would delay that, and many places in other libraries would turn an exception between
    any two lines into a traceback.

    Signals that were already ignored when the process began (`nohup`) stay ignored. On Windows,
    where an open file cannot be removed, Python's own KeyboardInterrupt is kept.
    """
    if os.name == "nt":
        return
    # A copy, as number 2 points elsewhere while the native library is silenced.
    descriptor = -1
    with suppress(OSError, ValueError, AttributeError):
        descriptor = os.dup(sys.stderr.fileno())
    numbers = [getattr(signal, name) for name in _SIGNALS]
    handled = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]

    def stop(number: int, frame: FrameType | None) -> None:
        # Pressing Ctrl-C again must not interrupt the removal of files.
        for other in handled:
            signal.signal(other, signal.SIG_IGN)
        discard_unfinished()
        with suppress(OSError):
            start = _CLEAR_BAR_AND_SHOW_CURSOR if os.isatty(descriptor) else ""
            os.write(descriptor, (start + _MESSAGE).encode())
        os._exit(128 + number)

    for number in handled:
        signal.signal(number, stop)


def stop_on_request() -> Callable[[], bool]:
    """Let the first signal set a flag, for work that can finish in order; the next one ends it.

    Returns
    -------
    callable
        Whether a signal has arrived.
    """
    requested = False
    before = {
        number: signal.getsignal(number)
        for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))
        if signal.getsignal(number) != signal.SIG_IGN
    }

    def request(number: int, frame: FrameType | None) -> None:
        nonlocal requested
        requested = True
        for handled, handler in before.items():
            signal.signal(handled, handler)

    for handled in before:
        signal.signal(handled, request)
    return lambda: requested
