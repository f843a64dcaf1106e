"""Write ``docs/catalogue.md`` from the exercise files: ``python tools/list_catalogue.py``."""

from __future__ import annotations

from pathlib import Path

from formcheck._util.files import write_whole
from formcheck.exercises import Exercise, exercise_ids, load_exercise

PAGE = Path(__file__).parent.parent / "docs" / "catalogue.md"

_HEAD = """# The exercises

Made from the files in `src/formcheck/exercises/catalog/` by `python tools/list_catalogue.py`;
thresholds, errors and their sources stand there, beside each check. `formcheck exercises` prints
the short list.

A fault is looked for only where the camera can show it: elsewhere it is *not measured*, with the
reason. "Information" costs no points. Angles of the leg further from the camera are read with a
wider error.
"""

_RESTS = {
    "rises": "{rest} to {rest}",
    "falls": "{rest} to {rest}",
    "still": "a hold of {shortest:g} s or more",
}


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(load_exercise(name)) for name in exercise_ids())])


def _section(exercise: Exercise) -> str:
    rep = exercise.rep
    counted = _RESTS[rep.direction].format(rest=exercise.phases.rest, shortest=rep.shortest_s)
    phases = " → ".join(exercise.phases.ordered)
    lines = [f"## {exercise.name}", "", f"`{exercise.id}` · {exercise.summary}", ""]
    if exercise.extends:
        lines += [f"A variant of `{exercise.extends}`.", ""]
    lines += [f"- Camera: {exercise.camera.advice}", f"- A repetition runs {counted}: {phases}."]
    if exercise.leg is not None:
        lines.append(
            "- One leg at a time: the working leg is found and named with each repetition."
        )
    if not exercise.scored:
        lines.append("- Not scored: for guidance only.")
    lines += ["", "| fault | what it is | weight | camera |", "|---|---|---|---|"]
    lines += [
        f"| `{check.id}` | {check.title} | {_weight(check.severity.value)} "
        f"| {' or '.join(check.views)} |"
        for check in exercise.checks
    ]
    return "\n".join([*lines, ""])


def _weight(severity: str) -> str:
    return "information" if severity == "info" else severity


if __name__ == "__main__":
    write_whole(PAGE, page())
