"""How far a clip is: its place in the line, its progress, a picture of it."""

from __future__ import annotations

import base64
from collections.abc import Callable

import streamlit as st

from formcheck.app.jobs.queue import Ticket
from formcheck.app.parts import escaped

__all__ = ["LOOK_EVERY_S", "show_progress", "watch"]

LOOK_EVERY_S = 0.7
"""How often a page looks again."""


def show_progress(ticket: Ticket) -> bool:
    """Draw it.

    Returns
    -------
    bool
        Whether the person has pressed Cancel.
    """
    picture, words = st.columns([1, 2], gap="large", vertical_alignment="center")
    progress = ticket.progress
    with words:
        if ticket.state == "waiting":
            st.markdown(f"**{_place(ticket.ahead)}**")
            st.progress(0.0)
        else:
            st.markdown(f"**{progress.stage}** … {100 * progress.share:.0f} %")
            st.progress(progress.share)
        st.caption(escaped(ticket.request.name))
        cancelled = st.button(
            "Cancel", icon=":material/close:", key=f"cancel-{ticket.request.folder.name}"
        )
    if progress.picture is not None:
        # Not st.image: its file would be gone before a slow connection has fetched it.
        data = base64.b64encode(progress.picture).decode("ascii")
        picture.html(
            f'<img src="data:image/jpeg;base64,{data}" alt="The clip as it is looked at" '
            'style="width:100%;max-width:280px;border-radius:0.6rem">'
        )
    return cancelled


@st.fragment(run_every=LOOK_EVERY_S)
def watch(ticket_of: Callable[[], Ticket | None], stop: Callable[[], None]) -> None:
    """Look again now and then, until the work has ended one way or the other.

    Parameters
    ----------
    ticket_of : callable
        The clip of this visitor.
    stop : callable
        Called when the person cancels.
    """
    ticket = ticket_of()
    if ticket is None or ticket.ended:
        st.rerun()
    if show_progress(ticket):
        stop()
        st.rerun()


def _place(ahead: int) -> str:
    if not ahead:
        # Its turn has come; a process is about to take it.
        return "Starting"
    return f"In line: {'1 clip is' if ahead == 1 else f'{ahead} clips are'} before yours"
