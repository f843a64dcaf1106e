"""Files that are either written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formcheck.errors import OutputError

__all__ = ["discard_unfinished", "replacing", "write_whole"]

_unfinished: set[Path] = set()


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Write beside a file and put the result in its place only once it is complete.

    Parameters
    ----------
    path : path-like
        Where the result shall be. A symbolic link is followed.

    Yields
    ------
    Path
        A name in the same folder, with the same suffix, to write to. It takes the place of `path`
        when the block ends, and is removed when the block fails or is interrupted.

    Raises
    ------
    OutputError
        The folder is missing, `path` is no regular file, or the system refuses to write.
    """
    target = Path(path)
    _check_place(target)
    final = target.resolve()
    # Short, so that a name near the length limit of the file system still works.
    temporary = final.with_name(f".formcheck-{os.urandom(6).hex()}{final.suffix}")
    _unfinished.add(temporary)
    try:
        yield temporary
        temporary.replace(final)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{target}: cannot be written ({reason}); "
            "check the folder's permissions and the free disk space, or name another place"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        _unfinished.discard(temporary)


def discard_unfinished() -> None:
    """Remove the temporary files of all `replacing` blocks, before the process is ended."""
    for temporary in list(_unfinished):
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write text (UTF-8) or bytes so that no reader ever sees half of it.

    Raises
    ------
    OutputError
        As for `replacing`.
    """
    with replacing(path) as temporary:
        data = content.encode("utf-8") if isinstance(content, str) else content
        temporary.write_bytes(data)


def _check_place(target: Path) -> None:
    try:
        if target.is_dir():
            raise OutputError(f"{target}: this is a folder; add a file name")
        if target.exists() and not target.is_file():
            raise OutputError(f"{target}: not a regular file; name another place")
        if not target.parent.is_dir():
            raise OutputError(f"{target}: there is no folder {target.parent}; create it first")
    # A name that is too long, or a folder without permission to search it.
    except OSError as error:
        raise OutputError(
            f"{target}: cannot be written ({error.strerror}); use a shorter name or another place"
        ) from error
