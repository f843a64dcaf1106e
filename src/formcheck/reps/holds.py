"""Holds: exercises that are kept still for some seconds instead of repeated."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from formcheck.exercises.spec import PhaseNames, RepRule, RepSignal
from formcheck.reps.rep import Phase, Rep
from formcheck.reps.trace import Event, OnEvent, Refusal, Shortfall, Step

__all__ = ["HoldDetector", "time_hold"]

# Landmarks leave a posture for a few frames without the person moving.
_PATIENCE_S = 0.3


class HoldDetector:
    """Feed a signal sample by sample; get each stretch in which it kept still, when it is over.

    Parameters
    ----------
    rule : RepRule
        With ``direction = "still"``: how long a hold lasts.
    levels : RepSignal
        How far the signal may wander (`range`), between which values (`rest` and `reach`).
    on_event : callable, optional
        Called with each hold, and each stretch of stillness that was none.
    """

    def __init__(self, rule: RepRule, levels: RepSignal, on_event: OnEvent | None = None) -> None:
        self._rule = rule
        self._on_event = on_event
        self._levels = levels
        self._still: deque[tuple[float, float]] = deque()
        self._low, self._high = math.inf, -math.inf

    @property
    def under_way(self) -> bool:
        """Whether the person keeps still; as `RepDetector.under_way`."""
        return bool(self._still)

    def share_of_reach(self, value: float) -> float:
        """How long the hold has lasted against the shortest that counts; NaN where unseen."""
        if not np.isfinite(value):
            return float("nan")
        if not self._still:
            return 0.0
        return (self._still[-1][0] - self._still[0][0]) / self._rule.shortest_s

    def feed(self, time: float, value: float, in_posture: bool = True) -> Rep | None:
        """Take one sample; as `RepDetector.feed`."""
        inside = self._levels.rest_within <= value <= self._levels.turn_beyond
        if not (np.isfinite(value) and in_posture and inside):
            long_gone = bool(self._still) and time - self._still[-1][0] > _PATIENCE_S
            return self.finish() if long_gone else None
        low, high = min(self._low, value), max(self._high, value)
        wanders = high - low > self._levels.min_excursion
        held = self._closed() if wanders else None
        if held is not None:
            self._still.clear()
        self._still.append((time, value))
        if wanders:
            self._forget_until_still()
        else:
            self._low, self._high = low, high
        return held

    def finish(self) -> Rep | None:
        """End of the clip, or of the posture: a hold that lasted long enough counts."""
        held = self._closed()
        self._still.clear()
        self._low, self._high = math.inf, -math.inf
        return held

    def interrupt(self) -> Rep | None:
        """The clip is cut here."""
        return self.finish()

    def _closed(self) -> Rep | None:
        if not self._still:
            return None
        start_s, end_s = self._still[0][0], self._still[-1][0]
        length_s, rule = end_s - start_s, self._rule
        if length_s < rule.shortest_s:
            self._tell(Step.REFUSED, Shortfall(Refusal.TOO_SHORT, length_s, rule.shortest_s))
            return None
        if length_s > rule.longest_s:
            self._tell(Step.REFUSED, Shortfall(Refusal.TOO_LONG, length_s, rule.longest_s))
            return None
        self._tell(Step.COUNTED)
        return Rep(start_s=start_s, turn_s=(start_s + end_s) / 2.0, end_s=end_s)

    def _tell(self, step: Step, shortfall: Shortfall | None = None) -> None:
        if self._on_event is not None:
            self._on_event(Event(step, *self._still[-1], shortfall))

    def _forget_until_still(self) -> None:
        """Keep the latest samples, as many as lie within the range of a hold."""
        low, high, kept = math.inf, -math.inf, 0
        for _, level in reversed(self._still):
            lower, higher = min(low, level), max(high, level)
            if higher - lower > self._levels.min_excursion:
                break
            low, high, kept = lower, higher, kept + 1
        while len(self._still) > kept:
            self._still.popleft()
        self._low, self._high = low, high


def time_hold(detected: Rep, driving_value: float, names: PhaseNames) -> Rep:
    """A hold as a repetition whose turn is all of it.

    Parameters
    ----------
    detected : Rep
        From `HoldDetector`.
    driving_value : float
        Median of the signal that kept still.
    names : PhaseNames
        The turn is the hold; the other phases have no length.
    """
    start, end = detected.start_s, detected.end_s
    spans = ((start, start), (start, end), (end, end), (end, end))
    phases = tuple(
        Phase(name=name, start_s=a, end_s=b)
        for name, (a, b) in zip(names.ordered, spans, strict=True)
    )
    return detected.model_copy(
        update={"phases": phases, "turn_value": driving_value, "excursion": 0.0}
    )
