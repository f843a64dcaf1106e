"""What the page of a result and the table of a batch say where nothing was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.app.feedback import NO_ANSWERS
from formcheck.app.jobs.queue import Job
from formcheck.app.jobs.work import CheckedClip, ClipRequest
from formcheck.app.pages.batch import summary
from formcheck.app.pages.result import _rep
from formcheck.report.files import OutputPlan
from formcheck.result.result import Result
from formcheck.result.summary import worst_headline
from helpers.results import analysis_of, nothing_measured

GOOD = analysis_of("a.mp4").model_copy(update={"headline": worst_headline(())})
UNMEASURED = nothing_measured(GOOD)


def _result() -> None:
    import streamlit as st

    from formcheck.app.pages.result import show_result

    show_result(st.session_state["result"])


def result_of(analysis: Result, folder: Path) -> CheckedClip:
    names = ("json", "csv", "parquet", "html")
    files = OutputPlan(*(folder / f"x.{end}" for end in names), None)
    for path in (files.json, files.csv, files.html):
        path.write_text("")
    return CheckedClip(analysis, None, (None,), "", files)


def shown(analysis: Result, folder: Path) -> str:
    app = AppTest.from_function(_result, default_timeout=60)
    app.session_state["result"] = result_of(analysis, folder)
    app.run()
    assert not app.exception
    return "\n".join(str(one.value) for kind in (app.subheader, app.markdown) for one in kind)


def test_the_page_says_not_judged_why_and_how_to_film(tmp_path) -> None:
    advised = UNMEASURED.view.model_copy(update={"advice": "Film from the side."})
    text = shown(UNMEASURED.model_copy(update={"view": advised}), tmp_path)
    assert "Not judged" in text
    assert "Nothing could be measured: hidden. Film from the side." in text
    assert "Nothing to fix" not in text
    assert "No clear fault" not in text
    assert "Nothing to fix first" in shown(GOOD, tmp_path)


@pytest.mark.parametrize(
    ("analysis", "sign", "words"),
    [
        (GOOD, "\N{CHECK MARK}", "72 \N{MIDDLE DOT} no clear fault"),
        (UNMEASURED, "\N{EN DASH}", "not judged: hidden"),
        (GOOD.with_feedback(pain=True), "\N{EN DASH}", "measured, not scored"),
        (UNMEASURED.with_feedback(pain=True), "\N{EN DASH}", "not judged: hidden"),
    ],
)
def test_the_timeline_ticks_only_what_was_measured(analysis, sign, words) -> None:
    (only,) = analysis.sets
    row = _rep(only.reps[0], only, analysis)
    assert (row["sign"], row["words"]) == (sign, words)


def test_the_batch_says_not_judged_only_where_it_was_not(tmp_path) -> None:
    request = ClipRequest(tmp_path / "clip", "a.mp4", "auto", "lite", tmp_path, 60.0)
    done = Job(request, state="done", result=result_of(UNMEASURED, tmp_path))
    good = replace(done, result=result_of(GOOD, tmp_path))
    assert list(summary([done, good], [NO_ANSWERS] * 2)["To fix"].fillna("")) == ["Not judged", ""]
