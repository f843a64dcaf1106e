"""How much of the person's own range the back uses, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from formcheck.assessment.own_range import own_range
from formcheck.assessment.sets import JudgedSet
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange

__all__ = ["SHARE_COLUMN", "share_of_range"]

SHARE_COLUMN = "back_range_percent"


def share_of_range(
    signals: pd.DataFrame, back: PersonalRange, judged: Iterable[JudgedSet]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The signals with roundness as a share of the person's range, and what must be said of it.

    Parameters
    ----------
    signals : DataFrame
        Of the whole clip.
    back : PersonalRange
        The person's.
    judged : iterable of JudgedSet
        The share counts from the first quiet start among them that shows the back, else from the
        neutral of the calibration.

    Returns
    -------
    signals : DataFrame
        With the column `SHARE_COLUMN`; all NaN where the range cannot be used for this clip.
    warnings : tuple of str
        Sentences for the owner of the clip.
    """
    neutrals = [rep.neutral for one in judged for rep in one.reps]
    found = [own_range(back, neutral) for neutral in neutrals] or [own_range(back, None)]
    usable = [own for own in found if own is not None]
    if not usable:
        return signals.assign(**{SHARE_COLUMN: float("nan")}), (
            "Your range was not used: standing quietly, your back is about as round here as at its "
            "roundest in the calibration. Calibrate again, in clothes and a place like these.",
        )
    own = next((one for one in usable if one.from_clip), usable[0])
    change = signals[RANGE_SIGNAL].to_numpy(dtype=float) - own.neutral_deg
    return signals.assign(**{SHARE_COLUMN: back.share_percent(change, own.neutral_deg)}), ()
