"""Statistics with 95 % bootstrap intervals that resample people, each with all their clips.

A statistic is a function of the weights of the clips, so that all resamples are computed at once.
The method is the cluster bootstrap with percentile intervals: A. C. Davison and D. V. Hinkley,
Bootstrap Methods and their Application, 1997, ch. 3.8 and 5.3 [K17].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.evaluation.result import Estimate

__all__ = [
    "DRAWS",
    "SEED",
    "WeightedStatistic",
    "area_under_curve",
    "estimate",
    "mean_of_classes",
    "ratio",
]

DRAWS = 2000
SEED = 0
_TAILS_PERCENT = (2.5, 97.5)
# With fewer, a few lucky resamples would make the interval.
_LEAST_DEFINED_SHARE = 0.5

WeightedStatistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Function of weights, shape (draws, clips), to values, shape (draws,); NaN where undefined."""


def estimate(statistic: WeightedStatistic, subjects: Sequence[str]) -> Estimate:
    """A statistic over all clips, with its interval.

    Parameters
    ----------
    statistic : WeightedStatistic
    subjects : sequence of str
        The person of each clip.

    Returns
    -------
    Estimate
        `value` is None if the statistic is undefined; `low` and `high` are None with fewer than
        two people, or if the statistic is undefined in more than half of the resamples.
    """
    people, person = np.unique(np.asarray(subjects, dtype=str), return_inverse=True)
    shape = {"clips": len(subjects), "people": len(people)}
    if not len(people):
        return Estimate(value=None, low=None, high=None, **shape)
    value = float(statistic(np.ones((1, len(person))))[0])
    if not np.isfinite(value):
        return Estimate(value=None, low=None, high=None, **shape)
    if len(people) < 2:
        return Estimate(value=value, low=None, high=None, **shape)
    times = np.random.default_rng(SEED).multinomial(
        len(people), np.full(len(people), 1 / len(people)), size=DRAWS
    )
    values = statistic(times[:, person].astype(float))
    values = values[np.isfinite(values)]
    if len(values) < _LEAST_DEFINED_SHARE * DRAWS:
        return Estimate(value=value, low=None, high=None, **shape)
    low, high = np.percentile(values, _TAILS_PERCENT)
    # With a few very different people the resamples may all lie on one side of the value.
    return Estimate(value=value, low=min(float(low), value), high=max(float(high), value), **shape)


def ratio(numerator: ArrayLike, denominator: ArrayLike | None = None) -> WeightedStatistic:
    """Ratio of weighted sums (a mean, a share, precision, recall); inputs have shape (clips,)."""
    above = np.asarray(numerator, dtype=float)
    below = np.ones_like(above) if denominator is None else np.asarray(denominator, dtype=float)

    def statistic(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return _divided(weights @ above, weights @ below)

    return statistic


def mean_of_classes(right: ArrayLike, classes: Sequence[str]) -> WeightedStatistic:
    """Mean over the classes of the share that is right in each (balanced accuracy)."""
    hits, names = np.asarray(right, dtype=float), np.asarray(classes, dtype=str)
    members = np.array([names == name for name in np.unique(names)], dtype=float)

    def statistic(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        shares = _divided((weights * hits) @ members.T, weights @ members.T)
        known = np.isfinite(shares)
        return _divided(np.where(known, shares, 0.0).sum(axis=1), known.sum(axis=1).astype(float))

    return statistic


def area_under_curve(scores: ArrayLike, positive: ArrayLike) -> WeightedStatistic:
    """Share of pairs of a clip with and one without the fault in which the former scores higher.

    That is the area under the receiver operating characteristic, and Mann and Whitney's U over the
    number of pairs; a tie is half a pair (Hanley and McNeil 1982 [K18]).
    """
    values, labels = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    gap = np.subtract.outer(values[labels], values[~labels])
    wins = np.where(gap > 0, 1.0, np.where(gap == 0, 0.5, 0.0))

    def statistic(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        with_fault, without = weights[:, labels], weights[:, ~labels]
        won = np.einsum("di,ij,dj->d", with_fault, wins, without, optimize=True)
        return _divided(won, with_fault.sum(axis=1) * without.sum(axis=1))

    return statistic


def _divided(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
