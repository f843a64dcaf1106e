import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from formcheck.report.html import render_html
from formcheck.result.result import Result
from formcheck.result.safety import HEADLINE_TITLES, LIMITS

VOID = {"meta", "img", "br", "use", "path", "link", "input", "hr"}


class Page(HTMLParser):
    """Keeps all tags with their attributes, the text, and how the tags nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data

    def of_class(self, name: str) -> list[str]:
        return [tag for tag, attrs in self.tags if name in (attrs.get("class") or "").split()]


@pytest.fixture(scope="module")
def page(hinge: Result, hinge_clip: Path) -> str:
    return render_html(hinge, hinge_clip, "2026-01-15 18:30")


def renamed(measured: Result, name: str) -> Result:
    clip = measured.clip.model_copy(update={"name": name})
    return measured.model_copy(update={"clip": clip})


def test_it_is_one_document_with_every_tag_closed(page: str) -> None:
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert Page(page).open == []


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    tags = Page(page).tags
    assert not {"script", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in tags}
    for tag, attrs in tags:
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            value = attrs.get(name) or "#"
            assert value.startswith(("#", "data:image/jpeg;base64,")), (tag, name, value[:80])
        assert not [name for name in attrs if name.startswith("on")]
    assert not re.search(r"@import|url\((?!#)", page)
    assert "http://" not in page
    assert "https://" not in page


def test_the_four_headline_rows_come_first_and_in_order(page: str) -> None:
    ids = [attrs["id"] for _, attrs in Page(page).tags if "headline" in (attrs.get("class") or "")]
    assert ids == ["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"]
    order = [*HEADLINE_TITLES.values(), "Score", "Fix first"]
    places = [page.index(f">{title}<") for title in order]
    assert places == sorted(places)


def test_each_repetition_has_its_strip_and_its_row(page: str) -> None:
    found = Page(page)
    assert len(found.of_class("strip")) == 2
    assert len([tag for tag, _ in found.tags if tag == "img"]) == 6
    assert len([tag for tag, _ in found.tags if tag == "details"]) == 2


def test_a_good_set_is_told_so(page: str, hinge: Result) -> None:
    text, score = Page(page).text, hinge.sets[0].score
    assert "Nothing to fix" in text
    assert f"based on {score.measured} of {score.defined} checks" in text
    assert "Clear fault" not in text


def test_a_fault_is_shown_with_value_target_error_and_probability(faulty: Result) -> None:
    text = " ".join(Page(render_html(faulty, None, "today")).text.split())
    assert "Squatting the hinge in 2 of 2 repetitions" in text
    assert "Send your hips back to a wall; keep your shins still." in text
    assert re.search(
        r"knee bend, counted from your own neutral (89|90)° ±\d+°, target at most 40°", text
    )
    assert "Clear fault" in text
    assert "> 99 %" in text


def test_verdicts_are_words_and_not_colour_alone(faulty: Result) -> None:
    page = render_html(faulty, None, "today")
    for verdict in re.findall(r'<span class="verdict[^>]*>(.*?)</span>\s*(?=<|\n)', page):
        assert re.search(r"OK|Possible fault|Clear fault|Not measurable", verdict)


def test_names_from_outside_cannot_break_out(hinge: Result) -> None:
    nasty = "<script>alert(1)</script>\" onerror='x' & Übung.mp4"
    page = render_html(renamed(hinge, nasty), None, "<b>today</b>")
    assert "<script" not in page
    assert "<b>today" not in page
    found = Page(page)
    assert nasty in found.text
    assert found.open == []


def test_without_a_clip_there_are_no_pictures(hinge: Result) -> None:
    page = render_html(hinge, None, "today")
    assert "<img" not in page
    assert "Key moments" not in page


def test_without_repetitions_it_says_why(standing: Result) -> None:
    found = Page(render_html(standing, None, "today"))
    (why,) = standing.warnings
    assert why.startswith("No repetition of 'Squat' was found.")
    assert why in found.text
    assert found.text.count("Not measurable") == 4
    assert "svg" in {tag for tag, _ in found.tags}


def test_safety_and_limits_are_always_there(standing: Result) -> None:
    text = Page(render_html(standing, None, "today")).text
    assert "Not medical advice" in text
    assert [sentence for sentence in LIMITS if sentence not in text] == []


def test_it_claims_nothing_medical(faulty: Result) -> None:
    text = Page(render_html(faulty, None, "today")).text.lower()
    for word in ("injur", "rehab", "treat", "diagnos", "diastasis", "incontinence", "clinical"):
        assert word not in text
