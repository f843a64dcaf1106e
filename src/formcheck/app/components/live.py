"""Voice, tones and camera help of the live page; scripts and styles are files of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence

from formcheck.app.components import component
from formcheck.app.live.feed import News

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
    component("voice", _VOICE)(key="voice", data=data)


def camera_help() -> None:
    """Say why the camera does not work, where it does not; else show nothing."""
    component("camera_help", _HELP)(key="camera-help", data={})
