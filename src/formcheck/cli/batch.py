"""``formcheck batch``: many clips, continued where it stopped."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from formcheck.cli.options import INTERRUPTED, SOME_FAILED, ModelOption

__all__ = ["batch"]

InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="CLIPS...",
        help="Clips, patterns, folders, or a CSV with columns file and exercise.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    str,
    typer.Option("--output", "-o", help="Folder or address for all results.", show_default=False),
]
ExerciseOption = Annotated[
    str,
    typer.Option(
        "--exercise", "-e", help="For clips whose CSV row names none; auto recognises it."
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", "-w", min=1, help="Clips at a time; one a core if left out."),
]
ReportsOption = Annotated[
    bool, typer.Option("--reports/--no-reports", help="Write an HTML report of each clip.")
]
ClipLimitOption = Annotated[
    float, typer.Option("--clip-limit", min=1.0, help="Give a clip up after so many seconds.")
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="local: this machine; ray: a cluster, see docs.")
]
RayAddressOption = Annotated[
    str | None,
    typer.Option("--ray-address", help="Running Ray cluster; started here if left out."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print events as one JSON object a line.")]


def batch(
    inputs: InputsArgument,
    output: OutputOption,
    exercise: ExerciseOption = "auto",
    model: ModelOption = "full",
    workers: WorkersOption = None,
    reports: ReportsOption = True,
    clip_limit: ClipLimitOption = 3600.0,
    engine: EngineOption = "local",
    ray_address: RayAddressOption = None,
    json_lines: JsonOption = False,
) -> None:
    """Analyse many clips; run it again to go on where it stopped.

    Clips that were tracked before are judged again without pose estimation.

    Exit code 0: all analysed; 3: some failed, and it says which; 130: stopped.
    """
    from formcheck._util.text import printable
    from formcheck.batch.events import Limits
    from formcheck.batch.run import batch as run
    from formcheck.batch.run import engine_named
    from formcheck.cli.show_batch import batch_progress, print_batch, print_events
    from formcheck.cli.signals import stop_on_request
    from formcheck.errors import Cancelled

    stopped = stop_on_request()
    try:
        with batch_progress(silent=json_lines) as bar:
            result = run(
                inputs,
                output,
                exercise=exercise,
                model=model,
                workers=workers,
                reports=reports,
                limits=Limits(job_s=clip_limit),
                progress=print_events if json_lines else bar,
                cancelled=stopped,
                engine=engine_named(engine, ray_address),
            )
    except Cancelled as reason:
        print(f"formcheck: {printable(str(reason))}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from reason
    print_batch(result, as_json=json_lines)
    if result.failures:
        raise typer.Exit(SOME_FAILED)
