"""Options and exit codes that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "BAD_INPUT",
    "INTERRUPTED",
    "SOME_FAILED",
    "BackendOption",
    "ModelOption",
    "ProfileOption",
    "YesOption",
]

BAD_INPUT = 2
SOME_FAILED = 3
INTERRUPTED = 130

ModelOption = Annotated[
    str, typer.Option("--model", "-m", help="Pose model: lite, full, heavy, or a .task file.")
]
BackendOption = Annotated[
    str,
    typer.Option(
        "--backend", help="What runs the pose model: litert, or mediapipe as the reference."
    ),
]
ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", help="Whose back it is; see 'formcheck calibrate'."),
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="I have read the safety text and may exercise.")
]
