"""Two processes that write at the same time."""

from __future__ import annotations

import subprocess
import sys

__all__ = ["said_by_two_at_once"]


def said_by_two_at_once(program: str) -> list[str]:
    """Run a program twice, and return what each had to complain about.

    Parameters
    ----------
    program : str
        Python. ``sys.argv[1]`` is 0 or 1; once it is ready it waits for a line on standard input.
    """
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(number)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return [writer.communicate(timeout=120)[1] for writer in writers]
