"""The Learn page: each exercise, from its definition in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from formcheck._util.resources import bundled
from formcheck.app.pages.sources import show_sources
from formcheck.app.widgets import camera_setup, safety_text
from formcheck.exercises import Exercise, exercise_ids, load_exercise
from formcheck.exercises.spec import Check

__all__ = ["page"]

_SUFFIX = ".mp4"
# Made by tools/picture_faults.py.
_PICTURES = Path(__file__).resolve().parents[1] / "pictures"
_GOOD = "good"
_ABREAST = 4


def page() -> None:
    """Draw the chosen exercise; its id is part of the URL."""
    names = {exercise: load_exercise(exercise).name for exercise in exercise_ids()}
    asked = st.query_params.get("exercise")
    chosen = st.selectbox(
        "Exercise",
        list(names),
        index=list(names).index(asked) if asked in names else 0,
        format_func=names.__getitem__,
    )
    if chosen != asked:
        st.query_params["exercise"] = chosen
    _show(load_exercise(chosen))


def _show(exercise: Exercise) -> None:
    st.title(exercise.name)
    st.markdown(exercise.summary)
    shown = _good_form(exercise)
    if shown is None:
        camera = st.container()
    else:
        what, camera = st.columns([3, 2], gap="large")
        with what:
            _show_good_form(shown, f"{exercise.name}, done well")
    with camera, st.container(border=True):
        st.subheader("Where to put the phone")
        camera_setup(exercise.camera)
    st.subheader("What formcheck looks for")
    st.caption("The usual ways around the hard part, and what to do instead.")
    _compensations(exercise)
    show_sources(
        "Limits and where they come from",
        [(check.title, source) for check in exercise.checks for source in _sources(check)],
    )
    with st.expander("Before you exercise", expanded=True):
        safety_text()


def _good_form(exercise: Exercise) -> Path | None:
    """A rendered clip, or a picture where formcheck is installed without the clips."""
    clips = sorted(bundled("samples").glob(f"{exercise.id}_good_*_yaw0{_SUFFIX}"))
    return clips[0] if clips else _picture(exercise, _GOOD)


def _show_good_form(path: Path, alt: str) -> None:
    if path.suffix == _SUFFIX:
        st.video(str(path), loop=True, muted=True, alt=alt)
    else:
        st.image(str(path), alt=alt)
    st.caption("A rendered person doing it well.")


def _compensations(exercise: Exercise) -> None:
    """Show the checks with a picture, then the others."""
    found = [(check, _pictured(exercise, check)) for check in exercise.checks]
    shown = [(check, *picture) for check, picture in found if picture is not None]
    for first in range(0, len(shown), _ABREAST):
        row = shown[first : first + _ABREAST]
        for column, (check, path, seen_in) in zip(st.columns(_ABREAST), row, strict=False):
            with column, st.container(border=True, height="stretch"):
                st.image(str(path), alt=f"{seen_in.name}: {check.title}")
                st.markdown(f"**{check.title}.** {check.cue}")
                if seen_in.id != exercise.id:
                    st.caption(f"Shown in another exercise: {seen_in.name}.")
    if shown:
        st.caption("Rendered people, with the body as formcheck sees it and a ring at the fault.")
    for check, picture in found:
        if picture is None:
            st.markdown(f"- **{check.title}.** {check.cue}")


def _pictured(exercise: Exercise, check: Check) -> tuple[Path, Exercise] | None:
    """The picture of a fault and the exercise in it: this one, or one that it extends."""
    path = _picture(exercise, check.id)
    if path is not None:
        return path, exercise
    if exercise.extends is None:
        return None
    return _pictured(load_exercise(exercise.extends), check)


def _picture(exercise: Exercise, what: str) -> Path | None:
    path = _PICTURES / f"{exercise.id}__{what}.jpg"
    return path if path.exists() else None


def _sources(check: Check) -> Iterator[str]:
    seen = dict.fromkeys(condition.source for condition in check.conditions)
    return iter(seen)
