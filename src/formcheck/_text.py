"""Text that is safe to show: a file's name may hold anything."""

import unicodedata

__all__ = ["printable", "shown"]


def printable(text: str) -> str:
    """Line ends, terminal codes and halves of letters become replacement characters."""
    return "".join(letter if _is_printable(letter) else "\ufffd" for letter in text)


def shown(text: str) -> str:
    """A file's name that is no UTF-8 is still shown, and still valid JSON and SQL."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_printable(letter: str) -> bool:
    # macOS puts a narrow space into the names of its recordings, which Python takes for a code.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
