"""Standard error without the chatter of native libraries."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import TracebackType

__all__ = ["quiet_stderr"]

# Native code writes here whatever `sys.stderr` has been replaced by (a notebook, a web server).
_STDERR = 2


class _QuietStderr:
    """Keeps the native library's start-up chatter off the terminal, at the file descriptor.

    Several models may start side by side. The first to enter takes standard error away and the last
    to leave gives it back: one that entered second would save the sink for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved: int | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._saved = _silenced()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._saved is not None:
                os.dup2(self._saved, _STDERR)
                os.close(self._saved)
                self._saved = None


def _silenced() -> int | None:
    """Standard error sent nowhere; a descriptor of what it was, None where there is none."""
    try:
        saved = os.dup(_STDERR)
    except OSError:  # closed, as in a program without a terminal
        return None
    if sys.stderr is not None:
        sys.stderr.flush()
    with Path(os.devnull).open("wb") as sink:
        os.dup2(sink.fileno(), _STDERR)
    return saved


quiet_stderr = _QuietStderr()
"""Enter it while a native library starts."""
