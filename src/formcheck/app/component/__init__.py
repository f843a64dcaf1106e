"""The timeline beside the video: its script and style are files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import streamlit as st

from formcheck.app.jobs import Curve

__all__ = ["VIDEO_KEY", "timeline"]

VIDEO_KEY = "annotated-video"
"""Key of the container whose video the timeline moves."""


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    here = files("formcheck.app.component")
    return st.components.v2.component(
        "formcheck_timeline",
        js=(here / "timeline.js").read_text("utf-8"),
        css=(here / "timeline.css").read_text("utf-8"),
        html='<div class="timeline"></div>',
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
    _component()(
        key="timeline",
        data={
            "duration": duration_s,
            "reps": list(reps),
            "curve": drawn,
            "video": f".st-key-{VIDEO_KEY} video",
        },
    )
