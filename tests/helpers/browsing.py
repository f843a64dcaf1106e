"""A real browser and a real server of the app."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

__all__ = ["WORK_MS", "another", "chromium", "needs_chromium", "opened", "serving"]

WORK_MS = 180_000
"""For a clip to be analysed."""

_CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Root, as in a container, may not use Chromium's sandbox; and it shall not call home.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_START_S = 60.0

needs_chromium = pytest.mark.skipif(
    not Path(_CHROMIUM).exists(), reason="there is no Chromium on this machine"
)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A browser with these flags besides the usual."""
    with sync_playwright() as playwright, another(playwright.chromium, *flags) as browser:
        yield browser


@contextmanager
def another(kind: BrowserType, *flags: str) -> Iterator[Browser]:
    """One more beside a browser that is there, whose `browser_type` is given."""
    browser = kind.launch(executable_path=_CHROMIUM, args=[*_FLAGS, *flags])
    yield browser
    browser.close()


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[str]:
    """The address of a server of its own, with the quick model; it leaves no clip behind."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    environment = {
        "FORMCHECK_APP_MODEL": "lite",
        "FORMCHECK_APP_PLACES": "1",
        "FORMCHECK_HOME": str(home / "formcheck"),
        "TMPDIR": str(home),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "formcheck", "app", "--no-browser", "--port", str(port)],
        env={**os.environ, **environment, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        end_s = time.monotonic() + _START_S
        while not _answers(address):
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < end_s, "the server does not answer"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)
    assert not list(home.glob("formcheck-app-*")), "the server has left clips behind"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def opened(context: BrowserContext, address: str, page: str = "Check a clip") -> Page:
    """A new tab with a page of the app, by its heading."""
    tab = context.new_page()
    tab.goto(address)
    expect(tab.get_by_role("heading", name=page, exact=True)).to_be_visible(timeout=60_000)
    return tab
