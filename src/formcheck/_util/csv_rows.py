"""Rows of a CSV file that lists clips, with errors that say which cell to mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import ManifestError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

__all__ = ["VIDEO_SUFFIXES", "ManifestRow", "read_rows"]

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".gif"}
)
"""What counts as a clip in a folder; a file that is named itself may end in anything."""

_MOST_DIGITS = 6


@dataclass(frozen=True)
class ManifestRow:
    """One row; a column that is not there reads as empty."""

    manifest: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, problem: str) -> ManifestError:
        """An error about one of its cells, to be raised."""
        return ManifestError(f"{self.manifest}, row {self.line}, column '{column}': {problem}")

    def count(self, column: str) -> int | None:
        """A whole number; None where the cell is empty."""
        text = self[column]
        if not text:
            return None
        # Spreadsheets turn a column with empty cells into 3.0.
        digits = text.removesuffix(".0")
        if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
            raise self.wrong(column, f"'{text}' is not a whole number; count, or leave it empty")
        return int(digits)

    def flag(self, column: str) -> bool:
        """1 or 0; empty is 0."""
        known = {"": False, "0": False, "0.0": False, "1": True, "1.0": True}
        if self[column] not in known:
            raise self.wrong(column, f"'{self[column]}' is not 0 or 1; leave it empty for 0")
        return known[self[column]]

    def choice(self, column: str, words: tuple[str, ...]) -> str | None:
        """One of some words; None where the cell is empty."""
        if self[column] and self[column] not in words:
            raise self.wrong(
                column, f"'{self[column]}' is not one of {', '.join(words)}; or leave it empty"
            )
        return self[column] or None


def read_rows(
    source: Path, *, needed: Sequence[str], known: Sequence[str] = ()
) -> Iterator[ManifestRow]:
    """Rows of a CSV file with a header, cells stripped, empty rows left out.

    Parameters
    ----------
    source : Path
        UTF-8; separated by commas, or by semicolons as spreadsheets do where the comma is the
        decimal sign.
    needed : sequence of str
        Columns that the header must have.
    known : sequence of str
        All columns that are read; none of them may occur twice.

    Raises
    ------
    ManifestError
        Says which row and column, and what would be right.
    """
    try:
        # Spreadsheets begin UTF-8 files with a mark of their own.
        text = source.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise ManifestError(f"{source}: no such file; check the path") from error
    # ValueError: no file can have that name, or it is no UTF-8.
    except (OSError, ValueError) as error:
        raise ManifestError(
            f"{source}: cannot be read as text ({error}); save it as CSV in UTF-8"
        ) from error
    # Unicode knows other line ends, but they may be part of a name.
    lines = list(io.StringIO(text, newline=""))
    header = lines[0] if lines else ""
    # Where the comma is the decimal sign, spreadsheets separate cells by semicolons.
    reader = csv.reader(lines, delimiter=";" if ";" in header and "," not in header else ",")
    table = _cells(source, reader)
    names = [name.strip() for name in next(table, [])]
    _check_header(source, names, needed, known or needed)
    for cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            raise ManifestError(
                f"{source}, row {reader.line_num}: {len(cells)} cells under {len(names)} column "
                "names; put quotes around text that holds the separator"
            )
        values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        yield ManifestRow(source, reader.line_num, values)


def _cells(source: Path, reader: CsvReader) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ManifestError(
            f"{source}, row {reader.line_num}: {error}; is there a quote without its partner?"
        ) from error


def _check_header(
    source: Path, names: list[str], needed: Sequence[str], known: Sequence[str]
) -> None:
    for column in needed:
        if column in names:
            continue
        # Cut to the length of usual names: the time of comparing grows with its square.
        near = get_close_matches(column, [name[:40] for name in names[:100]], n=1)
        hint = f"did you mean it by '{near[0]}'? " if near else ""
        raise ManifestError(
            f"{source}, row 1: there is no column '{column}': {hint}the first row names the "
            f"columns, of which {' and '.join(needed)} must be there"
        )
    for column in known:
        if names.count(column) > 1:
            raise ManifestError(f"{source}, row 1: column '{column}' is there twice; keep one")
