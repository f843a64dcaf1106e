"""The time as written on pages."""

from __future__ import annotations

from datetime import datetime

__all__ = ["local_time"]


def local_time() -> str:
    """Now, to the minute, as people read it."""
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
