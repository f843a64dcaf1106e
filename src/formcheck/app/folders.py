"""Folders of this server whose clips the operator has opened to every visitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from formcheck.batch.inputs import find_clips
from formcheck.errors import FormcheckError

__all__ = ["clips_in", "named_folders"]


def named_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """Folders by what visitors see of them: a name, and never where it is.

    Parameters
    ----------
    folders : sequence of Path
        Those of the setting; what is no folder is left out.
    """
    there = [one.resolve() for one in folders if one.is_dir()]
    names = Counter(one.name for one in there)
    return {
        f"{one.name} ({place})" if names[one.name] > 1 else one.name: one
        for place, one in enumerate(there, 1)
    }


def clips_in(folder: Path) -> dict[str, Path]:
    """Clips below a folder, by their names within it.

    Parameters
    ----------
    folder : Path
        One that the operator allowed.

    Returns
    -------
    dict of str to Path
        In a fixed order, with links resolved; a link that leads out of the folder is no clip of it.
        Empty where there is none, or the folder cannot be read.
    """
    inside = folder.resolve()
    try:
        found = find_clips([str(inside)], "auto")
    except FormcheckError:
        return {}
    clips = {}
    for one in found:
        clip = Path(one.source).resolve()
        if clip.is_relative_to(inside) and clip.is_file():
            clips[one.file] = clip
    return clips
