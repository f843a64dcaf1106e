"""Custom Streamlit components of the pages, each with a script and a style file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st

from formcheck.app.jobs.work import Curve
from formcheck.result.comparison import PlayedSpan

if TYPE_CHECKING:
    # Imports the live session, which the first page must not wait for.
    from formcheck.app.live.feed import Announcement

__all__ = [
    "CLIP_KEY",
    "SIDE_KEYS",
    "VIDEO_KEY",
    "camera_help",
    "recorder",
    "timeline",
    "videos_in_step",
    "voice",
]

_FOLDER = files(__package__)
VIDEO_KEY = "annotated-video"
"""Key of the container whose video the timeline moves."""
CLIP_KEY = "own-clip"
"""Key of the container whose uploader receives the recordings."""
SIDE_KEYS = ("compared-left", "compared-right")
"""Keys of the containers of the two videos that are played in step."""

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
def _component(name: str, html: str = "") -> Any:
    """Create a component from its script and style file in this folder.

    Parameters
    ----------
    name : str
        Name of both files.
    html : str
        Initial content; a ``div`` with the name as its class if empty.
    """
    return st.components.v2.component(
        f"formcheck_{name}",
        js=(_FOLDER / f"{name}.js").read_text("utf-8"),
        css=(_FOLDER / f"{name}.css").read_text("utf-8"),
        html=html or f'<div class="{name}"></div>',
    )


def timeline(duration_s: float, reps: Sequence[dict[str, Any]], curve: Curve | None) -> None:
    """Show the repetitions as buttons, and as bands behind the driving signal.

    Parameters
    ----------
    duration_s : float
        Length of the clip.
    reps : sequence of dict
        ``label``, ``start``, ``end`` (seconds), ``sign`` and ``words`` of each repetition.
    curve : Curve, optional
        The driving signal.
    """
    _component("timeline")(
        key="timeline",
        data={
            "duration": duration_s,
            "reps": list(reps),
            "curve": None
            if curve is None
            else {"label": curve.label, "time": curve.time_s, "value": curve.value},
            "video": f".st-key-{VIDEO_KEY} video",
        },
    )


def recorder(longest_s: float) -> None:
    """Record with the camera of the visitor's device, into the uploader in `CLIP_KEY`.

    The limits and checks of an uploaded file hold for a recording too.

    Parameters
    ----------
    longest_s : float
        Longest recording.
    """
    _component("recorder")(
        key="recorder",
        data={"longest": longest_s, "uploader": f".st-key-{CLIP_KEY} input[type=file]"},
    )


def videos_in_step(segments: Sequence[PlayedSpan], names: tuple[str, str]) -> None:
    """Show one set of controls for the videos in the two containers `SIDE_KEYS`.

    Parameters
    ----------
    segments : sequence of PlayedSpan
        Corresponding segments of the two videos, in order.
    names : (str, str)
        Names of the two.
    """
    _component("in_step")(
        key="in-step",
        data={
            "segments": [asdict(segment) for segment in segments],
            "names": list(names),
            "videos": [f".st-key-{key} video" for key in SIDE_KEYS],
        },
    )


def voice(announcements: Sequence[Announcement], *, feed_id: str, running: bool, idle: str) -> None:
    """Speak new announcements, play the tones of phases, and show the latest words.

    Parameters
    ----------
    announcements : sequence of Announcement
        The latest; the browser skips the numbers that it has spoken already.
    feed_id : str
        Id of their feed.
    running : bool
        Whether the camera runs.
    idle : str
        Words to show before the first announcement.
    """
    now_s = time.monotonic()
    aged = [asdict(item) | {"age": round(now_s - item.at_s, 3)} for item in announcements]
    data = {"announcements": aged, "feed": feed_id, "running": running, "idle": idle}
    _component("voice", _VOICE)(key="voice", data=data)


def camera_help() -> None:
    """Show why the camera does not work; nothing while it works."""
    _component("camera_help", _HELP)(key="camera-help", data={})
