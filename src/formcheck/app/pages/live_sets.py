"""The sets of live coaching that are over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.app.live.feed import Board, DoneSet
from formcheck.app.parts import escaped, sentence
from formcheck.result.judged import no_fault_came_back, why_not_judged
from formcheck.result.phrases import NOT_SCORED, repetitions
from formcheck.result.verdicts import BANDS

__all__ = ["show_sets"]


def show_sets(
    board: Board, open_report: Callable[[DoneSet, int], None], above: DeltaGenerator | None
) -> None:
    """Draw the finished sets, newest first.

    Parameters
    ----------
    board : Board
        Has them.
    open_report : callable
        Called with a recorded set and its number when the person wants its report.
    above : DeltaGenerator or None
        Where the newest goes, if it has a place of its own.
    """
    done = board.sets
    first = board.sets_ever - len(done) + 1
    numbered = list(enumerate(done, first))
    if above is not None and numbered:
        number, newest = numbered.pop()
        with above, st.container(border=True):
            _set(newest, number, open_report)
    if not numbered:
        return
    st.header("Earlier sets" if above is not None else "Your sets")
    for number, one in reversed(numbered):
        with st.container(border=True):
            _set(one, number, open_report)


def _set(done: DoneSet, number: int, open_report: Callable[[DoneSet, int], None]) -> None:
    for part in done.analysis.sets:
        score, words = st.columns([1, 3], gap="medium", vertical_alignment="center")
        counted = [one for one in part.reps if one.void is None]
        with score:
            value = part.score.value if part.scored else None
            st.metric(
                f"Set {number}: {part.exercise_name}",
                "\N{EN DASH}" if value is None else f"{value:.0f} / 100",
            )
            st.markdown(f"**{repetitions(len(part.reps))}**")
            for reason, times in Counter(one.void for one in part.reps).items():
                if reason is not None:
                    st.caption(f"{times} not judged: {reason}.")
        with words:
            reason = why_not_judged(part)
            if reason is not None:
                st.markdown(f"**Not judged**: {escaped(reason)}. {done.analysis.view.advice or ''}")
                continue
            st.markdown(_verdict(part.scored, part.score.band, value))
            if part.fix_first is not None:
                st.subheader(part.fix_first.title)
                st.markdown(f"**{part.fix_first.cue}**")
                st.caption(f"Clear in {part.fix_first.reps} of {len(counted)} repetitions.")
            elif value is not None:
                st.markdown(f"{no_fault_came_back(part)}.")
    if done.kept is not None:
        st.caption(f"Kept under the profile '{escaped(done.kept)}': see the Progress page.")
    if done.trouble is not None:
        st.warning(sentence(done.trouble), icon=":material/warning:")
    if done.recording is not None:
        st.button(
            "Open the report",
            key=f"live-open-{number}",
            icon=":material/description:",
            on_click=open_report,
            args=(done, number),
        )


def _verdict(scored: bool, band: Any, value: float | None) -> str:
    if not scored:
        return f"{NOT_SCORED}."
    if value is None or band is None:
        return "**No score**: too little could be measured."
    return f"**{BANDS[band]}**"
