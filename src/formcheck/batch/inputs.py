"""Find the clips of a batch: files, patterns, folders, or a manifest with an exercise a row."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from formcheck._util.csv_rows import VIDEO_SUFFIXES, read_rows
from formcheck._util.text import shown
from formcheck.batch.storage import absolute, as_oserror, is_remote, local_copy, upath
from formcheck.errors import FormcheckError, ManifestError

__all__ = ["BatchClip", "find_clips"]

_PATTERN = frozenset("*?[")


@dataclass(frozen=True)
class BatchClip:
    """One clip to analyse.

    Attributes
    ----------
    file : str
        For messages and tables: relative to the folder or manifest that names it.
    source : str
        A path, or an address such as ``s3://bucket/clip.mp4``.
    exercise : str
        Name in the catalogue, a TOML file, or ``auto``.
    """

    file: str
    source: str
    exercise: str


def find_clips(inputs: Sequence[str], exercise: str) -> list[BatchClip]:
    """Find all clips.

    Parameters
    ----------
    inputs : sequence of str
        Files, patterns such as ``clips/*.mp4`` (``**`` reaches into folders), folders (searched to
        the bottom), and manifests: CSV files with a column ``file`` and perhaps ``exercise``. Also
        addresses of any of these, such as ``s3://bucket/clips``.
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
    found: dict[tuple[str, str], BatchClip] = {}
    for text in inputs:
        for clip in _of_input(text, exercise):
            found.setdefault((absolute(clip.source), clip.exercise), clip)
    if not found:
        endings = " ".join(sorted(VIDEO_SUFFIXES))
        raise FormcheckError(
            f"{' '.join(inputs)}: no clips there; folders are searched for {endings}"
        )
    return _distinguished(list(found.values()))


def _distinguished(clips: Sequence[BatchClip]) -> list[BatchClip]:
    """Show clips of the same name in several folders with their paths."""
    sources = {(clip.file, clip.source) for clip in clips}
    names = Counter(file for file, _ in sources)
    return [
        replace(clip, file=shown(clip.source)) if names[clip.file] > 1 else clip for clip in clips
    ]


def _of_input(text: str, exercise: str) -> Iterable[BatchClip]:
    try:
        if is_remote(text):
            with as_oserror():
                return _of_address(text, exercise)
        path = Path(text)
        if path.is_dir():
            return [_inside(path, video, exercise) for video in sorted(_videos(path))]
        if path.suffix.lower() == ".csv":
            return _of_manifest(path, str(path.parent), exercise)
        if path.exists():
            return [BatchClip(shown(path.as_posix()), text, exercise)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FormcheckError(f"{text}: cannot be read ({reason}); check the path") from error
    matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207
    if not matches:
        raise FormcheckError(f"{text}: no such file, folder or pattern; check the path")
    return [
        BatchClip(shown(Path(match).as_posix()), match, exercise)
        for match in matches
        if _is_video(match) and Path(match).is_file()
    ]


def _is_video(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in VIDEO_SUFFIXES and not path.name.startswith(".")


def _videos(folder: Path) -> Iterable[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if _is_video(name):
                yield Path(parent) / name


def _inside(folder: Path, path: Path, exercise: str) -> BatchClip:
    return BatchClip(shown(path.relative_to(folder).as_posix()), str(path), exercise)


def _of_address(text: str, exercise: str) -> list[BatchClip]:
    address = upath(text)
    system, path = address.fs, address.path
    if PurePosixPath(path).suffix.lower() == ".csv":
        with local_copy(text) as copy:
            return _of_manifest(copy, text.rpartition("/")[0], exercise)
    if _PATTERN & set(path):
        names, root = system.glob(path), path[: min(map(path.find, _PATTERN & set(path)))]
        root = root.rpartition("/")[0]
    elif system.isfile(path):
        return [BatchClip(PurePosixPath(path).name, text, exercise)]
    else:
        names, root = system.find(path), path.rstrip("/")
    return [
        BatchClip(
            shown(name.removeprefix(root).lstrip("/")), system.unstrip_protocol(name), exercise
        )
        for name in sorted(names)
        if _is_video(name)
    ]


def _of_manifest(path: Path, root: str, exercise: str) -> list[BatchClip]:
    """Read a manifest; its paths of clips and exercise files are relative to `root`."""
    clips = []
    for row in read_rows(path, needed=("file",), known=("file", "exercise")):
        file = row["file"]
        if not file:
            raise ManifestError(f"{path}, row {row.line}, column 'file': is empty; name the clip")
        wanted = row["exercise"] or exercise
        if row["exercise"].lower().endswith(".toml"):
            wanted = _beside(root, wanted)
        clips.append(BatchClip(shown(file), _beside(root, file), wanted))
    return clips


def _beside(root: str, name: str) -> str:
    if "://" in name:
        return name
    return f"{root}/{name}" if "://" in root else str(Path(root) / name)
