"""Reads `ladder.toml`: the order of the exercises, and when one is done cleanly enough."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from formcheck.errors import ExerciseError
from formcheck.exercises.loading import exercise_ids
from formcheck.exercises.schema import Strict, Words
from formcheck.exercises.spec import HEADLINES, ID_PATTERN

__all__ = ["CleanRule", "Ladder", "Rung", "load_ladder", "parse_ladder"]

_FILE = files("formcheck.exercises") / "ladder.toml"
_Reps = Annotated[int, Field(ge=1, le=100)]


class CleanRule(Strict):
    """When an exercise has been done cleanly enough to move up.

    Attributes
    ----------
    days : int
        Clean training days in a row, up to the latest.
    score : float
        Least score of each set of such a day, 0-100.
    reps : int
        Least repetitions on the day, on each leg if one works at a time.
    """

    days: Annotated[int, Field(ge=1, le=20)]
    score: Annotated[float, Field(ge=0, le=100)]
    reps: _Reps


class RuleSources(Strict):
    """Source of each number of the rule."""

    days: Words
    score: Words
    reps: Words


class Rung(Strict):
    """One step of the ladder.

    Attributes
    ----------
    exercises : tuple of str
        Ids in the catalogue; one of them is enough.
    headline : str, optional
        For exercises without a score: the headline row that must have no clear fault.
    reps : int, optional
        Replaces those of the rule where fewer make sense.
    source : str
        Where its place on the ladder comes from.
    """

    id: Annotated[str, Field(pattern=ID_PATTERN)]
    title: Words
    why: Words
    exercises: Annotated[tuple[str, ...], Field(min_length=1)]
    headline: str | None = None
    reps: _Reps | None = None
    source: Words

    @model_validator(mode="after")
    def _known(self) -> Rung:
        for name in self.exercises:
            if name not in exercise_ids():
                raise ValueError(f"'{name}' is not in the catalogue")
        if self.headline is not None and self.headline not in HEADLINES:
            raise ValueError(f"no headline row is called '{self.headline}'")
        return self


class Ladder(Strict):
    """The file `ladder.toml`; rungs from the lowest up."""

    rule: CleanRule
    rule_sources: RuleSources
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Ladder:
        names = [name for rung in self.rungs for name in rung.exercises]
        ids = [rung.id for rung in self.rungs]
        for name in (*ids, *names):
            if max(ids.count(name), names.count(name)) > 1:
                raise ValueError(f"'{name}' is on the ladder twice")
        return self


@cache
def load_ladder() -> Ladder:
    """The ladder that ships with formcheck."""
    return parse_ladder(_FILE.read_text("utf-8"))


def parse_ladder(text: str) -> Ladder:
    """Read a ladder.

    Raises
    ------
    ExerciseError
        The text is not valid TOML, or not a valid ladder; the message names the key.
    """
    try:
        return Ladder.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"ladder.toml: not valid TOML: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"]) or "the ladder"
        message = problem["msg"].removeprefix("Value error, ")
        raise ExerciseError(f"ladder.toml: {key}: {message}") from error
