"""All hostile files: each a name and a recipe, with chances of its own, so that any can be had."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.hostile.bases import Bases
from helpers.hostile.contents import odd_contents
from helpers.hostile.damage import damaged
from helpers.hostile.encoded import encoded
from helpers.hostile.headers import lying_headers
from helpers.hostile.impostors import impostors
from helpers.hostile.names import odd_names
from helpers.hostile.recipe import Hostile
from helpers.hostile.times import odd_times

__all__ = ["SEED", "Corpus", "Hostile", "make_corpus", "recipes"]

SEED = 8
_FAMILIES: tuple[Callable[[Bases], list[Hostile]], ...] = (
    damaged,
    encoded,
    impostors,
    lying_headers,
    odd_contents,
    odd_names,
    odd_times,
)


@dataclass
class Corpus:
    """What was made.

    Attributes
    ----------
    folder : Path
        Where.
    kinds : dict
        What is wrong with each file, by its name.
    skipped : dict
        Files that could not be made here, and why.
    """

    folder: Path
    kinds: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def recipes(bases: Bases) -> list[Hostile]:
    """All of them, in a fixed order."""
    return [one for family in _FAMILIES for one in family(bases)]


def make_corpus(folder: Path, *, seed: int = SEED, every: int = 1) -> Corpus:
    """Write every n-th of the files; the same seed makes the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(folder)
    with Bases.temporary() as bases:
        for number, one in enumerate(recipes(bases)):
            if number % every:
                continue
            path = folder / one.name
            try:
                one.write(path, random.Random(f"{seed}/{number}"))
            # An encoder that is not there, or a file system that takes no such name.
            except (OSError, ValueError, RuntimeError) as error:
                path.unlink(missing_ok=True)
                corpus.skipped[one.name] = f"{type(error).__name__}: {error}"
                continue
            corpus.kinds[one.name] = one.kind
    return corpus
