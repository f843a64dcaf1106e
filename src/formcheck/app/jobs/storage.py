"""Temporary folders of the server for clips and results, and their removal."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.errors import FormcheckError

__all__ = ["VisitorCleanup", "new_folder", "remove_left_behind", "server_folder"]

_PREFIX = "formcheck-app-"
_CHECK_EVERY_S = 1.0


def server_folder() -> Path:
    """Create the folder of this server, which is removed when the process ends."""
    remove_left_behind()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def remove_left_behind() -> None:
    """Remove the folders of servers that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process_id = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process_id.isdigit() and not _runs(int(process_id)):
            shutil.rmtree(folder, ignore_errors=True)


def new_folder(root: Path) -> Path:
    """Create a folder for one clip.

    Raises
    ------
    FormcheckError
        The disk is full, or cannot be written to.
    """
    try:
        # Systems remove what lay in their temporary folder for days, this root included.
        root.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=root))
    except OSError as error:
        raise FormcheckError(f"nothing can be stored on this server ({error.strerror})") from error


@dataclass
class _Entry:
    is_connected: Callable[[], bool]
    clean_up: Callable[[], None]
    seen_s: float = field(default_factory=time.monotonic)


class VisitorCleanup:
    """Cleans up after visitors who have left, from a thread of its own.

    Parameters
    ----------
    timeout_s : float
        A visitor who is disconnected for longer has left.
    """

    def __init__(self, timeout_s: float = 60.0) -> None:
        self._timeout_s = timeout_s
        self._entries: list[_Entry] = []
        threading.Thread(target=self._run, daemon=True, name="visitor-cleanup").start()

    def add(self, is_connected: Callable[[], bool], clean_up: Callable[[], None]) -> None:
        """Call `clean_up` once the visitor has left; both are called from the thread."""
        self._entries.append(_Entry(is_connected, clean_up))

    def _run(self) -> None:
        while True:
            time.sleep(min(_CHECK_EVERY_S, self._timeout_s))
            now_s = time.monotonic()
            for entry in list(self._entries):
                if entry.is_connected():
                    entry.seen_s = now_s
                elif now_s - entry.seen_s > self._timeout_s:
                    self._entries.remove(entry)
                    entry.clean_up()


def _runs(process_id: int) -> bool:
    if os.name == "nt":
        # On Windows os.kill would send a Ctrl-C.
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
