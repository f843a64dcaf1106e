"""The Live page: settings, the camera, what the coach says, and finished sets."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from formcheck.app.components import camera_help, voice
from formcheck.app.jobs.visitor_clips import drop_job, page_job, recordings_folder, submit_clip
from formcheck.app.live.state import LiveSettings, LiveState, warm_up
from formcheck.app.pages.live_sets import show_sets
from formcheck.app.pages.result import show_result
from formcheck.app.pages.waiting import wait_for
from formcheck.app.server import settings, shared_slots
from formcheck.app.webcam import camera, camera_runs
from formcheck.app.widgets import (
    CLEARED,
    camera_setup,
    choose_counted_exercise,
    escaped,
    safety_text,
    sentence,
)
from formcheck.errors import FormcheckError
from formcheck.exercises import load_exercise
from formcheck.store.profiles import list_profiles, usable_name

__all__ = ["page"]

_STATE = "live-state"
_FOLDER = "live-folder"
_PROBLEM = "live-problem"
_REPORT = "live-report"
_NOBODY = "Nobody's"
_CHOSEN = "live-chosen"
_FIRST_NAME = "live-first-name"
_ME = "me"
_HIDDEN = "live-hidden"
_CHOICES = ("live-exercise", "live-cleared", "live-keep", "live-name", "live-range", "live-record")
# Most of the time between two updates the script waits for announcements, to show them at once.
_UPDATE_EVERY_S, _WAIT_S = 0.25, 0.45
_UPDATE_IDLE_S = 0.5
# Streamlit drops what a run has drawn but not sent when the next run of the fragment begins.
_SEND_S = 0.1
_MAX_AGE_S = 6.0
# Gaps of more than 0.2 s between pictures hide movements, see `formcheck.reps`.
_SLOW_HZ = 12.0
_SLOW = "This computer is too busy to see every movement: close other programs."
_IDLE = "I tell you how to stand, count aloud, and say the one thing to change."
# While the camera runs, the picture comes first on a phone, and gets all height.
_STYLE = """<style>
.stMainBlockContainer:has(.st-key-live-running) { padding-top: 3.5rem; }
.stMainBlockContainer:has(.st-key-live-running) h1 { font-size: 1.3rem; padding: 0; }
@media (max-width: 40rem) {
  [data-testid="stColumn"]:has(.st-key-live-running) { order: 2; }
}
</style>"""


class _Shown(NamedTuple):
    """What the page shows; it is drawn again when this has changed."""

    set_count: int
    has_slot: bool


def page() -> None:
    """Draw the page."""
    warm_up()
    try:
        settings()
    except FormcheckError as error:
        st.title("Live coaching")
        st.error(sentence(str(error)), icon=":material/error:")
        return
    if _STATE not in st.session_state:
        st.session_state[_STATE] = LiveState(shared_slots())
    job = page_job(_REPORT)
    if job is not None and job.ended and job.result is None:
        st.session_state[_PROBLEM] = job.reason or "The report was cancelled"
        _close_report()
        job = None
    if job is None:
        _live(st.session_state[_STATE])
        return
    st.session_state[_HIDDEN] = True
    if job.result is not None:
        show_result(job.result, _close_report, "Back to live coaching")
    else:
        st.title("Live coaching")
        wait_for(lambda: page_job(_REPORT), _close_report)


def _recall_choices() -> None:
    """Restore the choices after the camera hid their widgets.

    Only then, because a value that is set here overwrites a click that is under way.
    """
    if st.session_state.pop(_HIDDEN, False):
        chosen = dict(st.session_state.get(_CHOSEN, {}))
        st.session_state[_FIRST_NAME] = chosen.pop("live-name", _ME)
        st.session_state.update(chosen)


def _live(state: LiveState) -> None:
    st.html(_STYLE)
    st.title("Live coaching")
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(sentence(problem), icon=":material/error:")
    # The browser restarts the camera if its place among the elements of the page changes.
    above = st.container()
    # Read once: another visitor may take or free a slot while the page is drawn.
    shown = _Shown(state.feed.set_count, state.has_slot)
    side, picture = st.columns([1, 3] if camera_runs() else [2, 3], gap="large")
    with picture, st.container(key="live-picture"):
        running = _picture(state, shown.has_slot)
    with side:
        if running:
            st.session_state[_HIDDEN] = True
            with st.container(key="live-running"):
                _coach(state, shown, running=True)
        else:
            with st.container(key="live-setup"):
                _setup(state, shown)
    show_sets(state.feed, _open_report, above if not running else None)


def _picture(state: LiveState, has_slot: bool) -> bool:
    """Show the camera and where to put it; True while it runs."""
    running = False
    exercise = st.session_state.get(
        "live-exercise", st.session_state.get(_CHOSEN, {}).get("live-exercise")
    )
    if state.settings is not None and has_slot:
        running = camera(partial(state.make_processor, state.settings), settings().ice)
    camera_help()
    if not running and exercise is not None:
        with st.container(border=True):
            st.subheader("Where to put the camera")
            camera_setup(load_exercise(exercise).camera)
    return running


def _setup(state: LiveState, shown: _Shown) -> None:
    st.markdown(
        "Put the laptop or phone down, step back, and train: it **starts by itself** when you "
        "keep still, counts aloud, says **one thing to change**, and ends the set when you rest."
    )
    _recall_choices()
    exercise = choose_counted_exercise("live-exercise")
    cleared = st.checkbox(CLEARED, key="live-cleared")
    with st.expander("Before you exercise", expanded=not cleared):
        safety_text()
    chosen = _live_settings(exercise)
    st.session_state[_CHOSEN] = {
        key: st.session_state[key] for key in _CHOICES if key in st.session_state
    }
    _coach(state, shown, running=False)
    if chosen is None or not cleared:
        state.settings = None
    elif state.settings != chosen:
        state.settings = chosen
        # The camera was drawn before.
        st.rerun()
    elif not shown.has_slot:
        st.warning(
            "All places for live coaching on this server are taken. The camera shows here as "
            "soon as one is free; or film yourself and use *Check a clip*.",
            icon=":material/hourglass_top:",
        )


def _live_settings(exercise: str) -> LiveSettings | None:
    """Ask for the settings; None while something is missing."""
    keep = st.toggle(
        "Keep my sets",
        key="live-keep",
        help="Scores and ranges are kept on the computer that serves this page; no picture is.",
    )
    name = None
    if keep:
        # Not set in the session state, which is sent again at a rerun, over what is being typed.
        first = st.session_state.setdefault(_FIRST_NAME, _ME)
        name = st.text_input("Profile", first, max_chars=60, key="live-name")
    record = st.toggle(
        "Keep the recording until I leave",
        key="live-record",
        help="Each set is recorded on the computer that serves this page, so that you can open "
        "its full report. It is removed a minute after you have left.",
    )
    try:
        calibrated = [known.name for known in list_profiles() if known.back is not None]
        profile = None
        if calibrated:
            profile = st.selectbox(
                "Compare the back with the range of",
                [None, *calibrated],
                key="live-range",
                format_func=lambda name: name or _NOBODY,
            )
        if name is not None:
            name = usable_name(name)
        options = settings()
        # The folder is removed while the visitor is away, as with a laptop that was shut.
        if record and not (_FOLDER in st.session_state and st.session_state[_FOLDER].is_dir()):
            st.session_state[_FOLDER] = recordings_folder()
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        return None
    return LiveSettings(
        exercise=exercise,
        model=options.live_model,
        range_profile=profile,
        save_profile=name,
        folder=st.session_state[_FOLDER] if record else None,
        longest_s=60.0 * options.minutes,
    )


def _coach(state: LiveState, shown: _Shown, *, running: bool) -> None:
    """Show the announcements, and keep them up to date."""
    every_s = _UPDATE_EVERY_S if running else _UPDATE_IDLE_S
    st.fragment(_listen, run_every=every_s)(state, running, shown)


def _listen(state: LiveState, running: bool, shown: _Shown) -> None:
    feed = state.feed
    seen: int = st.session_state.get("live-seen", 0)
    announcements = feed.wait(seen, _WAIT_S if running else 0.0)
    latest = announcements[-1].number if announcements else seen
    st.session_state["live-seen"] = latest
    oldest_s = time.monotonic() - _MAX_AGE_S
    recent = [item for item in announcements if item.at_s > oldest_s]
    voice(recent, feed_id=feed.id, running=running, idle=_IDLE)
    if running and latest > seen:
        time.sleep(_SEND_S)
    # Without settings there is neither a camera nor a warning to change.
    slot_changed = state.settings is not None and state.has_slot != shown.has_slot
    if slot_changed or feed.set_count != shown.set_count:
        st.rerun()
    processor = state.processor
    if running and processor is not None:
        processor.check_silence()
    if feed.problem is not None:
        st.error(sentence(feed.problem), icon=":material/error:")
    if running and processor is not None and (pace := processor.pace) is not None:
        if pace.rate_hz < _SLOW_HZ:
            st.warning(_SLOW, icon=":material/speed:")
        st.caption(
            f"{pace.rate_hz:.0f} pictures a second, {1000 * pace.delay_s:.0f} ms behind "
            f"(95 % below {1000 * pace.delay_p95_s:.0f} ms)"
        )


def _open_report(recording: Path, name: str, exercise: str) -> None:
    """Submit the recording of a set to the queue, like any clip."""
    try:
        st.session_state[_REPORT] = submit_clip(recording, name, exercise)
    except FormcheckError as error:
        st.session_state[_PROBLEM] = str(error)


def _close_report() -> None:
    drop_job(_REPORT)
