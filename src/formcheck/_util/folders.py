"""Folders for results: whether they can be written to, and making them."""

from __future__ import annotations

import os
from pathlib import Path

from formcheck.errors import OutputError

__all__ = ["check_folder", "make_folder"]


def check_folder(folder: Path) -> None:
    """Check that files can be written in a folder, or that it can be made, without making it.

    Raises
    ------
    OutputError
        The folder cannot be made or written to.
    """
    try:
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        is_folder = there.is_dir()
    except OSError as error:
        raise _no_folder(folder, error) from error
    if not is_folder:
        raise OutputError(f"{folder}: {there} is a file, not a folder; name another folder with -o")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: no permission to write in {there}; name another with -o")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there yet.

    Raises
    ------
    OutputError
        The system refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(folder, error) from error


def _no_folder(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder}: cannot make this folder ({error.strerror}); name another with -o"
    )
