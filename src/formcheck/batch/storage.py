"""Where clips are read and results kept: a folder, or anything that fsspec opens (``s3://…``)."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from formcheck._util.files import write_whole
from formcheck._util.folders import check_folder, make_folder
from formcheck.errors import FormcheckError, OutputError

__all__ = ["Place", "asking", "content_hash", "is_remote", "local_copy", "place_of", "remote"]

_LOCK = ".formcheck-batch.lock"
# As `formcheck._util.files` names what is not whole yet.
_UNFINISHED = ".formcheck-" + "[0-9a-f]" * 12 + "*"


class Place(Protocol):
    """A folder for results. Names are relative to it, with ``/``."""

    @property
    def text(self) -> str:
        """Its path or address; `place_of` makes the same place of it, in any process."""
        ...

    def read(self, name: str) -> bytes | None:
        """Content of a file; None where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        ...

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep other runs out while it lasts."""
        ...


def is_remote(text: str) -> bool:
    """Whether it is an address such as ``s3://bucket/clips``, and not a path."""
    return "://" in text and not Path(text).exists()


def place_of(text: str) -> Place:
    """The place at a path or address.

    Raises
    ------
    FormcheckError
        It cannot be used.
    """
    return _Remote(text) if is_remote(text) else _Folder(Path(text).absolute())


def content_hash(source: str) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises
    ------
    OSError
        It cannot be read.
    """
    if is_remote(source):
        system, path = remote(source)
        with asking(), system.open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    # A pipe by that name would never end.
    if not stat.S_ISREG(os.stat(source).st_mode):  # noqa: PTH116
        raise OSError(0, "not a regular file")
    with Path(source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def local_copy(source: str) -> Iterator[Path]:
    """Yield a path that any library can open; what is remote is there as long as the block lasts.

    Raises
    ------
    OSError
        It cannot be read.
    """
    if not is_remote(source):
        yield Path(source)
        return
    system, path = remote(source)
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        copy = Path(folder) / PurePosixPath(path).name
        with asking():
            system.get_file(path, str(copy))
        yield copy


@contextmanager
def asking() -> Iterator[None]:
    """Whatever a remote store says while the block lasts is an OSError; what we say stays.

    Each store has errors of its own, as for a missing key to it.
    """
    try:
        yield
    except (OSError, FormcheckError):
        raise
    except Exception as error:
        raise OSError(0, f"{type(error).__name__}: {error}") from error


def remote(text: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the path in it.

    Raises
    ------
    FormcheckError
        There is no fsspec, or none of its parts knows this kind of address.
    """
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(text)
    except ImportError as error:
        raise FormcheckError(
            f"{text}: {error}; install what opens such addresses, pip install 'formcheck[ray]' "
            "and for example s3fs for s3://"
        ) from error
    except Exception as error:
        # Each kind of store has errors of its own.
        raise FormcheckError(f"{text}: {error}; check the address") from error
    return system, str(path)


class _Folder:
    def __init__(self, folder: Path) -> None:
        check_folder(folder)
        make_folder(folder)
        self._folder = folder

    @property
    def text(self) -> str:
        return str(self._folder)

    def read(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OutputError(f"{path}: cannot be read ({error.strerror})") from error

    def write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        make_folder(path.parent)
        write_whole(path, content)

    def exists(self, name: str) -> bool:
        return (self._folder / name).exists()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out of the folder, and sweep up what a killed one left half-written.

        Raises
        ------
        OutputError
            Another run is writing there.
        """
        descriptor = _lock(self._folder / _LOCK)
        try:
            self._sweep()
            yield
        finally:
            self._sweep()
            with suppress(OSError):
                (self._folder / _LOCK).unlink()
            os.close(descriptor)

    def _sweep(self) -> None:
        for pattern in (_UNFINISHED, f"*/{_UNFINISHED}"):
            for left in self._folder.glob(pattern):
                with suppress(OSError):
                    left.unlink()


class _Remote:
    """An object store shows an object only once it is complete, so nothing is renamed here."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._system, self._root = remote(self._address)

    @property
    def text(self) -> str:
        return self._address

    def read(self, name: str) -> bytes | None:
        try:
            with asking():
                found: bytes = self._system.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(name, error) from error
        return found

    def write(self, name: str, content: bytes) -> None:
        path = f"{self._root}/{name}"
        try:
            with asking():
                self._system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
                self._system.pipe_file(path, content)
        except OSError as error:
            raise OutputError(
                f"{self._address}/{name}: cannot be written ({error.strerror or error}); check "
                "address and access"
            ) from error

    def exists(self, name: str) -> bool:
        try:
            with asking():
                return bool(self._system.exists(f"{self._root}/{name}"))
        except OSError as error:
            raise self._unreadable(name, error) from error

    def _unreadable(self, name: str, error: OSError) -> OutputError:
        return OutputError(
            f"{self._address}/{name}: cannot be read ({error.strerror or error}); check address "
            "and access"
        )

    def alone(self) -> AbstractContextManager[None]:
        """Object stores have no locks; two runs would write the same results twice."""
        return nullcontext()


def _lock(path: Path) -> int:
    """A lock that ends with the process, however that ends."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
        try:
            _take(descriptor)
        except BlockingIOError as error:
            os.close(descriptor)
            raise OutputError(
                f"{path.parent}: another batch is writing there; wait for it, or name another "
                "folder with -o"
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise OutputError(f"{path}: cannot be locked ({error.strerror})") from error
        # The run that held it before may have removed the file between opening and locking.
        with suppress(OSError):
            if os.fstat(descriptor).st_ino == path.stat().st_ino:
                return descriptor
        os.close(descriptor)


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
