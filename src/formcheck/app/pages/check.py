"""The Check page: upload, recording or sample, progress, result."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import streamlit as st

from formcheck._util.resources import bundled
from formcheck.app.components import CLIP_KEY, recorder
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.visitor_clips import CHECKED, drop_job, page_job, set_page_job, submit_clip
from formcheck.app.pages.result import show_result
from formcheck.app.pages.waiting import wait_for
from formcheck.app.server import ACCEPTED, settings
from formcheck.app.widgets import (
    CLEARED,
    camera_setup,
    choose_exercise,
    safety_text,
    sentence,
    upload_limits,
)
from formcheck.errors import FormcheckError
from formcheck.exercises import load_exercise
from formcheck.pipeline import AUTO

__all__ = ["page"]

_PROBLEM = "problem"
_FILE, _RECORD = "A file", "The camera"
_ICONS = {_FILE: "upload_file", _RECORD: "videocam"}
# An installed formcheck has only the first of these clips.
_SAMPLES = (
    ("squat_hips_shoot_up_male_yaw0", "Squat", "a fault to find"),
    ("hip_hinge_good_female_yaw0", "Hip hinge", "done well"),
    ("glute_bridge_not_high_enough_female_yaw0", "Glute bridge", "a fault to find"),
    ("deadlift_back_rounds_female_yaw0", "Deadlift", "a fault to find"),
)


def page() -> None:
    """Draw the page."""
    job = page_job(CHECKED)
    if job is not None and job.result is not None:
        show_result(job.result, _drop)
        return
    st.title("Check a clip")
    if job is None or job.ended:
        _start(job)
    else:
        wait_for(lambda: page_job(CHECKED), _drop)


def _start(ended: Job | None) -> None:
    st.markdown(
        "Film one set, and see every repetition measured, scored, and the **one thing to change**."
    )
    if ended is not None and ended.reason is not None:
        st.error(sentence(ended.reason, ended.request.name), icon=":material/error:")
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(problem, icon=":material/error:")
    own, camera = st.columns([3, 2], gap="large")
    with own:
        exercise = choose_exercise()
        clip = _own_clip()
        cleared = clip is not None and st.checkbox(CLEARED, key="cleared")
        st.button(
            "Check this clip",
            type="primary",
            icon=":material/play_arrow:",
            disabled=clip is None or not cleared,
            on_click=_begin,
            args=(clip, clip.name if clip is not None else "", exercise),
        )
        # Not closed when the box is ticked: the button would move away from the pointer.
        with st.expander("Before you exercise", expanded=clip is not None):
            safety_text()
        _samples()
    with camera, st.container(border=True):
        st.subheader("Where to put the phone")
        if exercise == AUTO:
            st.markdown(
                "Side-on, at hip height, whole body in the picture. Stand or lie still for two "
                "seconds first. Choose the exercise to see it drawn."
            )
        else:
            camera_setup(load_exercise(exercise).camera)


def _own_clip() -> BinaryIO | None:
    """The uploaded file; a recording goes through the uploader too."""
    how = st.segmented_control(
        "Take the clip from",
        [_FILE, _RECORD],
        default=_FILE,
        required=True,
        format_func=lambda source: f":material/{_ICONS[source]}: {source}",
    )
    if how == _RECORD:
        recorder(60.0 * settings().minutes)
    with st.container(key=CLIP_KEY):
        clip = st.file_uploader(
            "Your clip",
            type=list(ACCEPTED),
            key="clip",
            help="Analysed by the computer that serves this page, and removed when you leave.",
        )
    st.caption(upload_limits(settings().minutes))
    return clip


def _samples() -> None:
    folder = bundled("samples")
    samples = [sample for sample in _SAMPLES if (folder / f"{sample[0]}.mp4").exists()]
    if not samples:
        return
    st.markdown("**No clip at hand?** Try a rendered one:")
    with st.container(horizontal=True):
        for name, exercise, what in samples:
            st.button(
                f"{exercise}: {what}",
                key=f"sample-{name}",
                icon=":material/smart_display:",
                on_click=_begin,
                args=(folder / f"{name}.mp4", f"{name}.mp4", AUTO),
            )


def _begin(source: Path | BinaryIO, name: str, exercise: str) -> None:
    _drop()
    try:
        set_page_job(CHECKED, submit_clip(source, name, exercise))
    except FormcheckError as error:
        st.session_state[_PROBLEM] = sentence(str(error), name)


def _drop() -> None:
    drop_job(CHECKED)
