"""Text that is safe to show, as the name of a file may hold anything; and the time in words."""

import unicodedata
from datetime import datetime

__all__ = ["capital", "in_a_cell", "local_time", "printable", "shown"]

# A spreadsheet takes what begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    """Line ends, terminal codes and halves of letters become replacement characters."""
    return "".join(letter if _is_printable(letter) else "\ufffd" for letter in text)


def shown(text: str) -> str:
    """A file's name that is no UTF-8 is still shown, and still valid JSON and SQL."""
    return text.encode("utf-8", "replace").decode("utf-8")


def capital(text: str) -> str:
    """The text with a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def in_a_cell(file: str) -> str:
    """The same file by a name that no spreadsheet runs: ``=1+1.mp4`` is ``./=1+1.mp4``."""
    return f"./{file}" if file.startswith(_FORMULA) else file


def local_time() -> str:
    """Now, to the minute, in the time zone of this machine."""
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")


def _is_printable(letter: str) -> bool:
    # macOS puts a narrow space into the names of its recordings, which Python takes for a code.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
