"""The safety text: asked about once, never where nobody can answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from formcheck.errors import FormcheckError
from formcheck.result.safety import CLEARED_QUESTION, SAFETY
from formcheck.store.first_use import ask_before_first_use, remember_first_use


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def asked(*answers: str) -> list[str]:
    shown: list[str] = []
    given = iter(answers)
    ask_before_first_use(shown.append, lambda: next(given))
    assert list(given) == []
    return shown


@pytest.mark.parametrize("yes", ["y\n", " YES \n"])
def test_it_is_shown_once(yes) -> None:
    assert asked(yes) == [SAFETY, CLEARED_QUESTION]
    assert asked() == []


def test_a_no_stops_and_is_asked_again_next_time(home) -> None:
    for _ in range(2):
        with pytest.raises(FormcheckError, match="wait for your health-care professional"):
            asked("n\n")
    assert not home.exists()
    assert asked("y\n") == [SAFETY, CLEARED_QUESTION]


def test_anything_else_is_asked_again_at_once() -> None:
    assert asked("\n", "maybe\n", "y\n") == [SAFETY, *[CLEARED_QUESTION] * 3]


def test_someone_who_leaves_has_not_said_yes(home) -> None:
    with pytest.raises(FormcheckError):
        asked("")
    assert not home.exists()


def test_yes_beforehand_is_remembered(home) -> None:
    remember_first_use()
    assert asked() == []
    if os.name == "posix":
        assert home.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_asks_each_time(home) -> None:
    home.write_text("a file is in the way")
    assert asked("y\n") == [SAFETY, CLEARED_QUESTION]
    assert asked("y\n") == [SAFETY, CLEARED_QUESTION]
