"""``formcheck analyze`` and ``formcheck demo``: one clip, printed and written to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from formcheck.cli.options import BackendOption, ModelOption, ProfileOption, YesOption
from formcheck.errors import FormcheckError

__all__ = ["analyze", "demo"]

_SAMPLE = "squat_hips_shoot_up_male_yaw0.mp4"


def analyze(
    clip: Annotated[Path, typer.Argument(help="Video file.", show_default=False)],
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            "-e",
            help="auto (recognised from the clip), a name that 'formcheck exercises' lists, "
            "or a TOML file.",
        ),
    ] = "auto",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for the JSON, CSV, Parquet and HTML results."),
    ] = None,
    video: Annotated[
        bool, typer.Option("--video", help="Also write the annotated video; needs -o.")
    ] = False,
    video_size: Annotated[
        int,
        typer.Option(
            "--video-size", min=160, max=3840, help="Longer side of the clip in it, pixels."
        ),
    ] = 960,
    profile: ProfileOption = None,
    load: Annotated[
        str | None,
        typer.Option("--load", help="What it was done with: bodyweight, band, or kilograms."),
    ] = None,
    felt: Annotated[
        str | None,
        typer.Option(
            "--felt", help="Where you felt it most: glutes, hamstrings, low_back or nowhere."
        ),
    ] = None,
    pain: Annotated[
        bool, typer.Option("--pain", help="You felt pain: no score, and what to do then.")
    ] = False,
    yes: YesOption = False,
    model: ModelOption = "full",
    backend: BackendOption = "litert",
) -> None:
    """Analyse one clip: count, measure, score, and say what to fix first."""
    from formcheck.cli.console import ask_safety_question
    from formcheck.result.feedback import parse_felt
    from formcheck.result.load import parse_load

    if video and output is None:
        raise FormcheckError("--video needs a folder to write to; add -o FOLDER")
    # What is not understood is said before the slow part.
    feedback = {
        "felt": None if felt is None else parse_felt(felt),
        "pain": pain,
        "load": None if load is None else parse_load(load),
    }
    ask_safety_question(yes=yes)
    settings = {"profile": profile, "model": model, "backend": backend}
    files = {"video": video, "video_side_px": video_size}
    _run(clip, exercise, output, files, feedback=feedback, **settings)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")] = Path(
        "formcheck-demo"
    ),
) -> None:
    """Analyse a bundled sample and say where its report is."""
    from formcheck._util.resources import bundled

    report = _run(bundled("samples") / _SAMPLE, "squat", output, {"video": True})
    print(f"\nOpen the report in a browser: {report}")


def _run(
    clip: Path,
    exercise: str,
    output: Path | None,
    files: Mapping[str, Any],
    *,
    feedback: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Path | None:
    """Analyse with `settings` of `analyze`, put the `feedback` in, print and write `files`.

    Returns the path of the HTML report.
    """
    from formcheck.cli.console import print_paths, progress_bar
    from formcheck.cli.show_analysis import print_analysis
    from formcheck.pipeline import analyze

    plan = None
    if output is not None:
        from formcheck.report.files import plan_outputs, write_results

        plan = plan_outputs(clip, output, **files)
    with progress_bar("Analysing") as progress:
        measured = analyze(clip, exercise, progress=progress, **settings)
    measured = measured.with_feedback(**(feedback or {}))
    print_analysis(measured)
    if plan is None:
        return None
    with progress_bar("Writing") as progress:
        write_results(measured, clip, plan, progress=progress)
    print_paths(plan.paths)
    return plan.html
