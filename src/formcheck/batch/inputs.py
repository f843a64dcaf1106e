"""Which clips a batch is about: files, patterns, folders, or a manifest with an exercise a row."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import FormcheckError, ManifestError
from formcheck.manifest import read_rows

__all__ = ["VIDEO_SUFFIXES", "BatchClip", "find_clips"]

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".gif"}
)
"""What counts as a clip in a folder; a file that is named itself may end in anything."""


@dataclass(frozen=True)
class BatchClip:
    """One clip to analyse.

    Attributes
    ----------
    file : str
        As people know it: relative to the folder or manifest it was found through.
    path : Path
        Where it is.
    exercise : str
        Name in the catalogue, a TOML file, or ``auto``.
    """

    file: str
    path: Path
    exercise: str


def find_clips(inputs: Sequence[str], exercise: str) -> list[BatchClip]:
    """Find all clips.

    Parameters
    ----------
    inputs : sequence of str
        Files, patterns such as ``clips/*.mp4`` (``**`` reaches into folders), folders (searched to
        the bottom), and manifests: CSV files with a column ``file`` and perhaps ``exercise``.
    exercise : str
        For clips whose manifest row names none.

    Returns
    -------
    list of BatchClip
        In a fixed order, no file twice. A clip that a manifest names need not exist: it will be
        reported as a failure.

    Raises
    ------
    FormcheckError
        An input is nothing of this kind, or no clip was found.
    """
    found: dict[tuple[Path, str], BatchClip] = {}
    for text in inputs:
        for clip in _of_input(text, exercise):
            found.setdefault((clip.path.absolute(), clip.exercise), clip)
    if not found:
        endings = " ".join(sorted(VIDEO_SUFFIXES))
        raise FormcheckError(
            f"{' '.join(inputs)}: no clips there; folders are searched for {endings}"
        )
    return list(found.values())


def _of_input(text: str, exercise: str) -> Iterable[BatchClip]:
    path = Path(text)
    if path.is_dir():
        return [_clip(one, path, exercise) for one in sorted(_videos(path))]
    if path.suffix.lower() == ".csv":
        return _of_manifest(path, exercise)
    if path.exists():
        return [BatchClip(_shown(path), path, exercise)]
    matches = [Path(one) for one in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207
    if not matches:
        raise FormcheckError(f"{text}: no such file, folder or pattern; check the path")
    return [
        BatchClip(_shown(one), one, exercise)
        for one in matches
        if one.is_file() and one.suffix.lower() in VIDEO_SUFFIXES
    ]


def _videos(folder: Path) -> Iterable[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if Path(name).suffix.lower() in VIDEO_SUFFIXES and not name.startswith("."):
                yield Path(parent) / name


def _of_manifest(path: Path, exercise: str) -> list[BatchClip]:
    clips = []
    for row in read_rows(path, needed=("file",), known=("file", "exercise")):
        if not row["file"]:
            raise ManifestError(f"{path}, row {row.line}, column 'file': is empty; name the clip")
        clips.append(_clip(path.parent / row["file"], path.parent, row["exercise"] or exercise))
    return clips


def _clip(path: Path, folder: Path, exercise: str) -> BatchClip:
    return BatchClip(_shown(path.relative_to(folder)), path, exercise)


def _shown(path: Path) -> str:
    # A name that is not UTF-8 is still shown, and still valid JSON.
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")
