"""Where clips are read and results kept: local paths, or addresses such as ``s3://bucket/clips``."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from formcheck._util.files import write_whole
from formcheck._util.folders import check_folder, make_folder
from formcheck.errors import FormcheckError, OutputError

__all__ = [
    "Storage",
    "absolute",
    "as_oserror",
    "content_hash",
    "file_name",
    "is_remote",
    "local_copy",
    "upath",
]

_LOCK = ".formcheck-batch.lock"
# The names that `formcheck._util.files` gives to files which are not complete yet.
_UNFINISHED = ".formcheck-" + "[0-9a-f]" * 12 + "*"


def is_remote(source: str) -> bool:
    """Whether it is an address such as ``s3://bucket/clips``, and not a path."""
    return "://" in source and not Path(source).exists()


def absolute(source: str) -> str:
    """The absolute path of a local file; addresses stay as they are."""
    return source if is_remote(source) else os.path.abspath(source)  # noqa: PTH100


def file_name(source: str) -> str:
    """Name of a file without its folders."""
    return str(upath(source).name) if is_remote(source) else Path(source).name


def upath(address: str) -> Any:
    """Open an address as a `upath.UPath`, with its file system.

    Raises
    ------
    FormcheckError
        The extra is not installed, or no installed package opens this kind of address.
    """
    try:
        from upath import UPath

        with warnings.catch_warnings():
            # UPath warns of stores that only fsspec knows; fsspec is all that is needed here.
            warnings.simplefilter("ignore")
            path = UPath(address)
        _ = path.fs  # imports the package of the store
    except ImportError as error:
        raise FormcheckError(
            f"{address}: {error}; install what opens such addresses, pip install 'formcheck[ray]' "
            "and for example s3fs for s3://"
        ) from error
    except Exception as error:
        # Each kind of store has errors of its own.
        raise FormcheckError(f"{address}: {error}; check the address") from error
    return path


@contextmanager
def as_oserror() -> Iterator[None]:
    """Turn the errors of a remote store into OSError; each store has classes of its own."""
    try:
        yield
    except (OSError, FormcheckError):
        raise
    except Exception as error:
        raise OSError(0, f"{type(error).__name__}: {error}") from error


def content_hash(source: str) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises
    ------
    OSError
        It cannot be read.
    """
    if is_remote(source):
        with as_oserror(), upath(source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    path = Path(source)
    # Reading a named pipe would never end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "not a regular file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def local_copy(source: str) -> Iterator[Path]:
    """Yield a local path of a file; the copy of a remote file exists until the block ends.

    Raises
    ------
    OSError
        It cannot be read.
    """
    if not is_remote(source):
        yield Path(source)
        return
    remote = upath(source)
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        copy = Path(folder) / file_name(source)
        with as_oserror():
            remote.fs.get_file(remote.path, str(copy))
        yield copy


class Storage:
    """A folder for results, local or remote. Names of files are relative to it, with ``/``.

    Parameters
    ----------
    location : str
        Path or address.

    Raises
    ------
    FormcheckError
        It cannot be used.
    """

    def __init__(self, location: str) -> None:
        self._is_remote = is_remote(location)
        self._root: Any
        if self._is_remote:
            self.location = location.rstrip("/")
            self._root = upath(self.location)
        else:
            self._root = Path(location).absolute()
            self.location = str(self._root)
            check_folder(self._root)
            make_folder(self._root)

    def read(self, name: str) -> bytes | None:
        """Content of a file, or None if it does not exist; OutputError if it cannot be read."""
        try:
            with as_oserror():
                content: bytes = (self._root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failure(name, "read", error) from error
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all; OutputError if it cannot be written."""
        target = self._root / name
        if not self._is_remote:
            make_folder(target.parent)
            write_whole(target, content)
            return
        try:
            with as_oserror():
                target.parent.mkdir(parents=True, exist_ok=True)
                # In one request: an object store shows an object only once it is complete.
                target.fs.pipe_file(target.path, content)
        except OSError as error:
            raise self._failure(name, "written", error) from error

    def exists(self, name: str) -> bool:
        """Whether a file exists; OutputError if the store does not say."""
        try:
            with as_oserror():
                return bool((self._root / name).exists())
        except OSError as error:
            raise self._failure(name, "read", error) from error

    def names(self, folder: str) -> frozenset[str]:
        """Names in a folder, none if there is no such folder; OutputError if it cannot be read."""
        place = self._root / folder
        try:
            with as_oserror():
                if not self._is_remote:
                    return frozenset(path.name for path in place.iterdir())
                # Other processes write there; a listing from before would still be known.
                place.fs.invalidate_cache()
                found = place.fs.ls(place.path, detail=False)
                return frozenset(PurePosixPath(path).name for path in found)
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise self._failure(folder, "read", error) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other batches out of a local folder, and remove unfinished files of killed ones.

        Object stores have no locks: two batches at one address write the same results twice.

        Raises
        ------
        OutputError
            Another batch is writing there.
        """
        if self._is_remote:
            yield
            return
        # Here, because its import takes a twentieth of a second, and workers do not need it.
        from filelock import FileLock, Timeout

        path = self._root / _LOCK
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise OutputError(
                f"{self.location}: another batch is writing there; wait for it, or name another "
                "folder with -o"
            ) from error
        except (OSError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError(f"{path}: cannot be locked ({reason})") from error
        try:
            self._sweep()
            yield
        finally:
            self._sweep()
            # Before the release: FileLock does not take a file that was removed meanwhile.
            with suppress(OSError):
                path.unlink()
            lock.release()

    def _sweep(self) -> None:
        for pattern in (_UNFINISHED, f"*/{_UNFINISHED}"):
            for path in self._root.glob(pattern):
                with suppress(OSError):
                    path.unlink()

    def _failure(self, name: str, action: str, error: OSError) -> OutputError:
        reason = error.strerror or error
        return OutputError(
            f"{self.location}/{name}: cannot be {action} ({reason}); check address and access"
        )
