"""The stored result of one clip, in a file named by what the result depends on."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck.batch.events import Cause
from formcheck.batch.storage import Storage
from formcheck.result.result import Result

__all__ = ["Record", "ResultStore"]


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
        """Whether another run would give the same record.

        A refused clip is refused again. All other failures may come from the machine or from a
        defect of formcheck, so the clip is tried again.
        """
        return self.analysis is not None or self.cause == "refused"


class ResultStore:
    """The records and reports of a batch in its storage."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def read(self, key: str) -> Record | None:
        """The record of a key; None if there is none, or none that this version understands."""
        content = self.storage.read(_result_name(key))
        if content is None:
            return None
        try:
            record = Record.model_validate_json(content)
        except ValidationError:
            return None
        return record if record.key == key else None

    def write(self, record: Record) -> None:
        """Write a record, whole or not at all."""
        self.storage.write(_result_name(record.key), record.model_dump_json(indent=1).encode())

    def report_link(self, key: str) -> str | None:
        """Name of the HTML report of a key, relative to the storage; None if there is none."""
        name = _report_name(key)
        return name if self.storage.exists(name) else None

    def write_report(self, key: str, page: str) -> None:
        """Write a report, whole or not at all."""
        self.storage.write(_report_name(key), page.encode())


def _result_name(key: str) -> str:
    return f"results/{key}.json"


def _report_name(key: str) -> str:
    return f"reports/{key}.html"
