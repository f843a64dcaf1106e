"""Live coaching: the camera watches, the coach counts and speaks."""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

import streamlit as st

from formcheck.app.components.live import camera_help, voice
from formcheck.app.jobs.queue import Ticket
from formcheck.app.live.feed import DoneSet
from formcheck.app.live.settings import Order
from formcheck.app.live.state import Stage, warm_up
from formcheck.app.pages.live_sets import show_sets
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
from formcheck.store.profiles import list_profiles, usable_name

__all__ = ["page"]

_STAGE = "live-stage"
_FOLDER = "live-folder"
_TROUBLE = "live-trouble"
_REPORT = "live-report"
_NOBODY = "Nobody's"
_CHOSEN = "live-chosen"
_FIRST_NAME = "live-first-name"
_ME = "me"
_HIDDEN = "live-hidden"
_CHOICES = ("live-exercise", "live-cleared", "live-keep", "live-name", "live-range", "live-record")
# The script waits for news for most of the time between two looks, and tells them at once.
_LOOK_EVERY_S, _WAIT_S = 0.25, 0.45
_LOOK_IDLE_S = 0.5
# Streamlit throws away what a run has put up, but not sent, as soon as the next run of the same
# fragment begins: the words would wait for the end of that one.
_SENT_WITHIN_S = 0.1
_FALL_SILENT_S = 6.0
# Gaps of more than 0.2 s between pictures hide movements, see `formcheck.reps`.
_SLOW_HZ = 12.0
_SLOW = "This computer is too busy to see every movement: close other programs."
_IDLE = "I tell you how to stand, count aloud, and say the one thing to change."
# While the camera runs the picture is what counts: it comes first on a phone, and gets all height.
_STYLE = """<style>
.stMainBlockContainer:has(.st-key-live-running) { padding-top: 3.5rem; }
.stMainBlockContainer:has(.st-key-live-running) h1 { font-size: 1.3rem; padding: 0; }
@media (max-width: 40rem) {
  [data-testid="stColumn"]:has(.st-key-live-running) { order: 2; }
}
</style>"""


class _Shown(NamedTuple):
    """What the page is drawn anew for once it has changed."""

    sets_ever: int
    has_place: bool


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
    ticket: Ticket | None = st.session_state.get(_REPORT)
    if ticket is not None and ticket.ended and ticket.result is None:
        st.session_state[_TROUBLE] = ticket.reason or "The report was cancelled"
        _close_report()
        ticket = None
    if ticket is not None:
        _report(ticket)
    else:
        _live(stage)


def _recall_choices() -> None:
    """What was chosen before the camera hid the questions is chosen again.

    Only then: what is set here is sent to the browser, over a click that is on its way.
    """
    if st.session_state.pop(_HIDDEN, False):
        chosen = dict(st.session_state.get(_CHOSEN, {}))
        st.session_state[_FIRST_NAME] = chosen.pop("live-name", _ME)
        st.session_state.update(chosen)


def _live(stage: Stage) -> None:
    st.html(_STYLE)
    st.title("Live coaching")
    if (trouble := st.session_state.pop(_TROUBLE, None)) is not None:
        st.error(sentence(trouble), icon=":material/error:")
    # The camera must keep its place among the elements of the page, or the browser begins it anew.
    above = st.container()
    # Asked once: another visitor may take or leave a place while this is drawn.
    shown = _Shown(stage.board.sets_ever, stage.has_place)
    side, picture = st.columns([1, 3] if camera_runs() else [2, 3], gap="large")
    with picture, st.container(key="live-picture"):
        running = _picture(stage, shown.has_place)
    with side:
        if running:
            st.session_state[_HIDDEN] = True
            with st.container(key="live-running"):
                _coach(stage, shown, running=True)
        else:
            with st.container(key="live-setup"):
                _setup(stage, shown)
    show_sets(stage.board, _open, above if not running else None)


def _picture(stage: Stage, has_place: bool) -> bool:
    """The camera where it may be started, and how to place it; True while it runs."""
    running = False
    exercise = st.session_state.get(
        "live-exercise", st.session_state.get(_CHOSEN, {}).get("live-exercise")
    )
    if (order := stage.order) is not None and has_place:
        running = camera(partial(stage.make_watcher, order), settings().ice)
    camera_help()
    if not running and exercise is not None:
        with st.container(border=True):
            st.subheader("Where to put the camera")
            camera_setup(load_exercise(exercise).camera)
    return running


def _setup(stage: Stage, shown: _Shown) -> None:
    st.markdown(
        "Put the laptop or phone down, step back, and train: it **starts by itself** when you "
        "keep still, counts aloud, says **one thing to change**, and ends the set when you rest."
    )
    _recall_choices()
    exercise = choose_counted_exercise("live-exercise")
    cleared = st.checkbox(CLEARED, key="live-cleared")
    with st.expander("Before you exercise", expanded=not cleared):
        safety_text()
    order = _order(exercise)
    st.session_state[_CHOSEN] = {
        key: st.session_state[key] for key in _CHOICES if key in st.session_state
    }
    _coach(stage, shown, running=False)
    if order is None or not cleared:
        stage.order = None
    elif stage.order != order:
        stage.order = order
        # The camera stands above in the script.
        st.rerun()
    elif not shown.has_place:
        st.warning(
            "All places for live coaching on this server are taken. The camera shows here as "
            "soon as one is free; or film yourself and use *Check a clip*.",
            icon=":material/hourglass_top:",
        )


def _order(exercise: str) -> Order | None:
    """What is chosen; None while something is missing."""
    keep = st.toggle(
        "Keep my sets",
        key="live-keep",
        help="Scores and ranges are kept on the computer that serves this page; no picture is.",
    )
    name = None
    if keep:
        # Not set in the state: that is sent again when the page is drawn anew at once, over what
        # is being typed.
        first = st.session_state.setdefault(_FIRST_NAME, _ME)
        name = st.text_input("Profile", first, max_chars=60, key="live-name")
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
        # It goes when the visitor has been away for a while, as with a laptop that was shut.
        if record and not (_FOLDER in st.session_state and st.session_state[_FOLDER].is_dir()):
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


def _coach(stage: Stage, shown: _Shown, *, running: bool) -> None:
    """What is said, looked for again and again."""
    every_s = _LOOK_EVERY_S if running else _LOOK_IDLE_S
    st.fragment(_listen, run_every=every_s)(stage, running, shown)


def _listen(stage: Stage, running: bool, shown: _Shown) -> None:
    board = stage.board
    seen: int = st.session_state.get("live-seen", 0)
    news = board.wait(seen, _WAIT_S if running else 0.0)
    # Not the board's own number: something may have been put up since.
    st.session_state["live-seen"] = news[-1].number if news else seen
    latest_s = time.monotonic() - _FALL_SILENT_S
    latest = [one for one in news if one.at_s > latest_s]
    voice(latest, board=board.name, running=running, idle=_IDLE)
    if running and news and news[-1].number > seen:
        time.sleep(_SENT_WITHIN_S)
    # Without an order there is neither a camera nor a warning to change.
    place_changed = stage.order is not None and stage.has_place != shown.has_place
    if place_changed or board.sets_ever != shown.sets_ever:
        st.rerun()
    watcher = stage.watcher
    if running and watcher is not None:
        watcher.look()
    if board.trouble is not None:
        st.error(sentence(board.trouble), icon=":material/error:")
    if running and watcher is not None and (pace := watcher.pace) is not None:
        if pace.rate_hz < _SLOW_HZ:
            st.warning(_SLOW, icon=":material/speed:")
        st.caption(
            f"{pace.rate_hz:.0f} pictures a second, {1000 * pace.delay_s:.0f} ms behind "
            f"(95 % below {1000 * pace.slowest_s:.0f} ms)"
        )


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
    st.session_state[_HIDDEN] = True
    if ticket.result is not None:
        show_result(ticket.result, _close_report, "Back to live coaching")
    else:
        st.title("Live coaching")
        watch(lambda: st.session_state.get(_REPORT), _close_report)


def _close_report() -> None:
    ticket = st.session_state.pop(_REPORT, None)
    if ticket is not None:
        shared_line().give_up(ticket)
