"""What a person wants of a live session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Order"]


@dataclass(frozen=True)
class Order:
    """What the person chose before the camera was started.

    Attributes
    ----------
    exercise : str
        Name in the catalogue.
    model : str
        Pose model.
    profile : str or None
        Whose range of the back to compare with.
    keep : str or None
        Profile to save sets under.
    folder : Path or None
        Where to keep recordings; None keeps none.
    longest_s : float
        Of a recording.
    """

    exercise: str
    model: str = "lite"
    profile: str | None = None
    keep: str | None = None
    folder: Path | None = None
    longest_s: float = math.inf
