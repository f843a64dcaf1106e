"""What is kept of one clip: a file for each result, named by what it depends on."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck.batch.storage import Place
from formcheck.errors import OutputError
from formcheck.result.result import Result

__all__ = ["Cause", "Record", "Store", "patiently"]

Cause = Literal["unreadable", "refused", "defect", "died", "hung", "unwritable"]

_DISK_EVERY_S = 1.0
_DISK_PATIENCE_S = 600.0


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
    analysis: Result | None = None
    cause: Cause | None = None
    reason: str | None = None

    @property
    def final(self) -> bool:
        """Whether another run would only come to the same.

        Only of the clip's own fault: what may have been the machine's, or ours, is tried again.
        """
        return self.analysis is not None or self.cause == "refused"


class Store:
    """The results of a batch in their place."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, key: str) -> Record | None:
        """The record of a key; None where there is none, or none that this version understands."""
        content = self.place.read(_result(key))
        if content is None:
            return None
        try:
            record = Record.model_validate_json(content)
        except ValidationError:
            return None
        return record if record.key == key else None

    def write(self, record: Record) -> None:
        """Keep a record, whole or not at all."""
        self.place.write(_result(record.key), record.model_dump_json(indent=1).encode())

    def report_link(self, key: str) -> str | None:
        """Where the HTML report of a key is, relative to the place; None where there is none."""
        name = _report(key)
        return name if self.place.exists(name) else None

    def write_report(self, key: str, page: str) -> None:
        """Keep a report, whole or not at all."""
        self.place.write(_report(key), page.encode())


def _result(key: str) -> str:
    return f"results/{key}.json"


def _report(key: str) -> str:
    return f"reports/{key}.html"


def patiently(write: Callable[[], None], still_here: Callable[[], None]) -> None:
    """Write; while the disk is full, wait: minutes of analysis are not thrown away for that.

    Parameters
    ----------
    write : callable
        May be called several times.
    still_here : callable
        Called now and then while waiting; what it raises ends that.

    Raises
    ------
    OutputError
        It cannot be written for another reason, or not even after ten minutes.
    """
    until_s = time.monotonic() + _DISK_PATIENCE_S
    while True:
        try:
            return write()
        except OutputError as error:
            cause = error.__cause__
            full = isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)
            if not full or time.monotonic() > until_s:
                raise
            still_here()
            time.sleep(_DISK_EVERY_S)
