"""Where clips and results of visitors lie while they are there: a folder of this server."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["new_folder", "remove_left_behind", "server_folder"]

_PREFIX = "formcheck-app-"


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
    """A folder for one clip."""
    return Path(tempfile.mkdtemp(dir=root))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
