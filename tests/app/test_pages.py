"""What the pages say, without a browser."""

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.feedback import NO_ANSWERS
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.work import CheckedClip, ClipRequest
from formcheck.app.pages import learn
from formcheck.app.pages.batch import summary, zip_results
from formcheck.app.widgets import sentence
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.report.files import OutputPlan
from formcheck.store.sessions import keep_session, list_sessions
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
    # A picture for whoever does not see it, too.
    assert all(one.proto.imgs[0].alt for one in app.get("image"))


def test_a_source_of_a_limit_leads_to_the_paper_and_the_method_behind_it() -> None:
    app = AppTest.from_function(_learn, default_timeout=WITHIN_S)
    app.query_params["exercise"] = "glute_bridge"
    text = _shown(app.run())
    assert r"[\[C37\]](https://pmc.ncbi.nlm.nih.gov/articles/PMC5534144)" in text
    assert "Building a better gluteal bridge" in text
    assert "*Abstract or excerpt read, not the full paper.*" in text
    assert "**Methods 2.4: Glute bridge**" in text
    assert "prominence 15°" in text


def test_a_compensation_is_shown_in_a_picture_or_in_the_exercise_it_comes_from() -> None:
    app = AppTest.from_function(_learn, default_timeout=WITHIN_S)
    app.query_params["exercise"] = "squat"
    text = _shown(app.run())
    alts = _alts(app)
    shallow = next(one for one in load_exercise("squat").checks if one.id == "too_shallow")
    assert f"Squat: {shallow.title}" in alts
    assert "Shown in another exercise" not in text
    app.selectbox[0].set_value("good_morning").run()
    assert "Shown in another exercise: Hip hinge." in _shown(app)


def test_where_the_clip_of_good_form_did_not_travel_along_there_is_its_picture(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(learn, "bundled", lambda kind: tmp_path)
    app = AppTest.from_function(_learn, default_timeout=WITHIN_S)
    app.query_params["exercise"] = "glute_bridge"
    app.run()
    assert not app.get("video")
    assert "Glute bridge, done well" in _alts(app)


def test_every_picture_is_of_a_check_that_there_is_and_they_are_small() -> None:
    pictures = sorted((Path(learn.__file__).parents[1] / "pictures").glob("*.jpg"))
    assert pictures
    for one in pictures:
        exercise, what = one.stem.split("__")
        known = {check.id for check in load_exercise(exercise).checks} | {"good"}
        assert what in known, one.name
    assert sum(one.stat().st_size for one in pictures) < 600_000


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("broken.mp4: no video in it", "broken.mp4", r"broken.mp4\: no video in it."),
        ("the line is full", "the.mp4", "The line is full."),
        ("25 of your clips are waiting.", "", "25 of your clips are waiting."),
        ("a_b.mp4: cut off", "a_b.mp4", r"a\_b.mp4\: cut off."),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_the_name(text, name, read) -> None:
    assert sentence(text, name) == read


def test_progress_begins_with_how_to_begin() -> None:
    app = AppTest.from_function(_progress, default_timeout=WITHIN_S).run()
    assert "Nothing is kept yet" in _shown(app)


def test_progress_counts_forgets_and_deletes() -> None:
    keep_session("me", analysis_of("a.mp4", sha256="a" * 64))
    keep_session("me", analysis_of("b.mp4", sha256="b" * 64, score=90.0))
    app = AppTest.from_function(_progress, default_timeout=WITHIN_S).run()
    _shown(app)
    assert [one.value for one in app.metric][:2] == ["1 of 2 to 3", "2"]
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
    names = ("../../a.mp4", "b.mp4", "c", "=1+1")
    jobs = [_job(tmp_path, name) for name in names]
    answers = [NO_ANSWERS] * len(jobs)
    jobs[1].state, jobs[1].reason = "failed", "b.mp4: no video in it"
    jobs[2].ahead = 1
    files = OutputPlan(*(tmp_path / f"x.{end}" for end in ("json", "csv", "parquet", "html")), None)
    for path in (files.json, files.html):
        path.write_text(path.suffix)
    jobs[0].state = "done"
    jobs[0].result = CheckedClip(analysis_of("a.mp4"), None, (None,), "", files)
    table = summary(jobs, answers)
    assert list(table["State"]) == [
        "Done",
        "Not analysed: no video in it",
        "In line, 1 before it",
        "Starting",
    ]
    assert list(table["Score"].dropna()) == [72.0]
    zip_results(jobs, answers, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["summary.csv", "001 a.html", "001 a.json"]
        assert archive.read("001 a.html") == b".html"
        assert archive.read("summary.csv").splitlines()[-1].startswith(b"./=1+1,")


def _job(folder: Path, name: str) -> Job:
    return Job(ClipRequest(folder / "clip", name, "auto", "lite", folder, 60.0))


def _alts(app: AppTest) -> set[str]:
    return {one.proto.imgs[0].alt for one in app.get("image")}
