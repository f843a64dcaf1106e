"""What the command line shows of one exercise definition, and of what it did on a clip."""

from __future__ import annotations

from formcheck._util.text import printable
from formcheck.cli.console import console, say
from formcheck.exercises.describing import described
from formcheck.exercises.spec import Exercise
from formcheck.explain.chart import text_chart
from formcheck.explain.facts import Explanation, ShotTrace
from formcheck.explain.words import explained
from formcheck.result.phrases import repetitions

__all__ = ["print_definition", "print_explanation"]

_WIDEST_CHART = 120


def print_definition(exercise: Exercise, where: str) -> None:
    """What the file says, in sentences."""
    screen = console()
    kind = f", a variant of {exercise.extends}" if exercise.extends else ""
    words = f"{printable(where)}: valid. {exercise.name} ({exercise.id}){kind}."
    say(screen, words, "bold")
    for line in described(exercise):
        say(screen, line)


def print_explanation(explanation: Explanation) -> None:
    """Step by step, with a chart of the driving signal."""
    screen = console()
    width = min(screen.width, _WIDEST_CHART)
    for section in explained(explanation):
        say(screen, f"\n{section.title}", "bold")
        for line in section.lines:
            say(screen, f"  {line}")
        if section.shot is not None:
            screen.print()
            for line in _chart(section.shot, explanation, width):
                say(screen, line)
    say(screen, f"\n{repetitions(len(explanation.reps))} counted.", "bold")


def _chart(shot: ShotTrace, explanation: Explanation, width: int) -> list[str]:
    spans = [
        (rep.start_s, rep.end_s, str(rep.number))
        for rep in explanation.reps
        if shot.start_s <= rep.turn_s <= shot.end_s
    ]
    levels = {"turn_beyond": shot.levels.turn_beyond, "rest_within": shot.levels.rest_within}
    return text_chart(shot.driving, levels, spans, width)
