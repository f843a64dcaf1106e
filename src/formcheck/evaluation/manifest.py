"""Reads the labels of clips: a CSV file, or a folder of rendered clips with truth files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from formcheck._util.csv_rows import VIDEO_SUFFIXES, ManifestRow, read_rows
from formcheck._util.text import shown
from formcheck.errors import ManifestError
from formcheck.evaluation.truth import TRUTH_SUFFIX, Back, ClipTruth, truth_of
from formcheck.motion.view import View

__all__ = ["COLUMNS", "LabelledClip", "read_manifest"]

COLUMNS = ("file", "exercise", "view", "reps", "partial", "faults", "back", "good", "subject")
_REQUIRED = COLUMNS[:2]
# The column `back` as values of the column `faults`.
_BACK_FAULTS: dict[Back, dict[str, bool]] = {
    "rounded": {"back_rounds": True, "back_over_arches": False},
    "neutral": {"back_rounds": False, "back_over_arches": False},
    "extended": {"back_rounds": False, "back_over_arches": True},
}
_OWN_MANIFEST = "manifest.csv"


@dataclass(frozen=True)
class LabelledClip:
    """One row of the manifest.

    Attributes
    ----------
    row : int
        Line of the manifest, or position in the folder.
    file : str
        As written in the manifest.
    path : Path
        Of the clip.
    reps : int or None
        Whole repetitions counted by a person.
    partial : bool
        Whether the count is not to be used.
    faults : frozenset of str or None
        Ids of all faults that the clip shows; None without a label.
    good : bool
        Labelled as good form.
    subject : str
        The person; the name of the file if not given.
    """

    row: int
    file: str
    path: Path
    exercise: str
    view: View | None = None
    reps: int | None = None
    partial: bool = False
    faults: frozenset[str] | None = None
    back: Back | None = None
    good: bool = False
    subject: str = ""
    truth: ClipTruth | None = None

    def shows(self, fault: str) -> bool | None:
        """Whether the clip shows a fault by its labels; None if they do not say.

        A clip with listed faults, or of good form, shows no others. For the two faults of the back
        the column `back` takes precedence.
        """
        if self.back is not None and fault in _BACK_FAULTS[self.back]:
            return _BACK_FAULTS[self.back][fault]
        if self.faults is not None:
            return fault in self.faults
        return False if self.good else None


def read_manifest(path: str | os.PathLike[str]) -> list[LabelledClip]:
    """Read the labels of all clips.

    Parameters
    ----------
    path : path-like
        A CSV file with at least the columns ``file`` (relative to the CSV) and ``exercise``, and
        any of `COLUMNS`; others are ignored. Or a folder: its ``manifest.csv``, else all clips
        with a ``<stem>.truth.json``.

    Returns
    -------
    list of LabelledClip
        Empty cells are filled from the truth file of the clip, if there is one. The clips need not
        exist.

    Raises
    ------
    ManifestError
        The message names row, column and what would be right.
    """
    source = Path(path)
    if source.is_dir():
        own = source / _OWN_MANIFEST
        if not own.is_file():
            return _from_truths(source)
        source = own
    clips: dict[Path, LabelledClip] = {}
    for row in read_rows(source, needed=_REQUIRED, known=COLUMNS):
        clip = _labelled(row, source.parent)
        if clip.path in clips:
            before = clips[clip.path].row
            raise row.wrong("file", f"the same clip is in row {before} already; keep one")
        clips[clip.path] = clip
    if not clips:
        raise ManifestError(f"{source}: no clip is listed; add a row for each")
    return list(clips.values())


def _labelled(row: ManifestRow, folder: Path) -> LabelledClip:
    for column in _REQUIRED:
        if not row[column]:
            raise row.wrong(column, "is empty; every clip needs it")
    path = folder / row["file"]
    try:
        truth = truth_of(path)
    except (OSError, ValueError) as error:
        raise row.wrong("file", f"no file can be called that ({error})") from error
    reps, faults = row.count("reps"), _faults(row)
    back = cast("Back | None", row.choice("back", get_args(Back)))
    for fault, shows in _BACK_FAULTS[back].items() if back else ():
        if not shows and fault in (faults or ()):
            raise row.wrong("back", f"'{back}' contradicts '{fault}' under faults; mend one")
    good = row.flag("good")
    view = cast("View | None", row.choice("view", get_args(View)))
    if truth is not None:
        reps = len(truth.reps) if reps is None else reps
        faults = frozenset(truth.faults) if faults is None and not good else faults
        back, view = back or truth.back, view or truth.view
    return LabelledClip(
        row=row.line,
        file=row["file"],
        path=path,
        exercise=row["exercise"],
        view=view,
        reps=reps,
        partial=row.flag("partial"),
        faults=faults,
        back=back,
        good=good,
        subject=row["subject"] or row["file"],
        truth=truth,
    )


def _faults(row: ManifestRow) -> frozenset[str] | None:
    names = [name.strip() for name in row["faults"].split(";") if name.strip()]
    for name in names:
        if not name.replace("_", "").isalnum() or name != name.lower():
            raise row.wrong(
                "faults", f"'{name}' is not the id of a fault, as in 'back_rounds;heels_lift'"
            )
    return frozenset(names) or None


def _from_truths(folder: Path) -> list[LabelledClip]:
    # Results of formcheck in the same folder have the same stems as their clips.
    videos = {
        path.stem: path
        for path in sorted(folder.iterdir(), reverse=True)
        if path.suffix.lower() in VIDEO_SUFFIXES
    }
    clips = []
    for row, truth_file in enumerate(sorted(folder.glob(f"*{TRUTH_SUFFIX}")), 1):
        stem = truth_file.name.removesuffix(TRUTH_SUFFIX)
        path = videos.get(stem, folder / f"{stem}.mp4")
        truth = truth_of(path)
        if truth is None:
            continue
        clips.append(
            LabelledClip(
                row=row,
                # Names that are not UTF-8 must become valid JSON.
                file=shown(path.name),
                path=path,
                exercise=truth.exercise,
                view=truth.view,
                reps=len(truth.reps),
                faults=frozenset(truth.faults),
                back=truth.back,
                subject=truth.body or path.name,
                truth=truth,
            )
        )
    if not clips:
        raise ManifestError(
            f"{folder}: neither a {_OWN_MANIFEST} nor clips with a *{TRUTH_SUFFIX} are in this "
            "folder; name a CSV file"
        )
    return clips
