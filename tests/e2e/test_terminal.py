"""What is on the screen, and what is not when there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.cli.show_analysis import print_analysis
from helpers.command import CommandResult, run
from helpers.terminal import on_a_terminal

pytestmark = pytest.mark.slow


@pytest.mark.skipif(sys.platform != "linux", reason="takes a terminal as Linux does")
def test_a_terminal_shows_a_bar_with_frames_a_second_and_takes_it_away(moment: Path) -> None:
    with on_a_terminal("analyze", moment, "-e", "hip_hinge", "-m", "lite") as (process, terminal):
        shown = terminal.read_to_end(process)
        assert process.returncode == 0
    assert "Analysing" in shown
    assert "%" in shown
    assert " fps" in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")
    assert shown.rindex("\x1b[2K") > shown.rindex("Analysing")


def test_a_log_gets_no_bar_and_no_control_characters(moment: Path) -> None:
    """Not even where something tells programs to colour everything."""
    forced = {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1", "TERM": "xterm-256color"}
    done = run("analyze", moment, "-e", "hip_hinge", "-m", "lite", env=forced)
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_pipe_gets_sentences_in_one_line_each(one_rep_result: CommandResult) -> None:
    assert one_rep_result.stderr == ""
    assert all(letter.isprintable() for letter in one_rep_result.stdout.replace("\n", ""))
    (part,) = one_rep_result.analysis.sets
    score = part.score
    assert (
        f"\nSet: {score.value:.0f} ({score.low:.0f} to {score.high:.0f}), {score.band}; "
        f"based on {score.measured} of {score.defined} checks\n"
    ) in one_rep_result.stdout


def test_eighty_columns_are_enough(
    one_rep_result: CommandResult,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_analysis(one_rep_result.analysis)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = [line for line in lines if line.startswith("  1  ")]
    assert row.rstrip().endswith("nothing clear")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_encoding_without_every_sign_is_no_reason_to_fail(
    encoding: str, moment: Path, tmp_path: Path
) -> None:
    clip = shutil.copy(moment, tmp_path / "🏋.mp4")
    old = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    arguments = ("analyze", clip, "-e", "hip_hinge", "-m", "lite", "-o", tmp_path)
    done = run(*arguments, env=old, encoding=encoding)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "🏋.json").exists()
    assert f"Wrote {tmp_path}/" in done.stdout


def test_asking_for_help_loads_nothing_heavy() -> None:
    heavy = ("av", "cv2", "matplotlib", "mediapipe", "numpy", "pandas", "pyarrow", "scipy")
    code = "import sys, formcheck.__main__, formcheck.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted({*done.stdout.split()} & {*heavy}) == []
