"""The safety text on a terminal, before the first clip."""

from __future__ import annotations

import sys

from rich.text import Text

from formcheck.cli.console import console
from formcheck.store.first_use import ask_before_first_use, remember_first_use

__all__ = ["before_first_use"]


def before_first_use(*, yes: bool) -> None:
    """Show the safety text once and ask its question; a pipe or a script is never held up.

    Parameters
    ----------
    yes : bool
        The person has read it already and may exercise.

    Raises
    ------
    FormcheckError
        They may not exercise yet.
    """
    if yes:
        remember_first_use()
        return
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    screen = console()
    ask_before_first_use(lambda text: screen.print(Text(text)), sys.stdin.readline)
