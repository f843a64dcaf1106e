"""The page and the table of an evaluation."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

from formcheck.evaluation.page import render_evaluation
from formcheck.evaluation.result import AngleOnClip, Evaluation
from formcheck.evaluation.tables import CLIP_COLUMNS, clips_table
from helpers.labelled import a_clip, a_fault, an_evaluation


class _Page(HTMLParser):
    """Text as read, links, and tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self._hidden = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._hidden = tag == "style"
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


EVERYTHING = an_evaluation(
    a_clip(
        file="day 1/<b>.mp4",
        labelled_reps=3,
        counted_reps=2,
        void_reps=1,
        void_reasons=("the turn is hidden",),
        faults=(a_fault("missed"), a_fault("false_alarm", check="heels_lift", title="Heels up")),
        unchecked_faults=("lip_biting",),
        report="reports/002_a b#1.html",
        recognised="deadlift",
    ),
    a_clip(file="b.mp4", row=3, subject="bo", labelled_reps=4, counted_reps=4, recognised="squat",
           faults=(a_fault("found"),),
           angles=(AngleOnClip(signal="knee_flexion_deg", mean_absolute_deg=2.5, frames=90),)),
    a_clip(file="c.mp4", row=4, status="missing", reason="c.mp4: no such file"),
    a_clip(file="d.mp4", row=5, status="failed", reason="d.mp4: nobody in it", labelled_reps=1),
    a_clip(file="e.mp4", row=6, status="skipped", exercise="other", reason="none of them"),
)  # fmt: skip


def test_the_page_is_whole_and_says_what_there_is() -> None:
    page = _Page(render_evaluation(EVERYTHING))
    assert page.open == []
    for words in (
        "labels.csv · 2 of 5 clips analysed · 2 people",
        "Repetitions exact 33 %",
        "1 of 3 clips",
        "Too shallow minor · squat 1 of 2",
        "lip biting in squat (1 clip)",
        "2 of 3 repetitions counted 1 found but not judged: the turn is hidden",
        "d.mp4 row 5 Could not be analysed d.mp4: nobody in it",
        "Heels up: false alarm (minor)",
        "Knee bend 2.5°",
        "squat taken for deadlift",
        "File missing c.mp4: no such file",
        "1 clip left out: none of them",
    ):
        assert words in page.text, words


def test_what_people_wrote_is_text_and_links_lead_to_reports() -> None:
    page = _Page(render_evaluation(EVERYTHING))
    assert "day 1/<b>.mp4" in page.text
    assert set(page.links) == {"reports/002_a%20b%231.html"}


def test_without_labels_it_says_how_to_give_some() -> None:
    page = _Page(render_evaluation(an_evaluation(a_clip(faults=(a_fault("unlabelled", 0.9),)))))
    assert page.open == []
    assert "Fill in the columns" in page.text
    assert "every count and every labelled fault that could be measured is right" in page.text


def test_with_nothing_analysed() -> None:
    page = _Page(render_evaluation(an_evaluation(a_clip(status="missing", reason="gone"))))
    assert "No clip was analysed." in page.text


def test_the_table_has_a_row_for_each_clip() -> None:
    rows = list(csv.DictReader(io.StringIO(clips_table(EVERYTHING))))
    assert [row["file"] for row in rows] == ["day 1/<b>.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4"]
    assert tuple(rows[0]) == CLIP_COLUMNS
    assert (rows[0]["labelled_reps"], rows[0]["counted_reps"]) == ("3", "2")
    assert (rows[0]["faults_missed"], rows[0]["false_alarms"]) == ("too_shallow", "heels_lift")
    assert rows[2]["counted_reps"] == ""
    assert rows[3]["reason"] == "d.mp4: nobody in it"


def test_the_json_is_read_back_as_it_was() -> None:
    assert Evaluation.model_validate_json(EVERYTHING.model_dump_json()) == EVERYTHING
