"""Live coaching: the camera watches, the coach counts and speaks."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from formcheck.app.coaching.board import DoneSet
from formcheck.app.coaching.order import Order
from formcheck.app.coaching.stage import Stage, warm_up
from formcheck.app.component.live import camera_help, voice
from formcheck.app.line import Ticket
from formcheck.app.pages.result import show_result
from formcheck.app.pages.waiting import watch
from formcheck.app.parts import (
    CLEARED,
    camera_setup,
    choose_counted_exercise,
    escaped,
    safety_text,
    sentence,
)
from formcheck.app.server import check, recordings_folder, settings, shared_line, shared_seats
from formcheck.app.webcam import camera, camera_runs
from formcheck.errors import FormcheckError
from formcheck.exercises import load_exercise
from formcheck.history import list_profiles, usable_name
from formcheck.report.set_words import NOT_SCORED
from formcheck.report.verdicts import BANDS

__all__ = ["page"]

_STAGE = "live-stage"
_FOLDER = "live-folder"
_TROUBLE = "live-trouble"
_REPORT = "live-report"
_NOBODY = "Nobody's"
# Widgets of the setup are not drawn while the camera runs, and would forget.
_CHOICES = ("live-exercise", "live-cleared", "live-keep", "live-name", "live-range", "live-record")
# The script waits for news for most of the time between two looks, and tells them at once.
_LOOK_EVERY_S, _WAIT_S = 0.25, 0.45
_LOOK_IDLE_S = 0.5
_FALL_SILENT_S = 6.0
_IDLE = "I tell you how to stand, count aloud, and say the one thing to change."
# While the camera runs the picture is what counts: it comes first on a phone, and gets all height.
_STYLE = """<style>
.stMainBlockContainer:has(.st-key-live-running) { padding-top: 3.5rem; }
.stMainBlockContainer:has(.st-key-live-running) h1 { font-size: 1.3rem; padding: 0; }
@media (max-width: 40rem) {
  [data-testid="stColumn"]:has(.st-key-live-running) { order: 2; }
}
</style>"""


def page() -> None:
    """Draw the page as it is for this visitor now."""
    warm_up()
    try:
        settings()
    except FormcheckError as error:
        st.title("Live coaching")
        st.error(sentence(str(error)), icon=":material/error:")
        return
    if _STAGE not in st.session_state:
        st.session_state[_STAGE] = Stage(shared_seats())
    stage: Stage = st.session_state[_STAGE]
    if camera_runs():
        _remember_choices()
    ticket: Ticket | None = st.session_state.get(_REPORT)
    if ticket is not None and ticket.ended and ticket.result is None:
        st.session_state[_TROUBLE] = ticket.reason or "The report was cancelled"
        _close_report()
        ticket = None
    if ticket is not None:
        _report(ticket)
    else:
        _live(stage)


def _remember_choices() -> None:
    """Keep what was chosen over runs that do not ask for it.

    Not in runs that do: what is set here is sent to the browser, over what was chosen meanwhile.
    """
    for key in _CHOICES:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _live(stage: Stage) -> None:
    st.html(_STYLE)
    st.title("Live coaching")
    if (trouble := st.session_state.pop(_TROUBLE, None)) is not None:
        st.error(sentence(trouble), icon=":material/error:")
    # The camera must keep its place among the elements of the page, or the browser begins it anew.
    above = st.container()
    side, picture = st.columns([1, 3] if camera_runs() else [2, 3], gap="large")
    with picture, st.container(key="live-picture"):
        running = _picture(stage)
    with side:
        if running:
            with st.container(key="live-running"):
                _coach(stage, running=True)
        else:
            _setup(stage)
    _sets(stage, above if not running else None)


def _picture(stage: Stage) -> bool:
    """The camera where it may be started, and how to place it; True while it runs."""
    running = False
    exercise = st.session_state.get("live-exercise")
    if stage.order is not None and stage.has_place:
        running = camera(stage.make_watcher, settings().ice)
    camera_help()
    if not running and exercise is not None:
        with st.container(border=True):
            st.subheader("Where to put the camera")
            camera_setup(load_exercise(exercise).camera)
    return running


def _setup(stage: Stage) -> None:
    st.markdown(
        "Put the laptop or phone down, step back, and train: it **starts by itself** when you "
        "keep still, counts aloud, says **one thing to change**, and ends the set when you rest."
    )
    exercise = choose_counted_exercise("live-exercise")
    cleared = st.checkbox(CLEARED, key="live-cleared")
    with st.expander("Before you exercise", expanded=not cleared):
        safety_text()
    order = _order(exercise)
    _coach(stage, running=False)
    if order is None or not cleared:
        stage.order = None
    elif stage.order != order:
        stage.order = order
        # The camera stands above in the script.
        st.rerun()
    elif not stage.has_place:
        st.warning(
            "All places for live coaching on this server are taken. Try again in a few minutes, "
            "or film yourself and use *Check a clip*.",
            icon=":material/hourglass_top:",
        )


def _order(exercise: str) -> Order | None:
    """What is chosen; None while something is missing."""
    keep = st.toggle(
        "Keep my sets",
        key="live-keep",
        help="Scores and ranges are kept on the computer that serves this page; no picture is.",
    )
    st.session_state.setdefault("live-name", "me")
    name = st.text_input("Profile", max_chars=60, key="live-name") if keep else None
    record = st.toggle(
        "Keep the recording until I leave",
        key="live-record",
        help="Each set is recorded on the computer that serves this page, so that you can open "
        "its full report. It is removed a minute after you have left.",
    )
    try:
        calibrated = [one.name for one in list_profiles() if one.back is not None]
        profile = None
        if calibrated:
            profile = st.selectbox(
                "Compare the back with the range of",
                [None, *calibrated],
                key="live-range",
                format_func=lambda one: _NOBODY if one is None else one,
            )
        if name is not None:
            name = usable_name(name)
        chosen = settings()
        if record and _FOLDER not in st.session_state:
            st.session_state[_FOLDER] = recordings_folder()
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return None
    return Order(
        exercise=exercise,
        model=chosen.live_model,
        profile=profile,
        keep=name,
        folder=st.session_state[_FOLDER] if record else None,
        longest_s=60.0 * chosen.minutes,
    )


def _coach(stage: Stage, *, running: bool) -> None:
    """What is said, looked for again and again."""
    every_s = _LOOK_EVERY_S if running else _LOOK_IDLE_S
    st.fragment(_listen, run_every=every_s)(stage, running, stage.board.sets_ever)


def _listen(stage: Stage, running: bool, sets_shown: int) -> None:
    board = stage.board
    seen: int = st.session_state.get("live-seen", 0)
    news = board.wait(seen, _WAIT_S if running else 0.0)
    st.session_state["live-seen"] = board.number
    latest_s = time.monotonic() - _FALL_SILENT_S
    latest = [one for one in news if one.at_s > latest_s]
    voice(latest, board=board.name, running=running, idle=_IDLE)
    if board.sets_ever != sets_shown:
        st.rerun()
    watcher = stage.watcher
    if running and watcher is not None:
        watcher.look()
    if board.trouble is not None:
        st.error(sentence(board.trouble), icon=":material/error:")
    if running and watcher is not None and (pace := watcher.pace) is not None:
        st.caption(
            f"{pace.rate_hz:.0f} pictures a second, {1000 * pace.delay_s:.0f} ms behind "
            f"(95 % below {1000 * pace.slowest_s:.0f} ms)"
        )


def _sets(stage: Stage, above: DeltaGenerator | None) -> None:
    """The newest set above the camera where there is room, the others below."""
    done = stage.board.sets
    first = stage.board.sets_ever - len(done) + 1
    numbered = list(enumerate(done, first))
    if above is not None and numbered:
        number, newest = numbered.pop()
        with above, st.container(border=True):
            _set(newest, number)
    if not numbered:
        return
    st.header("Earlier sets" if above is not None else "Your sets")
    for number, one in reversed(numbered):
        with st.container(border=True):
            _set(one, number)


def _set(done: DoneSet, number: int) -> None:
    for part in done.analysis.sets:
        score, words = st.columns([1, 3], gap="medium", vertical_alignment="center")
        counted = [one for one in part.reps if one.rep.void is None]
        with score:
            value = part.score.value if part.scored else None
            st.metric(
                f"Set {number}: {part.exercise_name}",
                "\N{EN DASH}" if value is None else f"{value:.0f} / 100",
            )
            reps = "1 repetition" if len(part.reps) == 1 else f"{len(part.reps)} repetitions"
            st.markdown(f"**{reps}**")
        with words:
            st.markdown(_verdict(part.scored, part.score.band, value))
            if part.fix_first is not None:
                st.subheader(part.fix_first.title)
                st.markdown(f"**{part.fix_first.cue}**")
                st.caption(f"Clear in {part.fix_first.reps} of {len(counted)} repetitions.")
            elif value is not None:
                st.markdown("No clear fault came back.")
    if done.kept is not None:
        st.caption(f"Kept under the profile '{escaped(done.kept)}': see the Progress page.")
    if done.trouble is not None:
        st.warning(sentence(done.trouble), icon=":material/warning:")
    if done.recording is not None:
        st.button(
            "Open the report",
            key=f"live-open-{number}",
            icon=":material/description:",
            on_click=_open,
            args=(done, number),
        )


def _verdict(scored: bool, band: Any, value: float | None) -> str:
    if not scored:
        return f"{NOT_SCORED}."
    if value is None or band is None:
        return "**No score**: too little could be measured."
    return f"**{BANDS[band]}**"


def _open(done: DoneSet, number: int) -> None:
    """Put the recording of a set into the line, like any clip."""
    (part,) = done.analysis.sets
    assert done.recording is not None
    try:
        name = f"Live set {number}{done.recording.suffix}"
        st.session_state[_REPORT] = check(done.recording, name, part.exercise)
    except FormcheckError as error:
        st.session_state[_TROUBLE] = str(error)


def _report(ticket: Ticket) -> None:
    if ticket.result is not None:
        show_result(ticket.result, _close_report, "Back to live coaching")
    else:
        st.title("Live coaching")
        watch(_REPORT, _close_report)


def _close_report() -> None:
    ticket = st.session_state.pop(_REPORT, None)
    if ticket is not None:
        shared_line().give_up(ticket)
