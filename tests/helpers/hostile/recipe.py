"""One hostile file."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Hostile"]


@dataclass(frozen=True)
class Hostile:
    """A file to be made.

    Attributes
    ----------
    name : str
        Of the file.
    kind : str
        What is wrong with it, in a word or two.
    write : callable
        Makes it, with chances of its own.
    """

    name: str
    kind: str
    write: Callable[[Path, random.Random], None]
