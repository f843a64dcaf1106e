"""The person's own neutral: what each signal reads when they stand quietly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from formcheck.motion.rest import resting_spans

__all__ = ["QUIET_S", "Neutral", "neutral_at", "quiet_start"]

QUIET_S = 1.0
"""Shortest quiet start that serves as neutral (docs/vocabulary.md)."""
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
    early: pd.DataFrame, at_rest: Callable[[pd.DataFrame], bool], shortest_s: float = QUIET_S
) -> Neutral | None:
    """Neutral from the longest quiet stretch.

    Parameters
    ----------
    early : DataFrame
        Zero-lag table up to the start of the first repetition.
    at_rest : callable
        Told a stretch of the table; says whether that is the exercise's start pose.
    shortest_s : float
        Shorter stretches are not quiet enough.

    Returns
    -------
    Neutral or None
        None where the person was never quiet in the start pose for so long.
    """
    spans = [
        (start, end)
        for start, end in resting_spans(early, shortest_s)
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
