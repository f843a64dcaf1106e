"""Before the first clip: the safety text and its question, on a terminal and nowhere else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from formcheck.result.safety import CLEARED_QUESTION, PAIN_STOP
from helpers.command import run
from helpers.terminal import Terminal, on_a_terminal, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="takes a terminal as Linux does"),
]

_QUESTION = CLEARED_QUESTION.split("?", maxsplit=1)[0]


def plain(terminal: Terminal) -> str:
    return " ".join(terminal.read().split())


def answer(home: Path, key: bytes) -> tuple[int, str]:
    """What a first run says; no clip is needed to be asked."""
    arguments = ("analyze", home / "no clip.mp4", "-e", "squat")
    with on_a_terminal(*arguments, output_too=True, FORMCHECK_HOME=str(home)) as (process, screen):
        wait_for(process, lambda: _QUESTION in plain(screen))
        screen.press(key)
        screen.read_to_end(process)
        return process.returncode, plain(screen)


def test_a_yes_goes_on_and_is_kept(tmp_path: Path) -> None:
    code, shown = answer(tmp_path, b"y\n")
    assert code == 2
    assert "Not medical advice" in shown
    assert "no such file" in shown
    arguments = ("analyze", tmp_path / "no clip.mp4", "-e", "squat")
    home = str(tmp_path)
    with on_a_terminal(*arguments, output_too=True, FORMCHECK_HOME=home) as (process, screen):
        screen.read_to_end(process)
        assert "no such file" in plain(screen)
        assert "medical" not in plain(screen)


def test_a_no_ends_it(tmp_path: Path) -> None:
    code, shown = answer(tmp_path, b"n\n")
    assert code == 2
    assert "wait for your health-care professional's OK" in shown.split(_QUESTION)[1]
    assert "no such file" not in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("interruptible")
def test_control_c_at_the_question_ends_it(tmp_path: Path) -> None:
    code, shown = answer(tmp_path, b"\x03")
    assert code == 130
    assert "stopped" in shown


def test_a_script_is_not_held_up_and_yes_beforehand_is_kept(tmp_path: Path) -> None:
    home = {"FORMCHECK_HOME": str(tmp_path)}
    arguments = ("analyze", tmp_path / "no clip.mp4", "-e", "squat")
    done = run(*arguments, env=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []
    run(*arguments, "--yes", env=home)
    assert len(list(tmp_path.iterdir())) == 1
    with on_a_terminal(*arguments, output_too=True, **home) as (process, screen):
        assert "medical" not in screen.read_to_end(process)


def test_pain_leaves_no_score_in_any_result(one_rep: Path, tmp_path: Path) -> None:
    done = run("analyze", one_rep, "-e", "hip_hinge", "-m", "lite", "--pain", "-o", tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(PAIN_STOP)
    result = json.loads((tmp_path / "one_rep.json").read_text("utf-8"))
    assert [part["score"]["value"] for part in result["sets"]] == [None]
    assert result["feedback"]["stop"] == PAIN_STOP
    assert PAIN_STOP in (tmp_path / "one_rep.html").read_text("utf-8")


def test_an_unknown_answer_is_refused_before_any_work(one_rep: Path) -> None:
    done = run("analyze", one_rep, "-e", "hip_hinge", "--felt", "knees")
    assert done.returncode == 2
    assert done.stderr == (
        "formcheck: felt 'knees' is not known; "
        "choose one of glutes, hamstrings, low_back, nowhere\n"
    )
