"""The safety text and its one question: before the first clip of a person, and never again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from formcheck._util.files import write_whole
from formcheck.errors import FormcheckError
from formcheck.result.safety import CLEARED_QUESTION, NOT_CLEARED, SAFETY
from formcheck.store.database import database_path

__all__ = ["ask_before_first_use", "remember_first_use"]

_FILE = "safety-read"
_YES, _NO = ("y", "yes"), ("n", "no")


def ask_before_first_use(show: Callable[[str], None], ask: Callable[[], str]) -> None:
    """Show the safety text, ask its question, and remember a yes.

    Parameters
    ----------
    show : callable
        Told what to show.
    ask : callable
        Gives one answer of the person; '' where they are gone.

    Raises
    ------
    FormcheckError
        They may not exercise yet. That is not kept: the next run asks again.

    Notes
    -----
    Nothing is worked out from weeks: only a clinician knows (docs/methods.md 7).
    """
    if _remembered():
        return
    show(SAFETY)
    while True:
        show(CLEARED_QUESTION)
        answer = ask()
        word = answer.strip().lower()
        if word in _YES:
            remember_first_use()
            return
        if word in _NO or not answer:
            raise FormcheckError(NOT_CLEARED)


def remember_first_use() -> None:
    """Do not ask again; where nothing can be stored, the next run asks again."""
    with suppress(FormcheckError, OSError):
        path = _path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, "The safety text was shown and its question answered with yes.\n")


def _remembered() -> bool:
    try:
        return _path().exists()
    except (FormcheckError, OSError):
        return False


def _path() -> Path:
    return database_path().with_name(_FILE)
