"""The Compare page: two clips played in step, and their differences."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

import streamlit as st

from formcheck._util.resources import bundled
from formcheck.app.components import SIDE_KEYS, videos_in_step
from formcheck.app.feedback import with_feedback
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.visitor_clips import (
    CHECKED,
    COMPARED,
    drop_job,
    page_job,
    set_page_job,
    submit_clip,
)
from formcheck.app.jobs.work import CheckedClip
from formcheck.app.pages.answers import answers_of
from formcheck.app.pages.waiting import wait_for
from formcheck.app.server import ACCEPTED, settings
from formcheck.app.widgets import (
    CLEARED,
    choose_exercise,
    escaped,
    safety_text,
    sentence,
    upload_limits,
)
from formcheck.errors import FormcheckError
from formcheck.pipeline import AUTO
from formcheck.reps.findings import with_unit
from formcheck.result.comparison import Difference, differences, in_step, shared_exercises
from formcheck.result.schema import HeadlineRow
from formcheck.result.verdicts import VERDICTS

__all__ = ["difference_words", "page"]

Side = Literal[0, 1]

_PROBLEMS = ("compare-problem-left", "compare-problem-right")
_NAMES = {
    "Last week, today": ("Last week", "Today"),
    "Coach, me": ("Coach", "Me"),
    "First, second": ("First", "Second"),
}
# A clip for each side; an installed formcheck has only the first.
_SAMPLES = ("squat_hips_shoot_up_male_yaw0", "squat_good_male_yaw0")
_MINUS, _PLUS_MINUS, _DASH = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}", "\N{EN DASH}"


def page() -> None:
    """Draw the page."""
    st.title("Compare")
    jobs = (_job(0), _job(1))
    left, right = jobs
    if left is None or right is None:
        st.markdown(
            "Two clips beside each other, repetition by repetition in step, and what differs by "
            "more than its error."
        )
    names = _names()
    if left is not None and right is not None and left.result and right.result:
        _both(left.result, right.result, names)
        return
    exercise, cleared = _before() if None in jobs else (AUTO, False)
    for column, side in zip(st.columns(2, gap="large"), (0, 1), strict=True):
        with column, st.container(border=True):
            st.subheader(names[side])
            _side(0 if side == 0 else 1, jobs[side], exercise, cleared=cleared)


def _names() -> tuple[str, str]:
    chosen = st.segmented_control(
        "The two are", list(_NAMES), default="Last week, today", required=True, key="compared-as"
    )
    return _NAMES[chosen]


def _before() -> tuple[str, bool]:
    """The exercise of the next clips, and whether the visitor may begin."""
    exercise = choose_exercise()
    cleared = st.checkbox(CLEARED, key="compare-cleared")
    with st.expander("Before you exercise"):
        safety_text()
    return exercise, cleared


def _job(side: Side) -> Job | None:
    """The job of a side; None if there is none, or it was cancelled or has failed."""
    job = page_job(COMPARED[side])
    if job is not None and job.state in ("cancelled", "failed"):
        drop_job(COMPARED[side])
        name = job.request.name
        reason = job.reason or f"{name}: no longer there; choose a clip again"
        st.session_state[_PROBLEMS[side]] = sentence(reason, name)
        return None
    return job


def _side(side: Side, job: Job | None, exercise: str, *, cleared: bool) -> None:
    key = COMPARED[side]
    if job is None:
        _choose(side, exercise, cleared=cleared)
    elif job.result is None:
        wait_for(lambda: page_job(key), lambda: drop_job(key))
    else:
        st.markdown(f"\N{CHECK MARK} {escaped(job.request.name)}")
        st.button("Another clip", key=f"other-{side}", on_click=drop_job, args=(key,))


def _choose(side: Side, exercise: str, *, cleared: bool) -> None:
    problem = st.session_state.get(_PROBLEMS[side])
    if problem is not None:
        st.error(problem, icon=":material/error:")
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
    checked = page_job(CHECKED)
    if checked is not None and checked.result is not None:
        st.button(
            f"The clip you have just checked: {escaped(checked.request.name)}",
            key=f"compare-checked-{side}",
            icon=":material/movie:",
            on_click=_set_job,
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
    paths = [bundled("samples") / f"{name}.mp4" for name in (_SAMPLES[side], *_SAMPLES)]
    return next((path for path in paths if path.exists()), None)


def _begin(side: Side, source: Path | BinaryIO, name: str, exercise: str) -> None:
    try:
        _set_job(side, submit_clip(source, name, exercise))
    except FormcheckError as error:
        st.session_state[_PROBLEMS[side]] = sentence(str(error), name)


def _set_job(side: Side, job: Job) -> None:
    st.session_state.pop(_PROBLEMS[side], None)
    set_page_job(COMPARED[side], job)


def _both(left: CheckedClip, right: CheckedClip, names: tuple[str, str]) -> None:
    results = [with_feedback(result, answers_of(result)) for result in (left, right)]
    analyses = (results[0].analysis, results[1].analysis)
    if not shared_exercises(*analyses):
        st.warning(
            "The two clips do not show the same exercise, so they are played from beginning to "
            "end, and their numbers cannot be compared.",
            icon=":material/info:",
        )
    columns = st.columns(2, gap="medium")
    for column, result, name, key in zip(columns, results, names, SIDE_KEYS, strict=True):
        exercises = dict.fromkeys(found.exercise_name for found in result.analysis.sets)
        with column:
            st.markdown(f"**{name}**: {escaped(result.analysis.clip.name)}")
            st.caption(", ".join(exercises) or "No repetition found")
            with st.container(key=key):
                if result.files.video is not None:
                    st.video(str(result.files.video), alt=f"{name}, with the body drawn in")
    if all(result.files.video is not None for result in results):
        videos_in_step(in_step(*analyses), names)
    else:
        st.markdown("The videos are not shown after pain: what to change is drawn into them.")
    _table(differences(*analyses), names)
    with st.container(horizontal=True):
        for side, name in enumerate(names):
            st.button(
                f"Another clip for {_quoted(name)}",
                key=f"other-{side}",
                icon=":material/sync:",
                on_click=drop_job,
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
    """A difference with its error, or why it is not known."""
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
