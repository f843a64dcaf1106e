"""Nothing leaves the machine, nothing is told to the log, and nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from helpers.app import running_app
from helpers.browsing import needs_chromium
from helpers.command import SAMPLES
from helpers.syscalls import can_record, outside, recorder

SAMPLE = "Squat: a fault to find"
SAMPLE_NAME = "squat_hips_shoot_up_male_yaw0"
WORK_MS = 180_000
WITHIN_S = 30.0

records = pytest.mark.skipif(not can_record(), reason="strace is not here, or may not watch")


def recorded(trace: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*recorder(trace), sys.executable, *command],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@records
@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect(('2001:db8::1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.53', 53))",
    ],
)
def test_an_attempt_is_seen(attempt, tmp_path) -> None:
    """Addresses for documentation only: nothing is sent to anyone."""
    code = f"import contextlib, socket\nwith contextlib.suppress(OSError): {attempt}"
    recorded(tmp_path / "trace", "-c", code)
    assert len(outside(tmp_path / "trace")) == 1


@records
def test_this_machine_is_no_outside(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        recorded(
            tmp_path / "trace",
            "-c",
            f"import socket; socket.create_connection(('127.0.0.1', {port}))",
        )
    assert "htons" in (tmp_path / "trace").read_text()
    assert outside(tmp_path / "trace") == []


@records
def test_analyze_connects_to_nobody(one_rep, tmp_path) -> None:
    done = recorded(
        tmp_path / "trace",
        *("-m", "formcheck", "analyze", one_rep, "--model", "lite", "--video"),
        *("-o", tmp_path / "out"),
    )
    assert done.returncode == 0, done.stderr
    assert outside(tmp_path / "trace") == []


@records
def test_batch_connects_to_nobody(one_rep, tmp_path) -> None:
    done = recorded(
        tmp_path / "trace",
        *("-m", "formcheck", "batch", one_rep, "--model", "lite", "--workers", "1"),
        *("-o", tmp_path / "out"),
    )
    assert done.returncode == 0, done.stderr
    assert outside(tmp_path / "trace") == []


@records
@needs_chromium
def test_the_app_connects_to_nobody_and_its_log_names_nothing(visitor, tmp_path) -> None:
    private = tmp_path / "After my back operation.mp4"
    private.write_bytes(b"this is no video" * 1000)
    # All addresses, as for others in the house: Streamlit would ask the internet for its own.
    everyone = ("--address", "0.0.0.0")
    with running_app(tmp_path, before=recorder(tmp_path / "trace"), options=everyone) as app:
        page = _open(visitor, app.address)
        page.get_by_role("button", name=SAMPLE).click()
        score = page.get_by_test_id("stMetricValue").first
        expect(score).to_contain_text("/ 100", timeout=WORK_MS)
        with page.expect_download():
            page.get_by_role("button", name="Report", exact=True).click()
        page = _open(visitor, app.address)
        page.locator("input[type=file]").set_input_files(private)
        page.get_by_text("I had no recent birth").click()
        page.get_by_role("button", name="Check this clip").click()
        expect(page.get_by_role("alert")).to_contain_text(private.name, timeout=WORK_MS)
    assert outside(tmp_path / "trace") == []
    log = (tmp_path / "server.log").read_text("utf-8")
    told = [one for one in log.splitlines() if one and not _names_nothing(one)]
    assert told == []
    assert SAMPLE_NAME not in log
    assert private.stem not in log


def _names_nothing(line: str) -> bool:
    """Of start and end, and Streamlit's words on a page that was drawn anew meanwhile."""
    words = ("server started on", "formcheck: http", "Stopping", "The fragment with id")
    return any(one in line for one in words)


@needs_chromium
def test_a_clip_that_failed_is_removed_while_its_reason_is_read(visitor, tmp_path) -> None:
    broken = tmp_path / "Broken.mp4"
    broken.write_bytes(b"this is no video" * 1000)
    with running_app(tmp_path) as app:
        page = _open(visitor, app.address)
        page.locator("input[type=file]").set_input_files(broken)
        page.get_by_text("I had no recent birth").click()
        page.get_by_role("button", name="Check this clip").click()
        expect(page.get_by_role("alert")).to_contain_text("Broken.mp4", timeout=WORK_MS)
        assert _clips(tmp_path) == []


@needs_chromium
def test_a_server_that_is_killed_leaves_nothing_that_the_next_one_keeps(visitor, tmp_path) -> None:
    with running_app(tmp_path) as app:
        page = _open(visitor, app.address)
        page.get_by_role("button", name=SAMPLE).click()
        expect(page.get_by_text("Following the body")).to_be_visible(timeout=WORK_MS)
        (folder,) = tmp_path.glob("formcheck-app-*")
        os.kill(int(folder.name.split("-")[2]), signal.SIGKILL)
    assert folder.exists(), "or there is nothing to remove"
    with running_app(tmp_path):
        # Before any visitor has come.
        assert not folder.exists()


@needs_chromium
def test_another_clip_removes_the_last_one(visitor, tmp_path) -> None:
    with running_app(tmp_path) as app:
        page = _open(visitor, app.address)
        page.locator("input[type=file]").set_input_files(SAMPLES / f"{SAMPLE_NAME}.mp4")
        page.get_by_text("I had no recent birth").click()
        page.get_by_role("button", name="Check this clip").click()
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        _until_there(tmp_path, 1)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("button", name=SAMPLE)).to_be_visible()
        _until_there(tmp_path, 0)


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Check a clip")).to_be_visible()
    return page


def _clips(home: Path) -> list[Path]:
    return list(home.glob("formcheck-app-*/*/*"))


def _until_there(home: Path, number: int) -> None:
    end_s = time.monotonic() + WITHIN_S
    while len(_clips(home)) != number:
        assert time.monotonic() < end_s, f"{_clips(home)} are there"
        time.sleep(0.1)
