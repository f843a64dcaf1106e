"""Clips of which nothing was measured, in the tables and on the page of a batch."""

from __future__ import annotations

import re

from formcheck.batch.page import render_index
from formcheck.batch.records import Record
from formcheck.batch.tables import ClipRow, Tables, clip_row
from formcheck.result.result import Result
from helpers.results import analysis_of, nothing_measured

GOOD = analysis_of("a.mp4", reps=2)


def row(name: str, analysis: Result) -> ClipRow:
    return clip_row(name, "squat", Record(key=name, exercise="squat", analysis=analysis), None)


def words(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_the_tables_count_what_was_judged() -> None:
    tables = Tables([row("a", GOOD), row("b", nothing_measured(GOOD))])
    assert list(tables.summary["judged_reps"]) == [2, 0]
    assert list(tables.reps["measured"]) == [6, 6, 0, 0]


def test_the_page_does_not_say_that_there_was_no_fault() -> None:
    unmeasured = words(render_index(Tables([row("b", nothing_measured(GOOD))]), 1))
    assert "repetitions Not judged: nothing could be measured. Clips" in unmeasured
    assert " none not judged side " in unmeasured
    assert "None." not in unmeasured
    some = words(render_index(Tables([row("a", GOOD), row("b", nothing_measured(GOOD))]), 2))
    assert "None in the 2 of 4 repetitions that were judged." in some
    assert "None. Clips" in words(render_index(Tables([row("a", GOOD)]), 1))
