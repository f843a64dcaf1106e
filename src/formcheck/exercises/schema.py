"""Base class and field types of the tables in exercise files."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from formcheck.motion.signals import SIGNALS

__all__ = ["UNPRINTABLE", "SignalName", "Strict", "Words"]

UNPRINTABLE = re.compile("[\x1b\x9b\ud800-\udfff]")
"""Characters that control a terminal, and halves of characters, which no file can hold."""

_LARGEST = 1e9


class Strict(BaseModel):
    """A frozen table that takes known keys only, and no value that arithmetic could choke on."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _usable(cls, value: object) -> object:
        if isinstance(value, int | float) and abs(value) > _LARGEST:
            raise ValueError("is larger than anything that is measured")
        if isinstance(value, str) and UNPRINTABLE.search(value):
            raise ValueError("contains a control code of terminals; remove it")
        return value


def _known(name: str) -> str:
    if name not in SIGNALS:
        raise ValueError(f"unknown signal '{name}'; known are {', '.join(sorted(SIGNALS))}")
    return name


SignalName = Annotated[str, AfterValidator(_known)]
"""A column of the signal table."""

Words = Annotated[str, Field(min_length=1)]
"""Text that may not be empty."""
