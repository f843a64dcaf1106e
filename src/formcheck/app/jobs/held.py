"""Clips of one visitor that several pages may hold at once: the last to let go gives them up."""

from __future__ import annotations

import streamlit as st

from formcheck.app.jobs.queue import Ticket
from formcheck.app.server import shared_line

__all__ = ["CHECKED", "COMPARED", "held", "hold", "let_go"]

CHECKED = "ticket"
"""The clip of the Check page."""
COMPARED = ("compare-left", "compare-right")
"""The two clips of the Compare page."""


def held(place: str) -> Ticket | None:
    """The clip in one of these places, in whatever state."""
    ticket: Ticket | None = st.session_state.get(place)
    return ticket


def hold(place: str, ticket: Ticket) -> None:
    """Put a clip into a place; what was there is let go."""
    let_go(place)
    st.session_state[place] = ticket


def let_go(place: str) -> None:
    """Empty a place; its clip is stopped and its files go unless another place holds it too."""
    ticket = st.session_state.pop(place, None)
    others = [held(one) for one in (CHECKED, *COMPARED)]
    if ticket is not None and not any(ticket is one for one in others):
        shared_line().give_up(ticket)
