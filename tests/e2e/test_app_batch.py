"""The Batch page as a person meets it: a real server, a real browser."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from helpers.app import running_app
from helpers.browsing import needs_chromium

pytestmark = needs_chromium

WORK_MS = 300_000


@pytest.fixture
def five(tmp_path: Path, one_rep: Path, moment: Path) -> list[Path]:
    """Two clips with a repetition, two without, and one that is no clip."""
    folder = tmp_path / "five"
    folder.mkdir()
    clips = []
    for name, source in (("a", one_rep), ("b", moment), ("d", one_rep), ("e", moment)):
        clips.append(folder / f"{name}.mp4")
        # A box of its own at the end, which players skip: no two files are alike.
        mark = (8 + len(name)).to_bytes(4, "big") + b"free" + name.encode()
        clips[-1].write_bytes(source.read_bytes() + mark)
    corrupt = folder / "c <b>.mp4"
    corrupt.write_bytes(one_rep.read_bytes()[:2000])
    return sorted([*clips, corrupt])


@pytest.fixture
def address(tmp_path: Path, five: list[Path]) -> Iterator[str]:
    with running_app(tmp_path, FORMCHECK_APP_FOLDERS=str(five[0].parent)) as app:
        yield app.address
    assert not list(tmp_path.glob("formcheck-app-*"))


def test_five_uploads_with_one_corrupt(address, visitor, five) -> None:
    page = _open(visitor.new_page(), address)
    page.get_by_text("This computer").click()
    page.locator("input[type=file]").set_input_files(five)
    _check_all(page)
    expect(page.get_by_text("of 5 clips are done")).to_be_visible()
    _is_right(page)


def test_a_folder_of_the_server(address, visitor) -> None:
    page = _open(visitor.new_page(), address)
    page.get_by_text("A folder of the server").click()
    page.get_by_text("All of its 5 clips").click()
    _check_all(page)
    _is_right(page)


def _open(page: Page, address: str) -> Page:
    page.goto(f"{address}/batch")
    expect(page.get_by_role("heading", name="Batch")).to_be_visible()
    return page


def _check_all(page: Page) -> None:
    page.get_by_text("I had no recent birth").click()
    begin = page.get_by_role("button", name="Check all")
    expect(begin).to_be_enabled()
    begin.click()


def _is_right(page: Page) -> None:
    """One bad clip is told in its own words, and the four others are analysed and taken along."""
    expect(page.get_by_text("4 of 5 clips were analysed.")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("c <b>.mp4")
    with page.expect_download() as download:
        page.get_by_role("button", name="All reports and the table").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
        table = list(csv.DictReader(io.StringIO(archive.read("summary.csv").decode())))
    assert sum(one.endswith(".html") for one in names) == 4
    assert [one["Clip"] for one in table] == ["a.mp4", "b.mp4", "c <b>.mp4", "d.mp4", "e.mp4"]
    assert [one["Reps"] for one in table] == ["1", "", "", "1", ""]
    page.get_by_role("combobox", name=re.compile("Open a result")).click()
    page.get_by_role("option", name="d.mp4").click()
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_visible()
