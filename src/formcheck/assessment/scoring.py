"""From findings to points: explainable, with the weights in one place.

Per repetition: 100 minus the sum of w * g * P over clear faults, each block of checks losing at
most its share; w is the weight of the severity, g grows from 0 to 1 over one error width beyond the
threshold, P is the probability of the fault. What cannot be measured neither costs nor earns points
and lowers the coverage (docs/methods.md 6; the numbers are engineering defaults).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from formcheck.assessment.uncertainty import Z_95
from formcheck.exercises.spec import Block, Severity
from formcheck.reps.findings import CLEAR, LEAST_COVERAGE, Band, Finding, Score, Verdict

__all__ = [
    "SCORE_VERSION",
    "consistency_loss",
    "costliest",
    "deduction",
    "pattern_size",
    "recurring",
    "score_rep",
    "score_set",
]

SCORE_VERSION = 1

WEIGHTS = {Severity.INFO: 0.0, Severity.MINOR: 6.0, Severity.MODERATE: 12.0, Severity.MAJOR: 25.0}
BLOCK_LIMITS = {Block.RANGE: 25.0, Block.ALIGNMENT: 35.0, Block.CONTROL: 20.0, Block.FINISH: 10.0}
CONSISTENCY_LIMIT = 10.0
CAP_WITH_MAJOR_FAULT = 65.0
SOLID, GOOD = 85.0, 70.0
# A fault of a set is one that was clear in two repetitions, or in three of ten.
_RECURRING_REPS = 2
_RECURRING_SHARE = 0.3
# Range of motion that varies by less than this is landmark noise; twice as much more is unsteady.
_STEADY_SD_DEG = 5.0
_UNSTEADY_SD_DEG = 15.0
_LEAST_REPS_FOR_CONSISTENCY = 3
_DRAWS = 500


def deduction(finding: Finding) -> float:
    """Points that one finding costs; 0 unless the fault is clear."""
    if finding.verdict is not Verdict.CLEAR or finding.probability is None:
        return 0.0
    grade = float(np.clip(finding.reading.excess, 0.0, 1.0))
    return WEIGHTS[finding.severity] * grade * finding.probability


def costliest(findings: Sequence[Finding]) -> Finding | None:
    """The clear fault that costs most; None where none costs points."""
    costly = max(findings, key=deduction, default=None)
    return costly if costly is not None and deduction(costly) > 0 else None


def score_rep(findings: Sequence[Finding]) -> Score:
    """Score of one repetition with its 95 % interval (Monte Carlo over the errors, fixed seed)."""
    counting = [finding for finding in findings if finding.counts]
    measured = [finding for finding in counting if finding.verdict is not Verdict.NOT_MEASURABLE]
    if not counting or len(measured) < LEAST_COVERAGE * len(counting):
        return _no_score(len(measured), len(counting))
    excess = np.array([finding.reading.excess for finding in measured])
    noise = np.random.default_rng(0).standard_normal((_DRAWS, len(measured))) / Z_95
    value = float(_points(excess[None, :], measured)[0])
    low, high = np.percentile(_points(excess[None, :] + noise, measured), [2.5, 97.5])
    return Score(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        band=_band(value),
        measured=len(measured),
        defined=len(counting),
    )


def score_set(scores: Sequence[Score], excursions_deg: Sequence[float]) -> Score:
    """Mean of the repetitions' scores, less what an uneven range of motion costs."""
    scored = [score for score in scores if score.value is not None]
    if not scored:
        fewest = min(scores, key=lambda score: score.coverage, default=None)
        return _no_score(fewest.measured, fewest.defined) if fewest else _no_score(0, 0)
    loss = consistency_loss(excursions_deg)
    value, low, high = (
        max(float(np.mean([getattr(score, name) for score in scored])) - loss, 0.0)
        for name in ("value", "low", "high")
    )
    fewest = min(scored, key=lambda score: score.coverage)
    return Score(
        value=value,
        low=low,
        high=high,
        band=_band(value),
        measured=fewest.measured,
        defined=fewest.defined,
    )


def consistency_loss(excursions_deg: Sequence[float]) -> float:
    """Points lost for a range of motion that varies between repetitions, 0 to 10."""
    if len(excursions_deg) < _LEAST_REPS_FOR_CONSISTENCY:
        return 0.0
    beyond = float(np.std(excursions_deg, ddof=1)) - _STEADY_SD_DEG
    return CONSISTENCY_LIMIT * float(np.clip(beyond / (_UNSTEADY_SD_DEG - _STEADY_SD_DEG), 0, 1))


def pattern_size(reps: int) -> int:
    """In how many of so many repetitions a fault must show to be one of the set."""
    return max(1, min(_RECURRING_REPS, math.ceil(_RECURRING_SHARE * reps)))


def recurring(findings_of_reps: Sequence[Sequence[Finding]]) -> list[tuple[str, int]]:
    """Faults of the set with the number of repetitions that show them, costliest first."""
    cost: dict[str, float] = {}
    count: dict[str, int] = {}
    for findings in findings_of_reps:
        for finding in findings:
            if finding.verdict is Verdict.CLEAR and finding.counts:
                cost[finding.check] = cost.get(finding.check, 0.0) + deduction(finding)
                count[finding.check] = count.get(finding.check, 0) + 1
    enough = pattern_size(len(findings_of_reps))
    often = [check for check, times in count.items() if times >= enough]
    return [(check, count[check]) for check in sorted(often, key=lambda c: -cost[c])]


def _points(excess: NDArray[np.float64], findings: Sequence[Finding]) -> NDArray[np.float64]:
    """Scores for rows of excesses, shape (draws, findings)."""
    probability = ndtr(excess * Z_95)
    weights = np.array([WEIGHTS[finding.severity] for finding in findings])
    clear = probability >= CLEAR
    cost = np.where(clear, weights * np.clip(excess, 0.0, 1.0) * probability, 0.0)
    points = np.full(len(excess), 100.0)
    for block, limit in BLOCK_LIMITS.items():
        inside = np.array([finding.block is block for finding in findings], dtype=bool)
        points -= np.minimum(cost[:, inside].sum(axis=1), limit)
    major = np.array([finding.severity is Severity.MAJOR for finding in findings], dtype=bool)
    capped = (clear & major).any(axis=1)
    return np.where(capped, np.minimum(points, CAP_WITH_MAJOR_FAULT), points)


def _no_score(measured: int, defined: int) -> Score:
    return Score(value=None, low=None, high=None, band=None, measured=measured, defined=defined)


def _band(value: float) -> Band:
    if value >= SOLID:
        return "solid"
    return "good" if value >= GOOD else "work on it"
