"""Check a clip: upload, recording or sample, wait, result."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import streamlit as st

from formcheck._util.resources import bundled
from formcheck.app.components import CLIP_KEY, recorder
from formcheck.app.jobs.held import CHECKED, held, hold, let_go
from formcheck.app.jobs.queue import Ticket
from formcheck.app.pages.result import show_result
from formcheck.app.pages.waiting import watch
from formcheck.app.parts import (
    CLEARED,
    camera_setup,
    choose_exercise,
    safety_text,
    sentence,
    upload_limits,
)
from formcheck.app.server import ACCEPTED, check, settings
from formcheck.errors import FormcheckError
from formcheck.exercises import load_exercise
from formcheck.pipeline import AUTO

__all__ = ["page"]

_TROUBLE = "trouble"
_FILE, _RECORD = "A file", "The camera"
_ICONS = {_FILE: "upload_file", _RECORD: "videocam"}
# Clips that travel with formcheck; an installed one carries only the first.
_SAMPLES = (
    ("squat_hips_shoot_up_male_yaw0", "Squat", "a fault to find"),
    ("hip_hinge_good_female_yaw0", "Hip hinge", "done well"),
    ("glute_bridge_not_high_enough_female_yaw0", "Glute bridge", "a fault to find"),
    ("deadlift_back_rounds_female_yaw0", "Deadlift", "a fault to find"),
)


def page() -> None:
    """Draw the page as it is for this visitor now."""
    ticket = held(CHECKED)
    if ticket is None or ticket.state == "cancelled":
        _start(ticket)
    elif ticket.state == "done" and ticket.result is not None:
        show_result(ticket.result, _forget)
    elif ticket.state == "failed":
        _start(ticket)
    else:
        _wait()


def _start(ended: Ticket | None) -> None:
    st.title("Check a clip")
    st.markdown(
        "Film one set, and see every repetition measured, scored, and the **one thing to change**."
    )
    troubles = [st.session_state.pop(_TROUBLE, None)]
    if ended is not None and ended.reason is not None:
        troubles.insert(0, sentence(ended.reason, ended.request.name))
    for words in filter(None, troubles):
        st.error(words, icon=":material/error:")
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
        # It stays as it is when the box is ticked: the button would move from under the pointer.
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
    """A file, or a recording; that goes through the uploader too."""
    how = st.segmented_control(
        "Take the clip from",
        [_FILE, _RECORD],
        default=_FILE,
        required=True,
        format_func=lambda one: f":material/{_ICONS[one]}: {one}",
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
    there = [one for one in _SAMPLES if (folder / f"{one[0]}.mp4").exists()]
    if not there:
        return
    st.markdown("**No clip at hand?** Try a rendered one:")
    with st.container(horizontal=True):
        for name, exercise, what in there:
            st.button(
                f"{exercise}: {what}",
                key=f"sample-{name}",
                icon=":material/smart_display:",
                on_click=_begin,
                args=(folder / f"{name}.mp4", f"{name}.mp4", AUTO),
            )


def _begin(source: Path | BinaryIO, name: str, exercise: str) -> None:
    _forget()
    try:
        hold(CHECKED, check(source, name, exercise))
    except FormcheckError as error:
        st.session_state[_TROUBLE] = sentence(str(error), name)


def _forget() -> None:
    let_go(CHECKED)


def _wait() -> None:
    st.title("Check a clip")
    watch(lambda: held(CHECKED), _forget)
