"""The app's server in a process of its own, and the browser that people open it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BROWSER_OPTIONS", "CHROMIUM", "RunningApp", "running_app"]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Root, as in a container, may not use Chromium's sandbox; and it shall not call home.
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

_START_S = 60.0
_END_S = 30.0


@dataclass(frozen=True)
class RunningApp:
    """A server that answers.

    Attributes
    ----------
    address : str
        Of the page.
    process : int
        Its number.
    began_s : float
        When it was started, by `time.perf_counter`.
    """

    address: str
    process: int
    began_s: float


@contextmanager
def running_app(
    home: Path, before: Sequence[str] = (), options: Sequence[str] = (), **settings: str
) -> Iterator[RunningApp]:
    """Start the server and wait until it answers; end it afterwards.

    Parameters
    ----------
    home : Path
        For its temporary files, its profiles, and ``server.log``: all that it printed.
    before : sequence of str
        Command that runs it, such as a tracer.
    options : sequence of str
        More of its command line.
    **settings : str
        More of its environment.

    Yields
    ------
    RunningApp
        Once it answers.
    """
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    own = {
        "FORMCHECK_APP_MODEL": "lite",
        "FORMCHECK_APP_PLACES": "1",
        "FORMCHECK_HOME": str(home / "formcheck"),
        "TMPDIR": str(home),
    }
    began_s = time.perf_counter()
    command = [sys.executable, "-m", "formcheck", "app", "--no-browser", f"--port={port}"]
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [*before, *command, *options],
            env={**os.environ, **own, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://localhost:{port}"
    try:
        end_s = time.monotonic() + _START_S
        while not _answers(address):
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < end_s, "the server does not answer"
            time.sleep(0.02)
        yield RunningApp(address, process.pid, began_s)
    finally:
        process.terminate()
        process.wait(_END_S)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False
