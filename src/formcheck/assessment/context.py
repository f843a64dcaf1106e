"""All that is known of one repetition when it is judged."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.own_range import OwnRange, own_range
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange
from formcheck.motion.shot import Shot
from formcheck.motion.view import CameraView

__all__ = ["RepContext", "Unmeasurable"]

_MAD_TO_SD = 1.4826


@dataclass(frozen=True, eq=False)
class RepContext:
    """All that checks may look at for one repetition.

    Attributes
    ----------
    shot : Shot
        Zero-lag smoothed frames around the repetition, read on the leg that worked.
    raw : Shot
        The frames that they were smoothed from.
    driving : str
        Name of the driving signal.
    neutral : Neutral or None
        The person's own neutral, where there is one.
    back_range : PersonalRange or None
        How far the person's back bends, where that is known.
    """

    shot: Shot
    raw: Shot
    driving: str
    neutral: Neutral | None = None
    back_range: PersonalRange | None = None

    @property
    def view(self) -> CameraView:
        """Of the shot."""
        return self.shot.view

    @property
    def frame_rate(self) -> float:
        """Frames a second that were really analysed; 0 where there is one frame."""
        time = self.raw.time
        return 1.0 / float(np.median(np.diff(time))) if len(time) > 1 else 0.0

    @property
    def own_range(self) -> OwnRange | None:
        """The person's range as it applies here; None where there is none to judge by."""
        quiet = self.neutral is not None and self.neutral.kind == "quiet_start"
        curve_deg = self.neutral.values[RANGE_SIGNAL] if self.neutral and quiet else math.nan
        return own_range(self.back_range, curve_deg if math.isfinite(curve_deg) else None)

    def jitter(self, name: str) -> float:
        """Robust standard deviation of what smoothing took away from a signal; NaN where unseen."""
        smoothed = np.interp(self.raw.time, self.shot.time, self.shot.values(name))
        # A share of a stance that is seen from the side has no bound.
        with np.errstate(invalid="ignore"):
            taken: NDArray[np.float64] = np.abs(self.raw.values(name) - smoothed)
        known = taken[~np.isnan(taken)]
        return _MAD_TO_SD * float(np.median(known)) if len(known) else float("nan")


class Unmeasurable(Exception):  # noqa: N818 - an answer, not an error
    """Carries the reason, in plain words."""
