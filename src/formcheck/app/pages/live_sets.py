"""The finished sets of live coaching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.app.live.feed import EventFeed, FinishedSet
from formcheck.app.widgets import escaped, sentence
from formcheck.result.judged import no_fault_came_back, why_not_judged
from formcheck.result.phrases import NOT_SCORED, repetitions
from formcheck.result.verdicts import BANDS

__all__ = ["show_sets"]


def show_sets(
    feed: EventFeed, open_report: Callable[[Path, str, str], None], above: DeltaGenerator | None
) -> None:
    """Draw the finished sets, newest first.

    Parameters
    ----------
    feed : EventFeed
        Has the sets.
    open_report : callable
        Called with the recording of a set, its name and its exercise, to open its report.
    above : DeltaGenerator or None
        Container of the newest set, if it has one of its own.
    """
    sets = feed.sets
    numbered = list(enumerate(sets, feed.set_count - len(sets) + 1))
    if above is not None and numbered:
        number, newest = numbered.pop()
        with above, st.container(border=True):
            _set(newest, number, open_report)
    if not numbered:
        return
    st.header("Earlier sets" if above is not None else "Your sets")
    for number, finished in reversed(numbered):
        with st.container(border=True):
            _set(finished, number, open_report)


def _set(finished: FinishedSet, number: int, open_report: Callable[[Path, str, str], None]) -> None:
    for found in finished.analysis.sets:
        score, words = st.columns([1, 3], gap="medium", vertical_alignment="center")
        counted = [rep for rep in found.reps if rep.void is None]
        with score:
            value = found.score.value if found.scored else None
            st.metric(
                f"Set {number}: {found.exercise_name}",
                "\N{EN DASH}" if value is None else f"{value:.0f} / 100",
            )
            st.markdown(f"**{repetitions(len(found.reps))}**")
            for reason, times in Counter(rep.void for rep in found.reps).items():
                if reason is not None:
                    st.caption(f"{times} not judged: {reason}.")
        with words:
            reason = why_not_judged(found)
            if reason is not None:
                advice = finished.analysis.view.advice or ""
                st.markdown(f"**Not judged**: {escaped(reason)}. {advice}")
                continue
            st.markdown(_verdict(found.scored, found.score.band, value))
            if found.fix_first is not None:
                st.subheader(found.fix_first.title)
                st.markdown(f"**{found.fix_first.cue}**")
                st.caption(f"Clear in {found.fix_first.reps} of {len(counted)} repetitions.")
            elif value is not None:
                st.markdown(f"{no_fault_came_back(found)}.")
    if finished.saved_under is not None:
        st.caption(
            f"Kept under the profile '{escaped(finished.saved_under)}': see the Progress page."
        )
    if finished.problem is not None:
        st.warning(sentence(finished.problem), icon=":material/warning:")
    if finished.recording is not None:
        st.button(
            "Open the report",
            key=f"live-open-{number}",
            icon=":material/description:",
            on_click=open_report,
            args=(
                finished.recording,
                f"Live set {number}{finished.recording.suffix}",
                finished.analysis.sets[0].exercise,
            ),
        )


def _verdict(scored: bool, band: Any, value: float | None) -> str:
    if not scored:
        return f"{NOT_SCORED}."
    if value is None or band is None:
        return "**No score**: too little could be measured."
    return f"**{BANDS[band]}**"
