"""Results that several tests look at are made once, also over the processes of pytest-xdist."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from helpers.app import running_app
from helpers.browsing import chromium
from helpers.command import CommandResult, cut, once, truth

ONE_REP = "hip_hinge_good_female_yaw0"


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
def one_rep_result(shared: Path, one_rep: Path) -> CommandResult:
    """All results of that clip, the annotated video included."""
    return once(shared / "one_rep", one_rep, ["-e", "hip_hinge", "--model", "lite", "--video"])


@pytest.fixture(scope="module")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the server of this module: its temporary files, and in `formcheck` its history."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app_server(app_home: Path) -> Iterator[str]:
    """Address of a running app, which leaves nothing behind."""
    with running_app(app_home) as app:
        yield app.address
    assert not list(app_home.glob("formcheck-app-*")), "the server has left clips behind"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Someone whom the server has not seen before."""
    with browser.new_context() as context:
        context.set_default_timeout(60_000)
        yield context
