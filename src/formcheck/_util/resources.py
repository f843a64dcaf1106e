"""Where the files that travel with formcheck are: in the package or at the top of a checkout."""

from importlib.metadata import version
from pathlib import Path
from typing import Literal

__all__ = ["__version__", "bundled"]

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
        not exist: whoever opens a file in it says what is missing and what to do.

    Examples
    --------
    >>> (bundled("models") / "pose_landmarker_full.task").exists()
    True
    """
    package = Path(__file__).resolve().parents[1]
    in_wheel = package / "_bundled" / kind
    return in_wheel if in_wheel.is_dir() else package.parents[1] / _CHECKOUT_FOLDER[kind]
