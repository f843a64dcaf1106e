"""What the pages add to Streamlit's own parts: scripts and styles are files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import streamlit as st

from formcheck.app.jobs.work import Curve
from formcheck.result.comparison import PlayedSpan

__all__ = [
    "CLIP_KEY",
    "SIDE_KEYS",
    "VIDEO_KEY",
    "component",
    "recorder",
    "timeline",
    "videos_in_step",
]

VIDEO_KEY = "annotated-video"
"""Key of the container whose video the timeline moves."""
CLIP_KEY = "own-clip"
"""Key of the container whose uploader takes what the recorder has recorded."""
SIDE_KEYS = ("compared-left", "compared-right")
"""Keys of the containers whose two videos are played in step."""


@st.cache_resource(show_spinner=False)
def component(name: str, html: str = "") -> Any:
    """What is made of a script and a style of this folder.

    Parameters
    ----------
    name : str
        Of both files.
    html : str
        To begin with; a ``div`` of that class if empty.
    """
    here = files("formcheck.app.components")
    return st.components.v2.component(
        f"formcheck_{name}",
        js=(here / f"{name}.js").read_text("utf-8"),
        css=(here / f"{name}.css").read_text("utf-8"),
        html=html or f'<div class="{name}"></div>',
    )


def timeline(duration_s: float, reps: Sequence[dict[str, Any]], curve: Curve | None) -> None:
    """Show the repetitions as buttons and as bands under the driving signal.

    Parameters
    ----------
    duration_s : float
        Of the clip.
    reps : sequence of dict
        ``label``, ``start``, ``end`` (seconds), ``sign`` and ``words`` of each repetition.
    curve : Curve, optional
        The driving signal.
    """
    drawn = None
    if curve is not None:
        drawn = {"label": curve.label, "time": curve.time_s, "value": curve.value}
    component("timeline")(
        key="timeline",
        data={
            "duration": duration_s,
            "reps": list(reps),
            "curve": drawn,
            "video": f".st-key-{VIDEO_KEY} video",
        },
    )


def recorder(longest_s: float) -> None:
    """Record with the camera of the visitor's device, and hand the clip to the uploader.

    It goes the way of any other file, through the uploader in the container `CLIP_KEY`, so that
    the same limits and checks hold for it.

    Parameters
    ----------
    longest_s : float
        Longest recording that is offered.
    """
    component("recorder")(
        key="recorder",
        data={"longest": longest_s, "uploader": f".st-key-{CLIP_KEY} input[type=file]"},
    )


def videos_in_step(segments: Sequence[PlayedSpan], names: tuple[str, str]) -> None:
    """One set of controls for the videos in the two containers `SIDE_KEYS`.

    Parameters
    ----------
    segments : sequence of PlayedSpan
        Which moments belong together, in order.
    names : (str, str)
        What the two are called.
    """
    component("in_step")(
        key="in-step",
        data={
            "segments": [asdict(one) for one in segments],
            "names": list(names),
            "videos": [f".st-key-{key} video" for key in SIDE_KEYS],
        },
    )
