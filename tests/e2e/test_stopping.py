"""Ctrl-C and SIGTERM at several moments: soon, silent, and nothing half-written left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from formcheck import Result
from helpers.command import COMMAND, environment, start
from helpers.terminal import on_a_terminal, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("interruptible"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

_SOON_S = 1.0
_MESSAGE = "formcheck: stopped; nothing half-written is left\n"


def heeds_signals(process: subprocess.Popen) -> bool:
    """Whether Python code handles SIGTERM: the first thing that the command sees to."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def has_loaded(process: subprocess.Popen, library: str) -> bool:
    return library in Path(f"/proc/{process.pid}/maps").read_text()


def assert_only_whole_files(folder: Path) -> None:
    readers: dict[str, Callable[[Path], object]] = {
        ".json": lambda path: Result.model_validate_json(path.read_text("utf-8")),
        ".csv": pd.read_csv,
        ".parquet": pd.read_parquet,
        ".html": lambda path: HTMLParser().feed(path.read_text("utf-8")),
    }
    left = list(folder.iterdir()) if folder.exists() else []
    for path in left:
        assert not path.name.startswith("."), left
        readers[path.suffix](path)


MOMENTS: dict[str, Callable[[subprocess.Popen, Path], bool]] = {
    "starting": lambda process, folder: heeds_signals(process),
    "importing": lambda process, folder: has_loaded(process, "/numpy/"),
    "loading the model": lambda process, folder: has_loaded(process, "/ai_edge_litert/"),
    "writing tables": lambda process, folder: any(folder.glob("*.json")),
    "writing the video": lambda process, folder: any(folder.glob(".*.mp4")),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c(moment: str, one_rep: Path, tmp_path: Path) -> None:
    stop_at(moment, signal.SIGINT, 130, one_rep, tmp_path / "results")


def test_sigterm(one_rep: Path, tmp_path: Path) -> None:
    stop_at("writing the video", signal.SIGTERM, 143, one_rep, tmp_path / "results")


def stop_at(moment: str, number: signal.Signals, code: int, clip: Path, folder: Path) -> None:
    process = start("analyze", clip, "-e", "hip_hinge", "--model", "lite", "-o", folder, "--video")
    try:
        wait_for(process, lambda: MOMENTS[moment](process, folder))
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=_SOON_S)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == code
    assert stderr == _MESSAGE
    assert "Wrote" not in stdout
    assert_only_whole_files(folder)


def test_the_key_itself_pressed_again_and_again_while_the_bar_is_shown(one_rep: Path) -> None:
    with on_a_terminal("analyze", one_rep, "-e", "hip_hinge", "-m", "lite") as (process, terminal):
        wait_for(process, lambda: " fps" in terminal.read())
        for _ in range(3):
            terminal.press(b"\x03")
        process.wait(timeout=_SOON_S)
        assert process.returncode == 130
        shown = terminal.read()
    # Keys that come when the command is gone are echoed by the terminal itself.
    assert shown.replace("\r\n", "\n").removesuffix("^C").removesuffix("^C").endswith(_MESSAGE)
    assert "Traceback" not in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # the cursor is back


def test_what_was_ignored_stays_ignored(one_rep: Path, tmp_path: Path) -> None:
    """As under `nohup`, where closing the terminal must not end the work."""
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" HUP; exec "$0" "$@"', COMMAND, "analyze", one_rep, "-e", "hip_hinge"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(process, lambda: has_loaded(process, "/numpy/"))
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_SOON_S)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
