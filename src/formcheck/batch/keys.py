"""What a result depends on, as a name for it: the clip's content and all that is done to it."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from formcheck.batch.storage import content_hash
from formcheck.exercises import load_exercise

__all__ = ["AUTO", "Keys", "stand_in"]

AUTO = "auto"
_LENGTH = 24


class Keys:
    """Names of the results of one run; model and definitions are read once.

    Parameters
    ----------
    model : Path
        Pose model.
    """

    def __init__(self, model: Path) -> None:
        self._fixed = [content_hash(str(model)), version("formcheck")]
        self._definitions: dict[str, str] = {}

    def key(self, content: str, exercise: str) -> str:
        """Name of a result; another clip, model, version or definition is another.

        Parameters
        ----------
        content : str
            Hash of the clip.
        exercise : str
            Name in the catalogue, a TOML file, or ``auto``.

        Raises
        ------
        ExerciseError
            There is no such exercise.
        """
        parts = [content, self.definition(exercise), *self._fixed]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_LENGTH]

    def definition(self, exercise: str) -> str:
        """Hash of all that is asked of a clip.

        Raises
        ------
        ExerciseError
            There is no such exercise.
        """
        if exercise not in self._definitions:
            self._definitions[exercise] = _definition_hash(exercise)
        return self._definitions[exercise]


def stand_in(source: str, exercise: str) -> str:
    """For a clip that cannot be read: it has no content to be named by."""
    digest = hashlib.sha256(os.fsencode(f"{source}\n{exercise}")).hexdigest()
    return f"unreadable-{digest[:_LENGTH]}"


def _definition_hash(exercise: str) -> str:
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
