"""Compare: two clips beside each other, played in step, and what differs."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

import streamlit as st

from formcheck._util.resources import bundled
from formcheck.app.components import SIDE_KEYS, videos_in_step
from formcheck.app.jobs.held import CHECKED, COMPARED, held, hold, let_go
from formcheck.app.jobs.queue import Ticket
from formcheck.app.jobs.work import ClipResult
from formcheck.app.pages.answers import answers_of
from formcheck.app.pages.waiting import LOOK_EVERY_S, show_progress
from formcheck.app.parts import (
    CLEARED,
    choose_exercise,
    escaped,
    safety_text,
    sentence,
    upload_limits,
)
from formcheck.app.server import ACCEPTED, check, settings
from formcheck.app.told import after_answers
from formcheck.errors import FormcheckError
from formcheck.pipeline import AUTO
from formcheck.reps.findings import with_unit
from formcheck.result.comparison import Difference, differences, in_step, shared_exercises
from formcheck.result.schema import HeadlineRow
from formcheck.result.verdicts import VERDICTS

__all__ = ["difference_words", "page"]

Side = Literal[0, 1]

_TROUBLES = ("compare-trouble-left", "compare-trouble-right")
_NAMES = {
    "Last week, today": ("Last week", "Today"),
    "Coach, me": ("Coach", "Me"),
    "First, second": ("First", "Second"),
}
# A clip for each side; an installed formcheck carries only the first.
_SAMPLES = ("squat_hips_shoot_up_male_yaw0", "squat_good_male_yaw0")
_MINUS, _PLUS_MINUS, _DASH = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}", "\N{EN DASH}"


def page() -> None:
    """Draw the page as it is for this visitor now."""
    st.title("Compare")
    tickets = (_ticket(0), _ticket(1))
    left, right = tickets
    if left is None or right is None:
        st.markdown(
            "Two clips beside each other, repetition by repetition in step, and what differs by "
            "more than its error."
        )
    names = _names()
    if left is not None and right is not None and left.result and right.result:
        _both(left.result, right.result, names)
        return
    exercise, cleared = _before() if None in tickets else (AUTO, False)
    for column, side in zip(st.columns(2, gap="large"), (0, 1), strict=True):
        with column, st.container(border=True):
            st.subheader(names[side])
            _side(0 if side == 0 else 1, tickets[side], exercise, cleared=cleared)


def _names() -> tuple[str, str]:
    chosen = st.segmented_control(
        "The two are", list(_NAMES), default="Last week, today", required=True, key="compared-as"
    )
    return _NAMES[chosen]


def _before() -> tuple[str, bool]:
    """The exercise of the clips to come, and whether the person may begin."""
    exercise = choose_exercise()
    cleared = st.checkbox(CLEARED, key="compare-cleared")
    with st.expander("Before you exercise"):
        safety_text()
    return exercise, cleared


def _ticket(side: Side) -> Ticket | None:
    """The clip of a side; None where there is none, or none any more."""
    ticket = held(COMPARED[side])
    if ticket is not None and ticket.state in ("cancelled", "failed"):
        let_go(COMPARED[side])
        name = ticket.request.name
        reason = ticket.reason or f"{name}: no longer there; choose a clip again"
        st.session_state[_TROUBLES[side]] = sentence(reason, name)
        return None
    return ticket


def _side(side: Side, ticket: Ticket | None, exercise: str, *, cleared: bool) -> None:
    if ticket is None:
        _choose(side, exercise, cleared=cleared)
    elif ticket.result is None:
        _watch(side)
    else:
        st.markdown(f"\N{CHECK MARK} {escaped(ticket.request.name)}")
        st.button("Another clip", key=f"other-{side}", on_click=let_go, args=(COMPARED[side],))


def _choose(side: Side, exercise: str, *, cleared: bool) -> None:
    trouble = st.session_state.get(_TROUBLES[side])
    if trouble is not None:
        st.error(trouble, icon=":material/error:")
    clip = st.file_uploader("A clip", type=list(ACCEPTED), key=f"compare-clip-{side}")
    st.caption(upload_limits(settings().minutes))
    st.button(
        "Take this clip",
        type="primary",
        key=f"compare-begin-{side}",
        disabled=clip is None or not cleared,
        help=None if cleared else "Agree to the sentence above first.",
        on_click=_begin,
        args=(side, clip, clip.name if clip is not None else "", exercise),
    )
    checked = held(CHECKED)
    if checked is not None and checked.result is not None:
        st.button(
            f"The clip you have just checked: {escaped(checked.request.name)}",
            key=f"compare-checked-{side}",
            icon=":material/movie:",
            on_click=_take,
            args=(side, checked),
        )
    sample = _sample(side)
    if sample is not None:
        st.button(
            "A sample",
            key=f"compare-sample-{side}",
            icon=":material/smart_display:",
            on_click=_begin,
            args=(side, sample, sample.name, AUTO),
        )


def _sample(side: Side) -> Path | None:
    there = [bundled("samples") / f"{name}.mp4" for name in (_SAMPLES[side], *_SAMPLES)]
    return next((path for path in there if path.exists()), None)


def _begin(side: Side, source: Path | BinaryIO, name: str, exercise: str) -> None:
    try:
        _take(side, check(source, name, exercise))
    except FormcheckError as error:
        st.session_state[_TROUBLES[side]] = sentence(str(error), name)


def _take(side: Side, ticket: Ticket) -> None:
    st.session_state.pop(_TROUBLES[side], None)
    hold(COMPARED[side], ticket)


@st.fragment(run_every=LOOK_EVERY_S)
def _watch(side: Side) -> None:
    """Look again now and then, until the work has ended one way or the other."""
    ticket = held(COMPARED[side])
    if ticket is None or ticket.ended:
        st.rerun()
    if show_progress(ticket):
        let_go(COMPARED[side])
        st.rerun()


def _both(left: ClipResult, right: ClipResult, names: tuple[str, str]) -> None:
    left, right = (after_answers(one, answers_of(one)) for one in (left, right))
    mine, theirs = left.analysis, right.analysis
    if not shared_exercises(mine, theirs):
        st.warning(
            "The two clips do not show the same exercise, so they are played from beginning to "
            "end, and their numbers cannot be compared.",
            icon=":material/info:",
        )
    results = (left, right)
    for side, column in enumerate(st.columns(2, gap="medium")):
        result = results[side]
        shown = ", ".join(dict.fromkeys(one.exercise_name for one in result.analysis.sets))
        with column:
            st.markdown(f"**{names[side]}**: {escaped(result.analysis.clip.name)}")
            st.caption(shown or "No repetition found")
            with st.container(key=SIDE_KEYS[side]):
                if result.files.video is not None:
                    st.video(str(result.files.video), alt=f"{names[side]}, with the body drawn in")
    if left.files.video is not None and right.files.video is not None:
        videos_in_step(in_step(mine, theirs), names)
    else:
        st.markdown("The videos are not shown after pain: what to change is drawn into them.")
    _table(differences(mine, theirs), names)
    with st.container(horizontal=True):
        for side, name in enumerate(names):
            st.button(
                f"Another clip for {_quoted(name)}",
                key=f"other-{side}",
                icon=":material/sync:",
                on_click=let_go,
                args=(COMPARED[side],),
            )


def _quoted(name: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def _table(rows: tuple[Difference, ...], names: tuple[str, str]) -> None:
    st.subheader("What differs")
    st.table(
        [
            {
                "": row.title,
                names[0]: _value(row.left, row.unit, row.left_row),
                names[1]: _value(row.right, row.unit, row.right_row),
                "Difference": difference_words(row),
            }
            for row in rows
        ]
    )
    st.caption(
        "The error of a difference combines the errors of both values: the root of the sum of "
        "their squares."
    )


def _value(value: float | None, unit: str, row: HeadlineRow | None) -> str:
    words = _DASH if value is None else _signed(value, unit, plus=False)
    if row is None:
        return words
    sign, verdict = VERDICTS[row.verdict]
    return f"{sign} {verdict}" if value is None else f"{words} ({sign} {verdict})"


def difference_words(row: Difference) -> str:
    """A difference with its error, or why there is none to tell."""
    if row.change is None or row.error_95 is None:
        return f"{_DASH} ({row.reason})"
    error = f"{_PLUS_MINUS}{with_unit(row.error_95, row.unit)}"
    if not row.beyond_error:
        return f"no difference beyond the error ({error})"
    return f"{_signed(row.change, row.unit, plus=True)} ({error})"


def _signed(value: float, unit: str, *, plus: bool) -> str:
    # Adding 0 turns -0 into 0.
    text = with_unit(round(value) + 0.0, unit).replace("-", _MINUS)
    return f"+{text}" if plus and value > 0 else text
