"""Text that is safe to show: a file's name may hold anything."""

__all__ = ["printable"]


def printable(text: str) -> str:
    """Line ends, terminal codes and halves of letters become replacement characters."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
