"""Learn: one page for each exercise, from its definition in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from formcheck._bundled import bundled
from formcheck.app.parts import camera_setup, safety_text
from formcheck.exercises import Exercise, exercise_ids, load_exercise
from formcheck.exercises.spec import Check

__all__ = ["page"]

_SUFFIX = ".mp4"


def page() -> None:
    """Draw the exercise that is chosen; its name is part of the address."""
    names = {one: load_exercise(one).name for one in exercise_ids()}
    asked = st.query_params.get("exercise")
    chosen = st.selectbox(
        "Exercise",
        list(names),
        index=list(names).index(asked) if asked in names else 0,
        format_func=lambda one: names[one],
    )
    if chosen != asked:
        st.query_params["exercise"] = chosen
    _show(load_exercise(chosen))


def _show(exercise: Exercise) -> None:
    st.title(exercise.name)
    st.markdown(exercise.summary)
    what, camera = st.columns([3, 2], gap="large")
    with what:
        clip = _good_form(exercise)
        if clip is not None:
            st.video(str(clip), loop=True, muted=True, alt=f"{exercise.name}, done well")
            st.caption("A rendered person doing it well.")
        st.subheader("What formcheck looks for")
        st.caption("The usual ways around the hard part, and what to do instead.")
        for check in exercise.checks:
            st.markdown(f"- **{check.title}.** {check.cue}")
    with camera, st.container(border=True):
        st.subheader("Where to put the phone")
        camera_setup(exercise.camera)
    with st.expander("Limits and where they come from"):
        for check in exercise.checks:
            for source in _sources(check):
                st.markdown(f"- **{check.title}**: {source}")
    with st.expander("Before you exercise", expanded=True):
        safety_text()


def _good_form(exercise: Exercise) -> Path | None:
    """A rendered clip of the exercise done well, seen from the side; None where there is none."""
    found = sorted(bundled("samples").glob(f"{exercise.id}_good_*_yaw0{_SUFFIX}"))
    return found[0] if found else None


def _sources(check: Check) -> Iterator[str]:
    seen = dict.fromkeys(condition.source for condition in check.conditions)
    return iter(seen)
