"""Small things that several pages show."""

from __future__ import annotations

import streamlit as st

from formcheck.exercises.spec import Camera
from formcheck.report.analysis import ViewSummary, WantedCamera
from formcheck.report.camera_drawing import camera_drawing, camera_words
from formcheck.report.wording import SAFETY

__all__ = ["camera_setup", "drawing", "safety_text"]

# The drawings of the reports take their colours from these variables.
_LIGHT = "--ink:#16211f;--muted:#53625e;--line:#cdd8d4;--accent:#0b6e68;--card:#fbfcfb"
_DARK = "--ink:#e9f0ee;--muted:#a3b3ae;--line:#33423e;--accent:#4fc3b6;--card:#101615"


def drawing(svg: str, widest_px: int = 480) -> None:
    """Show a drawing of `formcheck.report` in the colours of the page."""
    colours = _DARK if st.context.theme.type == "dark" else _LIGHT
    st.html(f'<div style="{colours};max-width:{widest_px}px">{svg}</div>')


def camera_setup(camera: Camera) -> None:
    """Where the phone goes for an exercise: drawn, and in words."""
    wanted = WantedCamera(**camera.model_dump(exclude={"advice"}))
    view = ViewSummary(view="side", yaw_deg=None, facing="right", advice=None, wanted=wanted)
    drawing(camera_drawing(view))
    st.markdown(camera_words(wanted))
    st.caption(camera.advice)


def safety_text() -> None:
    """The words that go with every exercise."""
    st.caption(SAFETY)
