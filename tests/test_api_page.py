"""The page on the Python interface: its code runs, gives what it shows, and names what there is."""

from __future__ import annotations

import inspect
import io
import os
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import formcheck
from formcheck import errors, live

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "api.md").read_text("utf-8")
SAMPLES = DOCS.parent / "sample_videos"

_BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ROW = re.compile(r"^\| `(\w+)(?:\((.*)\))?` \|", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Code, and what the page says that it prints."""

    code: str
    shown: str
    line: int


def tolerance(shown: str) -> float:
    """How far a number may be from the one on the page, which is rounded as far as it shows.

    Counts and shapes are exact. On another CPU landmarks move by a pixel, angles by half a degree
    and times by a frame or two.
    """
    if "." not in shown:
        return 0.0
    return 0.01 * abs(float(shown)) + (1.0 if shown.endswith(".0") else 0.1)


BLOCKS = [
    Block(match[1], match[2] or "", PAGE[: match.start()].count("\n") + 2)
    for match in _BLOCK.finditer(PAGE)
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    """What each block prints, run in order as one would type them, by its line; and where."""
    folder = tmp_path_factory.mktemp("api")
    (folder / SAMPLES.name).symlink_to(SAMPLES, target_is_directory=True)
    names: dict[str, Any] = {}
    found: dict[int, str] = {}
    before = Path.cwd()
    os.chdir(folder)
    try:
        for block in BLOCKS:
            # Tracebacks then name the line of the page.
            code = compile("\n" * (block.line - 1) + block.code, str(DOCS / "api.md"), "exec")
            with redirect_stdout(io.StringIO()) as output:
                exec(code, names)
            found[block.line] = output.getvalue()
    finally:
        os.chdir(before)
    return folder, found


def test_all_code_of_the_page_is_found() -> None:
    assert len(BLOCKS) == PAGE.count("```python") >= 12
    assert sum(bool(block.shown) for block in BLOCKS) == PAGE.count("```text")


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line {block.line}")
def test_code_gives_what_the_page_shows(printed: tuple[Path, dict[int, str]], block: Block) -> None:
    found = printed[1][block.line]
    assert _NUMBER.sub("#", found).split() == _NUMBER.sub("#", block.shown).split(), found
    for number, expected in zip(_NUMBER.findall(found), _NUMBER.findall(block.shown), strict=True):
        assert abs(float(number) - float(expected)) <= tolerance(expected), found


@pytest.mark.slow
def test_the_files_that_the_page_speaks_of_are_there(
    printed: tuple[Path, dict[int, str]],
) -> None:
    folder, _ = printed
    names = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    assert names.keys() == {"squat.npz", "squat.json", "squat.png"}
    assert min(names.values()) > 10_000
    assert (folder / "squat.png").read_bytes().startswith(b"\x89PNG")


def test_the_tables_list_exactly_the_public_names() -> None:
    tables = re.split(r"^\| `formcheck\.(\w*)\.?` \| .*\n", PAGE, flags=re.MULTILINE)
    of = {
        module: [name for name, _ in _ROW.findall(text.split("\n\n")[0])]
        for module, text in zip(tables[1::2], tables[2::2], strict=True)
    }
    assert {module: sorted(names) for module, names in of.items()} == {
        "": sorted(dir(formcheck)),
        "live": sorted(live.__all__),
        "errors": sorted(errors.__all__),
    }


def test_the_tables_show_functions_with_their_parameters() -> None:
    rows = dict(_ROW.findall(PAGE))
    functions = {name for name in dir(formcheck) if inspect.isfunction(getattr(formcheck, name))}
    assert {name for name in functions if f"| `{name}(" in PAGE} == functions
    for name in functions:
        parameters = [word for word in re.split(r",\s*", rows[name]) if word not in {"", "*"}]
        assert parameters == [*inspect.signature(getattr(formcheck, name)).parameters], name


@pytest.mark.parametrize("name", ["PoseTrack", "Shot", "Result", "LiveSession"])
def test_what_a_table_says_that_a_class_has_is_there(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \|(.*)\|$", PAGE, re.MULTILINE)
    kind = getattr(formcheck, name, None) or getattr(live, name)
    members = {*dir(kind), *getattr(kind, "__annotations__", {})}
    named = [word for word in re.findall(r"`(\w+)`", row) if word not in dir(formcheck)]
    assert named
    assert [word for word in named if word not in members] == []


@pytest.mark.parametrize("page", ["README.md", "docs/how-it-works.md", "docs/own-exercise.md"])
def test_other_pages_lead_to_it(page: str) -> None:
    assert "api.md)" in (DOCS.parent / page).read_text("utf-8")


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in link]
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []
