"""What a stored profile adds to the analysis of a clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from formcheck.assessment.own_range import own_range
from formcheck.assessment.sets import JudgedSet
from formcheck.errors import HistoryError
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange
from formcheck.result.schema import RangeUsed
from formcheck.store.profiles import load_profile

__all__ = ["SHARE_COLUMN", "Calibrated", "calibrated", "share_of_range"]

SHARE_COLUMN = "back_range_percent"


@dataclass(frozen=True)
class Calibrated:
    """A person's range, and what a result says of where it comes from."""

    back: PersonalRange
    used: RangeUsed


def calibrated(profile: str) -> Calibrated:
    """The range stored under a name.

    Raises
    ------
    HistoryError
        There is no such profile, or it has no range yet.
    """
    person = load_profile(profile)
    back = person.back
    if back is None:
        raise HistoryError(
            f"the profile '{person.name}' has no range of the back yet; "
            f"make one with 'formcheck calibrate CLIP --profile {person.name}'"
        )
    used = RangeUsed(
        profile=person.name,
        hollow_deg=back.hollow_deg,
        round_deg=back.round_deg,
        neutral_deg=back.neutral_deg,
        error_deg=back.error_deg,
        posture=back.posture,
        clip=person.clip or "",
    )
    return Calibrated(back, used)


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
