"""What a result depends on, as a name for it: the clip's content and all that is done to it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from formcheck.exercises import load_exercise

__all__ = ["AUTO", "content_hash", "result_key"]

AUTO = "auto"
_LENGTH = 24


def content_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def result_key(content: str, exercise: str, model: Path) -> str:
    """Name under which a result is kept; another clip, model, version or definition is another.

    Raises
    ------
    ExerciseError
        There is no such exercise.
    """
    parts = [
        content,
        _definition_hash(exercise, Path.cwd()),
        _model_hash(model),
        version("formcheck"),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_LENGTH]


@lru_cache
def _model_hash(model: Path) -> str:
    return content_hash(model)


@lru_cache
def _definition_hash(exercise: str, folder: Path) -> str:
    """All that the definition says; for ``auto`` the whole catalogue and how it is recognised."""
    if exercise != AUTO:
        definition = load_exercise(exercise).model_dump(mode="json")
        return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    digest = hashlib.sha256()
    for table in _tables("formcheck.exercises"):
        digest.update(table)
    return digest.hexdigest()


def _tables(package: str) -> list[bytes]:
    """Content of every TOML file of a package, in a fixed order."""
    root = files(package)
    places = [root, root / "catalog"]
    found = [one for place in places for one in place.iterdir() if one.name.endswith(".toml")]
    return [one.read_bytes() for one in sorted(found, key=lambda one: one.name)]
