"""Resolves the codes and section numbers in a `source`.

``[C22]`` is an entry of `references.toml`, "methods 2.3" a section of `docs/methods.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, TypeAdapter

from formcheck._util.resources import bundled
from formcheck.errors import ExerciseError
from formcheck.exercises.schema import Strict, Words

__all__ = [
    "CODE",
    "READ_IN_WORDS",
    "Citations",
    "MethodsSection",
    "ReadingLevel",
    "Source",
    "cited",
    "load_methods",
    "load_references",
]

CODE = re.compile(r"\[([CK]\d+)\]")
"""A reference in a text."""
_NUMBER = r"\d+(?:\.\d+)?"
_SECTIONS = re.compile(rf"\bmethods(?:\.md)? ({_NUMBER}(?: and {_NUMBER})*)")
_HEADING = re.compile(rf"^#{{2,3}} ({_NUMBER}) (.+)$", re.MULTILINE)
_LINKS = "\n[C1]: "

_FILE = files("formcheck.exercises") / "references.toml"


class ReadingLevel(StrEnum):
    """How well a source was read."""

    ABSTRACT = "abstract"
    PREPRINT = "preprint"
    SUMMARY = "summary"
    GUIDANCE = "guidance"
    VENDOR = "vendor"
    COACHING = "coaching"
    PROJECT = "project"
    INFORMAL = "informal"
    MEMORY = "memory"


READ_IN_WORDS = {
    ReadingLevel.ABSTRACT: "abstract or excerpt read, not the full paper",
    ReadingLevel.PREPRINT: "preprint, abstract or excerpt read",
    ReadingLevel.SUMMARY: "second-hand: a summary or an excerpt by others",
    ReadingLevel.GUIDANCE: "official guidance, excerpt read",
    ReadingLevel.VENDOR: "vendor page",
    ReadingLevel.COACHING: "coaching page",
    ReadingLevel.PROJECT: "project page, source code or issue thread",
    ReadingLevel.INFORMAL: "informal: a thread, a blog or a weak page",
    ReadingLevel.MEMORY: "named from general knowledge, not looked up",
}


class Source(Strict):
    """One source.

    Attributes
    ----------
    who, year, title, where, url : optional
        As far as known; there is a title or a place.
    about : str
        What it is cited for.
    read : ReadingLevel
        How well it was read.
    background : bool
        Cited nowhere, kept for reading on.
    """

    who: Words | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    title: Words | None = None
    where: Words | None = None
    url: Annotated[str, Field(pattern=r"^https://[^\s()<>]+$")] | None = None
    about: Words
    read: ReadingLevel
    background: bool = False

    @property
    def citation(self) -> str:
        """Author, year, title and place in one line of plain text."""
        quoted = None if self.title is None else f'"{self.title}"'
        named = " ".join(str(part) for part in (self.who, self.year) if part is not None)
        return ", ".join(part for part in (named, quoted, self.where) if part)


@dataclass(frozen=True)
class MethodsSection:
    """One section of `docs/methods.md`: number as in "methods 2.3", title, and Markdown."""

    number: str
    title: str
    text: str


@dataclass(frozen=True)
class Citations:
    """Codes and sections that a text cites, each once, in the order of the text."""

    codes: tuple[str, ...]
    sections: tuple[str, ...]


def cited(text: str) -> Citations:
    """Codes such as ``[C22]`` and sections such as "methods 2.3" in a text.

    Examples
    --------
    >>> cited("vertical shins [C15], methods 2.1 and 5; default")
    Citations(codes=('C15',), sections=('2.1', '5'))
    """
    numbers = [number for found in _SECTIONS.findall(text) for number in found.split(" and ")]
    return Citations(tuple(dict.fromkeys(CODE.findall(text))), tuple(dict.fromkeys(numbers)))


@cache
def load_references() -> Mapping[str, Source]:
    """All sources by their code, in the order of the file."""
    entries = tomllib.loads(_FILE.read_text("utf-8"))
    return TypeAdapter(dict[str, Source]).validate_python(entries)


@cache
def load_methods() -> Mapping[str, MethodsSection]:
    """The sections of `docs/methods.md` by their number, without the ones below them.

    Raises
    ------
    ExerciseError
        The file is missing or cannot be read.
    """
    path = bundled("docs") / "methods.md"
    try:
        text = path.read_text("utf-8").split(_LINKS)[0]
    except OSError as error:
        raise ExerciseError(f"{path}: cannot be read ({error}); install formcheck again") from error
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {
        heading[1]: MethodsSection(heading[1], heading[2], text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }
