"""Questions after a set: where it was felt, whether it hurt, the load."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from formcheck.app.feedback import NO_ANSWERS, Answers
from formcheck.app.jobs.work import CheckedClip
from formcheck.exercises.after import Felt
from formcheck.result.feedback import feedback_words
from formcheck.result.load import HEAVIEST_KG, Load
from formcheck.result.result import Result

__all__ = ["answers_of", "ask", "show_advice"]

_ANSWERS = "answers"
_YES, _NO = "Yes", "No"
_FELT = {
    Felt.GLUTES: "Glutes",
    Felt.HAMSTRINGS: "Hamstrings",
    Felt.LOW_BACK: "Low back",
    Felt.NOWHERE: "Nowhere",
}
_Kind = Literal["bodyweight", "band", "weight"]
_LOADS: dict[_Kind, str] = {
    "bodyweight": "Bodyweight",
    "band": "Band",
    "weight": "Weight",
}
_FIRST_KG = 10.0


def answers_of(result: CheckedClip) -> Answers:
    """The visitor's answers about a result."""
    answers: Answers = st.session_state.get(_ANSWERS, {}).get(_name(result), NO_ANSWERS)
    return answers


def ask(result: CheckedClip, before: Answers) -> None:
    """Ask the questions, and rerun the page when an answer has changed.

    Parameters
    ----------
    result : CheckedClip
        The result.
    before : Answers
        The answers that the page was drawn with.
    """
    name = _name(result)
    felt_column, pain_column, load_column = st.columns([5, 2, 4], gap="medium")
    felt = felt_column.segmented_control(
        "Where did you feel it most?",
        list(_FELT),
        format_func=_FELT.__getitem__,
        default=before.felt,
        key=f"felt-{name}",
        wrap=True,
    )
    pain = pain_column.segmented_control(
        "Any pain?", [_NO, _YES], default=_YES if before.pain else None, key=f"pain-{name}"
    )
    with load_column:
        load = _load(name, before.load)
    answers = Answers(felt=felt, pain=pain == _YES, load=load)
    if answers != before:
        st.session_state.setdefault(_ANSWERS, {})[name] = answers
        st.rerun()


def show_advice(analysis: Result) -> None:
    """Show the advice for where it was felt."""
    if analysis.feedback is not None:
        for sentence in feedback_words(analysis.feedback):
            st.markdown(sentence)


def _load(name: str, before: Load | None) -> Load | None:
    kind: _Kind | None = st.segmented_control(
        "Done with",
        list(get_args(_Kind)),
        format_func=_LOADS.__getitem__,
        default=None if before is None else before.kind,
        key=f"load-{name}",
    )
    if kind is None:
        return None
    if kind != "weight":
        return Load(kind=kind)
    first = before.kg if before is not None and before.kg is not None else _FIRST_KG
    kg = st.number_input(
        "Kilograms, bar included",
        min_value=0.5,
        max_value=HEAVIEST_KG,
        value=first,
        step=0.5,
        format="%.1f",
        key=f"kg-{name}",
    )
    return Load(kind="weight", kg=kg)


def _name(result: CheckedClip) -> str:
    """A unique name: every result has a folder of its own."""
    return result.files.json.parent.name
