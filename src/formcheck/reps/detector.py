"""Repetitions from one driving signal: one causal hysteresis detector, used live and offline."""

from __future__ import annotations

import math
from collections import deque
from enum import Enum, auto
from operator import itemgetter

import numpy as np

from formcheck.exercises.spec import RepRule, RepSignal
from formcheck.motion.filtering import LONGEST_BRIDGE_S, longest_step_s
from formcheck.motion.rest import RESTING_DEG_S
from formcheck.reps.rep import Rep, Void
from formcheck.reps.trace import Event, OnEvent, Refusal, Shortfall, Step

__all__ = ["LARGEST_HIDDEN_SHARE", "SHARE_OF_OWN_RANGE", "RepDetector"]

# Shares of the way back from the turn. A clip that ends on the way back has shown the repetition
# when most of the way is done; a repetition in mid-clip is over when it rests or nearly arrives.
_ENOUGH_OF_RETURN = 0.6
_ARRIVED = 0.9
_BOUNCE = 0.15
_NEAR_REST = 0.015
# A rest level from long ago says nothing about where this repetition starts.
_REST_MEMORY_S = 3.0
# In the unit of the driving signal a second: mostly degrees.
_STOPPED_DEG_S = 5.0
_SPEED_SPAN_S = 0.15
_POSTURE_PATIENCE_S = 0.3
_OPENING_PATIENCE_S = 0.1
# Movements much smaller than the person's own earlier ones are fidgeting (docs/methods.md 4).
SHARE_OF_OWN_RANGE = 0.4
LARGEST_HIDDEN_SHARE = 0.2
"""A repetition that is hidden for a larger share is void (docs/vocabulary.md)."""
_STEPS_REMEMBERED = 15
_LEVEL = itemgetter(1)
"""Of a sample, which is a time and a level."""


class _State(Enum):
    SETTLE = auto()
    REST = auto()
    OUT = auto()
    BACK = auto()


class RepDetector:
    """Feed the driving signal sample by sample; get each repetition when it is over.

    Starts in a settling state: nothing is counted until the person was at rest in the posture of
    the exercise, except that a clip may open in the middle of a first repetition.

    Parameters
    ----------
    rule : RepRule
        Durations and direction.
    levels : RepSignal
        The driving signal's levels for the view at hand.
    on_event : callable, optional
        Called with every step and every refusal; what is counted does not depend on it.
    """

    def __init__(self, rule: RepRule, levels: RepSignal, on_event: OnEvent | None = None) -> None:
        self._rule = rule
        self._on_event = on_event
        self._sign = rule.sign
        self._range = levels.min_excursion
        self._reach = self._sign * levels.turn_beyond
        self._rest = self._sign * levels.rest_within
        self._came_back_first = self._found_any = False
        self._state = _State.SETTLE
        self._may_open = True
        self._recent: deque[tuple[float, float]] = deque()
        self._ranges: list[float] = []
        self._start_s = self._turn_s = self._low_s = self._last_s = math.nan
        self._start_level = self._high = self._low = self._last = math.nan
        self._opened = False
        self._gaps: list[tuple[float, float]] = []
        self._fed_s: deque[float] = deque(maxlen=_STEPS_REMEMBERED + 1)
        self._out_of_posture_s = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a movement has begun that may become a repetition."""
        return self._state in (_State.OUT, _State.BACK)

    def share_of_reach(self, value: float) -> float:
        """How far a value is on its way, 0 where the person rests, 1 where a repetition counts.

        Parameters
        ----------
        value : float
            Driving signal in its own unit; NaN stays NaN.
        """
        # Where a repetition must turn may lie on this side of where it may rest (a bridge), so that
        # the two levels alone do not tell the way.
        base = self._base() if self.under_way else self._lowest_lately()
        enough = max(base + self._least_range(), self._reach)
        return (self._sign * value - base) / (enough - base)

    def feed(self, time: float, value: float, in_posture: bool = True) -> Rep | None:
        """Take one sample.

        Parameters
        ----------
        time : float
            Seconds, increasing.
        value : float
            Driving signal in its own unit; NaN where the person was not seen.
        in_posture : bool
            False where the person is plainly not in this exercise.

        Returns
        -------
        Rep or None
            A repetition that this sample completed.
        """
        self._fed_s.append(time)
        if not math.isfinite(value):
            return None
        since = time - self._last_s if math.isfinite(self._last_s) else 0.0
        if since > LONGEST_BRIDGE_S and since > longest_step_s(np.array(self._fed_s)):
            self._gaps.append((self._last_s, time))
        if not in_posture:
            self._out_of_posture_s += since
            # Who gets into the posture during the clip was not in a repetition when it began.
            self._may_open &= self._out_of_posture_s <= _OPENING_PATIENCE_S
            if self._out_of_posture_s > _POSTURE_PATIENCE_S:
                if self._state is not _State.SETTLE:
                    self._tell(Step.STRAYED, time, self._sign * value)
                self._settle()
            self._last_s = time
            return None
        self._out_of_posture_s = 0.0
        level = self._sign * value
        self._last_s, self._last = time, level
        self._remember(time, level)
        return self._step(time, level)

    def finish(self) -> Rep | None:
        """End of the clip: a repetition that was nearly back still counts."""
        if not self.under_way:
            return None
        way_back, whole = self._high - self._last, self._high - self._base()
        if self._came_back_first and not self._found_any:
            # Back and out again is all there is: one whole repetition, from turn to turn.
            return self._close(self._last_s, self._start_level, cut=True)
        enough = max(self._range, _ENOUGH_OF_RETURN * whole)
        if way_back < enough:
            self._refuse(self._last_s, Shortfall(Refusal.NO_WAY_BACK, way_back, enough))
            return None
        cut = self._last > self._rest or way_back < _ARRIVED * whole
        return self._close(self._last_s, self._last, cut=cut)

    def interrupt(self) -> Rep | None:
        """The clip is cut here: as `finish`, but what was under way by then is told, as void."""
        # Of one that was under way from the first, at least part of the way back must have shown.
        moved = self._range if self._opened else 0.0
        under_way = (
            self.under_way
            and self._high >= self._reach
            and self._high - self._last >= moved
            and not (self._opened and self._rule.idles_at_turn)
        )
        seen = Rep(
            start_s=self._start_s,
            turn_s=self._turn_s,
            end_s=self._last_s,
            starts_before_clip=self._opened,
            ends_after_clip=True,
            void=Void.CUT,
        )
        return self.finish() or (seen if under_way else None)

    def _step(self, time: float, level: float) -> Rep | None:
        if self._state is _State.SETTLE:
            self._try_to_begin(time, level)
        elif self._state is _State.REST:
            low = self._lowest_lately()
            if level - low >= self._range:
                # The last moment of rest, not the one that noise made lowest.
                near_rest = low + _NEAR_REST * self._range
                low_s = max(time_s for time_s, value in self._recent if value <= near_rest)
                self._state = _State.OUT
                self._start_s, self._start_level = low_s, low
                self._high, self._turn_s, self._opened = level, time, False
                self._low, self._low_s = level, time
                self._tell(Step.ENTERED, low_s, low)
        elif self._state is _State.OUT:
            if self._goes_again(level):
                return self._close(self._low_s, self._low, cut=False)
            if level > self._high:
                self._high, self._turn_s = level, time
                self._low, self._low_s = level, time
            elif level < self._low:
                self._low, self._low_s = level, time
            # Small movements end here too, or the next repetition would seem to begin with them;
            # whether it was large enough is asked once it is over.
            # Hips still bent from lying down before the first bridge are no level to come back to.
            usual = max(self._range, _ENOUGH_OF_RETURN * (self._high - self._rest + self._range))
            enough = min(_ENOUGH_OF_RETURN * (self._high - self._base()), usual)
            if level <= self._rest and self._high - level >= enough:
                self._state, self._low, self._low_s = _State.BACK, level, time
                self._tell(Step.TURNED, self._turn_s, self._high)
            elif level <= self._rest and self._high < self._reach and self._rests():
                self._state = _State.REST
                self._refuse(time, self._short_of_reach())
        return self._step_back(time, level) if self._state is _State.BACK else None

    def _goes_again(self, level: float) -> bool:
        """Touch and go: most of the way back, not to rest, and out again as far."""
        back = self._high - self._low
        most = max(self._range, _ENOUGH_OF_RETURN * (self._high - self._base()))
        out_again = level - self._low >= max(self._range, _ENOUGH_OF_RETURN * back)
        return self._high >= self._reach and back >= most and out_again

    def _step_back(self, time: float, level: float) -> Rep | None:
        if level < self._low:
            self._low, self._low_s = level, time
        arrived = self._high - self._low >= _ARRIVED * (self._high - self._base())
        bounced = level - self._low > _BOUNCE * (self._high - self._low)
        stopped = self._high - self._low >= self._range and self._rests()
        if bounced or stopped or (arrived and self._speed() < RESTING_DEG_S):
            return self._close(self._low_s, self._low, cut=False)
        return None

    def _try_to_begin(self, time: float, level: float) -> None:
        if level <= self._rest:
            self._to_rest(since_s=time)
            self._tell(Step.READY, time, level)
        elif self._may_open:
            self._tell(Step.OPENED, time, level)
            self._state = _State.OUT
            self._start_s, self._start_level = time, level
            self._high, self._turn_s, self._opened = level, time, True
            self._low, self._low_s = level, time
        self._may_open = False

    def _base(self) -> float:
        """Level that the repetition started from, or should have."""
        return min(self._start_level, self._rest) if self._opened else self._start_level

    def _close(self, end_s: float, end_level: float, *, cut: bool) -> Rep | None:
        start_s, opened = self._start_s, self._opened
        excursion = self._high - (end_level if opened else max(end_level, self._base()))
        shortfall = self._shortfall(excursion, end_s - start_s, whole=not (opened or cut))
        self._to_rest(since_s=end_s)
        if shortfall is not None:
            self._refuse(end_s, shortfall)
            return None
        if opened and self._rule.idles_at_turn:
            self._came_back_first = True
            self._refuse(end_s, Shortfall(Refusal.ONLY_WAY_BACK, excursion, excursion))
            return None
        self._ranges.append(excursion)
        self._found_any = True
        self._tell(Step.COUNTED, end_s, end_level)
        return Rep(
            start_s=start_s,
            turn_s=self._turn_s,
            end_s=end_s,
            starts_before_clip=opened,
            ends_after_clip=cut,
            void=self._void(start_s, end_s),
        )

    def _shortfall(self, excursion: float, duration_s: float, *, whole: bool) -> Shortfall | None:
        """Why the movement that is over is no repetition; None where it is one."""
        if not self._high >= self._reach:
            return self._short_of_reach()
        least = self._least_range()
        if not excursion >= least:
            own = least > self._range
            return Shortfall(Refusal.OWN_RANGE if own else Refusal.RANGE, excursion, least)
        if duration_s > self._rule.longest_s:
            return Shortfall(Refusal.TOO_LONG, duration_s, self._rule.longest_s)
        if duration_s < self._rule.shortest_s and whole:
            return Shortfall(Refusal.TOO_SHORT, duration_s, self._rule.shortest_s)
        return None

    def _short_of_reach(self) -> Shortfall:
        return Shortfall(Refusal.REACH, self._sign * self._high, self._sign * self._reach)

    def _refuse(self, time_s: float, shortfall: Shortfall) -> None:
        if self._on_event is not None:
            value = self._sign * self._last
            self._on_event(Event(Step.REFUSED, time_s, value, shortfall))

    def _tell(self, step: Step, time_s: float, level: float) -> None:
        if self._on_event is not None:
            self._on_event(Event(step, time_s, self._sign * level))

    def _least_range(self) -> float:
        if len(self._ranges) < 2:
            return self._range
        return max(self._range, SHARE_OF_OWN_RANGE * float(np.median(self._ranges)))

    def _void(self, start_s: float, end_s: float) -> Void | None:
        inside = [(a, b) for a, b in self._gaps if b > start_s and a < end_s]
        self._gaps = [(a, b) for a, b in self._gaps if b > end_s]
        if any(a <= self._turn_s <= b for a, b in inside):
            return Void.TURN_HIDDEN
        missing_s = sum(min(b, end_s) - max(a, start_s) for a, b in inside)
        share = missing_s / max(end_s - start_s, 1e-9)
        return Void.MOSTLY_HIDDEN if share > LARGEST_HIDDEN_SHARE else None

    def _to_rest(self, since_s: float) -> None:
        self._state = _State.REST
        self._recent = deque(sample for sample in self._recent if sample[0] >= since_s)

    def _settle(self) -> None:
        self._state = _State.SETTLE
        self._may_open = False
        self._recent.clear()

    def _remember(self, time: float, level: float) -> None:
        self._recent.append((time, level))
        while self._recent[0][0] < time - _REST_MEMORY_S:
            self._recent.popleft()

    def _lowest_lately(self) -> float:
        """Level that the person rests at; before they ever did, the highest that counts as rest."""
        return min(map(_LEVEL, self._recent), default=self._rest)

    def _speed(self) -> float:
        """Mean speed over the last moments, unsigned, per second."""
        now_s, now = self._recent[-1]
        earlier = next(
            (sample for sample in self._recent if sample[0] >= now_s - _SPEED_SPAN_S),
            self._recent[-1],
        )
        return abs(now - earlier[1]) / (now_s - earlier[0]) if now_s > earlier[0] else math.inf

    def _rests(self) -> bool:
        """Stopped for twice as long as a speed takes to measure; slow repetitions are not stops."""
        now_s = self._recent[-1][0]
        recent = [level for time, level in self._recent if time >= now_s - 2 * _SPEED_SPAN_S]
        span = max(recent) - min(recent)
        return len(recent) > 2 and span < _STOPPED_DEG_S * 2 * _SPEED_SPAN_S
