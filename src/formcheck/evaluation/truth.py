"""Reads the ground truth of rendered clips and compares measured angles with it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from formcheck.errors import ManifestError
from formcheck.motion.view import View

__all__ = ["TRUTH_SUFFIX", "Back", "ClipTruth", "TrueRep", "angle_errors", "truth_of"]

TRUTH_SUFFIX = ".truth.json"

Back = Literal["rounded", "neutral", "extended"]


class TrueRep(BaseModel):
    """One posed repetition, in seconds, and the faults built into it."""

    model_config = ConfigDict(frozen=True)

    start_s: float
    turn_s: float
    end_s: float
    faults: tuple[str, ...] = ()


class ClipTruth(BaseModel):
    """A ``<stem>.truth.json``; its layout is described in ``sample_videos/README.md``.

    Attributes
    ----------
    time_s : tuple of float
        Of each frame.
    angles_projected : dict
        Signal name to its true value in each frame, degrees, projected into the picture.
    body : str or None
        Id of the rendered person.
    """

    model_config = ConfigDict(frozen=True)

    exercise: str
    faults: tuple[str, ...]
    view: View
    reps: tuple[TrueRep, ...]
    time_s: tuple[float, ...]
    angles_projected: dict[str, tuple[float, ...]]
    back: Back | None = None
    body: str | None = None

    @model_validator(mode="after")
    def _one_value_a_frame(self) -> ClipTruth:
        lengths = {len(values) for values in self.angles_projected.values()}
        if not self.time_s or not lengths <= {len(self.time_s)}:
            raise ValueError("'time_s' and every angle need a value for each frame")
        return self


def truth_of(clip: Path) -> ClipTruth | None:
    """Read the truth file beside a clip; None if there is none.

    Raises
    ------
    ManifestError
        The file cannot be read, or is not valid.
    """
    path = clip.with_name(clip.stem + TRUTH_SUFFIX)
    if not path.is_file():
        return None
    try:
        return ClipTruth.model_validate_json(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: cannot be read as text ({error}); check the file") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise ManifestError(
            f"{path}: {where}: {problem['msg']}; mend the file, or move it away from its clip"
        ) from error


def angle_errors(signals: pd.DataFrame, truth: ClipTruth) -> dict[str, NDArray[np.float64]]:
    """Measured minus true angle, by signal.

    Parameters
    ----------
    signals : DataFrame
        Signal table of the clip, index in seconds.
    truth : ClipTruth

    Returns
    -------
    dict of str to ndarray, shape (frames inside the truth,)
        Degrees; NaN where the person was not seen. Only signals that both have.
    """
    index = signals.index.to_numpy(dtype=float)
    inside = (index >= truth.time_s[0]) & (index <= truth.time_s[-1])
    return {
        name: signals[name].to_numpy(dtype=float)[inside]
        - np.interp(index[inside], truth.time_s, values)
        for name, values in truth.angles_projected.items()
        if name in signals
    }
