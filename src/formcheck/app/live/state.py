"""One visitor's live coaching, over all the times they start and stop the camera."""

from __future__ import annotations

import gc
import math
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.app.live.feed import EventFeed
from formcheck.app.live.slots import SlotPool

if TYPE_CHECKING:
    from formcheck.app.live.processor import LiveVideoProcessor

__all__ = ["LiveSettings", "LiveState", "warm_up"]


@dataclass(frozen=True)
class LiveSettings:
    """What the person chose before the camera was started.

    Attributes
    ----------
    exercise : str
        Name in the catalogue.
    model : str
        Pose model.
    range_profile : str or None
        Profile whose range of the back is compared with.
    save_profile : str or None
        Profile to save sets under.
    folder : Path or None
        Folder of the recordings; None records nothing.
    longest_s : float
        Longest recording.
    """

    exercise: str
    model: str = "lite"
    range_profile: str | None = None
    save_profile: str | None = None
    folder: Path | None = None
    longest_s: float = math.inf


class LiveState:
    """What the session state of a visitor's page holds.

    Parameters
    ----------
    slots : SlotPool
        The slots of the server.

    Attributes
    ----------
    feed : EventFeed
        Announcements and finished sets of all connections.
    settings : LiveSettings or None
        Settings of the next connection; None while something is missing.
    processor : LiveVideoProcessor or None
        Processor of the latest connection.
    """

    def __init__(self, slots: SlotPool) -> None:
        self.feed = EventFeed()
        self.settings: LiveSettings | None = None
        self.processor: LiveVideoProcessor | None = None
        self._slots = slots

    def make_processor(self, settings: LiveSettings) -> LiveVideoProcessor:
        """Create the processor of a new connection and end the one before; from any thread.

        `settings` are those of the page when it showed the camera; `self.settings` may be None now.
        """
        from formcheck.app.live.processor import LiveVideoProcessor

        if self.processor is not None:
            self.processor.on_ended()
        self.processor = LiveVideoProcessor(settings, self.feed, self._slots)
        return self.processor

    @property
    def has_slot(self) -> bool:
        """Whether the camera runs or can be started now.

        A visitor who has just stopped keeps their slot while the last set is analysed and saved.
        """
        own = self.processor
        if own is not None and (not own.ended or self._slots.holds(own)):
            return True
        return self._slots.free > 0


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Import the processor in the background, once: it takes seconds."""

    def load() -> None:
        import formcheck.app.live.processor  # noqa: F401

        # Streamlit collects garbage after every run of a page, with all other threads stopped for
        # some 80 ms, several times a second. Frozen objects are skipped.
        gc.collect()
        gc.freeze()

    threading.Thread(target=load, name="live-warm-up", daemon=True).start()
