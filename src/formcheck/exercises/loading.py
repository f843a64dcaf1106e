"""Reads exercise files; errors name the line and the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck._util.text import printable
from formcheck.errors import ExerciseError
from formcheck.exercises.spec import ALONE, TOGETHER, Exercise
from formcheck.exercises.variants import is_tables, merged

__all__ = ["exercise_ids", "load_exercise"]

_CATALOG = files("formcheck.exercises") / "catalog"
# Reading takes seconds beyond these, and no exercise comes near them.
_LARGEST_BYTES, _LONGEST_LINE = 256 * 1024, 4000
_TABLE = re.compile(r"\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")

_NEW_NAMES = {
    "near_side": "side_view",
    "other_views": "any_view",
    "range": "min_excursion",
    "reach": "turn_beyond",
    "rest": "rest_within",
}
"""Keys of ``[rep]`` and its tables by the names that files of version 0.1 may still use."""
_OLD_NAMES = {new: old for old, new in _NEW_NAMES.items()}


def exercise_ids() -> list[str]:
    """Names of the exercises in the catalogue, sorted."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in _CATALOG.iterdir()
        if entry.name.endswith(".toml")
    )


def load_exercise(name: str | Path) -> Exercise:
    """Read one exercise definition.

    Parameters
    ----------
    name : str or Path
        Name in the catalogue, or path to a TOML file.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        Unknown name, unreadable file, or an invalid definition; the message names file, line and
        key.
    """
    if str(name) in exercise_ids():
        return _from_catalogue(str(name))
    path = Path(name)
    if path.suffix.lower() != ".toml":
        near = get_close_matches(str(name), exercise_ids(), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise ExerciseError(
            f"unknown exercise '{name}': {hint}choose one of {', '.join(exercise_ids())}, "
            "or name a .toml file of your own"
        )
    return _parse(_text_of(path), str(path))


@cache
def _from_catalogue(name: str) -> Exercise:
    return _parse((_CATALOG / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    # ValueError: no file can have that name.
    except (OSError, ValueError) as error:
        raise ExerciseError(f"{path}: cannot be read ({error}); check the path") from error
    if len(content) > _LARGEST_BYTES:
        limit = f"{_LARGEST_BYTES // 1024} kB"
        raise ExerciseError(f"{path}: is larger than {limit}, which no exercise is; check the path")
    try:
        # Some editors begin UTF-8 files with a byte order mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ExerciseError(
            f"{path}, line {line}: cannot be read as text ({error.reason}); check the path, "
            "or save it as UTF-8"
        ) from error


def _tables_of(text: str, where: str) -> dict[str, Any]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST_LINE:
            raise ExerciseError(f"{where}, line {number}: has more than {_LONGEST_LINE} characters")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{where}: not valid TOML: {printable(str(error))}") from error
    except RecursionError as error:
        raise ExerciseError(f"{where}: not valid TOML: too many nested brackets") from error


def _with_new_names(data: dict[str, Any], text: str, where: str) -> dict[str, Any]:
    """The tables with today's names of keys under ``[rep]``."""

    def renamed(table: Any, keys: tuple[str, ...]) -> Any:
        if not isinstance(table, dict):
            return table
        result: dict[str, Any] = {}
        for old, value in table.items():
            key = str(_NEW_NAMES.get(old, old))
            path = (*keys, key)
            if key in result:
                raise ExerciseError(
                    f"{where}, line {_line_of(text, path)}: {'.'.join(path)}: is given twice, "
                    f"once by its old name {_OLD_NAMES[key]}"
                )
            result[key] = renamed(value, path)
        return result

    return {**data, "rep": renamed(data["rep"], ("rep",))} if "rep" in data else data


def _parse(text: str, where: str) -> Exercise:
    data = _with_new_names(_tables_of(text, where), text, where)
    whole = _extended(data, text, where)
    try:
        return Exercise.model_validate(whole)
    except ValidationError as error:
        problem = error.errors()[0]
        keys = tuple(key for key in problem["loc"] if key not in (ALONE, TOGETHER))
        message = problem["msg"].removeprefix("Value error, ")
        written = _as_written(keys, whole, data)
        line = _line_of(text, written) if keys else _line_quoting(text, message)
        key = ".".join(str(part) for part in keys) or "the definition"
        raise ExerciseError(f"{where}, line {line}: {printable(f'{key}: {message}')}") from error


def _extended(data: dict[str, Any], text: str, where: str) -> dict[str, Any]:
    """The whole definition: a variant merged into the exercise that it extends."""
    if "extends" not in data:
        return data
    name = data["extends"]
    if name not in exercise_ids():
        raise ExerciseError(
            f"{where}, line {_line_of(text, ['extends'])}: extends: {name!r} is not "
            f"in the catalogue; choose one of {', '.join(exercise_ids())}"
        )
    _check_ids_differ(data, text, where)
    base = tomllib.loads((_CATALOG / f"{name}.toml").read_text("utf-8"))
    return merged(_extended(base, text, where), data)


def _check_ids_differ(variant: dict[str, Any], text: str, where: str) -> None:
    """Two tables for the same check would overwrite one another when merged."""
    written = variant.get("checks", [])
    if not is_tables(written):
        return
    ids = [check.get("id") for check in written]
    for number, name in enumerate(ids):
        if name is not None and name in ids[:number]:
            line = _line_of(text, ["checks", number, "id"])
            raise ExerciseError(
                f"{where}, line {line}: checks.{number}.id: {printable(repr(name))} is "
                "here twice; put all changes into one table"
            )


def _as_written(
    keys: Sequence[str | int], whole: dict[str, Any], data: dict[str, Any]
) -> Sequence[str | int]:
    """Path of a key of the merged definition in the variant's own file."""
    if "extends" not in data or len(keys) < 2 or keys[0] != "checks":
        return keys
    written = data.get("checks", [])
    if not is_tables(written):
        return keys
    wanted = whole["checks"][keys[1]].get("id")
    own = [i for i, check in enumerate(written) if check.get("id") == wanted]
    return ("checks", own[0], *keys[2:]) if own else ("extends",)


def _line_quoting(text: str, message: str) -> int:
    """First line with a word that the message quotes, for errors that concern two tables."""
    words = [f'"{word}"' for word in re.findall(r"'([^']+)'", message)]
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if any(word in line for word in words)), 1)


def _line_of(text: str, keys: Sequence[str | int]) -> int:
    """Line of the key at the end of a path, or else of the innermost table on that path."""
    lines = text.splitlines()
    tables = [_TABLE.match(line) for line in lines]
    names = [_new_header(table[1]) if table else None for table in tables]
    at, inside = 0, ""
    for position, key in enumerate(keys):
        if isinstance(key, int):
            continue
        name = f"{inside}.{key}" if inside else key
        following = keys[position + 1] if position + 1 < len(keys) else 0
        skip = following if isinstance(following, int) else 0
        headers = [i for i in range(at, len(lines)) if names[i] == name]
        if len(headers) > skip:
            at, inside = headers[skip], name
        elif any(other and other.startswith(f"{name}.") for other in names):
            inside = name
        else:
            end = next((i for i in range(at + 1, len(lines)) if names[i]), len(lines))
            own = re.compile(rf"\s*({re.escape(key)}|{_OLD_NAMES.get(key, '(?!)')})\s*[=.]")
            return next((i for i in range(at, end) if own.match(lines[i])), at) + 1
    return at + 1


def _new_header(name: str) -> str:
    if not name.startswith("rep."):
        return name
    return ".".join(_NEW_NAMES.get(part, part) for part in name.split("."))
