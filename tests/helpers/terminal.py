"""The command on a terminal of its own, and waiting for what it does there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.command import COMMAND, environment

__all__ = ["Terminal", "on_a_terminal", "wait_for"]


def wait_for(process: subprocess.Popen, moment: Callable[[], bool]) -> None:
    limit = time.monotonic() + 120
    while not moment():
        assert process.poll() is None, "it ended before the moment came"
        assert time.monotonic() < limit, "the moment never came"
        time.sleep(0.005)


class Terminal:
    """A terminal of 100 columns that keeps what is shown on it."""

    def __init__(self) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        os.set_blocking(self._ours, False)
        self.shown = ""

    def read(self) -> str:
        try:
            while piece := os.read(self._ours, 65536):
                self.shown += piece.decode("utf-8", "replace")
        except BlockingIOError:
            pass
        except OSError as error:  # the other end is closed
            if error.errno != errno.EIO:
                raise
        return self.shown

    def read_to_end(self, process: subprocess.Popen) -> str:
        limit = time.monotonic() + 120
        while process.poll() is None:
            self.read()  # else the process would wait for room
            assert time.monotonic() < limit
            time.sleep(0.02)
        return self.read()

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def close(self) -> None:
        os.close(self._ours)


@contextmanager
def on_a_terminal(
    *arguments: str | Path, output_too: bool = False, **env: str
) -> Iterator[tuple[subprocess.Popen, Terminal]]:
    """The command with its errors on a terminal that is its own, so that Ctrl-C reaches it."""
    terminal = Terminal()
    process = subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, COMMAND, *arguments],
        env=environment(TERM="xterm-256color", **env),
        stdin=terminal.theirs,
        stdout=terminal.theirs if output_too else subprocess.DEVNULL,
        stderr=terminal.theirs,
        start_new_session=True,
    )
    os.close(terminal.theirs)
    try:
        yield process, terminal
    finally:
        process.kill()
        process.wait()
        terminal.close()


# Ctrl-C is turned into a signal by the terminal that a session of processes belongs to.
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
