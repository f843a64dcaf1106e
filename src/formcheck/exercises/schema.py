"""What every table of an exercise file has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, field_validator

from formcheck.motion.signals import SIGNALS

__all__ = ["TERMINAL_CODES", "Strict", "known_signal"]

TERMINAL_CODES = ("\x1b", "\x9b")
"""Escape, and its form in one character: what follows could clear a screen or name a window."""

_MOST = 1e9


class Strict(BaseModel):
    """A table that takes the keys it knows and no other, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _of_this_world(cls, value: object) -> object:
        if isinstance(value, int | float) and abs(value) > _MOST:
            raise ValueError("is larger than anything that is measured")
        if isinstance(value, str) and any(one in value for one in TERMINAL_CODES):
            raise ValueError("holds a code that terminals obey; write it without")
        return value


def known_signal(name: str) -> str:
    """The name itself; ValueError where the signal table has no such column."""
    if name not in SIGNALS:
        raise ValueError(f"unknown signal '{name}'; known are {', '.join(sorted(SIGNALS))}")
    return name
