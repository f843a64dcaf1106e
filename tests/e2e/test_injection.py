"""Words from outside are shown as they are, in a real browser: none of them runs or loads."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from formcheck.evaluation.page import render_evaluation
from formcheck.store.record import session_of
from formcheck.store.sessions import add_sessions, list_sessions
from helpers.app import running_app
from helpers.browsing import WORK_MS, needs_chromium, opened
from helpers.command import cut, run, truth
from helpers.kept import trained
from helpers.labelled import a_clip, a_fault, an_evaluation
from helpers.watching import EVIL, MARK, Watcher

pytestmark = [needs_chromium, pytest.mark.slow]

# What a file can be called: no slash.
NAME = f"'\"><img src=x9 onerror=window.{MARK}=2>[a](javascript:{MARK}) {{{{7*7}}}} *b*.mp4"
BROKEN = f"<svg onload=window.{MARK}=3>![seen](http:&#x2f;&#x2f;127.0.0.1:9) $x$.mp4"
PERSON = f"<img src=x9 onerror=window.{MARK}=2>[a](javascript:1)*b*"

SAMPLE = "squat_hips_shoot_up_male_yaw0"
# Keys of an exercise file whose values are words for people.
WORDS = "name|summary|advice|height|range_label|title|cue|source|pending|words|say|why"


def evil_exercise(folder: Path) -> Path:
    """The squat of the catalogue, with every word of it replaced."""
    text = (files("formcheck.exercises") / "catalog" / "squat.toml").read_text("utf-8")
    evil, number = " ".join(EVIL.values()), 0

    def spoil(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"{found[1]} = {json.dumps(f'{number} {evil}')}"

    spoiled = re.sub(rf'\b({WORDS}) = "(?:[^"\\]|\\.)*"', spoil, text)
    for phase in re.findall(r'^(?:outward|turn|homeward|rest) = "(\w+)"', text, re.MULTILINE):
        spoiled = spoiled.replace(f'"{phase}"', json.dumps(f"{phase} {EVIL['image']}"))
    assert number > 30
    path = folder / "evil.toml"
    path.write_text(spoiled, "utf-8")
    return path


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A squat with a fault, and a broken file, of names that mean ill."""
    folder = tmp_path_factory.mktemp("clips")
    whole = cut(SAMPLE, truth(SAMPLE)["reps"][0]["end_s"] + 0.5, folder / "made" / "one.mp4")
    (folder / "evil").mkdir()
    whole.rename(folder / "evil" / NAME)
    (folder / "evil" / BROKEN).write_bytes(b"no clip")
    return folder / "evil"


@pytest.fixture(scope="module")
def results(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of them by an exercise that means ill."""
    folder = tmp_path_factory.mktemp("results")
    evil = evil_exercise(folder)
    done = run("batch", clips, "-o", folder / "out", "-e", evil, "-m", "lite", "-w", "1")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    return folder / "out"


@pytest.fixture
def watcher(visitor: BrowserContext) -> Watcher:
    return Watcher(visitor)


def test_the_report_of_a_clip(results: Path, visitor: BrowserContext, watcher: Watcher) -> None:
    (report,) = (results / "reports").glob("*.html")
    page = visitor.new_page()
    page.goto(report.as_uri())
    shown = page.locator("body").inner_text()
    assert NAME in shown
    # In titles and cues, among others.
    assert [kind for kind in EVIL if EVIL[kind] not in shown] == []
    for folded in page.locator("summary").all():
        folded.click()
    watcher.assert_only_text(page)


def test_the_page_of_a_batch(results: Path, visitor: BrowserContext, watcher: Watcher) -> None:
    page = visitor.new_page()
    page.goto((results / "index.html").as_uri())
    for name in (NAME, BROKEN):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    for heading in page.locator("th button, th").all():
        heading.click()
    watcher.assert_only_text(page)
    page.get_by_role("link").filter(has_text=NAME).or_(page.locator("td a")).first.click()
    page.wait_for_load_state()
    watcher.assert_only_text(page)
    assert NAME in set(pd.read_csv(results / "summary.csv")["file"])


def test_the_page_of_an_evaluation(
    tmp_path: Path, visitor: BrowserContext, watcher: Watcher
) -> None:
    evil = [*EVIL.values()]
    clips = [
        a_clip(
            row=row,
            file=f"{row} {word}",
            exercise=word,
            subject=word,
            labelled_reps=3,
            counted_reps=2,
            faults=(a_fault("missed", title=word), a_fault("false_alarm", title=word)),
            unchecked_faults=(word,),
        )
        for row, word in enumerate(evil)
    ]
    clips.append(a_clip(row=99, file=NAME, status="failed", reason=EVIL["drawing"]))
    path = tmp_path / "evaluation.html"
    path.write_text(render_evaluation(an_evaluation(*clips)), "utf-8")
    page = visitor.new_page()
    page.goto(path.as_uri())
    shown = page.locator("body").inner_text()
    assert [word for word in evil if word not in shown] == []
    watcher.assert_only_text(page)


def test_the_check_page(
    app_server: str, clips: Path, visitor: BrowserContext, watcher: Watcher
) -> None:
    page = opened(visitor, app_server)
    for name, content in ((BROKEN, b"no clip"), (NAME, (clips / NAME).read_bytes())):
        given = {"name": name, "mimeType": "video/mp4", "buffer": content}
        page.locator("input[type=file]").set_input_files([given])
        page.get_by_text("I had no recent birth").click()
        page.get_by_role("button", name="Check this clip").click()
        if content == b"no clip":
            expect(page.get_by_role("alert")).to_contain_text(name, timeout=WORK_MS)
            watcher.assert_only_text(page)
            page = opened(visitor, app_server)
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_visible(timeout=WORK_MS)
    watcher.assert_only_text(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Report", exact=True).click()
    report = visitor.new_page()
    report.set_content(Path(download.value.path()).read_text("utf-8"))
    # Browsers name an upload so.
    assert NAME.replace('"', "%22") in report.locator("body").inner_text()
    watcher.assert_only_text(report)

    page.get_by_role("button", name="Keep this session").click()
    page.get_by_role("textbox", name="Profile").or_(page.get_by_label("Profile")).first.fill(PERSON)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("See the Progress page")).to_be_visible()
    watcher.assert_only_text(page)


def test_the_progress_page(
    app_server: str,
    app_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    visitor: BrowserContext,
    watcher: Watcher,
) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(app_home / "formcheck"))
    kept = [evil_session(number, word) for number, word in enumerate(EVIL.values())]
    assert add_sessions(PERSON, kept) == len(EVIL)
    page = visitor.new_page()
    page.goto(f"{app_server}/progress")
    expect(page.get_by_role("heading", name="Progress")).to_be_visible(timeout=60_000)
    chosen = page.get_by_role("combobox", name="Profile")
    if chosen.count():
        chosen.click()
        page.get_by_role("option", name=PERSON, exact=True).click()
    for tab in ("Over the weeks", "Ladder", "Sessions"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(1000)
        watcher.assert_only_text(page)
    for folded in ("Forget a session", "Export, import, delete"):
        page.get_by_text(folded).click()
    expect(page.get_by_text(f"Delete the profile '{PERSON}'")).to_be_visible()
    assert page.get_by_text(MARK).count()
    watcher.assert_only_text(page)
    assert len(list_sessions(PERSON)) >= len(EVIL)


def evil_session(number: int, word: str):
    """A session as an export from elsewhere may hold it."""
    plain = session_of(trained(f"s{number}"), pd.Timestamp("2026-01-05", tz="UTC").to_pydatetime())
    part = plain.sets[0].model_copy(update={"exercise": word, "fault": word, "load": word})
    return plain.model_copy(
        update={"clip": word, "sha256": f"{number}", "formcheck_version": word, "sets": (part,)}
    )


def test_the_batch_and_learn_pages(
    clips: Path, tmp_path: Path, browser: Browser, visitor: BrowserContext, watcher: Watcher
) -> None:
    with running_app(tmp_path, FORMCHECK_APP_FOLDERS=str(clips)) as app:
        page = visitor.new_page()
        page.goto(f"{app.address}/batch")
        page.get_by_text("A folder of the server").click()
        page.get_by_text("All of its 2 clips").click()
        page.get_by_text("I had no recent birth").click()
        page.get_by_role("button", name="Check all").click()
        expect(page.get_by_text("1 of 2 clips were analysed.")).to_be_visible(timeout=WORK_MS)
        expect(page.get_by_role("alert")).to_contain_text(BROKEN)
        watcher.assert_only_text(page)
        _open_result(page)
        watcher.assert_only_text(page)
        for word in EVIL.values():
            page.goto(f"{app.address}/learn?exercise={word}")
            expect(page.get_by_role("heading", name="What formcheck looks for")).to_be_visible()
            watcher.assert_only_text(page)


def _open_result(page: Page) -> None:
    page.get_by_role("combobox", name=re.compile("Open a result")).click()
    page.get_by_role("option", name=NAME).click()
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_visible()
