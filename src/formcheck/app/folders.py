"""Folders of this server whose clips the operator shares with every visitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from formcheck.batch.inputs import find_clips
from formcheck.errors import FormcheckError

__all__ = ["clips_in", "named_folders"]


def named_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """Unique names for folders, because visitors are not shown their paths.

    Parameters
    ----------
    folders : sequence of Path
        Paths that are no folder are left out.
    """
    existing = [folder.resolve() for folder in folders if folder.is_dir()]
    counts = Counter(folder.name for folder in existing)
    return {
        f"{folder.name} ({number})" if counts[folder.name] > 1 else folder.name: folder
        for number, folder in enumerate(existing, 1)
    }


def clips_in(folder: Path) -> dict[str, Path]:
    """Clips below a folder, by their relative names.

    Returns
    -------
    dict of str to Path
        In a fixed order, with links resolved; links that lead out of the folder are left out.
        Empty if the folder has no clips or cannot be read.
    """
    inside = folder.resolve()
    try:
        found = find_clips([str(inside)], "auto")
    except FormcheckError:
        return {}
    clips = {}
    for batch_clip in found:
        clip = Path(batch_clip.source).resolve()
        if clip.is_relative_to(inside) and clip.is_file():
            clips[batch_clip.file] = clip
    return clips
