"""The Compare page, without a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.visitor_clips import CHECKED, COMPARED
from formcheck.app.jobs.work import CheckedClip, ClipRequest
from formcheck.app.pages.compare import difference_words
from formcheck.result.comparison import Difference

WITHIN_S = 60


def _page() -> None:
    from formcheck.app.pages.compare import page

    page()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))


def _job(folder: Path, name: str, result: CheckedClip | None) -> Job:
    own = folder / name
    own.mkdir()
    job = Job(ClipRequest(own / "clip", name, "auto", "lite", own, 60.0))
    if result is not None:
        job.state, job.result = "done", result
    return job


def _app() -> AppTest:
    return AppTest.from_function(_page, default_timeout=WITHIN_S)


def _shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def _button(app: AppTest, key: str):
    return next(one for one in app.button if one.key == key)


def _named(result: CheckedClip, name: str) -> CheckedClip:
    analysis = result.analysis
    clip = analysis.clip.model_copy(update={"name": name})
    return replace(result, analysis=analysis.model_copy(update={"clip": clip}))


def test_an_upload_needs_the_sentence_and_a_sample_does_not() -> None:
    app = _app().run()
    assert "up to 10 minutes and" in _shown(app)
    assert _button(app, "compare-begin-0").disabled
    assert not _button(app, "compare-sample-0").disabled


@pytest.mark.slow
def test_the_clip_just_checked_is_taken_and_let_go_by_the_last_that_holds_it(
    result, tmp_path
) -> None:
    app = _app()
    checked = _job(tmp_path, "today.mp4", result)
    app.session_state[CHECKED] = checked
    _button(app.run(), "compare-checked-1").click().run()
    assert app.session_state[COMPARED[1]] is checked
    assert "today.mp4" in _shown(app)
    _button(app, "other-1").click().run()
    assert COMPARED[1] not in app.session_state
    assert checked.request.folder.exists(), "the Check page still shows it"


@pytest.mark.slow
def test_two_results_are_shown_with_what_differs(result, tmp_path) -> None:
    app = _app()
    for place, name in zip(COMPARED, ("<b>old</b>.mp4", "new.mp4"), strict=True):
        app.session_state[place] = _job(tmp_path, place, _named(result, name))
    text = _shown(app.run())
    assert "**Last week**: \\<b\\>old\\</b\\>.mp4" in text
    table = app.table[0].value
    assert list(table.columns) == ["", "Last week", "Today", "Difference"]
    assert list(table[""]) == ["Score", *(row.title for row in result.analysis.headline)]
    told = dict(zip(table[""], table["Difference"], strict=True))
    # The same clip twice: whatever was measured differs by nothing.
    assert told["Score"].startswith("no difference beyond the error")
    group = next(one for one in app.button_group if one.label == "The two are")
    group.set_value("Coach, me").run()
    assert "**Coach**" in _shown(app)


@pytest.mark.slow
def test_different_exercises_are_said_to_be(result, tmp_path) -> None:
    (part,) = result.analysis.sets
    bridge = part.model_copy(update={"exercise": "glute_bridge", "exercise_name": "Glute bridge"})
    other = replace(result, analysis=result.analysis.model_copy(update={"sets": (bridge,)}))
    app = _app()
    for place, one in zip(COMPARED, (result, other), strict=True):
        app.session_state[place] = _job(tmp_path, place, one)
    assert "do not show the same exercise" in _shown(app.run())
    assert set(app.table[0].value["Difference"]) == {"\N{EN DASH} (different exercises)"}


@pytest.mark.slow
def test_a_clip_that_failed_says_why_and_makes_room(result, tmp_path) -> None:
    app = _app()
    failed = _job(tmp_path, "a.mp4", None)
    failed.state, failed.reason = "failed", "a.mp4: no video in it"
    app.session_state[COMPARED[0]] = failed
    app.session_state[CHECKED] = _job(tmp_path, "b.mp4", result)
    assert "no video in it." in _shown(app.run())
    assert COMPARED[0] not in app.session_state
    assert "no video in it." in _shown(app.run()), "it stays until another clip is taken"
    _button(app, "compare-checked-0").click().run()
    assert "no video in it" not in _shown(app)


def test_differences_are_told_with_their_error() -> None:
    def words(change: float | None, error_95: float | None, reason: str | None = None) -> str:
        return difference_words(Difference("", "deg", 1.0, 1.0, change, error_95, reason))

    assert words(12.3, 8.0) == "+12° (±8°)"
    assert words(-12.3, 8.0) == "\N{MINUS SIGN}12° (±8°)"
    assert words(7.9, 8.0) == "no difference beyond the error (±8°)"
    assert words(None, None, "not seen") == "\N{EN DASH} (not seen)"
