"""Options that several commands have: the same words everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["ModelOption", "ProfileOption", "YesOption"]

ModelOption = Annotated[
    str, typer.Option("--model", "-m", help="Pose model: lite, full, heavy, or a .task file.")
]
ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", help="Whose back it is; see 'formcheck calibrate'."),
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="I have read the safety text and may exercise.")
]
