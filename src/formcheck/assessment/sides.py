"""Left against right: a difference is one only beyond what a side varies by itself.

Of two means, of repetitions of either side, the difference counts from twice the pooled standard
deviation on, and not below what measuring again would give (docs/methods.md 3 and 5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from formcheck.reps.rep import LEGS, Rep

__all__ = [
    "FAR_LEG",
    "LEAST_REPS",
    "WITHIN",
    "Measure",
    "SideDifference",
    "side_differences",
    "spread",
]

FloatArray = NDArray[np.float64]

LEAST_REPS = 2
"""Of each side, below which nothing can be said of how much a side varies."""
FAR_LEG = "the further leg is hard to see from the side: film each side towards the camera"
WITHIN = "no more than the repetitions of one side differ among themselves"
_POOLED_SDS = 2.0
# Smallest detectable change of an angle for a standard error of 3.5 deg (docs/methods.md 5),
# and of a time, three frames.
_LEAST_ANGLE_DEG = 9.7
_LEAST_TIME_S = 0.1

Measure = Literal["range", "time_out", "time_back"]


class SideDifference(BaseModel):
    """One measure of one exercise, left against right.

    Attributes
    ----------
    exercise : str
        Catalogue name.
    measure : {"range", "time_out", "time_back"}
        Excursion of the driving signal, or seconds of a phase.
    left, right : float
        Means over the repetitions of that side.
    left_reps, right_reps : int
        How many there were.
    pooled_sd : float or None
        How much a side varies by itself; None with fewer than two repetitions of a side.
    least : float or None
        The difference from which on it counts as one.
    verdict : {"different", "unclear"}
    reason : str or None
        Why it is unclear.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    exercise: str
    measure: Measure
    left: float
    right: float
    left_reps: int
    right_reps: int
    pooled_sd: float | None
    least: float | None
    verdict: Literal["different", "unclear"]
    reason: str | None = None


_MEASURES: dict[Measure, tuple[Callable[[Rep], float], float]] = {
    "range": (lambda rep: rep.excursion, _LEAST_ANGLE_DEG),
    "time_out": (lambda rep: rep.phases[0].duration_s, _LEAST_TIME_S),
    "time_back": (lambda rep: rep.phases[2].duration_s, _LEAST_TIME_S),
}


def side_differences(
    exercise: str, reps: Sequence[Rep], *, both_legs_in_view: bool
) -> tuple[SideDifference, ...]:
    """Compare the sides of an exercise of one leg at a time.

    Parameters
    ----------
    exercise : str
        Catalogue name.
    reps : sequence of Rep
        From all sets of it in a clip; void ones and those the clip cuts take no part.
    both_legs_in_view : bool
        Whether the camera sees both legs alike. From the side it does not: the range of the further
        leg is then too much of a guess to be compared.

    Returns
    -------
    tuple of SideDifference
        One for each measure; none where only one side worked.
    """
    whole = [rep for rep in reps if rep.void is None and rep.whole]
    sides = [[rep for rep in whole if rep.leg == leg] for leg in LEGS]
    if not all(sides):
        return ()
    return tuple(_compared(exercise, measure, sides, both_legs_in_view) for measure in _MEASURES)


def spread(
    measure: Measure, left: Sequence[float] | FloatArray, right: Sequence[float] | FloatArray
) -> tuple[float, float] | None:
    """How much a side varies by itself, and the difference from which on it counts as one.

    Returns
    -------
    pooled_sd, least : float
        In the measure's unit; None with fewer than two repetitions of a side.
    """
    if min(len(left), len(right)) < LEAST_REPS:
        return None
    squares = sum(np.sum((np.asarray(one) - np.mean(one)) ** 2) for one in (left, right))
    pooled_sd = float(np.sqrt(squares / (len(left) + len(right) - 2)))
    return pooled_sd, max(_POOLED_SDS * pooled_sd, _MEASURES[measure][1])


def _compared(
    exercise: str, measure: Measure, sides: Sequence[Sequence[Rep]], both_legs_in_view: bool
) -> SideDifference:
    read, _ = _MEASURES[measure]
    left, right = (np.array([read(rep) for rep in reps]) for reps in sides)
    pooled_sd, least = spread(measure, left, right) or (None, None)
    reason = None
    if least is None:
        reason = f"needs {LEAST_REPS} whole repetitions of each side"
    elif measure == "range" and not both_legs_in_view:
        reason = FAR_LEG
    elif abs(left.mean() - right.mean()) < least:
        reason = WITHIN
    return SideDifference(
        exercise=exercise,
        measure=measure,
        left=float(left.mean()),
        right=float(right.mean()),
        left_reps=len(left),
        right_reps=len(right),
        pooled_sd=pooled_sd,
        least=least,
        verdict="different" if reason is None else "unclear",
        reason=reason,
    )
