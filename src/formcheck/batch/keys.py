"""Keys of results and of tracks: hashes of the clip's content and of all that each depends on."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from formcheck.batch.storage import content_hash
from formcheck.exercises import load_exercise

__all__ = ["AUTO", "Keys", "source_fingerprint", "stand_in"]

AUTO = "auto"
_LENGTH = 24
# The rooms of the package whose code turns a clip into a track.
_TRACKING_ROOMS = ("video", "pose")
# Code, catalogue, and the templates of the report.
_SOURCES = (".py", ".toml", ".html", ".css", ".js", ".svg")


class Keys:
    """Keys of the results and tracks of one run; the model is hashed once.

    Parameters
    ----------
    model : Path
        Pose model.
    """

    def __init__(self, model: Path) -> None:
        hashed = content_hash(str(model))
        self._fixed = [hashed, _own_fingerprint()]
        # The name too: a track, and results from it, hold the name of the model.
        self._tracking = [hashed, Path(model).stem, _tracking_fingerprint()]
        self._definitions: dict[str, str] = {}

    def key(self, content: str, exercise: str) -> str:
        """Key of a result; it differs for another clip, exercise, model, or code of formcheck.

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
        return _hash([content, self.definition(exercise), *self._fixed])

    def track_key(self, content: str) -> str:
        """Key of a track; it differs for another clip, model, or code that makes tracks.

        Parameters
        ----------
        content : str
            Hash of the clip.
        """
        return _hash([content, *self._tracking])

    def definition(self, exercise: str) -> str:
        """Hash of the definition of an exercise, as it was when first asked for.

        Raises
        ------
        ExerciseError
            There is no such exercise.
        """
        if exercise not in self._definitions:
            self._definitions[exercise] = _definition_hash(exercise)
        return self._definitions[exercise]


def stand_in(source: str, exercise: str) -> str:
    """Key for a clip that cannot be read, and so has no content to hash."""
    digest = hashlib.sha256(os.fsencode(f"{source}\n{exercise}")).hexdigest()
    return f"unreadable-{digest[:_LENGTH]}"


def source_fingerprint(package: Traversable) -> str:
    """Hash of the names and contents of the source files in a package, hexadecimal.

    A version number stays the same while the code is changed, this does not.
    """
    digest = hashlib.sha256()
    _add_sources(digest, package)
    return digest.hexdigest()


@cache
def _own_fingerprint() -> str:
    return source_fingerprint(files("formcheck"))


@cache
def _tracking_fingerprint() -> str:
    return _hash([source_fingerprint(files("formcheck") / room) for room in _TRACKING_ROOMS])


def _hash(parts: list[str]) -> str:
    # Names of files may hold bytes that are not UTF-8.
    content = "\n".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(content).hexdigest()[:_LENGTH]


def _add_sources(digest: hashlib._Hash, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            _add_sources(digest, entry)
        elif entry.name.endswith(_SOURCES):
            content = entry.read_bytes()
            digest.update(f"{entry.name} {len(content)}\n".encode() + content)


def _definition_hash(exercise: str) -> str:
    if exercise == AUTO:
        # The catalogue and the profiles for recognition are among the sources of the package.
        return AUTO
    definition = load_exercise(exercise).model_dump(mode="json")
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
