"""The progress of a job: its place in the queue, the stage, a picture of the clip."""

from __future__ import annotations

import base64
from collections.abc import Callable

import streamlit as st

from formcheck.app.jobs.queue import Job
from formcheck.app.widgets import escaped

__all__ = ["wait_for"]

_UPDATE_EVERY_S = 0.7


@st.fragment(run_every=_UPDATE_EVERY_S)
def wait_for(current_job: Callable[[], Job | None], cancel: Callable[[], None]) -> None:
    """Show the progress of a job, and rerun the page once it has ended.

    Parameters
    ----------
    current_job : callable
        Returns the job of this visitor.
    cancel : callable
        Called when the visitor presses Cancel.
    """
    job = current_job()
    if job is None or job.ended:
        st.rerun()
    if _show_progress(job):
        cancel()
        st.rerun()


def _show_progress(job: Job) -> bool:
    """Draw the progress; True if Cancel was pressed."""
    picture, words = st.columns([1, 2], gap="large", vertical_alignment="center")
    progress = job.progress
    with words:
        if job.state == "waiting":
            st.markdown(f"**{_place(job.ahead)}**")
            st.progress(0.0)
        else:
            st.markdown(f"**{progress.stage}** … {100 * progress.share:.0f} %")
            st.progress(progress.share)
        st.caption(escaped(job.request.name))
        cancelled = st.button(
            "Cancel", icon=":material/close:", key=f"cancel-{job.request.folder.name}"
        )
    if progress.picture is not None:
        # Not st.image: its file would be gone before a slow connection has fetched it.
        data = base64.b64encode(progress.picture).decode("ascii")
        picture.html(
            f'<img src="data:image/jpeg;base64,{data}" alt="The clip as it is looked at" '
            'style="width:100%;max-width:280px;border-radius:0.6rem">'
        )
    return cancelled


def _place(ahead: int) -> str:
    if not ahead:
        # A worker is about to take the job.
        return "Starting"
    return f"In line: {'1 clip is' if ahead == 1 else f'{ahead} clips are'} before yours"
