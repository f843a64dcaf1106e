"""What the pages say, without a browser."""

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.jobs import ClipRequest, ClipResult
from formcheck.app.line import Ticket
from formcheck.app.pages.batch import summary, zip_results
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.report.files import OutputPlan
from formcheck.training import keep_session, list_sessions
from helpers.results import analysis_of

WITHIN_S = 30


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))


def _check() -> None:
    from formcheck.app.pages.check import page

    page()


def _learn() -> None:
    from formcheck.app.pages.learn import page

    page()


def _progress() -> None:
    from formcheck.app.pages.progress import page

    page()


def _shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.markdown, app.caption, app.error, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_a_clip_is_not_begun_without_one() -> None:
    app = AppTest.from_function(_check, default_timeout=WITHIN_S).run()
    assert "Check a clip" in _shown(app)
    (begin,) = (one for one in app.button if one.label == "Check this clip")
    assert begin.disabled


def test_the_limits_of_an_upload_are_said_before_it(monkeypatch) -> None:
    monkeypatch.setenv("FORMCHECK_APP_MINUTES", "2.5")
    app = AppTest.from_function(_check, default_timeout=WITHIN_S).run()
    assert "up to 2.5 minutes and" in _shown(app)


def test_a_recording_goes_through_the_uploader_of_the_page() -> None:
    app = AppTest.from_function(_check, default_timeout=WITHIN_S).run()
    (source,) = (one for one in app.button_group if one.label == "Take the clip from")
    source.set_value("The camera").run()
    assert not app.exception
    assert len(app.get("bidi_component")) == 1
    assert len(app.get("file_uploader")) == 1


def test_choosing_an_exercise_says_where_the_phone_goes() -> None:
    app = AppTest.from_function(_check, default_timeout=WITHIN_S).run()
    app.selectbox[0].set_value("glute_bridge").run()
    assert load_exercise("glute_bridge").camera.advice in _shown(app)


@pytest.mark.parametrize("name", exercise_ids())
def test_every_exercise_has_its_page(name) -> None:
    app = AppTest.from_function(_learn, default_timeout=WITHIN_S)
    app.query_params["exercise"] = name
    text = _shown(app.run())
    exercise = load_exercise(name)
    assert app.title[0].value == exercise.name
    for check in exercise.checks:
        assert check.cue in text
    assert "Not medical advice" in text


def test_progress_begins_with_how_to_begin() -> None:
    app = AppTest.from_function(_progress, default_timeout=WITHIN_S).run()
    assert "Nothing is kept yet" in _shown(app)


def test_progress_counts_forgets_and_deletes() -> None:
    keep_session("me", analysis_of("a.mp4", sha256="a" * 64))
    keep_session("me", analysis_of("b.mp4", sha256="b" * 64, score=90.0))
    app = AppTest.from_function(_progress, default_timeout=WITHIN_S).run()
    _shown(app)
    assert [one.value for one in app.metric] == ["1 of 2 to 3", "2"]
    assert list(app.dataframe[0].value["Score"]) == [90.0, 72.0]
    (forget,) = (one for one in app.button if one.label == "Forget it")
    forget.click().run()
    assert [one.clip for one in list_sessions("me")] == ["a.mp4"]
    (delete,) = (one for one in app.button if one.label == "Delete for good")
    assert delete.disabled
    app.checkbox[0].check().run()
    next(one for one in app.button if one.label == "Delete for good").click().run()
    assert "Nothing is kept yet" in _shown(app)


def test_a_batch_tells_what_became_of_each_clip_and_keeps_names_harmless(tmp_path) -> None:
    tickets = [_ticket(tmp_path, "../../a.mp4"), _ticket(tmp_path, "b.mp4"), _ticket(tmp_path, "c")]
    tickets[1].state, tickets[1].reason = "failed", "b.mp4: no video in it"
    tickets[2].ahead = 1
    files = OutputPlan(*(tmp_path / f"x.{end}" for end in ("json", "csv", "parquet", "html")), None)
    for path in (files.json, files.html):
        path.write_text(path.suffix)
    tickets[0].state = "done"
    tickets[0].result = ClipResult(analysis_of("a.mp4"), None, (None,), "", files)
    table = summary(tickets)
    assert list(table["State"]) == [
        "Done",
        "Not analysed: no video in it",
        "In line, 1 before it",
    ]
    assert list(table["Score"].dropna()) == [72.0]
    zip_results(tickets, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["summary.csv", "001 a.html", "001 a.json"]
        assert archive.read("001 a.html") == b".html"


def _ticket(folder: Path, name: str) -> Ticket:
    return Ticket(ClipRequest(folder / "clip", name, "auto", "lite", folder, 60.0), lambda: True)
