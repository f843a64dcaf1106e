"""The person's own neutral: what each signal reads when they stand quietly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.motion.registry import registered
from formcheck.motion.rest import resting_spans
from formcheck.motion.shot import Shot

__all__ = ["QUIET_S", "Neutral", "neutral_at", "quiet_start"]

QUIET_S = 0.8
"""Shortest quiet start that serves as neutral: a second (docs/vocabulary.md), less what sampling
and smoothing take off its ends, so that a rest of just a second counts at any frame rate."""
# A little of a quiet span that touches the movement is already movement.
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
    values : mapping of str to float
        One median for each signal, computed when asked for; NaN where unseen.
    """

    kind: Literal["quiet_start", "rep_top"]
    start_s: float
    end_s: float
    values: Mapping[str, float]


class _Medians(Mapping[str, float]):
    """Median of each signal of a shot between two moments."""

    def __init__(self, shot: Shot, start_s: float, end_s: float) -> None:
        self._shot = shot
        self._rows = (shot.time >= start_s) & (shot.time <= end_s)

    def __getitem__(self, name: str) -> float:
        values = self._shot.values(name)[self._rows]
        known = values[np.isfinite(values)]
        return float(np.median(known)) if len(known) else float("nan")

    def __iter__(self) -> Iterator[str]:
        return iter(registered())

    def __len__(self) -> int:
        return len(registered())


def quiet_start(
    early: Shot, at_rest: Callable[[Shot], bool], shortest_s: float = QUIET_S
) -> Neutral | None:
    """Neutral from the longest quiet span.

    Parameters
    ----------
    early : Shot
        Zero-lag, up to the start of the first repetition; may have no frame.
    at_rest : callable
        Takes a quiet span of it; says whether that is the exercise's start pose.
    shortest_s : float
        Shorter spans are not quiet enough.

    Returns
    -------
    Neutral or None
        None where the person was never quiet in the start pose for so long.
    """
    spans = [
        (start, end)
        for start, end in resting_spans(early, shortest_s)
        if at_rest(early.between(start, end))
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return Neutral("quiet_start", start, end, _Medians(early, start + _EDGE_S, end - _EDGE_S))


def neutral_at(shot: Shot, moment_s: float) -> Neutral:
    """Neutral from the top of one repetition, where there was no quiet start."""
    start, end = moment_s - _TOP_HALF_WIDTH_S, moment_s + _TOP_HALF_WIDTH_S
    return Neutral("rep_top", start, end, _Medians(shot, start, end))
