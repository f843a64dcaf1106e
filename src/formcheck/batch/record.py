"""What is kept of one clip, and where: a file for each result, named by what it depends on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck._files import write_whole
from formcheck.errors import OutputError
from formcheck.report.analysis import Analysis
from formcheck.report.files import make_folder

__all__ = ["Cause", "Record", "Store"]

Cause = Literal["unreadable", "refused", "defect", "died", "hung"]

_RESULTS, _REPORTS = "results", "reports"
_LOCK = ".formcheck-batch.lock"
# What may have been the machine's fault, or ours, is tried again by the next run.
_WORTH_ANOTHER_RUN: tuple[Cause, ...] = ("unreadable", "defect", "died", "hung")


class Record(BaseModel):
    """Result of one clip: an analysis, or why there is none.

    Attributes
    ----------
    key : str
        Of content and configuration, see `formcheck.batch.keys`.
    cause, reason : str or None
        What kind of failure, and in words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    key: str
    exercise: str
    analysis: Analysis | None = None
    cause: Cause | None = None
    reason: str | None = None

    @property
    def final(self) -> bool:
        """Whether another run would only come to the same."""
        return self.analysis is not None or self.cause not in _WORTH_ANOTHER_RUN


class Store:
    """The folder of a batch.

    Parameters
    ----------
    folder : Path
        Made where it is not there.

    Raises
    ------
    OutputError
        It cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_folder(folder / _RESULTS)

    def result_path(self, key: str) -> Path:
        """Where the record of a key is."""
        return self.folder / _RESULTS / f"{key}.json"

    def report_path(self, key: str) -> Path:
        """Where the HTML report of a key is."""
        return self.folder / _REPORTS / f"{key}.html"

    def read(self, key: str) -> Record | None:
        """The record of a key; None where there is none, or none that this version understands."""
        try:
            return Record.model_validate_json(self.result_path(key).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        except OSError as error:
            raise OutputError(f"{self.result_path(key)}: cannot be read ({error})") from error

    def write(self, record: Record) -> None:
        """Keep a record, whole or not at all."""
        write_whole(self.result_path(record.key), record.model_dump_json(indent=1))

    def write_report(self, key: str, page: str) -> None:
        """Keep a report, whole or not at all."""
        make_folder(self.folder / _REPORTS)
        write_whole(self.report_path(key), page)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out of the folder, and sweep up what a killed one left half-written.

        Raises
        ------
        OutputError
            Another run is writing there.
        """
        descriptor = _lock(self.folder / _LOCK)
        try:
            self._sweep()
            yield
        finally:
            self._sweep()
            with suppress(OSError):
                (self.folder / _LOCK).unlink()
            os.close(descriptor)

    def _sweep(self) -> None:
        for place in (self.folder, self.folder / _RESULTS, self.folder / _REPORTS):
            for left in place.glob(".formcheck-*"):
                if left.name != _LOCK:
                    with suppress(OSError):
                        left.unlink()


def _lock(path: Path) -> int:
    """A lock that ends with the process, however that ends."""
    import fcntl

    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"{path.parent}: another batch is writing there; wait for it, or name another "
                "folder with -o"
            ) from error
        except OSError as error:
            raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
        # The run that held it before may have removed the file between opening and locking.
        with suppress(OSError):
            if os.fstat(descriptor).st_ino == path.stat().st_ino:
                return descriptor
        os.close(descriptor)
