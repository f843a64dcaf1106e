"""The tables and the page of a batch: a row for everything, and nothing in a name does harm."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from formcheck import Result, analyze
from formcheck.batch.page import render_index
from formcheck.batch.records import Record
from formcheck.batch.tables import ClipRow, Tables, clip_row, table_bytes
from helpers.command import cut, truth

pytestmark = pytest.mark.slow

SAMPLE = "hip_hinge_good_female_yaw0"
NASTY = "</script><script>document.title='taken over'</script>\"'\r\n,;🏋️ =1+1.mp4"
FAILED = Record(key="f", exercise="squat", cause="hung", reason="no sign of <b>work</b>")


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Result:
    end_s = truth(SAMPLE)["reps"][1]["end_s"] + 0.5
    clip = cut(SAMPLE, end_s, tmp_path_factory.mktemp("clip") / "two_reps.mp4")
    return analyze(clip, "hip_hinge", model="lite")


@pytest.fixture
def rows(analysis: Result) -> list[ClipRow]:
    done = Record(key="d", exercise="hip_hinge", analysis=analysis)
    nothing = analysis.model_copy(update={"sets": ()})
    empty = Record(key="e", exercise="auto", analysis=nothing)
    return [
        clip_row("zebra.mp4", "hip_hinge", done, "reports/d.html", "tracks/t.npz"),
        clip_row(NASTY, "auto", empty, None),
        clip_row("failed.mp4", "squat", FAILED, None),
    ]


def read(table: pd.DataFrame, suffix: str) -> pd.DataFrame:
    content = BytesIO(table_bytes(table, suffix))
    return pd.read_csv(content) if suffix == ".csv" else pd.read_parquet(content)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_row_for_each_clip(suffix: str, rows: list[ClipRow], analysis: Result) -> None:
    table = read(Tables(rows).summary, suffix)
    assert list(table["file"]) == ["zebra.mp4", NASTY, "failed.mp4"]
    assert list(table["status"]) == ["analysed", "analysed", "failed"]
    assert list(table["asked"]) == ["hip_hinge", "auto", "squat"]
    assert list(table["key"]) == ["d", "e", "f"]
    assert table["track"].fillna("").tolist() == ["tracks/t.npz", "", ""]
    first = table.iloc[0]
    assert (first["reps"], first["sets"]) == (2, 1) == (len(analysis.reps), len(analysis.sets))
    assert first["score"] == pytest.approx(analysis.sets[0].score.value, rel=1e-5)
    assert first["duration_s"] == pytest.approx(analysis.clip.duration_s, rel=1e-5)
    assert pd.isna(table.iloc[2]["reps"])
    assert table.iloc[2]["reason"] == FAILED.reason


def test_a_row_for_each_repetition(rows: list[ClipRow], analysis: Result) -> None:
    table = read(Tables(rows).reps, ".parquet")
    assert list(table["rep"]) == [1, 2]
    assert list(table["turn_s"]) == [rep.turn_s for rep in analysis.reps]
    for row, rep in zip(table.to_dict("records"), analysis.reps, strict=True):
        for finding in rep.findings:
            value = row[f"{finding.check}_value"]
            assert (
                pd.isna(value)
                if finding.reading.value is None
                else value == (finding.reading.value)
            )


def test_no_cell_is_a_formula(rows: list[ClipRow]) -> None:
    failed = clip_row("=1+1.mp4", "@SUM(A1).toml", FAILED, None)
    tables = Tables([*rows, failed])
    for table in (tables.summary, tables.failures):
        last = read(table, ".csv").iloc[-1]
        assert (last["file"], last["asked"]) == ("./=1+1.mp4", "./@SUM(A1).toml")
        assert read(table, ".parquet").iloc[-1]["file"] == "=1+1.mp4"


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_row_for_each_failure(suffix: str, rows: list[ClipRow]) -> None:
    (row,) = read(Tables(rows).failures, suffix).to_dict("records")
    assert row == {
        "file": "failed.mp4",
        "asked": "squat",
        "cause": "hung",
        "reason": FAILED.reason,
        "key": "f",
    }


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_of_failures_only(suffix: str) -> None:
    tables = Tables([clip_row("a.mp4", "auto", FAILED, None)])
    assert len(read(tables.summary, suffix)) == 1
    assert len(read(tables.reps, suffix)) == 0
    assert "0 of 1 clips analysed" in render_index(tables, 1)


class Shown(HTMLParser):
    """Clips in the order of the table, links, title and number of scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.clips: list[str] = []
        self.links: list[str | None] = []
        self.scripts = 0
        self.title = ""
        self._where = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.scripts += tag == "script"
        if tag == "a":
            self.links.append(known.get("href"))
        else:
            self._where = "clip" if known.get("class") == "clip" else tag
        if self._where == "clip" and tag != "a":
            self.clips.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "title"):
            self._where = ""

    def handle_data(self, data: str) -> None:
        if self._where == "clip":
            self.clips[-1] += data
        if self._where == "title":
            self.title += data


def test_the_page_names_all_clips(rows: list[ClipRow]) -> None:
    page = render_index(Tables(rows), 5)
    shown = Shown(page)
    assert sorted(shown.clips) == sorted(["failed.mp4", "zebra.mp4", NASTY])
    assert shown.links == ["reports/d.html"]
    assert "2 of 5 clips analysed" in page
    assert "2 are still to do" in page
    assert "The pose tracks of 1 of them are kept" in page


def in_browser(page: str, folder: Path, script: str) -> Shown:
    """The page as Chromium has it after a script of ours ran."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    file = folder / "index.html"
    file.write_text(page.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    done = subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *("--disable-background-networking", f"--user-data-dir={folder / 'profile'}"),
            file.as_uri(),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return Shown(done.stdout)


def test_headings_sort_and_names_do_nothing(rows: list[ClipRow], tmp_path: Path) -> None:
    page = render_index(Tables(rows), 3)
    untouched = in_browser(page, tmp_path, "")
    assert untouched.title == "Batch \u2013 3 clips"
    by_reps = "document.querySelectorAll('table.clips thead button')[2].click();"
    nasty = NASTY.replace("\r\n", "\n")  # as every HTML parser reads it
    assert untouched.clips[-2:] == ["zebra.mp4", nasty]
    assert in_browser(page, tmp_path, by_reps).clips[-2:] == [nasty, "zebra.mp4"]
    assert in_browser(page, tmp_path, 2 * by_reps).clips[-2:] == ["zebra.mp4", nasty]
