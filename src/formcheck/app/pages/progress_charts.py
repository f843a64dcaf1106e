"""The charts of the Progress page: one exercise over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from formcheck.app.widgets import exercise_name, known_exercise
from formcheck.exercises.spec import Reference
from formcheck.progress.trends import LegDay, by_day, leg_days, range_unit, set_table, spine_kind
from formcheck.reps.findings import with_unit
from formcheck.reps.rep import LEGS
from formcheck.result.readouts import axis_unit
from formcheck.store.record import Session

__all__ = ["show_charts"]

_HEIGHT_PX = 240
# A single value is shown as a number.
_LEAST_DAYS = 2
# Keeps points off the edges.
_MARGIN = timedelta(days=3)
_POINT_SIZE = 80
# Visible on the light and on the dark page.
_GREY = "#7d8f8a"
_DAY = alt.Tooltip("done:T", title="When", format="%d %b %Y")
_WHOLE = alt.Axis(format="d", tickMinStep=1)
_COUNTED_FROM = {
    Reference.NEUTRAL: "counted from standing quietly at the start of the clip",
    Reference.ABSOLUTE: "as read, because there was no quiet start with the back in sight",
}


def show_charts(sessions: Sequence[Session]) -> None:
    """Score, range of motion, tempo, spine, and left against right.

    Parameters
    ----------
    sessions : sequence of Session
        At least one, all of one person.
    """
    exercises = dict.fromkeys(done.exercise for session in sessions for done in session.sets)
    exercise = st.selectbox("Exercise", list(exercises), format_func=exercise_name)
    kind = spine_kind(sessions, exercise)
    sets = set_table(sessions, exercise, kind)
    table = by_day(sets)
    unit = range_unit(sessions, exercise)
    if len(table) < _LEAST_DAYS:
        st.markdown("One day with this exercise so far. The charts begin with the second.")
    upper, lower = st.columns(2, gap="medium"), st.columns(2, gap="medium")
    with upper[0], st.container(border=True):
        _line(table, "score", "Score", "of 100", top=100.0)
    with upper[1], st.container(border=True):
        _line(table, "range", "Range of motion", f"median of the day, {axis_unit(unit)}", unit)
    with lower[0], st.container(border=True):
        _tempo(table, exercise)
    with lower[1], st.container(border=True):
        _spine(table, kind)
    _legs(leg_days(sessions, exercise), unit)
    with st.expander("The same as a table"):
        _numbers(sets, unit)


def _line(
    table: pd.DataFrame,
    column: str,
    title: str,
    what: str,
    unit: str = "",
    top: float | None = None,
) -> None:
    st.subheader(title)
    known = table[["done", column]].dropna()
    if known.empty:
        st.markdown("Not measured in these sessions.")
        return
    st.caption(f"{what[:1].upper()}{what[1:]}. {_first_and_latest(known[column])}")
    if len(known) < _LEAST_DAYS:
        _number(title, with_unit(float(known[column].iloc[0]), unit))
        return
    scale = alt.Scale(zero=False) if top is None else alt.Scale(domain=[0, top])
    lines = (
        alt.Chart(known, description=f"{title} over time", height=_HEIGHT_PX)
        .mark_line(point=alt.OverlayMarkDef(size=_POINT_SIZE, filled=True))
        .encode(
            x=_when(known["done"]),
            y=alt.Y(f"{column}:Q", title=what, scale=scale, axis=_WHOLE),
            tooltip=[_DAY, alt.Tooltip(f"{column}:Q", title=title, format=".0f")],
        )
    )
    st.altair_chart(lines)


def _number(label: str, value: str) -> None:
    st.metric(label, value, label_visibility="collapsed")


def _when(done: pd.Series) -> alt.X:
    ends = (done.min() - _MARGIN, done.max() + _MARGIN)
    domain = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in ends]
    axis = alt.Axis(format="%d %b", labelOverlap=True, tickCount=6)
    return alt.X("done:T", title=None, axis=axis, scale=alt.Scale(domain=domain))


def _first_and_latest(values: pd.Series, digits: int = 0, unit: str = "") -> str:
    """The first and the latest value in words, with a space behind; empty if there is one value."""
    if len(values) < _LEAST_DAYS:
        return ""
    # Adding 0 turns -0 into 0.
    ends = (round(float(values.iloc[at]), digits) + 0.0 for at in (0, -1))
    first, latest = (with_unit(value, unit, digits) for value in ends)
    return f"First {first}, latest {latest}. "


def _tempo(table: pd.DataFrame, exercise: str) -> None:
    st.subheader("Tempo")
    found = known_exercise(exercise)
    out, back = ("way out", "way back")
    if found is not None:
        out, back = found.phases.outward, found.phases.homeward
    named = table.rename(columns={"outward_s": out, "homeward_s": back})
    long = named.melt(["done"], [out, back], "phase", "seconds").dropna()
    if long.empty:
        st.markdown("Not kept in these sessions.")
        return
    latest = long.groupby("phase")["seconds"].last()
    words = ", ".join(f"{phase} {latest[phase]:.1f} s" for phase in (out, back))
    if long["done"].nunique() < _LEAST_DAYS:
        st.caption("Seconds, median of the day.")
        _number("Tempo", words)
        return
    st.caption(f"Seconds, median of the day. Latest: {words}.")
    st.altair_chart(_two_lines(long, "phase", "seconds", "Tempo over time", times=True))


def _two_lines(
    long: pd.DataFrame, by: str, column: str, description: str, *, times: bool = False
) -> alt.LayerChart | alt.FacetChart:
    """Two lines that differ in dash and shape, for readers and printers without colours."""
    legend = alt.Legend(title=None, orient="bottom", symbolSize=150, symbolStrokeWidth=1.5)
    axis = alt.Axis(format=".1f") if times else _WHOLE
    shared: dict[str, Any] = {
        "x": _when(long["done"]),
        "y": alt.Y(f"{column}:Q", title=column, scale=alt.Scale(zero=times), axis=axis),
        "tooltip": [_DAY, f"{by}:N", alt.Tooltip(f"{column}:Q", format=".1f")],
    }
    chart = alt.Chart(long)
    lines = chart.mark_line().encode(strokeDash=alt.StrokeDash(f"{by}:N", legend=legend), **shared)
    points = chart.mark_point(size=_POINT_SIZE, filled=True).encode(
        shape=alt.Shape(f"{by}:N", legend=legend), **shared
    )
    return alt.layer(lines, points).properties(description=description, height=_HEIGHT_PX)


def _spine(table: pd.DataFrame, kind: tuple[str, str, str] | None) -> None:
    st.subheader("Spine change")
    known = table[["done", "spine", "spine_error"]].dropna()
    if kind is None or known.empty:
        st.markdown(
            "Not measured in these sessions: it needs a side view, and nothing over the back."
        )
        return
    label, unit, reference = kind
    counted = _COUNTED_FROM.get(Reference(reference), "")
    error = with_unit(float(known["spine_error"].iloc[-1]), unit)
    once = len(known) < _LEAST_DAYS
    band = "Its error is" if once else "The band is the error,"
    st.caption(
        f"{label[:1].upper()}{label[1:]}, {counted}. "
        f"{_first_and_latest(known['spine'], unit=unit)}"
        f"{band} \N{PLUS-MINUS SIGN}{error}: a change within it is none."
    )
    if once:
        _number("Spine change", with_unit(round(float(known["spine"].iloc[0])) + 0.0, unit))
        return
    known = known.assign(
        low=known["spine"] - known["spine_error"], high=known["spine"] + known["spine_error"]
    )
    base = alt.Chart(known)
    x, low, high = _when(known["done"]), alt.Y("low:Q", title=axis_unit(unit)), alt.Y2("high:Q")
    band = base.mark_area(opacity=0.18).encode(x=x, y=low, y2=high)
    ends = base.mark_rule(color=_GREY, strokeWidth=2).encode(x=x, y=low, y2=high)
    tooltip = [
        _DAY,
        *(alt.Tooltip(f"{column}:Q", format=".0f") for column in ("spine", "low", "high")),
    ]
    line = base.mark_line(point=alt.OverlayMarkDef(size=_POINT_SIZE, filled=True)).encode(
        x=x, y="spine:Q", tooltip=tooltip
    )
    layers = alt.layer(band, ends, line)
    st.altair_chart(
        layers.properties(description="Spine change over time, with its error", height=_HEIGHT_PX)
    )


def _legs(days: Sequence[LegDay], unit: str) -> None:
    if not days:
        return
    with st.container(border=True):
        st.subheader("Left against right")
        latest = days[-1]
        left, right = (with_unit(value, unit) for value in (latest.left, latest.right))
        verdict = "**a difference**" if latest.verdict == "different" else "**unclear**"
        why = f" ({latest.reason})" if latest.reason else ""
        st.markdown(f"{latest.day:%d %b %Y}: left {left}, right {right}: {verdict}{why}.")
        st.caption(
            "Median range of motion of each leg on a day. It is called a difference only beyond "
            "twice what one leg varies by itself, and beyond what measuring again would give."
        )
        if len(days) < _LEAST_DAYS:
            return
        rows = [
            {"done": _noon(day.day), "leg": leg, "range": getattr(day, leg)}
            for day in days
            for leg in LEGS
        ]
        st.altair_chart(
            _two_lines(pd.DataFrame(rows), "leg", "range", "Range of each leg over time")
        )
        with st.expander("Day by day"):
            st.dataframe(
                [
                    {
                        "Day": day.day,
                        "Left": with_unit(day.left, unit),
                        "Right": with_unit(day.right, unit),
                        "Reps": f"{day.left_reps} and {day.right_reps}",
                        "Verdict": "a difference" if day.verdict == "different" else "unclear",
                        "Why": day.reason or "",
                    }
                    for day in reversed(days)
                ],
                hide_index=True,
            )


def _noon(day: date) -> datetime:
    # The browser draws in its own time zone, where midnight may be the day before.
    return datetime.combine(day, time(12)).astimezone(UTC)


def _numbers(table: pd.DataFrame, unit: str) -> None:
    whole, tenth = (st.column_config.NumberColumn(format=f"%.{digits}f") for digits in (0, 1))
    named = table.drop(columns="done").rename(
        columns={
            "local": "When",
            "clip": "Clip",
            "reps": "Reps",
            "score": "Score",
            "range": f"Range ({axis_unit(unit)})",
            "outward_s": "Out (s)",
            "homeward_s": "Back (s)",
            "spine": "Spine",
            "spine_error": "Spine \N{PLUS-MINUS SIGN}",
        }
    )
    formats = dict.fromkeys(
        ("Score", f"Range ({axis_unit(unit)})", "Spine", "Spine \N{PLUS-MINUS SIGN}"), whole
    )
    formats |= dict.fromkeys(("Out (s)", "Back (s)"), tenth)
    formats |= {"When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")}
    st.dataframe(named.iloc[::-1], hide_index=True, column_config=formats)
