"""Live coaching: frames in, events out."""

from formcheck.live.events import Back, Framing, LiveEvent, Lost, Phase, Ready, RepDone, SetEnd
from formcheck.live.session import LiveSession

__all__ = [
    "Back",
    "Framing",
    "LiveEvent",
    "LiveSession",
    "Lost",
    "Phase",
    "Ready",
    "RepDone",
    "SetEnd",
]
