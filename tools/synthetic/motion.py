"""Smooth control curves of a set: a quiet lead, repetitions with rests, a quiet tail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

LEAD_S = 2.5
TAIL_S = 1.2


@dataclass(frozen=True)
class Goal:
    """Where one control goes in a repetition.

    Parameters
    ----------
    value
        Value at the turn.
    per_depth
        Added per degree of the repetition's extra depth.
    out, back
        Part of the way out and of the way back (fractions) in which the control moves.
    detour
        On the way back (``detour_on``: or out) the control first goes to this value.
    detour_parts
        Fractions of that way at which the move to the detour ends and the move from it
        begins; overlapping moves join without a stop.
    """

    value: float
    per_depth: float = 0.0
    out: tuple[float, float] = (0.0, 1.0)
    back: tuple[float, float] = (0.0, 1.0)
    detour: float | None = None
    detour_parts: tuple[float, float] = (0.36, 0.36)
    detour_on: str = "back"


@dataclass(frozen=True)
class Rep:
    """Timing of one repetition (seconds) and its extra depth (degrees).

    `instead` holds goal values that this repetition has in place of the common ones.
    """

    out_s: float
    hold_s: float
    back_s: float
    rest_s: float = 0.6
    depth: float = 0.0
    instead: Mapping[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Duration without the rest that follows."""
        return self.out_s + self.hold_s + self.back_s


def varied(tempo: Sequence[Rep], count: int, seed: int) -> tuple[Rep, ...]:
    """Draw repetitions from a tempo: in turn, each a little slower, none an exact copy."""
    rng = np.random.default_rng(seed)
    drawn = []
    for i in range(count):
        base = tempo[(seed + i) % len(tempo)]
        slower = rng.uniform(1.0, 1.12, 2)
        drawn.append(
            replace(
                base,
                out_s=round(base.out_s * slower[0], 2),
                back_s=round(base.back_s * slower[1], 2),
                depth=round(base.depth + rng.uniform(-0.5, 0.5), 1),
            )
        )
    return tuple(drawn)


def minimum_jerk(x: np.ndarray) -> np.ndarray:
    """Smooth step from 0 to 1 with zero speed and acceleration at both ends."""
    x = np.clip(x, 0.0, 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x**2)


@dataclass(frozen=True)
class SetMotion:
    """The control curves of a whole set.

    Parameters
    ----------
    start
        Control values at rest.
    goals
        Control name -> what it does in each repetition.
    reps
        Timing of the repetitions.
    """

    start: Mapping[str, float]
    goals: Mapping[str, Goal]
    reps: Sequence[Rep]
    windows: list[tuple[float, float]] = field(init=False)

    def __post_init__(self) -> None:
        windows, clock = [], LEAD_S
        for rep in self.reps:
            windows.append((clock, clock + rep.seconds))
            clock += rep.seconds + rep.rest_s
        object.__setattr__(self, "windows", windows)

    @property
    def seconds(self) -> float:
        """Length of the set with lead and tail."""
        return self.windows[-1][1] + TAIL_S

    def controls(self, times: np.ndarray) -> dict[str, np.ndarray]:
        """Evaluate every control at the given times (seconds)."""
        curves = {name: np.full(len(times), value) for name, value in self.start.items()}
        for (begin, _), rep in zip(self.windows, self.reps, strict=True):
            for name, goal in self.goals.items():
                curves[name] += self._excursion(name, goal, rep, times - begin)
        return curves

    def _excursion(self, name: str, goal: Goal, rep: Rep, t: np.ndarray) -> np.ndarray:
        """Departure of one control from its rest value during one repetition."""
        value = rep.instead.get(name, goal.value)
        reach = value + goal.per_depth * rep.depth - self.start[name]
        outward = _ramp(t, 0.0, rep.out_s, goal.out)
        turn = rep.out_s + rep.hold_s
        if goal.detour is None:
            return reach * (outward - _ramp(t, turn, rep.back_s, goal.back))
        extra = goal.detour + goal.per_depth * rep.depth - self.start[name]
        arrive, leave = goal.detour_parts
        if goal.detour_on == "out":
            first = _ramp(t, 0.0, rep.out_s, (goal.out[0], arrive))
            second = _ramp(t, 0.0, rep.out_s, (leave, goal.out[1]))
            homeward = _ramp(t, turn, rep.back_s, goal.back)
            return extra * first + (reach - extra) * second - reach * homeward
        first = _ramp(t, turn, rep.back_s, (goal.back[0], arrive))
        second = _ramp(t, turn, rep.back_s, (leave, goal.back[1]))
        return reach * outward + (extra - reach) * first - extra * second


def _ramp(t: np.ndarray, start: float, seconds: float, part: tuple[float, float]) -> np.ndarray:
    begin, end = (start + seconds * fraction for fraction in part)
    return minimum_jerk((t - begin) / (end - begin))
