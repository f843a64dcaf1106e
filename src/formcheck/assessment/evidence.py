"""All that is known of one repetition when it is judged."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from formcheck.assessment.own_range import OwnRange, own_range
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.view import CameraView

__all__ = ["Evidence", "Unmeasurable", "range_of"]


@dataclass(frozen=True)
class Evidence:
    """All that checks may look at for one repetition.

    Attributes
    ----------
    signals : DataFrame
        Zero-lag signal table around the repetition.
    visible : DataFrame of bool
        Same index; one column for each signal: whether its landmarks were seen well enough.
    jitter : Series
        Standard deviation of frame-to-frame noise of each signal.
    neutral : Neutral or None
        The person's own neutral, where there is one.
    driving : str
        Name of the driving signal.
    frame_rate : float
        Frames a second that were really analysed.
    back_hidden : Series or None
        Same index; a `formcheck.motion.back.Hidden` for each frame, where the outline was read.
    leg : {0, 1} or None
        The measured leg as an index in (left, right); None for the one nearer to the camera.
    back_range : PersonalRange or None
        How far the person's back bends, where that is known.
    """

    signals: pd.DataFrame
    visible: pd.DataFrame
    jitter: pd.Series
    neutral: Neutral | None
    view: CameraView
    driving: str
    frame_rate: float
    back_hidden: pd.Series | None = None
    leg: int | None = None
    back_range: PersonalRange | None = None


class Unmeasurable(Exception):  # noqa: N818 - an answer, not an error
    """Carries the reason, in plain words."""


def range_of(evidence: Evidence) -> OwnRange | None:
    """The person's range as it applies to this repetition; None where there is none to judge by."""
    return own_range(evidence.back_range, evidence.neutral)
