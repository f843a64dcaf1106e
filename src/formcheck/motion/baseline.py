"""The person's own neutral: what each signal reads when they stand quietly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from formcheck.motion.activity import resting_stretches

__all__ = ["Neutral", "neutral_at", "quiet_start"]

QUIET_S = 1.0
"""Shortest quiet start that serves as neutral (vocabulary)."""
# A little of a quiet stretch that touches the movement is already movement.
_EDGE_S = 0.1
_TOP_HALF_WIDTH_S = 0.15


@dataclass(frozen=True)
class Neutral:
    """Neutral value of every signal.

    Attributes
    ----------
    kind : {"quiet_start", "rep_top"}
        Where it was taken.
    start_s, end_s : float
        Seconds.
    values : Series
        One median for each signal; NaN where unseen.
    """

    kind: Literal["quiet_start", "rep_top"]
    start_s: float
    end_s: float
    values: pd.Series


def quiet_start(
    signals: pd.DataFrame, before_s: float, at_rest: Callable[[pd.DataFrame], bool]
) -> Neutral | None:
    """Neutral from the longest quiet stretch before the first repetition.

    Parameters
    ----------
    signals : DataFrame
        Zero-lag table.
    before_s : float
        Start of the first repetition in seconds.
    at_rest : callable
        Told a stretch of the table; says whether that is the exercise's start pose.

    Returns
    -------
    Neutral or None
        None where the person was never quiet in the start pose for `QUIET_S`.
    """
    early = signals.loc[:before_s]
    spans = [
        (start, end)
        for start, end in resting_stretches(early, QUIET_S)
        if at_rest(early.loc[start:end])
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    inside = early.loc[start + _EDGE_S : end - _EDGE_S]
    return Neutral("quiet_start", start, end, inside.median())


def neutral_at(signals: pd.DataFrame, moment_s: float) -> Neutral:
    """Neutral from the top of one repetition, where there was no quiet start."""
    start, end = moment_s - _TOP_HALF_WIDTH_S, moment_s + _TOP_HALF_WIDTH_S
    return Neutral("rep_top", start, end, signals.loc[start:end].median())
