"""Resources of a process: bundled files, processor cores, and objects that have to be closed."""

import os
from abc import ABC, abstractmethod
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Self

__all__ = ["Closing", "__version__", "bundled", "usable_cores"]

__version__ = version("formcheck")

_CHECKOUT_FOLDER = {"app": ".", "docs": "docs", "models": "models", "samples": "sample_videos"}


def bundled(kind: Literal["app", "docs", "models", "samples"]) -> Path:
    """Find the folder of the pose models, the sample clips, the methods, or the app's script.

    A wheel carries them inside the package, in ``formcheck/_bundled/<kind>``. In a checkout, and
    so in an editable install, they stay where people look for them, in ``models/`` and
    ``sample_videos/`` at the top, and exist only once; so does ``app.py`` with its settings.

    Parameters
    ----------
    kind : {"app", "docs", "models", "samples"}
        Which of the folders.

    Returns
    -------
    Path
        The wheel's folder if there is one, else the checkout's. In a damaged installation it may
        not exist; the error comes from the code that opens a file in it.

    Examples
    --------
    >>> (bundled("models") / "pose_landmarker_full.task").exists()
    True
    """
    package = Path(__file__).resolve().parents[1]
    in_wheel = package / "_bundled" / kind
    return in_wheel if in_wheel.is_dir() else package.parents[1] / _CHECKOUT_FOLDER[kind]


def usable_cores() -> int:
    """Count the cores that the system lets this process run on; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class Closing(ABC):
    """Base class of context managers whose only step at the end is `close`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Release files, threads and native handles."""
