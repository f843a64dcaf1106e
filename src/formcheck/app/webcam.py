"""The camera of the visitor's browser; the only module that calls streamlit-webrtc."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit_webrtc import WebRtcMode, webrtc_streamer
from streamlit_webrtc.config import Translations

if TYPE_CHECKING:
    from formcheck.app.live.processor import LiveVideoProcessor

__all__ = ["CAMERA_KEY", "camera", "camera_runs"]

CAMERA_KEY = "live-camera"
# Larger pictures would be shrunk before the pose model, and cost time on the way.
_WANTED = {
    "width": {"ideal": 640},
    "height": {"ideal": 480},
    "frameRate": {"ideal": 30, "max": 30},
    "facingMode": "user",
}
_WORDS: Translations = {
    "start": "Start the camera",
    "stop": "Stop",
    "select_device": "Choose the camera",
    "select_camera": "Choose the camera",
    "turn_camera_on": "Camera on",
    "turn_camera_off": "Camera off",
    "device_ask_permission": "Allow this page to use your camera: the browser asks beside the "
    "address bar.",
    "device_not_available": "No camera can be used. Plug one in, or close the program that uses it",
    "device_access_denied": "The camera is not allowed for this page. Allow it beside the "
    "address bar",
    "media_api_not_available": "This browser shows no camera to this page: open it by HTTPS, or "
    "on the computer that serves it as localhost.",
}


def camera(make_processor: Callable[[], LiveVideoProcessor], ice: Sequence[dict[str, Any]]) -> bool:
    """Show the start button of the camera, and the processed picture.

    Parameters
    ----------
    make_processor : callable
        Called once per connection, from another thread.
    ice : sequence of dict
        ICE servers; not needed within one network.

    Returns
    -------
    bool
        Whether the camera runs.
    """
    context = webrtc_streamer(
        key=CAMERA_KEY,
        mode=WebRtcMode.SENDRECV,
        # Passed even when empty, or streamlit-webrtc asks a server on the internet for some.
        rtc_configuration={"iceServers": list(ice)},
        media_stream_constraints={"video": _WANTED, "audio": False},
        video_processor_factory=make_processor,
        async_processing=True,
        video_html_attrs={
            "autoPlay": True,
            "controls": False,
            "muted": True,
            "style": {"width": "100%", "borderRadius": "0.6rem"},
        },
        translations=_WORDS,
    )
    return bool(context.state.playing)


def camera_runs() -> bool:
    """Whether the camera ran when the page was last drawn."""
    context = st.session_state.get(CAMERA_KEY)
    return context is not None and bool(context.state.playing)
