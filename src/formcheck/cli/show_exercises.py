"""What the command line shows of one exercise definition, and of what it did on a clip."""

from __future__ import annotations

from rich.text import Text

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
    """What the file says, in sentences, to compare with what was meant."""
    screen = console()
    kind = f", a variant of {exercise.extends}" if exercise.extends else ""
    words = f"{printable(where)}: valid. {exercise.name} ({exercise.id}){kind}."
    say(screen, Text(words, style="bold"))
    for line in described(exercise):
        say(screen, Text(line))


def print_explanation(explanation: Explanation) -> None:
    """Step by step, with a chart of the driving signal."""
    screen = console()
    width = min(screen.width, _WIDEST_CHART)
    for section in explained(explanation):
        say(screen, Text(f"\n{section.title}", style="bold"))
        for line in section.lines:
            say(screen, Text(f"  {line}"))
        if section.shot is not None:
            screen.print()
            for line in _chart(section.shot, explanation, width):
                say(screen, Text(line))
    counted = sum(len(part) for part in explanation.sets)
    say(screen, Text(f"\n{repetitions(counted)} counted.", style="bold"))


def _chart(shot: ShotTrace, explanation: Explanation, width: int) -> list[str]:
    spans = [
        (one.start_s, one.end_s, str(one.number))
        for part in explanation.sets
        for one in part
        if shot.start_s <= one.turn_s <= shot.end_s
    ]
    levels = {"turn_beyond": shot.levels.turn_beyond, "rest_within": shot.levels.rest_within}
    return text_chart(shot.driving, levels, spans, width)
