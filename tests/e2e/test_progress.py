"""The Progress page as a person meets it: sessions become a chart, and a profile goes for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from formcheck.store.sessions import export_sessions, keep_session, list_sessions
from helpers.browsing import needs_chromium
from helpers.kept import trained

pytestmark = needs_chromium

WHO, CLIP = "Someone with a name of their own", "their own clip"


@pytest.fixture
def history(app_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the server keeps its history in, for this process to write to as well."""
    folder = app_home / "formcheck"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/progress")
    expect(page.get_by_role("heading", name="Progress")).to_be_visible(timeout=60_000)
    return page


def _choose(page: Page, profile: str) -> None:
    page.get_by_role("combobox", name="Profile").click()
    page.get_by_role("option", name=profile, exact=True).click()


def test_two_sessions_become_charts_a_ladder_and_an_export(app_server, history, visitor) -> None:
    now = datetime.now(UTC)
    keep_session("me", trained("first", score=70.0, back_deg=12.0), now - timedelta(days=7))
    keep_session("me", trained("second", score=91.0, back_deg=6.0), now)
    page = _open(visitor, app_server)
    expect(page.get_by_text("1 of 2 to 3")).to_be_visible()
    expect(page.get_by_text("First 70, latest 91.")).to_be_visible()
    for name in ("Score", "Range of motion", "Tempo", "Spine change"):
        expect(page.locator(f'[aria-label^="{name} over time"]')).to_be_attached()
    # A week apart, and so far apart on the page too.
    points = page.get_by_test_id("stVegaLiteChart").first.locator(".mark-symbol path")
    expect(points).to_have_count(2)
    first, second = (points.nth(at).bounding_box() for at in (0, 1))
    assert first is not None
    assert second is not None
    assert second["x"] - first["x"] > 100
    assert second["y"] < first["y"]

    page.get_by_role("tab", name="Ladder").click()
    expect(page.get_by_text("1 of 2 clean days in a row")).to_be_visible()
    expect(page.get_by_text("does not say that you may exercise")).to_be_visible()

    page.get_by_role("tab", name="Sessions").click()
    page.get_by_text("Export, import, delete").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export all sessions").click()
    assert Path(download.value.path()).read_text("utf-8") == export_sessions("me")


def test_a_deleted_profile_leaves_no_trace_on_the_disk(app_server, history, visitor) -> None:
    keep_session("someone else", trained("theirs"))
    for number in range(3):
        keep_session(WHO, trained(f"{CLIP} {number}"))
    everything = b"".join(one.read_bytes() for one in history.rglob("*") if one.is_file())
    assert WHO.encode() in everything
    page = _open(visitor, app_server)
    _choose(page, WHO)
    page.get_by_role("tab", name="Sessions").click()
    page.get_by_text("Export, import, delete").click()
    delete = page.get_by_role("button", name="Delete for good")
    expect(delete).to_be_disabled()
    page.get_by_text(f"Delete the profile '{WHO}'").click()
    expect(delete).to_be_enabled()
    delete.click()
    expect(page.get_by_text("nothing of them is left here")).to_be_visible()
    left = b"".join(one.read_bytes() for one in history.rglob("*") if one.is_file())
    assert WHO.encode() not in left
    assert CLIP.encode() not in left
    assert len(list_sessions("someone else")) == 1
