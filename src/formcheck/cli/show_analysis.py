"""What the command line prints of an analysis: headline, repetitions, and what to fix first."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.cli.console import console, plain_table, say
from formcheck.reps.findings import Measurement, Verdict, with_unit
from formcheck.reps.rep import Rep
from formcheck.result.feedback import feedback_words
from formcheck.result.judged import rep_reserve, why_not_judged
from formcheck.result.phrases import NOT_SCORED, driving_words, set_title, side_words
from formcheck.result.readouts import share_words
from formcheck.result.recognition import recognition_words
from formcheck.result.result import Result
from formcheck.result.schema import HeadlineRow, SetResult
from formcheck.result.verdicts import VERDICTS

__all__ = ["print_analysis"]

_STYLES = {
    Verdict.CLEAR: "bold red",
    Verdict.POSSIBLE: "yellow",
    Verdict.OK: "green",
    Verdict.NOT_MEASURABLE: "dim",
}
_NO_SCORE = "-"
_HEADING_WIDTH = 15


def print_analysis(analysis: Result) -> None:
    """The four headline rows, every repetition, and what to fix first."""
    screen = console()
    feedback, view = analysis.feedback, analysis.view
    pain = feedback is not None and feedback.pain
    if feedback is not None and feedback.stop is not None:
        say(screen, feedback.stop, "bold red")
    if words := recognition_words(analysis.recognised):
        say(screen, words)
    screen.print(_headline_table(analysis.headline))
    for number, set_result in enumerate(analysis.sets, 1):
        title = set_title(set_result)
        title = title if len(analysis.sets) == 1 else f"Set {number}: {title}"
        screen.print(_rep_table(set_result, title, pain=pain))
        _print_set(screen, set_result, pain=pain)
    for sentence in feedback_words(feedback) if feedback is not None else ():
        say(screen, sentence)
    for difference in analysis.sides:
        say(screen, side_words(difference))
    for warning in analysis.warnings:
        say(screen, f"! {warning}", "yellow")
    if view.advice:
        angle = "" if view.yaw_deg is None else f"The camera is {view.yaw_deg:.0f}° off side-on. "
        say(screen, f"! {angle}{view.advice}", "yellow")


def _headline_table(rows: Sequence[HeadlineRow]) -> Table:
    table = plain_table("", "value", "target", "error", "verdict")
    for row in rows:
        sign, verdict = VERDICTS[row.verdict]
        words, style = f"{sign} {verdict.lower()}", _STYLES[row.verdict]
        reading = row.reading
        if reading is None or reading.value is None:
            table.add_row(row.title, "", "", "", Text(f"{words}: {row.reason}", style=style))
            continue
        table.add_row(
            row.title,
            f"{with_unit(reading.value, reading.unit)} {reading.label}{_share(reading)}",
            reading.target,
            f"±{with_unit(reading.error_95, reading.unit)}",
            Text(words, style=style),
        )
    return table


def _share(reading: Measurement) -> str:
    words = share_words(reading)
    return f" ({words})" if words else ""


def _rep_table(set_result: SetResult, title: str, *, pain: bool) -> Table:
    # Without frames and with short numbers, 80 columns leave room for the cue.
    table = plain_table(title=f"\n{title}")
    table.title_style, table.padding = "bold", (0, 2, 0, 0)
    table.add_column("rep", justify="right", no_wrap=True)
    phases = "/ ".join(phase.name for phase in set_result.reps[0].phases)
    for name in ("time", f"{set_result.range_label} (moved)", f"{phases} (s)", "score (checks)"):
        table.add_column(textwrap.fill(name, _HEADING_WIDTH), no_wrap=True)
    table.add_column("what to change")
    for result in set_result.reps:
        table.add_row(*_rep_row(result, set_result, pain=pain))
    return table


def _rep_row(result: Rep, set_result: SetResult, *, pain: bool) -> tuple[str, ...]:
    without_cue = "" if pain else rep_reserve(result) or "nothing clear"
    rep = result
    score = result.score
    shown = _NO_SCORE
    if score is not None:
        points = _NO_SCORE if score.value is None else f"{score.value:.0f}"
        shown = f"{points} ({score.measured} of {score.defined})"
    turn, moved = (driving_words(value, set_result) for value in (rep.turn_value, rep.excursion))
    return (
        str(rep.number),
        f"{rep.start_s:.1f}-{rep.end_s:.1f} s",
        f"{turn} ({moved})",
        "/".join(f"{phase.duration_s:.1f}" for phase in rep.phases),
        shown,
        f"void: {rep.void}" if rep.void else result.cue or without_cue,
    )


def _print_set(screen: Console, set_result: SetResult, *, pain: bool) -> None:
    score, fix = set_result.score, set_result.fix_first
    measured = f"{score.measured} of {score.defined} checks"
    if pain:
        say(screen, f"Set: no score after pain; {measured} were measured")
    elif (reason := why_not_judged(set_result)) is not None:
        say(screen, f"Set: not judged: {reason}")
    elif not set_result.scored:
        say(screen, NOT_SCORED)
    elif score.value is None:
        say(screen, f"Set: no score, only {measured} could be measured")
    else:
        span = f" ({score.low:.0f} to {score.high:.0f}), {score.band}; based on {measured}"
        say(screen, Text.assemble("Set: ", (f"{score.value:.0f}", "bold"), span))
    if fix is not None:
        words = f"{fix.title} (in {fix.reps} of {len(set_result.reps)}). {fix.cue}"
        say(screen, Text.assemble(("Fix first: ", "bold"), words))
    for missing in set_result.unmeasured:
        say(screen, f"Not measured: {missing.title}: {missing.reason}", "dim")
