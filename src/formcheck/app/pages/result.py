"""The result of one clip: video and timeline, score, the fault to fix first, all findings."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import streamlit as st

from formcheck.app.components import VIDEO_KEY, timeline
from formcheck.app.feedback import Answers, report_html, with_feedback
from formcheck.app.jobs.work import CheckedClip
from formcheck.app.pages.answers import answers_of, ask, show_advice
from formcheck.app.widgets import drawing, escaped, safety_text
from formcheck.drawing.camera_setup import camera_words
from formcheck.errors import FormcheckError
from formcheck.report.fix_first import Fix
from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep
from formcheck.result.judged import (
    no_fault_came_back,
    nothing_to_fix,
    rep_reserve,
    why_not_judged,
)
from formcheck.result.phrases import NOT_SCORED, repetitions, set_title, side_words
from formcheck.result.readouts import error_words, value_words
from formcheck.result.recognition import recognition_words
from formcheck.result.result import Result
from formcheck.result.safety import NOTHING_AFTER_PAIN
from formcheck.result.schema import SetResult
from formcheck.result.verdicts import BANDS, VERDICTS
from formcheck.store.sessions import keep_session

__all__ = ["show_result"]


def show_result(
    result: CheckedClip,
    again: Callable[[], None] | None = None,
    again_words: str = "Check another clip",
) -> None:
    """Draw the result.

    Parameters
    ----------
    result : CheckedClip
        Without answers.
    again : callable, optional
        Called when the visitor wants another clip.
    again_words : str
        Label of the button for it.
    """
    answers = answers_of(result)
    result = with_feedback(result, answers)
    analysis = result.analysis
    _title(analysis, again, again_words)
    _video_and_timeline(result)
    if analysis.reps:
        with st.container(border=True):
            ask(result, answers)
            show_advice(analysis)
    for number, (found, fix) in enumerate(zip(analysis.sets, result.fixes, strict=True), 1):
        if len(analysis.sets) > 1:
            st.header(f"Set {number}: {set_title(found)}")
            with st.container(border=True):
                _score(found, pain=answers.pain)
        _set(found, fix, number, analysis.view.advice, pain=answers.pain)
    for difference in analysis.sides:
        st.markdown(f"{side_words(difference)}.")
    _headline(analysis)
    _camera(result)
    _downloads(result, answers)
    if analysis.reps:
        _keep(analysis)
    with st.expander("What this can and cannot see, and when to stop"):
        for limit in analysis.limits:
            st.markdown(f"- {limit}")
        safety_text()


def _title(analysis: Result, again: Callable[[], None] | None, again_words: str) -> None:
    title, button = st.columns([4, 1], vertical_alignment="bottom")
    names = ", ".join(dict.fromkeys(found.exercise_name for found in analysis.sets))
    title.title(names or "No repetition found")
    if again is not None:
        button.button(again_words, on_click=again, width="stretch")
    if analysis.feedback is not None and analysis.feedback.stop is not None:
        st.error(f"**{analysis.feedback.stop}**", icon=":material/front_hand:")
    if words := recognition_words(analysis.recognised):
        st.caption(words)
    for warning in analysis.warnings:
        st.warning(escaped(warning), icon=":material/info:")


def _video_and_timeline(result: CheckedClip) -> None:
    analysis = result.analysis
    tall = analysis.clip.height > analysis.clip.width
    left, right = st.columns([2, 3] if tall else [3, 2], gap="medium")
    pain = analysis.feedback is not None and analysis.feedback.pain
    with left, st.container(key=VIDEO_KEY):
        if result.files.video is None:
            st.markdown("The video is not shown after pain: what to change is drawn into it.")
        else:
            st.video(str(result.files.video), alt="Your clip with the estimated body drawn in")
    with right:
        if len(analysis.sets) == 1:
            with st.container(border=True):
                _score(analysis.sets[0], pain=pain)
        reps = [_rep(rep, found, analysis) for found in analysis.sets for rep in found.reps]
        if reps:
            timeline(analysis.clip.duration_s, reps, result.curve)
        else:
            st.markdown("No repetition to show. The video shows what was seen of the body.")


def _rep(rep: Rep, found: SetResult, analysis: Result) -> dict[str, Any]:
    number = str(rep.number)
    if len(analysis.sets) > 1:
        number = f"{analysis.sets.index(found) + 1}.{number}"
    if rep.void is not None:
        sign, words = "\N{EN DASH}", f"not judged: {rep.void}"
    elif rep.measured and analysis.feedback is not None and analysis.feedback.pain:
        sign, words = "\N{EN DASH}", "measured, not scored"
    else:
        clear = [f.title for f in rep.findings if f.verdict is Verdict.CLEAR]
        reserve = rep_reserve(rep)
        sign = VERDICTS[Verdict.NOT_MEASURABLE if reserve else Verdict.OK][0]
        words = reserve or "no clear fault"
        if clear:
            sign, words = VERDICTS[Verdict.CLEAR][0], ", ".join(clear)
        if rep.score is not None and rep.score.value is not None:
            words = f"{rep.score.value:.0f} \N{MIDDLE DOT} {words}"
    return {
        "label": number,
        "start": rep.start_s,
        "end": rep.end_s,
        "sign": sign,
        "words": words,
    }


def _set(found: SetResult, fix: Fix | None, number: int, advice: str | None, *, pain: bool) -> None:
    if not pain:
        with st.container(border=True):
            _fix(found, fix, advice)
    with st.expander("All findings, repetition by repetition"):
        _findings(found, number)
    if found.unmeasured:
        with st.expander(f"What could not be measured, and why ({len(found.unmeasured)})"):
            for check in found.unmeasured:
                times = f" (in {check.reps} of {len(found.reps)})"
                st.markdown(f"- **{check.title}**: {check.reason}{times}")


def _score(found: SetResult, *, pain: bool) -> None:
    score = found.score
    reps = repetitions(len(found.reps))
    based = f"{reps}, based on {score.measured} of {score.defined} checks."
    if pain:
        st.metric("Score", "\N{EN DASH}")
        st.markdown(f"**{NOTHING_AFTER_PAIN}.** {reps}.")
    elif not found.scored:
        st.metric("Score", "\N{EN DASH}")
        st.markdown(f"{NOT_SCORED}. {based}")
    elif score.value is None or score.low is None or score.high is None or score.band is None:
        st.metric("Score", "\N{EN DASH}")
        st.markdown(f"**No score**: too little could be measured. {based}")
    else:
        st.metric("Score", f"{score.value:.0f} / 100")
        st.markdown(f"**{BANDS[score.band]}**, likely {score.low:.0f} to {score.high:.0f}. {based}")


def _fix(found: SetResult, fix: Fix | None, advice: str | None) -> None:
    if fix is None:
        _no_fix(found, advice)
        return
    picture, words = st.columns([1, 3], gap="medium", vertical_alignment="center")
    with words:
        st.caption("The one thing to change")
        st.subheader(fix.fault.title)
        st.markdown(f"**{fix.fault.cue}**")
        st.caption(f"Clear in {fix.fault.reps} of {len(found.reps)} repetitions. {_why(fix)}")
    if fix.picture is not None:
        data = base64.b64decode(fix.picture.uri.partition(",")[2])
        caption = f"Repetition {fix.rep.number}, {fix.picture.moment.label}"
        picture.image(data, caption=caption, alt=f"{caption}, with the body drawn in")


def _no_fix(found: SetResult, advice: str | None) -> None:
    reason = why_not_judged(found)
    if reason is not None:
        st.subheader("Not judged")
        st.markdown(f"Nothing could be measured: {escaped(reason)}. {advice or ''}")
        return
    if nothing_to_fix(found):
        st.subheader("Nothing to fix first")
    st.markdown(f"{no_fault_came_back(found)}.")


def _why(fix: Fix) -> str:
    reading = fix.finding.reading
    if reading.value is None:
        return ""
    return (
        f"Repetition {fix.rep.number}: {reading.label} {value_words(reading)} "
        f"({error_words(reading)}); the target is {reading.target}."
    )


def _findings(found: SetResult, number: int) -> None:
    rows = []
    for rep in found.reps:
        for finding in rep.findings:
            reading = finding.reading
            sign, words = VERDICTS[finding.verdict]
            rows.append(
                {
                    "Rep": rep.number,
                    "Check": finding.title,
                    "Verdict": f"{sign} {words}",
                    "Value": "" if reading.value is None else value_words(reading),
                    "Target": reading.target,
                    "Error": error_words(reading),
                    "Why not": finding.reason or "",
                }
            )
    st.dataframe(rows, hide_index=True, key=f"findings-{number}")


def _headline(analysis: Result) -> None:
    st.subheader("At a glance")
    for column, row in zip(st.columns(len(analysis.headline)), analysis.headline, strict=True):
        sign, words = VERDICTS[row.verdict]
        with column, st.container(border=True):
            st.markdown(f"**{row.title}**")
            reading = row.reading
            if reading is not None and reading.value is not None:
                st.markdown(
                    f"{value_words(reading)} {error_words(reading)}, target {reading.target}"
                )
            st.caption(f"{sign} {words}" + (f": {row.reason}" if row.reason else ""))


def _camera(result: CheckedClip) -> None:
    view = result.analysis.view
    if not result.camera or view.wanted is None:
        return
    with st.container(border=True):
        st.subheader("Next time, put the phone here")
        drawing(result.camera, camera_words(view.wanted))
        st.markdown(view.advice or "")


def _keep(analysis: Result) -> None:
    with st.popover("Keep this session", icon=":material/bookmark_add:"):
        st.markdown("Scores and ranges are kept on the computer that serves this page.")
        name = st.text_input("Profile", "me", max_chars=60)
        if st.button("Keep", type="primary"):
            try:
                keep_session(name, analysis)
            except FormcheckError as error:
                st.error(escaped(str(error)), icon=":material/error:")
            else:
                st.success("Kept. See the Progress page.", icon=":material/check:")


def _downloads(result: CheckedClip, answers: Answers) -> None:
    stem = PurePath(result.analysis.clip.name).stem or "clip"
    video = result.files.video
    drawn = None if video is None else video.read_bytes

    def report() -> bytes:
        return report_html(result, answers)

    def json() -> bytes:
        return result.analysis.model_dump_json(indent=2).encode("utf-8")

    files: tuple[tuple[str, Callable[[], bytes] | None, str, str, str], ...] = (
        ("Report", report, ".html", "text/html", "description"),
        ("Annotated video", drawn, ".mp4", "video/mp4", "movie"),
        ("Signals (CSV)", result.files.csv.read_bytes, ".csv", "text/csv", "table"),
        ("Result (JSON)", json, ".json", "application/json", "data_object"),
    )
    st.subheader("Take it with you")
    with st.container(horizontal=True):
        for label, content, suffix, kind, icon in files:
            if content is not None:
                st.download_button(
                    label,
                    content,
                    file_name=f"{stem}{suffix}",
                    mime=kind,
                    icon=f":material/{icon}:",
                    on_click="ignore",
                )
