"""Live coaching: frames in, events out."""

from formcheck.live.events import (
    Back,
    Counted,
    Framing,
    LiveEvent,
    Lost,
    PhaseStart,
    Ready,
    RepDone,
    SetEnd,
    Slow,
)
from formcheck.live.session import LiveSession

__all__ = [
    "Back",
    "Counted",
    "Framing",
    "LiveEvent",
    "LiveSession",
    "Lost",
    "PhaseStart",
    "Ready",
    "RepDone",
    "SetEnd",
    "Slow",
]
