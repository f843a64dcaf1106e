"""``formcheck exercises``: list the catalogue; begin and check a definition of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck._util.text import printable
from formcheck.cli.options import ModelOption
from formcheck.errors import OutputError

__all__ = ["exercises_app"]

exercises_app = typer.Typer(help="List the exercises, or write and check one of your own.")


@exercises_app.callback(invoke_without_command=True)
def list_exercises(context: typer.Context) -> None:
    """List the exercises in the catalogue, or write and check one of your own."""
    if context.invoked_subcommand is not None:
        return
    from rich.table import Table

    from formcheck.cli.console import console
    from formcheck.exercises import exercise_ids, load_exercise

    table = Table("exercise", "what it is", "checks", "camera")
    for exercise in map(load_exercise, exercise_ids()):
        checks = str(len(exercise.checks))
        table.add_row(exercise.id, exercise.summary, checks, exercise.camera.advice)
    console().print(table)


@exercises_app.command()
def new(
    name: Annotated[str, typer.Argument(help="What to call it.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="TOML file to write; NAME.toml if left out."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option("--from", help="Exercise in the catalogue that this is a variant of."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented definition to begin from; it is valid as it is."""
    from formcheck._util.files import write_whole
    from formcheck.cli.console import print_paths
    from formcheck.exercises.writing import exercise_id, exercise_text

    path = output if output is not None else Path(f"{exercise_id(name)}.toml")
    if path.suffix.lower() != ".toml":
        raise OutputError(f"{path}: exercise files end in .toml; name it {path.stem}.toml")
    text = exercise_text(name, path.name, base)
    if path.exists() and not force:
        raise OutputError(f"{path}: is there already; name another with -o, or add --force")
    write_whole(path, text)
    print_paths([path])
    print(printable(f"Next: formcheck exercises check {path} CLIP"))


@exercises_app.command()
def check(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="TOML file, or a name in the catalogue.", show_default=False
        ),
    ],
    clip: Annotated[
        Path | None, typer.Argument(help="Clip to try it on.", show_default=False)
    ] = None,
    model: ModelOption = "full",
) -> None:
    """Say whether a definition holds together, and step by step what it did on a clip."""
    from formcheck.cli.show_exercises import print_definition, print_explanation
    from formcheck.exercises import load_exercise

    exercise = load_exercise(file)
    print_definition(exercise, file)
    if clip is None:
        return
    from formcheck.cli.console import progress_bar
    from formcheck.explain.clip import explain_track
    from formcheck.pipeline import track_video

    with progress_bar("Analysing") as progress:
        track = track_video(clip, model=model, progress=progress)
    print_explanation(explain_track(track, exercise))
