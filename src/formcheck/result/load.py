"""What a set was done with: bodyweight, a band, or so many kilograms."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.errors import FormcheckError

__all__ = ["HEAVIEST_KG", "Load", "parse_load"]

_WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:kg)?", re.IGNORECASE)
HEAVIEST_KG = 500.0
"""More than anyone lifts: a mistake in typing."""


class Load(BaseModel):
    """Load of a set, as given by the person: no camera can weigh a bar.

    Attributes
    ----------
    kind : {"bodyweight", "band", "weight"}
    kg : float or None
        For ``weight``: all of it, bar included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["bodyweight", "band", "weight"]
    kg: float | None = None

    def __str__(self) -> str:
        return self.kind if self.kg is None else f"{self.kg:g} kg"


def parse_load(text: str) -> Load:
    """A load in words.

    Parameters
    ----------
    text : str
        ``"bodyweight"``, ``"band"``, or kilograms such as ``"20"``, ``"12.5 kg"``.

    Raises
    ------
    FormcheckError
        Anything else, saying what would be right.
    """
    said = text.strip().lower()
    if said == "bodyweight":
        return Load(kind="bodyweight")
    if said == "band":
        return Load(kind="band")
    weight = _WEIGHT.fullmatch(said)
    kg = float(weight[1].replace(",", ".")) if weight else 0.0
    if not 0.0 < kg <= HEAVIEST_KG:
        raise FormcheckError(
            f"load '{text}' is not understood: give bodyweight, band, or kilograms such as '20 kg'"
        )
    return Load(kind="weight", kg=kg)
