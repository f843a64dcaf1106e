"""Widgets and texts that several pages share."""

from __future__ import annotations

import streamlit as st

from formcheck.drawing.camera_setup import camera_drawing, camera_words
from formcheck.exercises import Exercise, exercise_ids, load_exercise
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
    "exercise_name",
    "fault_title",
    "known_exercise",
    "safety_text",
    "sentence",
    "upload_limits",
]

CLEARED = "I had no recent birth or operation, or a clinician has said that I may exercise."
"""The statement that a visitor agrees to before their first own clip."""

# The colour variables of the drawings in reports.
_LIGHT = {"ink": "#16211f", "muted": "#53625e", "line": "#cdd8d4"}
_LIGHT |= {"accent": "#0b6e68", "card": "#fbfcfb"}
_DARK = {"ink": "#e9f0ee", "muted": "#a3b3ae", "line": "#33423e"}
_DARK |= {"accent": "#4fc3b6", "card": "#101615"}


def drawing(svg: str, words: str, widest_px: int = 480) -> None:
    """Show an SVG drawing in the colours of the page, with its words as alternative text."""
    colours = _DARK if st.context.theme.type == "dark" else _LIGHT
    for name, colour in colours.items():
        svg = svg.replace(f"var(--{name})", colour)
    # A picture does not inherit the font of the page.
    opening = '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" '
    st.image(svg.replace("<svg ", opening, 1), width=widest_px, alt=words)


def choose_exercise() -> str:
    """Ask for an exercise of the catalogue, or ``auto``."""
    names = {name: load_exercise(name).name for name in exercise_ids()}
    return _choose({AUTO: "Tell from the clip"} | names)


def choose_counted_exercise(key: str) -> str:
    """Ask for an exercise that is done in repetitions, which excludes holds."""
    exercises = (load_exercise(name) for name in exercise_ids())
    return _choose({ex.id: ex.name for ex in exercises if ex.rep.direction != "still"}, key)


def _choose(names: dict[str, str], key: str | None = None) -> str:
    return str(st.selectbox("Exercise", list(names), format_func=names.__getitem__, key=key))


def camera_setup(camera: Camera) -> None:
    """Show where the phone goes for an exercise, as a drawing and in words."""
    wanted = WantedCamera(**camera.model_dump(exclude={"advice"}))
    view = ViewSummary(view="side", yaw_deg=None, facing="right", advice=None, wanted=wanted)
    words = camera_words(wanted)
    drawing(camera_drawing(view), words)
    st.markdown(words)
    st.caption(camera.advice)


def safety_text() -> None:
    """Show the safety advice of every exercise."""
    st.markdown(SAFETY)


def escaped(text: str) -> str:
    """Escape text for Markdown: file names may contain anything."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#$~:|" else char for char in text)


def sentence(text: str, name: str = "") -> str:
    """Format an error message as a sentence, with a capital and a full stop.

    Parameters
    ----------
    text : str
        The message.
    name : str
        Name of the clip; a message that begins with it is not capitalised.
    """
    if not (name and text.startswith(name)):
        text = text[:1].upper() + text[1:]
    return escaped(text.rstrip(".") + ".")


def upload_limits(minutes: float) -> str:
    """The limits of an upload, in a sentence."""
    megabytes = st.get_option("server.maxUploadSize")
    return f"One person doing one set or more, up to {minutes:g} minutes and {megabytes} MB."


def known_exercise(exercise: str) -> Exercise | None:
    """The definition of an exercise, if the catalogue has it.

    A kept session may come from a definition of the person's own or from another version of
    formcheck, so its name is never used as a path.
    """
    return load_exercise(exercise) if exercise in exercise_ids() else None


def exercise_name(exercise: str) -> str:
    """The name of an exercise; its id if the catalogue does not have it."""
    definition = known_exercise(exercise)
    return exercise if definition is None else definition.name


def fault_title(exercise: str, check: str | None) -> str:
    """The title of a check; its id if the catalogue does not have it, a dash if there is none."""
    if check is None:
        return "\N{EN DASH}"
    definition = known_exercise(exercise)
    titles = {} if definition is None else {known.id: known.title for known in definition.checks}
    return titles.get(check, check)
