"""``formcheck live``: the coach on a camera, in a window or as events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import INTERRUPTED, ModelOption, ProfileOption, YesOption

__all__ = ["live"]


def live(
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            "-e",
            help="A name that 'formcheck exercises' lists, or a TOML file.",
            show_default=False,
        ),
    ],
    camera: Annotated[int, typer.Option("--camera", min=0, help="Number of the camera.")] = 0,
    source: Annotated[
        Path | None, typer.Option("--source", help="Play a clip at its own pace instead.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no window.")] = False,
    events: Annotated[
        bool, typer.Option("--events", help="Print events as one JSON object a line.")
    ] = False,
    guided: Annotated[
        bool,
        typer.Option(
            "--guided/--at-once",
            help="See to camera, distance, light and a quiet start first, or count at once.",
        ),
    ] = True,
    keep: Annotated[
        str | None, typer.Option("--keep", help="Keep each set under the profile of this name.")
    ] = None,
    profile: ProfileOption = None,
    model: ModelOption = "lite",
    yes: YesOption = False,
) -> None:
    """Coach before a camera: count, say what to change, and sum up each set.

    In the window: q or Esc ends, m mirrors. Ctrl-C ends too; a set under way is finished first.
    """
    from formcheck.cli.console import ask_safety_question
    from formcheck.cli.show_live import LiveDisplay, run
    from formcheck.cli.signals import stop_on_request
    from formcheck.live import LiveSession
    from formcheck.store.profiles import usable_name

    ask_safety_question(yes=yes)
    # A wrong name is an error before the first set, not after it.
    keep = None if keep is None else usable_name(keep)
    stopped = stop_on_request()
    with LiveSession(exercise, guided=guided, profile=profile, model=model) as session:
        display = LiveDisplay(session.exercise.name, window=not headless, events=events, keep=keep)
        run(session, source if source is not None else camera, display, stopped)
    if stopped():
        raise typer.Exit(INTERRUPTED)
