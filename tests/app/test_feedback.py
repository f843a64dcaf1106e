"""Where it was felt, pain and load, said after the result: nothing is analysed again."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.feedback import NO_ANSWERS, Answers, report_html, with_feedback
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.work import ClipRequest
from formcheck.app.pages.batch import zip_results
from formcheck.exercises.after import Felt
from formcheck.result.load import Load
from formcheck.result.safety import NOTHING_AFTER_PAIN, PAIN_STOP
from formcheck.store.sessions import list_sessions

WITHIN_S = 60


pytestmark = pytest.mark.slow


def test_without_answers_nothing_changes(result) -> None:
    assert with_feedback(result, NO_ANSWERS) is result


def test_where_it_was_felt_is_in_the_report_and_the_score_stays(result) -> None:
    answers = Answers(felt=Felt.LOW_BACK)
    answered = with_feedback(result, answers)
    assert answered.analysis.feedback is not None
    assert answered.analysis.sets == result.analysis.sets
    assert answered.fixes == result.fixes
    report = report_html(answered, answers).decode("utf-8")
    assert "You felt it in your low back." in report
    assert "my squat.mp4" in report
    (fix,) = result.fixes
    assert fix is not None
    assert fix.fault.cue in report
    assert report.count("data:image/jpeg") == result.files.html.read_text("utf-8").count(
        "data:image/jpeg"
    )


def test_after_pain_neither_page_nor_report_says_what_to_practise(result) -> None:
    answers = Answers(felt=Felt.LOW_BACK, pain=True)
    answered = with_feedback(result, answers)
    assert answered.analysis.feedback is not None
    assert answered.analysis.feedback.stop == PAIN_STOP
    assert answered.fixes == (None,)
    assert answered.files.video is None
    report = report_html(answered, answers).decode("utf-8")
    assert PAIN_STOP in report
    (fix,) = result.fixes
    assert fix is not None
    assert fix.fault.cue not in report
    assert "Orange ring" not in report
    assert "data:image/jpeg" in report


def test_the_load_is_that_of_every_set(result) -> None:
    answered = with_feedback(result, Answers(load=Load(kind="weight", kg=20.0)))
    assert [str(part.load) for part in answered.analysis.sets] == ["20 kg"]
    assert answered.analysis.feedback is None


def test_the_zip_of_a_batch_holds_what_was_said_later(result, tmp_path) -> None:
    jobs = [_done(result, tmp_path), _done(result, tmp_path)]
    zip_results(jobs, [NO_ANSWERS, Answers(pain=True)], tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        first, second = (archive.read(f"00{one} my squat.html").decode() for one in (1, 2))
        rows = archive.read("summary.csv").decode().splitlines()
        said = json.loads(archive.read("002 my squat.json"))["feedback"]
    assert first == result.files.html.read_text("utf-8")
    assert PAIN_STOP in second
    assert said["pain"] is True
    scores = [row["Score"] for row in csv.DictReader(rows)]
    assert [bool(one) for one in scores] == [True, False]


def _done(result, folder: Path) -> Job:
    request = ClipRequest(folder / "clip", "my squat.mp4", "squat", "lite", folder, 60.0)
    return Job(request, state="done", result=result)


def _result() -> None:
    import streamlit as st

    from formcheck.app.pages.result import show_result

    show_result(st.session_state["result"])


def _shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.error, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def _choose(app: AppTest, label: str, answer: object) -> AppTest:
    (group,) = (one for one in app.button_group if one.label == label)
    return group.set_value(answer).run()


@pytest.fixture
def app(result, tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))
    app = AppTest.from_function(_result, default_timeout=WITHIN_S)
    app.session_state["result"] = result
    return app.run()


def test_the_page_says_stop_and_the_kept_session_has_no_score(app, result) -> None:
    (fix,) = result.fixes
    assert fix is not None
    before = _shown(app)
    assert fix.fault.cue in before
    assert PAIN_STOP not in before
    text = _shown(_choose(app, "Any pain?", "Yes"))
    assert PAIN_STOP in text
    assert NOTHING_AFTER_PAIN in text
    assert fix.fault.cue not in text
    next(one for one in app.button if one.label == "Keep").click().run()
    (session,) = list_sessions("me")
    assert [one.score for one in session.sets] == [None]
    # A slip of the finger is taken back.
    assert fix.fault.cue in _shown(_choose(app, "Any pain?", "No"))


def test_small_numbers_keep_their_decimal_on_the_page(app) -> None:
    (table,) = (one.value for one in app.dataframe if "Target" in one.value)
    heels = table[table["Target"].str.contains("height") & (table["Value"] != "")]
    assert len(heels)
    assert heels["Value"].str.fullmatch(r"\N{MINUS SIGN}?\d+\.\d % height").all()
    assert heels["Error"].str.fullmatch(r"±\d+\.\d % height").all()


def test_the_page_says_back_where_it_was_felt_and_keeps_the_load(app, result) -> None:
    text = _shown(_choose(app, "Where did you feel it most?", Felt.NOWHERE))
    assert "You felt it nowhere in particular." in text
    _choose(app, "Done with", "weight")
    app.number_input[0].set_value(12.5).run()
    assert "You felt it nowhere in particular." in _shown(app)
    next(one for one in app.button if one.label == "Keep").click().run()
    (session,) = list_sessions("me")
    assert [one.load for one in session.sets] == ["12.5 kg"]
    assert [one.score for one in session.sets] == [result.analysis.sets[0].score.value]
