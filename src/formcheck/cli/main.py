"""The command line: thin, it calls the same functions as the Python API and prints."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, NoReturn, cast

import typer

from formcheck._util.text import printable
from formcheck.app.launch import app as open_app
from formcheck.cli.analyze import analyze, demo
from formcheck.cli.batch import batch
from formcheck.cli.exercises import exercises_app
from formcheck.cli.live import live
from formcheck.cli.options import BAD_INPUT, INTERRUPTED, SOME_FAILED, ModelOption
from formcheck.errors import FormcheckError

__all__ = ["app", "main"]

# Typer has the class of all wrong arguments only as the base of this one.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])

# Heavy imports stay inside the commands: `formcheck --help` answers at once.
app = typer.Typer(
    name="formcheck",
    help="Watch a clip of a hinge, bridge or squat, measure it and say what to change.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(exercises_app, name="exercises")
app.command()(batch)
app.command()(live)
app.command("app")(open_app)
app.command()(analyze)
app.command()(demo)


@app.command()
def evaluate(
    manifest: Annotated[
        Path,
        typer.Argument(
            help="CSV file that lists labelled clips, or a folder of samples.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for the page, tables, and reports of misses."),
    ] = None,
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            "-e",
            help="labelled: each clip as labelled; auto: recognised, which is evaluated too; "
            "a name or a TOML file: only clips labelled so.",
        ),
    ] = "labelled",
    reports: Annotated[
        str, typer.Option("--reports", help="Clips to write a report of: misses, all, none.")
    ] = "misses",
    model: ModelOption = "full",
) -> None:
    """Analyse labelled clips and say how often formcheck is right; exit code 3 if any failed."""
    from formcheck.cli.console import clips_bar, print_paths
    from formcheck.cli.show_evaluation import print_evaluation
    from formcheck.evaluation.run import check_reports, evaluation_files
    from formcheck.evaluation.run import evaluate as run

    with clips_bar("Evaluating") as progress:
        evaluation = run(
            manifest,
            output,
            exercise=exercise,
            model=model,
            reports=check_reports(reports),
            progress=progress,
        )
    print_evaluation(evaluation)
    if output is not None:
        print_paths(evaluation_files(output))
    if evaluation.not_analysed:
        raise typer.Exit(SOME_FAILED)


@app.command()
def calibrate(
    clip: Annotated[
        Path,
        typer.Argument(
            help="Side-on video of slumping and standing tall, or cat-cow.", show_default=False
        ),
    ],
    profile: Annotated[str, typer.Option("--profile", help="Name to keep it under.")] = "me",
    model: ModelOption = "full",
) -> None:
    """Learn how far your back bends, to judge it by your own range from then on."""
    from formcheck.cli.console import progress_bar
    from formcheck.cli.show_profiles import print_calibration
    from formcheck.pipeline import calibrate as run

    with progress_bar("Calibrating") as progress:
        back = run(clip, profile=profile, model=model, progress=progress)
    print_calibration(back, profile)


@app.command()
def profiles(
    delete: Annotated[
        str | None, typer.Option("--delete", help="Forget the profile of this name.")
    ] = None,
) -> None:
    """List the people whose range is known, or forget one."""
    from formcheck.cli.show_profiles import print_profiles
    from formcheck.store.profiles import delete_profile, list_profiles

    if delete is not None:
        delete_profile(delete)
    print_profiles(list_profiles())


@app.command()
def models() -> None:
    """List the pose models, and whether their checksums hold."""
    from rich.table import Table

    from formcheck.cli.console import console
    from formcheck.pose.models import available_models

    table = Table("model", "file", "state")
    for model in available_models():
        table.add_row(model.name, str(model.path), model.problem or "verified")
    console().print(table)


@app.command()
def schema() -> None:
    """Print the JSON schema of an analysis."""
    import json

    from formcheck.result.result import Result

    typer.echo(json.dumps(Result.model_json_schema(), indent=2))


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(installed("formcheck"))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; wrong input ends in one line and exit code 2.

    Parameters
    ----------
    arguments : list of str, optional
        Instead of those of the process. With none at all the help is shown.

    Raises
    ------
    SystemExit
        0 done, 2 something is wrong with input or arguments, 3 some clips of many could not be
        analysed, 130 interrupted.
    """
    # A degree sign must not end the program where the output's encoding lacks it.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        sys.exit(app(args=given or ["--help"], standalone_mode=False))
    except FormcheckError as error:
        _exit_with(str(error))
    except _UsageError as error:
        _exit_with(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        print("\nformcheck: stopped; nothing half-written is left", file=sys.stderr)
        sys.exit(INTERRUPTED)


def _usage(error: typer.BadParameter) -> str:
    """What is wrong with the arguments, what would be right, and where to read more."""
    text = " ".join(error.format_message().split()).rstrip(".")
    wanted = (getattr(getattr(error, "param", None), "help", None) or "").rstrip(".")
    command = error.ctx.command_path if error.ctx is not None else "formcheck"
    return f"{text}{f' ({wanted})' if wanted else ''}; see '{command} --help'"


def _exit_with(problem: str) -> NoReturn:
    print(f"formcheck: {printable(problem)}", file=sys.stderr)
    sys.exit(BAD_INPUT)
