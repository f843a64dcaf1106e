"""Every citation in code, exercise files and docs leads to something that a reader can open."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tools.list_references import METHODS, PAGE, methods, page

from formcheck.exercises import exercise_ids, load_exercise
from formcheck.exercises.references import CODE, cited, load_methods, load_references
from formcheck.exercises.spec import HEADLINES
from formcheck.reps.findings import Verdict

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
LIST = PROJECT / "src/formcheck/exercises/references.toml"
# "[C44, C45]" and "section 2.3" are forms that neither the app nor these tests would follow.
OTHER_FORMS = re.compile(
    r"biomechanics section|domain notes|\b[Ss]ections? \d|\[[CK]\d+,"
    r"|(?<![`'\[\w])[CK]\d\d(?![\]\w])"
)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
A_DOCS_PAGE = re.compile(r"docs/[\w-]+\.md")


def code_and_exercises() -> list[Path]:
    folders = [PROJECT / name for name in ("src", "tools", "benchmarks")]
    found = [path for one in folders for kind in ("py", "toml") for path in one.rglob(f"*.{kind}")]
    return sorted(set(found) - {LIST})


def documents() -> list[Path]:
    return sorted([*DOCS.glob("*.md"), *PROJECT.glob("*.md"), PROJECT / "benchmarks/RESULTS.md"])


@cache
def prose(path: Path) -> str:
    """The text of a file, comments and paragraphs on one line."""
    return re.sub(r"\s*\n\s*(?:#+ )?", " ", path.read_text("utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def unresolved(text: str) -> list[str]:
    """Codes and sections that lead nowhere."""
    found = cited(text)
    codes = [code for code in found.codes if code not in load_references()]
    return codes + [number for number in found.sections if number not in load_methods()]


def anchors(path: Path) -> set[str]:
    """What links into a page may name: its headings as GitHub writes them, and its own marks."""
    text = path.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("text", ["shins [C999]", "methods 9.9; default", "docs/methods.md 2.99"])
def test_a_broken_citation_is_found(text: str) -> None:
    assert len(unresolved(text)) == 1


@pytest.mark.parametrize("text", ["section 2.3; default", "as in [C44, C45]", "Sections 3 and 5"])
def test_another_form_of_citation_is_found(text: str) -> None:
    assert OTHER_FORMS.search(text)


def test_all_citations_resolve() -> None:
    files = [*code_and_exercises(), *documents()]
    broken = {name(path): found for path in files if (found := unresolved(prose(path)))}
    assert broken == {}


def test_there_is_one_form_of_citation() -> None:
    others = {
        name(path): found
        for path in code_and_exercises()
        if (found := OTHER_FORMS.findall(prose(path)))
    }
    assert others == {}


def test_pages_of_the_docs_that_code_names_exist() -> None:
    named = {page for path in code_and_exercises() for page in A_DOCS_PAGE.findall(prose(path))}
    assert {"docs/methods.md", "docs/vocabulary.md"} <= named
    assert [one for one in sorted(named) if not (PROJECT / one).exists()] == []


def test_every_source_is_cited_or_is_background() -> None:
    body = METHODS.read_text("utf-8").split("\n[C1]: ")[0]
    texts = [body, *map(prose, code_and_exercises())]
    used = {code for text in texts for code in CODE.findall(text)}
    for code, source in load_references().items():
        assert source.background != (code in used), code


def test_every_source_can_be_found() -> None:
    for code, source in load_references().items():
        assert source.citation, code
        assert source.url or source.where or source.title or (source.who and source.year), code


def test_the_pages_are_made_from_the_list_as_it_is() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python tools/list_references.py"
    assert METHODS.read_text("utf-8") == methods(), "run python tools/list_references.py"


def test_the_methods_have_the_sections_of_every_movement() -> None:
    numbers = [*map(str, range(8)), *(f"2.{one}" for one in range(1, 13))]
    assert set(numbers) <= set(load_methods())
    assert load_methods()["2.3"].title == "Squat"
    assert "trunk tips" in load_methods()["2.3"].text
    assert "hips shoot up" not in load_methods()["2"].text.lower()


def test_sections_stand_alone_in_the_app() -> None:
    """A link from one page of the docs to another leads nowhere in the app."""
    for section in load_methods().values():
        assert not LINK.search(section.text), section.number


def test_a_text_cites_each_source_once_in_its_order() -> None:
    found = cited("vertical shins [C15], methods 2.1 and 5. Again [C15]; 20 deg, methods 2.12.")
    assert found.codes == ("C15",)
    assert found.sections == ("2.1", "5", "2.12")


@pytest.mark.parametrize("path", documents(), ids=name)
def test_links_between_documents_resolve(path: Path) -> None:
    for file, anchor in LINK.findall(path.read_text("utf-8")):
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), file
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{file}#{anchor}"


def test_the_vocabulary_has_the_names_of_the_catalogue() -> None:
    text = (DOCS / "vocabulary.md").read_text("utf-8")
    checks = {check.id for one in exercise_ids() for check in load_exercise(one).checks}
    names = {*exercise_ids(), *checks, *HEADLINES, *(one.value for one in Verdict)}
    assert sorted(one for one in names if f"`{one}`" not in text) == []
    table = text.split("## Checks")[1].split("**Severity**")[0]
    assert set(re.findall(r"`(\w+)`", table)) == checks
