"""Progress: the sessions that were kept, over the weeks."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from formcheck.app.parts import escaped
from formcheck.errors import FormcheckError, HistoryError
from formcheck.exercises import Exercise, load_exercise
from formcheck.history import delete_profile, list_profiles
from formcheck.training import (
    WEEKLY_SESSIONS,
    PerformedRep,
    Session,
    days_this_week,
    delete_session,
    export_sessions,
    import_sessions,
    list_sessions,
)

__all__ = ["page"]

_SCORE, _RANGE = "Score", "Range of motion"
_NEW = "me"
_SAID = "said"


def page() -> None:
    """Draw the sessions of the profile that is chosen."""
    st.title("Progress")
    if (said := st.session_state.pop(_SAID, None)) is not None:
        st.success(said, icon=":material/check:")
    profiles = [one.name for one in list_profiles()]
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
    if sessions:
        _week(sessions)
        _chart(sessions)
        _list(profile, sessions)
    else:
        st.markdown("No session is kept under this profile yet.")
    _keep_elsewhere(profile)


def _week(sessions: tuple[Session, ...]) -> None:
    days, (low, high) = days_this_week(sessions), WEEKLY_SESSIONS
    left, right = st.columns(2)
    left.metric("Days with a session this week", f"{days} of {low} to {high}", border=True)
    right.metric("Sessions in all", len(sessions), border=True)
    if days > high:
        st.caption("More than strength guidance asks for: rest is part of it.")


def _chart(sessions: Sequence[Session]) -> None:
    names = {one.exercise: _name(one.exercise) for done in sessions for one in done.sets}
    first, second = st.columns(2)
    exercise = first.selectbox("Exercise", list(names), format_func=lambda one: names[one])
    what = second.radio("Show", [_SCORE, _RANGE], horizontal=True)
    rows = [
        {"When": done.done.astimezone(), "value": value, "Clip": done.clip}
        for done in sessions
        for part in done.sets
        if part.exercise == exercise
        and (value := part.score if what == _SCORE else _median_range(part.reps)) is not None
    ]
    if not rows:
        st.markdown(f"No {what.lower()} could be measured in these sessions.")
        return
    scale = alt.Scale(domain=[0, 100]) if what == _SCORE else alt.Scale(zero=False)
    title = "score, 0 to 100" if what == _SCORE else f"{what.lower()}, median of the set"
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=alt.OverlayMarkDef(size=90, filled=True))
        .encode(
            x=alt.X("When:T", title=None, axis=alt.Axis(format="%d %b", labelOverlap=True)),
            y=alt.Y("value:Q", title=title, scale=scale),
            tooltip=["When:T", alt.Tooltip("value:Q", title=what, format=".0f"), "Clip:N"],
        )
    )
    st.altair_chart(lines)


def _median_range(reps: Sequence[PerformedRep]) -> float | None:
    return statistics.median(one.excursion for one in reps) if reps else None


def _list(profile: str, sessions: Sequence[Session]) -> None:
    rows = [
        {
            "When": done.done.astimezone(),
            "Exercise": _name(part.exercise),
            "Reps": len(part.reps),
            "Score": part.score,
            "Checks": f"{part.measured} of {part.defined}",
            "To fix": _title(part.exercise, part.fault),
            "Load": part.load or "",
            "Clip": done.clip,
        }
        for done in reversed(sessions)
        for part in done.sets
    ]
    columns = {
        "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
        "Score": st.column_config.NumberColumn(format="%.0f"),
    }
    st.dataframe(rows, hide_index=True, column_config=columns)
    with st.expander("Forget a session"):
        labels = {
            one.sha256: f"{one.done.astimezone():%d %b %Y, %H:%M} \N{MIDDLE DOT} {one.clip}"
            for one in reversed(sessions)
        }
        chosen = st.selectbox("Session", list(labels), format_func=lambda one: labels[one])
        st.button("Forget it", on_click=delete_session, args=(profile, chosen))


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
            on_click=_delete,
            args=(profile,),
        )


def _import(profile: str) -> None:
    file = st.file_uploader("Import sessions that were exported", type="json")
    if file is None or not st.button("Import", icon=":material/upload:"):
        return
    try:
        new = import_sessions(profile, _text(file.getvalue()))
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return
    st.session_state[_SAID] = f"{new} sessions were new."
    st.rerun()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError("this is no export of formcheck, not even text; choose one") from error


def _delete(profile: str) -> None:
    delete_profile(profile)
    st.session_state[_SAID] = "The profile and all its sessions are deleted."


def _definition(exercise: str) -> Exercise | None:
    try:
        return load_exercise(exercise)
    except FormcheckError:
        # Made with a file of the person's own, or with another version.
        return None


def _name(exercise: str) -> str:
    found = _definition(exercise)
    return exercise if found is None else found.name


def _title(exercise: str, check: str | None) -> str:
    found = _definition(exercise)
    if check is None:
        return "\N{EN DASH}"
    titles = {} if found is None else {one.id: one.title for one in found.checks}
    return titles.get(check, check)
