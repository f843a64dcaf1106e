"""Voice, tones and camera help of the live page; scripts and styles are files of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import streamlit as st

from formcheck.app.coaching.board import News

__all__ = ["camera_help", "voice"]

_VOICE = """
<div class="coach">
  <div class="words" role="status" aria-live="polite"></div>
  <div class="switches">
    <button type="button" class="voice" role="switch">Voice</button>
    <button type="button" class="tones" role="switch">Tones</button>
    <button type="button" class="try">Try the sound</button>
  </div>
  <div class="note"></div>
</div>
"""
_HELP = '<div class="camera-help" role="alert" hidden><strong></strong><span></span></div>'


@st.cache_resource(show_spinner=False)
def _component(name: str, html: str) -> Any:
    here = files("formcheck.app.component")
    return st.components.v2.component(
        f"formcheck_{name}",
        js=(here / f"{name}.js").read_text("utf-8"),
        css=(here / f"{name}.css").read_text("utf-8"),
        html=html,
    )


def voice(news: Sequence[News], *, board: str, running: bool, idle: str) -> None:
    """Speak what is new, sound the phases, and show the latest words.

    Parameters
    ----------
    news : sequence of News
        The latest; what was said already is known by its number.
    board : str
        Name of the board, whose numbers run on.
    running : bool
        Whether the camera runs.
    idle : str
        Words to show before anything was said.
    """
    now_s = time.monotonic()
    told = [
        {
            "number": one.number,
            "kind": one.kind,
            "text": one.text,
            "urgent": one.urgent,
            "age": round(now_s - one.at_s, 3),
        }
        for one in news
    ]
    data = {"news": told, "board": board, "running": running, "idle": idle}
    _component("voice", _VOICE)(key="voice", data=data)


def camera_help() -> None:
    """Say why the camera does not work, where it does not; else show nothing."""
    _component("camera_help", _HELP)(key="camera-help", data={})
