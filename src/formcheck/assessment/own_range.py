"""A person's range of the back, applied to one repetition of another clip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.motion.personal_range import PersonalRange
from formcheck.reps.rep import Rep

__all__ = ["OwnRange", "own_range", "range_warnings"]


@dataclass(frozen=True)
class OwnRange:
    """The way from neutral, which is 0 %, to the person's roundest, which is 100 %.

    Attributes
    ----------
    neutral_deg : float
        Of the clip that is judged where it has a quiet start, else of the calibration.
    from_clip : bool
        Which of them it is.
    back : PersonalRange
        Where the roundest comes from.
    """

    neutral_deg: float
    from_clip: bool
    back: PersonalRange

    def percent(self, curve_deg: float) -> float:
        """Where a curve of the back lies."""
        change = curve_deg - self.neutral_deg
        return float(self.back.share_percent(change, self.neutral_deg))

    def error_percent(self, change_deg: float, absolute_deg: float, at_percent: float) -> float:
        """Half-width of the 95 % interval of a share, near the share that matters.

        Parameters
        ----------
        change_deg, absolute_deg : float
            Half-widths of a change within a clip, and of a value against one from another clip.
        at_percent : float
            The threshold.

        Notes
        -----
        Whether (x - n) / (R - n) exceeds t is whether (x - n) - t (R - n) exceeds 0: the errors of
        both ways add in squares ([K10]), and are put in % of R - n. Two values of one clip are
        compared with the error of a change, values of two clips with that of absolute values.
        """
        here, there = change_deg, absolute_deg
        if not self.from_clip:
            here, there = absolute_deg, self.back.error_deg
        error_deg = math.hypot(here, at_percent / 100.0 * there)
        return 100.0 * error_deg / self.back.way_deg(self.neutral_deg)


def own_range(back: PersonalRange | None, quiet_curve_deg: float | None) -> OwnRange | None:
    """The range to judge by.

    Parameters
    ----------
    back : PersonalRange or None
        The person's.
    quiet_curve_deg : float or None
        Roundness of the back in a quiet start of the clip; without it the range counts from the
        neutral of the calibration.

    Returns
    -------
    OwnRange or None
        None without a range, or where neutral is about as round as its end.
    """
    if back is None:
        return None
    neutral_deg = back.neutral_deg if quiet_curve_deg is None else quiet_curve_deg
    if math.isnan(float(back.share_percent(0.0, neutral_deg))):
        return None
    return OwnRange(neutral_deg, quiet_curve_deg is not None, back)


def range_warnings(back: PersonalRange, reps: Sequence[Rep]) -> tuple[str, ...]:
    """What the owner of a clip must be told of the person's range in it, one sentence each.

    Parameters
    ----------
    back : PersonalRange
        The person's.
    reps : sequence of Rep
        Of the clip.
    """
    quiet = [
        rep.neutral.back_curve_deg
        for rep in reps
        if rep.neutral is not None and rep.neutral.kind == "quiet_start"
    ]
    if any(own_range(back, curve_deg) is not None for curve_deg in quiet or [None]):
        return ()
    return (
        "Your range was not used: standing quietly, your back is about as round here as at its "
        "roundest in the calibration. Calibrate again, in clothes and a place like these.",
    )
