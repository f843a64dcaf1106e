"""Batch: many clips at once, each a place in the same line as everyone's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from formcheck.app.line import Ticket
from formcheck.app.pages.result import show_result
from formcheck.app.parts import CLEARED, choose_exercise, escaped, safety_text
from formcheck.app.server import ACCEPTED, check, shared_line
from formcheck.errors import FormcheckError

__all__ = ["page", "summary", "zipped"]

_TICKETS = "batch"
_TROUBLES = "batch-troubles"
_LOOK_EVERY_S = 1.0


def page() -> None:
    """Draw the page as it is for this visitor now."""
    tickets: list[Ticket] = st.session_state.get(_TICKETS, [])
    st.title("Batch")
    for trouble in st.session_state.get(_TROUBLES, []):
        st.error(escaped(trouble), icon=":material/error:")
    if not tickets:
        _start()
    elif all(one.ended for one in tickets):
        _done(tickets)
    else:
        _watch()


def _start() -> None:
    st.markdown("Several clips at once: a table that fills as they are done, and all reports.")
    exercise = choose_exercise()
    clips = st.file_uploader("Your clips", type=list(ACCEPTED), accept_multiple_files=True)
    cleared = bool(clips) and st.checkbox(CLEARED)
    if st.button(
        "Check all", type="primary", icon=":material/play_arrow:", disabled=not clips or not cleared
    ):
        tickets, troubles = [], []
        for clip in clips:
            try:
                tickets.append(check(clip, clip.name, exercise))
            except FormcheckError as error:
                troubles.append(f"{clip.name}: {error}")
        st.session_state[_TICKETS], st.session_state[_TROUBLES] = tickets, troubles
        st.rerun()
    with st.expander("Before you exercise", expanded=bool(clips) and not cleared):
        safety_text()


@st.fragment(run_every=_LOOK_EVERY_S)
def _watch() -> None:
    tickets: list[Ticket] = st.session_state.get(_TICKETS, [])
    ended = sum(one.ended for one in tickets)
    if ended == len(tickets):
        st.rerun()
    st.progress(ended / len(tickets), f"{ended} of {len(tickets)} clips are done")
    _table(tickets)
    if st.button("Stop", icon=":material/close:"):
        for one in tickets:
            if not one.ended:
                shared_line().give_up(one)
        st.rerun()


def _done(tickets: Sequence[Ticket]) -> None:
    good = {row: one for row, one in enumerate(tickets) if one.result is not None}
    st.markdown(f"{len(good)} of {len(tickets)} clips were analysed.")
    _table(tickets)
    for one in tickets:
        if one.state == "failed":
            st.error(escaped(f"{one.reason}"), icon=":material/error:")
    with st.container(horizontal=True):
        st.download_button(
            "All reports and the table (ZIP)",
            lambda: zipped(tickets),
            file_name="formcheck.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            on_click="ignore",
            type="primary",
        )
        st.button("Other clips", icon=":material/add:", on_click=_forget)
    if not good:
        return
    shown = st.selectbox(
        "Open a result",
        list(good),
        index=None,
        placeholder="Choose a clip",
        format_func=lambda row: good[row].request.name,
    )
    if shown is not None:
        result = good[shown].result
        assert result is not None
        st.divider()
        show_result(result)


def _forget() -> None:
    for one in st.session_state.pop(_TICKETS, []):
        shared_line().give_up(one)
    st.session_state.pop(_TROUBLES, None)


def _table(tickets: Sequence[Ticket]) -> None:
    whole = st.column_config.NumberColumn(format="%.0f")
    st.dataframe(summary(tickets), hide_index=True, column_config={"Score": whole}, placeholder="")


def summary(tickets: Sequence[Ticket]) -> pd.DataFrame:
    """One row a set, one for each clip without any: what was done, its score, or why there is none.

    Parameters
    ----------
    tickets : sequence of Ticket
        In any state.
    """
    rows: list[dict[str, Any]] = []
    for ticket in tickets:
        clip = {"Clip": ticket.request.name, "State": _state(ticket)}
        sets = ticket.result.analysis.sets if ticket.result is not None else ()
        rows += [
            {
                **clip,
                "Exercise": part.exercise_name,
                "Reps": len(part.reps),
                "Score": part.score.value,
                "To fix": None if part.fix_first is None else part.fix_first.title,
            }
            for part in sets
        ] or [clip]
    return pd.DataFrame(rows, columns=["Clip", "State", "Exercise", "Reps", "Score", "To fix"])


def _state(ticket: Ticket) -> str:
    if ticket.state == "working":
        return f"{ticket.progress.stage}, {100 * ticket.progress.share:.0f} %"
    if ticket.state == "failed":
        return f"Not analysed: {ticket.reason}"
    if ticket.result is not None and not ticket.result.analysis.sets:
        return "Done: no repetition found"
    return {"waiting": f"In line, {ticket.ahead} before it", "done": "Done"}.get(
        ticket.state, "Stopped"
    )


def zipped(tickets: Sequence[Ticket]) -> bytes:
    """``summary.csv`` and the report and JSON of each clip, named by number and clip."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("summary.csv", summary(tickets).to_csv(index=False))
        for number, one in enumerate(tickets, 1):
            if one.result is None:
                continue
            # The name is the visitor's: nothing in it may lead out of the folder it is unpacked in.
            stem = PurePath(one.request.name.replace("\\", "/")).stem.strip(". ") or "clip"
            for path in (one.result.files.html, one.result.files.json):
                archive.write(path, f"{number:03d} {stem}{path.suffix}")
    return whole.getvalue()
