"""Which leg worked: repetitions of either leg, put in one order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.spec import WorkingLeg
from formcheck.motion.filtering import HIGH_PERCENT, LOW_PERCENT
from formcheck.reps.rep import Rep

__all__ = ["without_overlaps", "working_leg"]


def working_leg(telling: Mapping[int, NDArray[np.float64]], rule: WorkingLeg, near: int) -> int:
    """The leg that the rule names in a repetition.

    Parameters
    ----------
    telling : mapping of {0, 1} to ndarray
        The rule's signal of either leg over the repetition, by the index in (left, right).
    rule : WorkingLeg
        From the exercise file.
    near : {0, 1}
        Taken where the legs do not differ enough, or one was not seen.

    Returns
    -------
    {0, 1}
    """
    left, right = (_number(telling[leg], rule.stat) for leg in (0, 1))
    ahead = left - right if rule.wants == "larger" else right - left
    if not abs(ahead) >= max(rule.by_at_least, 1e-9):
        return near
    return 0 if ahead > 0 else 1


def without_overlaps(reps: Iterable[Rep]) -> list[Rep]:
    """In order of time; of two that overlap by more than half, only the longer one."""
    kept: list[Rep] = []
    for rep in sorted(reps, key=lambda rep: rep.start_s):
        if kept and _overlap_share(kept[-1], rep) > 0.5:
            kept[-1] = max(kept[-1], rep, key=lambda one: one.end_s - one.start_s)
        else:
            kept.append(rep)
    return kept


def _overlap_share(a: Rep, b: Rep) -> float:
    shared = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return shared / max(min(a.end_s - a.start_s, b.end_s - b.start_s), 1e-9)


def _number(values: NDArray[np.float64], stat: str) -> float:
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return float("nan")
    low, middle, high = np.percentile(known, [LOW_PERCENT, 50.0, HIGH_PERCENT])
    return float({"range": high - low, "median": middle, "lowest": low, "highest": high}[stat])
