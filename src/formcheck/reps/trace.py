"""What the repetition detector can tell of its way: each step, and why a movement was no rep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

__all__ = ["Event", "OnEvent", "Refusal", "Shortfall", "Step", "for_leg"]


class Step(Enum):
    """A change of the detector's state."""

    READY = auto()
    """At rest in the posture of the exercise: the next movement may be a repetition."""
    OPENED = auto()
    """The clip begins beyond the rest level, perhaps within a repetition."""
    ENTERED = auto()
    """The signal has left rest by the range of a repetition."""
    TURNED = auto()
    """On the way back and within the rest level."""
    COUNTED = auto()
    REFUSED = auto()
    STRAYED = auto()
    """Out of the posture of the exercise for too long; whatever was under way is forgotten."""


class Refusal(Enum):
    """Why a movement was no repetition."""

    REACH = auto()
    RANGE = auto()
    OWN_RANGE = auto()
    TOO_LONG = auto()
    TOO_SHORT = auto()
    NO_WAY_BACK = auto()
    ONLY_WAY_BACK = auto()
    FEET_MOVED = auto()


@dataclass(frozen=True)
class Shortfall:
    """What was found and what would have been needed, in the unit of the signal or in seconds."""

    refusal: Refusal
    found: float
    needed: float


@dataclass(frozen=True)
class Event:
    """One step.

    Attributes
    ----------
    time_s : float
        When it happened in the signal, which may be before it could be known.
    value : float
        Driving signal then, in its own unit.
    shortfall : Shortfall or None
        With `Step.REFUSED`.
    leg : {0, 1} or None
        Left or right, where each leg is counted by itself.
    """

    step: Step
    time_s: float
    value: float
    shortfall: Shortfall | None = None
    leg: int | None = None


OnEvent = Callable[[Event], None]
"""Called with every step as it is taken; it must not disturb the detector."""


def for_leg(on_event: OnEvent, leg: int) -> OnEvent:
    """The same callback for the detector of one leg."""
    return lambda event: on_event(replace(event, leg=leg))
