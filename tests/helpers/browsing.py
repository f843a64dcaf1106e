"""A real browser for the pages of the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from helpers.app import BROWSER_OPTIONS, CHROMIUM

__all__ = ["WORK_MS", "another", "chromium", "needs_chromium", "opened"]

WORK_MS = 180_000
"""For a clip to be analysed."""

needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="there is no Chromium on this machine"
)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A browser with these flags besides the usual."""
    with sync_playwright() as playwright, another(playwright.chromium, *flags) as browser:
        yield browser


@contextmanager
def another(kind: BrowserType, *flags: str) -> Iterator[Browser]:
    """One more beside a browser that is there, whose `browser_type` is given."""
    browser = kind.launch(executable_path=CHROMIUM, args=[*BROWSER_OPTIONS, *flags])
    yield browser
    browser.close()


def opened(context: BrowserContext, address: str, page: str = "Check a clip") -> Page:
    """A new tab with a page of the app, by its heading."""
    tab = context.new_page()
    tab.goto(address)
    expect(tab.get_by_role("heading", name=page, exact=True)).to_be_visible(timeout=60_000)
    return tab
