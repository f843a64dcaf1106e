"""What a stored profile adds to the analysis of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assessment.own_range import own_range
from formcheck.errors import HistoryError
from formcheck.motion.personal_range import PersonalRange
from formcheck.reps.rep import Rep
from formcheck.result.schema import RangeUsed
from formcheck.store.profiles import load_profile

__all__ = ["Calibrated", "calibrated", "range_warnings"]


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
