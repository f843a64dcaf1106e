"""Small things that several pages show."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from formcheck.drawing.camera_setup import camera_drawing, camera_words
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.exercises.spec import Camera
from formcheck.pipeline import AUTO
from formcheck.result.safety import SAFETY
from formcheck.result.schema import ViewSummary, WantedCamera

__all__ = [
    "CLEARED",
    "camera_setup",
    "choose_counted_exercise",
    "choose_exercise",
    "drawing",
    "escaped",
    "safety_text",
    "sentence",
    "upload_limits",
]

CLEARED = "I had no recent birth or operation, or a clinician has said that I may exercise."
"""What is agreed to before the first clip of one's own."""

# The drawings of the reports take their colours from variables of these names.
_LIGHT = {"ink": "#16211f", "muted": "#53625e", "line": "#cdd8d4"}
_LIGHT |= {"accent": "#0b6e68", "card": "#fbfcfb"}
_DARK = {"ink": "#e9f0ee", "muted": "#a3b3ae", "line": "#33423e"}
_DARK |= {"accent": "#4fc3b6", "card": "#101615"}


def drawing(svg: str, words: str, widest_px: int = 480) -> None:
    """Show a drawing of `formcheck.report` in the colours of the page, with its words for it."""
    colours = _DARK if st.context.theme.type == "dark" else _LIGHT
    for name, colour in colours.items():
        svg = svg.replace(f"var(--{name})", colour)
    # As a picture it knows nothing of the page: neither its variables nor its font.
    alone = '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" '
    st.image(svg.replace("<svg ", alone, 1), width=widest_px, alt=words)


def choose_exercise() -> str:
    """Ask for an exercise of the catalogue, or ``auto``."""
    return _choose({AUTO: "Tell from the clip"} | _names(exercise_ids()))


def choose_counted_exercise(key: str) -> str:
    """Ask for an exercise that is done in repetitions; holds are none."""
    found = (one for one in exercise_ids() if load_exercise(one).rep.direction != "still")
    return _choose(_names(found), key)


def _names(exercises: Iterable[str]) -> dict[str, str]:
    return {one: load_exercise(one).name for one in exercises}


def _choose(names: dict[str, str], key: str | None = None) -> str:
    return str(st.selectbox("Exercise", list(names), format_func=lambda one: names[one], key=key))


def camera_setup(camera: Camera) -> None:
    """Where the phone goes for an exercise: drawn, and in words."""
    wanted = WantedCamera(**camera.model_dump(exclude={"advice"}))
    view = ViewSummary(view="side", yaw_deg=None, facing="right", advice=None, wanted=wanted)
    words = camera_words(wanted)
    drawing(camera_drawing(view), words)
    st.markdown(words)
    st.caption(camera.advice)


def safety_text() -> None:
    """The words that go with every exercise."""
    st.markdown(SAFETY)


def escaped(text: str) -> str:
    """Text that shall be read as it is, and not as Markdown: names of files come from anywhere."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#$~:|" else one for one in text)


def sentence(text: str, name: str = "") -> str:
    """Words of an error with a capital and a full stop.

    Parameters
    ----------
    text : str
        The words.
    name : str
        Of the clip: where they begin with it, it stays as the person wrote it.
    """
    named = bool(name) and text.startswith(name)
    first = text[:1] if named else text[:1].upper()
    return escaped(f"{first}{text[1:]}".rstrip(".") + ".")


def upload_limits(minutes: float) -> str:
    """What an uploader takes."""
    megabytes = st.get_option("server.maxUploadSize")
    return f"One person doing one set or more, up to {minutes:g} minutes and {megabytes} MB."
