"""Where clips and results of visitors lie while they are there: a folder of this server."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from formcheck.errors import FormcheckError

__all__ = ["Belongings", "new_folder", "remove_left_behind", "server_folder"]

_PREFIX = "formcheck-app-"
_LOOK_EVERY_S = 1.0


def server_folder() -> Path:
    """Make the folder of this server; it goes when the server ends."""
    remove_left_behind()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def remove_left_behind() -> None:
    """Remove what a server that was killed has left."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = old.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(old, ignore_errors=True)


def new_folder(root: Path) -> Path:
    """A folder for one clip.

    Raises
    ------
    FormcheckError
        The disk of this server has no room, or is not there.
    """
    try:
        # Systems sweep up what has lain untouched in their place for such things for days.
        root.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=root))
    except OSError as error:
        raise FormcheckError(f"nothing can be stored on this server ({error.strerror})") from error


class Belongings:
    """Folders of visitors, each removed when its visitor has left.

    Parameters
    ----------
    patience_s : float
        A visitor gone for longer has left.
    """

    def __init__(self, patience_s: float = 60.0) -> None:
        self._patience_s = patience_s
        self._seen_s: dict[Path, float] = {}
        self._owners: dict[Path, Callable[[], bool]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._sweep, daemon=True).start()

    def add(self, folder: Path, is_here: Callable[[], bool]) -> None:
        """Watch over a folder; `is_here` is asked from another thread."""
        with self._lock:
            self._owners[folder], self._seen_s[folder] = is_here, time.monotonic()

    def _sweep(self) -> None:
        while True:
            time.sleep(min(_LOOK_EVERY_S, self._patience_s))
            now_s = time.monotonic()
            with self._lock:
                for folder, is_here in list(self._owners.items()):
                    if is_here():
                        self._seen_s[folder] = now_s
                    elif now_s - self._seen_s[folder] > self._patience_s:
                        del self._owners[folder], self._seen_s[folder]
                        shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name == "nt":
        # There the question itself is a Ctrl-C.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
