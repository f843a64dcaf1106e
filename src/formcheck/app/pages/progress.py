"""The Progress page: the kept sessions over the weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from formcheck.app.pages.progress_charts import show_charts
from formcheck.app.pages.progress_ladder import show_ladder
from formcheck.app.widgets import escaped, exercise_name, fault_title
from formcheck.errors import FormcheckError, HistoryError
from formcheck.progress.weeks import WEEKLY_SESSIONS, days_this_week, done_locally
from formcheck.store.profiles import delete_profile, list_profiles
from formcheck.store.record import PerformedSet, Session
from formcheck.store.sessions import (
    delete_session,
    export_sessions,
    import_sessions,
    list_sessions,
)

__all__ = ["page"]

_NEW = "me"
_SUCCESS = "progress-success"
# An import is read whole into the memory of the server; a session takes some 5 kB.
_LARGEST_EXPORT_MB = 50
_PROBLEM = "progress-problem"


def page() -> None:
    """Draw the page."""
    st.title("Progress")
    if (success := st.session_state.pop(_SUCCESS, None)) is not None:
        st.success(success, icon=":material/check:")
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(escaped(problem), icon=":material/error:")
    try:
        _page()
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")


def _page() -> None:
    profiles = [profile.name for profile in list_profiles()]
    if not profiles:
        st.markdown(
            "Nothing is kept yet. **Check a clip**, and choose *Keep this session* below its "
            "result: scores and ranges are then kept on the computer that serves this page, "
            "and the clip is not."
        )
        _import(_NEW)
        return
    profile = st.selectbox("Profile", profiles)
    sessions = list_sessions(profile)
    if not sessions:
        st.markdown("No session is kept under this profile yet.")
        _keep_elsewhere(profile)
        return
    _week(sessions)
    weeks, ladder, listed = st.tabs(["Over the weeks", "Ladder", "Sessions"])
    with weeks:
        show_charts(sessions)
    with ladder:
        show_ladder(profile, sessions)
    with listed:
        _list(profile, sessions)
        _keep_elsewhere(profile)


def _week(sessions: tuple[Session, ...]) -> None:
    days, (low, high) = days_this_week(sessions), WEEKLY_SESSIONS
    left, right = st.columns(2)
    left.metric("Days with a session this week", f"{days} of {low} to {high}", border=True)
    right.metric("Sessions in all", len(sessions), border=True)
    if days > high:
        st.caption("More than strength guidance asks for: rest is part of it.")


def _list(profile: str, sessions: Sequence[Session]) -> None:
    rows = [
        {
            "When": done_locally(session),
            "Exercise": exercise_name(performed.exercise),
            "Reps": len(performed.reps),
            "Score": performed.score,
            "Checks": f"{performed.measured} of {performed.defined}",
            "To fix": fault_title(performed.exercise, performed.fault),
            "Load": performed.load or "",
            "Felt": _felt(performed),
            "Clip": session.clip,
        }
        for session in reversed(sessions)
        for performed in session.sets
    ]
    columns = {
        "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
        "Score": st.column_config.NumberColumn(format="%.0f"),
    }
    st.dataframe(rows, hide_index=True, column_config=columns, placeholder="")
    with st.expander("Forget a session"):
        labels = {
            session.sha256: f"{done_locally(session):%d %b %Y, %H:%M} \N{MIDDLE DOT} {session.clip}"
            for session in reversed(sessions)
        }
        chosen = st.selectbox("Session", list(labels), format_func=labels.__getitem__)
        st.button(
            "Forget it",
            on_click=_try,
            args=(lambda: delete_session(profile, chosen), "The session is forgotten."),
        )


def _felt(performed: PerformedSet) -> str:
    """The person's answers after the set."""
    words = [performed.felt.words] if performed.felt is not None else []
    return ", ".join(words + ["pain"] if performed.pain else words)


def _keep_elsewhere(profile: str) -> None:
    with st.expander("Export, import, delete"):
        st.download_button(
            "Export all sessions (JSON)",
            lambda: export_sessions(profile),
            file_name="formcheck-sessions.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        _import(profile)
        sure = st.checkbox(f"Delete the profile '{escaped(profile)}' and all its sessions")
        st.button(
            "Delete for good",
            icon=":material/delete:",
            disabled=not sure,
            on_click=_try,
            args=(
                lambda: delete_profile(profile),
                "The profile and all its sessions are deleted, and nothing of them is left here.",
            ),
        )


def _import(profile: str) -> None:
    file = st.file_uploader(
        "Import sessions that were exported", type="json", max_upload_size=_LARGEST_EXPORT_MB
    )
    if file is None or not st.button("Import", icon=":material/upload:"):
        return
    try:
        new = import_sessions(profile, _text(file.getvalue()))
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    st.session_state[_SUCCESS] = "1 session was new." if new == 1 else f"{new} sessions were new."
    st.rerun()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError("this is no export of formcheck, not even text; choose one") from error


def _try(work: Callable[[], None], success: str) -> None:
    """Do it before the page is drawn again, which then shows the success or the error."""
    try:
        work()
    except FormcheckError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_SUCCESS] = success
