"""The live page without a browser: the camera is replaced, all the rest is real."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.live.feed import FinishedSet
from formcheck.app.live.state import LiveState
from formcheck.app.pages import live
from formcheck.app.server import shared_slots
from formcheck.exercises import load_exercise
from formcheck.live.coach import Saying
from helpers.results import analysis_of, nothing_measured

WITHIN_S = 30


class Camera:
    """Stands in for the browser's camera, which is there or not."""

    def __init__(self) -> None:
        self.runs = False
        self.shown = False
        self.ice: Any = None
        self.connect: Callable[[], Any] | None = None

    def __call__(self, make_processor: Callable[[], Any], ice: Any) -> bool:
        self.shown, self.ice, self.connect = True, ice, make_processor
        return self.runs


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Camera:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))
    shared_slots.clear()
    made = Camera()
    monkeypatch.setattr(live, "camera", made)
    monkeypatch.setattr(live, "camera_runs", lambda: made.runs)
    return made


def _live() -> None:
    from formcheck.app.pages.live import page

    page()


def _opened() -> AppTest:
    return AppTest.from_function(_live, default_timeout=WITHIN_S).run()


def _ready() -> AppTest:
    app = _opened()
    app.checkbox[0].check().run()
    assert not app.exception
    return app


def _state(app: AppTest) -> LiveState:
    state: LiveState = app.session_state["live-state"]
    return state


def _shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_the_camera_waits_for_the_statement_on_safety(camera) -> None:
    app = _opened()
    assert "Not medical advice" in _shown(app)
    assert not camera.shown
    app.checkbox[0].check().run()
    assert camera.shown
    assert camera.ice == ()


def test_every_exercise_with_repetitions_is_offered_and_shows_its_camera(camera) -> None:
    app = _opened()
    offered = app.selectbox[0].options
    assert load_exercise("squat").name in offered
    assert load_exercise("standing_posture").name not in offered
    app.selectbox[0].set_value("glute_bridge").run()
    assert load_exercise("glute_bridge").camera.advice in _shown(app)


def test_what_was_chosen_is_what_is_watched_and_is_not_forgotten(camera) -> None:
    app = _ready()
    app.selectbox[0].set_value("hip_hinge").run()
    app.toggle(key="live-keep").set_value(True).run()
    app.text_input[0].set_value("  Ana ").run()
    app.toggle(key="live-record").set_value(True).run()
    settings = _state(app).settings
    assert settings is not None
    assert (settings.exercise, settings.model) == ("hip_hinge", "lite")
    assert settings.save_profile == "Ana"
    assert settings.folder is not None
    camera.runs = True
    app.run()
    assert not app.selectbox
    camera.runs = False
    app.run()
    assert app.selectbox[0].value == "hip_hinge"
    assert _state(app).settings == settings


def test_a_finished_set_is_shown_with_the_one_thing_to_fix(camera) -> None:
    app = _ready()
    camera.runs = True
    feed = _state(app).feed
    feed.say([Saying("count", "3", urgent=True)])
    feed.add_set(FinishedSet(analysis_of("Live"), saved_under="me"))
    feed.add_set(FinishedSet(analysis_of("Live", reps=1), problem="the disk is full"))
    app.run()
    text = _shown(app)
    assert [one.value for one in app.metric] == ["72 / 100", "72 / 100"]
    assert [one.label for one in app.metric] == ["Set 2: Squat", "Set 1: Squat"]
    assert "Kept under the profile 'me'" in text
    assert "The disk is full." in text
    assert not [one for one in app.button if one.label == "Open the report"]


def test_a_set_of_which_nothing_was_measured_is_shown_as_not_judged(camera) -> None:
    app = _ready()
    camera.runs = True
    _state(app).feed.add_set(FinishedSet(nothing_measured(analysis_of("Live"))))
    text = _shown(app.run())
    assert "**Not judged**: hidden." in text
    assert "No clear fault" not in text


def test_a_full_server_says_so_before_anyone_starts(camera) -> None:
    app = _opened()
    for number in range(8):
        shared_slots().acquire(number)
    app.checkbox[0].check().run()
    assert "All places for live coaching on this server are taken" in _shown(app)
    assert not camera.shown


def test_a_camera_that_connects_as_the_statement_is_taken_back_is_still_watched(camera) -> None:
    app = _ready()
    app.checkbox[0].uncheck().run()
    assert _state(app).settings is None
    assert camera.connect is not None
    processor = camera.connect()
    assert _state(app).processor is processor
    processor.end()


def test_what_goes_wrong_with_the_stream_stands_on_the_page(camera) -> None:
    app = _ready()
    camera.runs = True
    _state(app).feed.problem = "no picture comes from the camera"
    app.run()
    assert "No picture comes from the camera." in _shown(app)


def test_a_wrong_setting_is_told_and_no_camera_is_shown(camera, monkeypatch) -> None:
    monkeypatch.setenv("FORMCHECK_APP_ICE", "turn.example.org")
    app = _opened()
    assert "FORMCHECK\\_APP\\_ICE cannot be read" in _shown(app)
    assert not camera.shown


def test_the_first_name_of_the_profile_is_not_sent_over_what_is_typed(camera) -> None:
    app = _ready()
    app.toggle(key="live-keep").set_value(True).run()
    (name,) = app.text_input
    assert name.value == "me"
    # What was chosen is new, so that the page was drawn twice.
    assert not name.proto.set_value
    name.set_value("Ana").run()
    app.toggle(key="live-record").set_value(True).run()
    assert app.text_input[0].value == "Ana"


def test_a_folder_that_went_while_the_visitor_was_away_is_made_anew(camera) -> None:
    app = _ready()
    app.toggle(key="live-record").set_value(True).run()
    settings = _state(app).settings
    assert settings is not None
    assert settings.folder is not None
    settings.folder.rmdir()
    app.run()
    again = _state(app).settings
    assert again is not None
    assert again.folder is not None
    assert again.folder.is_dir()
