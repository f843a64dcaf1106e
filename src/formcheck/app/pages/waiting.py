"""How far the work on a clip is, with a small picture of it."""

from __future__ import annotations

import base64
from collections.abc import Callable

import streamlit as st

from formcheck.app.line import Ticket
from formcheck.app.parts import escaped

__all__ = ["watch"]

_LOOK_EVERY_S = 0.7


@st.fragment(run_every=_LOOK_EVERY_S)
def watch(key: str, stop: Callable[[], None]) -> None:
    """Look again now and then, until the work has ended one way or the other.

    Parameters
    ----------
    key : str
        Where the session keeps the `Ticket`.
    stop : callable
        Called when the person cancels.
    """
    ticket: Ticket | None = st.session_state.get(key)
    if ticket is None or ticket.ended:
        st.rerun()
    picture, words = st.columns([1, 2], gap="large", vertical_alignment="center")
    progress = ticket.progress
    with words:
        if ticket.state == "waiting":
            clips = "1 clip is" if ticket.ahead == 1 else f"{ticket.ahead} clips are"
            st.markdown(f"**In line: {clips} before yours**")
            st.progress(0.0)
        else:
            st.markdown(f"**{progress.stage}** … {100 * progress.share:.0f} %")
            st.progress(progress.share)
        st.caption(escaped(ticket.request.name))
        if st.button("Cancel", icon=":material/close:"):
            stop()
            st.rerun()
    if progress.picture is not None:
        # Not st.image: its file would be gone before a slow connection has fetched it.
        data = base64.b64encode(progress.picture).decode("ascii")
        picture.html(
            f'<img src="data:image/jpeg;base64,{data}" alt="The clip as it is looked at" '
            'style="width:100%;max-width:280px;border-radius:0.6rem">'
        )
