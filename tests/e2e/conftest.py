"""Results that several tests look at are made once, also over the processes of pytest-xdist."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from helpers.browsing import CHROMIUM
from helpers.command import Result, cut, once, truth

ONE_REP = "hip_hinge_good_female_yaw0"
START_S = 60.0


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = common / "e2e"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def one_rep(shared: Path) -> Path:
    """A clip of one good hinge: the shortest that makes every kind of result."""
    return cut(ONE_REP, truth(ONE_REP)["reps"][0]["end_s"] + 0.5, shared / "clips" / "one_rep.mp4")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A test run in the background may be deaf to Ctrl-C, and so would be what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def moment(shared: Path) -> Path:
    """A second of standing, for tests that need results of any kind but no repetition."""
    return cut(ONE_REP, 1.0, shared / "clips" / "moment.mp4")


@pytest.fixture(scope="session")
def one_rep_result(shared: Path, one_rep: Path) -> Result:
    """All results of that clip, the annotated video included."""
    return once(shared / "one_rep", one_rep, ["-e", "hip_hinge", "--model", "lite", "--video"])


@pytest.fixture(scope="module")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the server of this module: its temporary files, and in `formcheck` its history."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app_server(app_home: Path) -> Iterator[str]:
    """A running app, by its address."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    settings = {
        "FORMCHECK_APP_MODEL": "lite",
        "FORMCHECK_APP_PLACES": "1",
        "FORMCHECK_HOME": str(app_home / "formcheck"),
        "TMPDIR": str(app_home),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "formcheck", "app", "--no-browser", "--port", str(port)],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        end_s = time.monotonic() + START_S
        while not _answers(address):
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < end_s, "the server does not answer"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)
    assert not list(app_home.glob("formcheck-app-*")), "the server has left clips behind"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        # Root, as in a container, may not use Chromium's sandbox.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Someone who has not been there before."""
    with browser.new_context() as context:
        context.set_default_timeout(60_000)
        yield context
