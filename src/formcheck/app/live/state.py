"""One visitor's live coaching, over all the times they start and stop the camera."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.app.live.feed import Board
from formcheck.app.live.settings import Order
from formcheck.app.live.slots import Seats

if TYPE_CHECKING:
    from formcheck.app.live.processor import Watcher

__all__ = ["Stage", "warm_up"]


class Stage:
    """Kept with the visitor's page.

    Parameters
    ----------
    seats : Seats
        Of the server.

    Attributes
    ----------
    board : Board
        What there is to say, and the finished sets.
    order : Order or None
        What the next connection is to watch.
    watcher : Watcher or None
        Of the latest connection.
    """

    def __init__(self, seats: Seats) -> None:
        self.board = Board()
        self.order: Order | None = None
        self.watcher: Watcher | None = None
        self._seats = seats

    def make_watcher(self, order: Order) -> Watcher:
        """One for a new connection, which replaces the one before; called from any thread.

        The order is that of the page when it showed the camera: it may be withdrawn meanwhile.
        """
        from formcheck.app.live.processor import Watcher

        if self.watcher is not None:
            self.watcher.on_ended()
        self.watcher = Watcher(order, self.board, self._seats)
        return self.watcher

    @property
    def has_place(self) -> bool:
        """Whether the camera can be started now, or runs already.

        A visitor who has just stopped still holds a seat while the set is judged and kept.
        """
        mine = self.watcher
        if mine is not None and (not mine.ended or self._seats.holds(mine)):
            return True
        return self._seats.free > 0


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Load what watching needs in the background, once: it takes seconds."""

    def load() -> None:
        import formcheck.app.live.processor  # noqa: F401

        # After every run of a page Streamlit walks through all objects for garbage, with all other
        # threads stopped: some 80 ms, several times a second. What was just loaded is none.
        gc.collect()
        gc.freeze()

    threading.Thread(target=load, name="live-warm-up", daemon=True).start()
