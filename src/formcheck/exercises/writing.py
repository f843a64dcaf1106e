"""Writes a valid exercise file for the user to change."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from formcheck._util.text import printable
from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import Condition, conditions_of
from formcheck.exercises.loading import exercise_ids, load_exercise
from formcheck.exercises.schema import UNPRINTABLE
from formcheck.exercises.spec import Check, Exercise
from formcheck.motion.signals import SIGNALS

__all__ = ["exercise_id", "exercise_text"]

_TEMPLATE = files("formcheck.exercises") / "template.toml"
_LONGEST_ID = 40
_SHORTEST_ID = 2


def exercise_id(name: str) -> str:
    """Turn a name into an id of lower case letters, digits and underscores.

    Raises
    ------
    ExerciseError
        Fewer than two usable characters, or the id of an exercise in the catalogue.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:_LONGEST_ID].rstrip("_")
    if len(found) < _SHORTEST_ID:
        raise ExerciseError(f"'{name}' makes no name for an exercise; use two letters or more")
    if found in exercise_ids():
        raise ExerciseError(
            f"'{found}' is in the catalogue already; choose another name, "
            f"and --from {found} for a variant of it"
        )
    return found


def exercise_text(name: str, file_name: str, base: str | None = None) -> str:
    """Text of a commented definition.

    Parameters
    ----------
    name : str
        Name of the exercise; see `exercise_id`.
    file_name : str
        Name of the file, for the comments.
    base : str, optional
        Exercise in the catalogue to write a variant of. Default: write out everything.

    Returns
    -------
    str
        Valid TOML for `load_exercise`.

    Raises
    ------
    ExerciseError
        The name cannot be used, or the base is unknown.
    """
    if UNPRINTABLE.search(name):
        raise ExerciseError(f"'{printable(name)}' holds an unprintable character; leave it out")
    known, file = exercise_id(name), printable(file_name)
    if base is None:
        values = {
            "FILE": file,
            "ID": known,
            "NAME": _written(name),
            "SIGNALS": "\n".join(_signal_list()),
        }
        # All at once: a name may itself look like a placeholder.
        placeholder = re.compile(f"@({'|'.join(values)})@")
        return placeholder.sub(lambda found: values[found[1]], _TEMPLATE.read_text("utf-8"))
    return "\n".join([*_variant(name, known, file, load_exercise(base)), ""])


def _signal_list() -> Iterable[str]:
    for name, signal in SIGNALS.items():
        view = "side view" if signal.sagittal else "any view"
        label = signal.label.removesuffix(", any view")
        yield f"#   {name:<34} {label}, {signal.unit}, {view}"


def _variant(name: str, known: str, file_name: str, base: Exercise) -> Iterable[str]:
    yield from (
        f"# A variant of {base.id}: what is not given here is as there.",
        "# To change something, take the # off its lines, and see what it does with",
        f"#   formcheck exercises check {file_name} clip.mp4",
        "schema_version = 1",
        f'id = "{known}"',
        f'extends = "{base.id}"',
        f"name = {_written(name)}",
        f"summary = {_written(base.summary)}",
        "",
        "# When it counts as a repetition: least movement, where it turns, where it rests.",
    )
    for key, levels in (
        ("side_view", base.rep.side_view),
        ("any_view", base.rep.any_view),
    ):
        yield from _commented(f"[rep.{key}]", levels.model_dump(mode="json"))
    yield "# Checks. Conditions given here replace all conditions of that check."
    yield "# With drop = true a check is left out; with another id there is one more."
    for check in base.checks:
        yield from _check(check)


def _check(check: Check) -> Iterable[str]:
    kept = ("id", "title", "cue", "severity", "block")
    yield from _commented("[[checks]]", {key: getattr(check, key) for key in kept}, end=())
    if check.when is not None:
        yield from _commented("[checks.when]", _condition(check.when))
    for condition in check.all:
        yield from _commented("[[checks.all]]", _condition(condition))
    for alternative in check.any:
        first, *others = map(_condition, conditions_of(alternative))
        yield from _commented("[[checks.any]]", {"all": [first, *others]} if others else first)


def _condition(condition: Condition) -> dict[str, Any]:
    return condition.model_dump(mode="json", exclude_defaults=True)


def _commented(header: str, content: Mapping[str, Any], end: tuple[str, ...] = ("",)) -> list[str]:
    return [
        f"# {header}",
        *(f"# {key} = {_written(value)}" for key, value in content.items()),
        *end,
    ]


def _written(value: Any) -> str:
    """A value as TOML; JSON writes strings, numbers and truth values in the same way."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_written(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    # JSON leaves the delete character as it is; TOML wants it escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
