"""The report: one HTML file that loads nothing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from formcheck._util.text import capital
from formcheck.drawing.camera_setup import camera_drawing
from formcheck.drawing.keyframes import Picture, take_pictures
from formcheck.drawing.skeleton import BodyTrack
from formcheck.exercises.recognition import OTHER
from formcheck.exercises.spec import Reference
from formcheck.motion.signals import SIGNALS
from formcheck.report.figures import signal_figure
from formcheck.report.fix_first import fix_of
from formcheck.report.pages import page_templates
from formcheck.reps.findings import LEAST_COVERAGE, Finding, Measurement, Score
from formcheck.reps.rep import Rep
from formcheck.result.feedback import feedback_words
from formcheck.result.judged import (
    no_fault_came_back,
    nothing_to_fix,
    rep_reserve,
    why_not_judged,
)
from formcheck.result.phrases import NOT_SCORED, driving_words, set_title, side_words
from formcheck.result.readouts import (
    error_words,
    number_words,
    share_words,
    value_words,
    with_minus,
)
from formcheck.result.recognition import recognition_words
from formcheck.result.result import Result
from formcheck.result.safety import SAFETY
from formcheck.result.schema import RangeUsed, SetResult, ViewSummary
from formcheck.result.verdicts import BANDS, VERDICTS, WORST_FIRST

__all__ = ["render_html"]

# The others are folded away: a set of twenty would bury everything below it.
_STRIPS_SHOWN = 6


def render_html(
    measured: Result,
    source: Path | None,
    generated: str,
    strips: Sequence[Sequence[Picture]] | None = None,
) -> str:
    """Write the report of one clip as a page.

    Parameters
    ----------
    measured : Result
        Result, signals and track.
    source : Path or None
        The clip, for pictures of the key moments; without it the report has none.
    generated : str
        When the report was made, as it shall be shown.
    strips : sequence of sequence of Picture, optional
        Pictures that a `PictureTaker` has already taken, instead of reading `source` for them.

    Returns
    -------
    str
        A whole document: styles, pictures and figures are inside, there are no scripts, and nothing
        is loaded from anywhere. Light and dark follow the reader's system.

    Raises
    ------
    VideoError
        `source` cannot be read.
    """
    analysis = measured
    if strips is None:
        strips = (
            take_pictures(source, measured) if source is not None else [()] * len(analysis.reps)
        )
    return (
        _environment()
        .get_template("report.html")
        .render(
            analysis=analysis,
            title=_title(analysis),
            view=_view(analysis.view),
            recognition=recognition_words(analysis.recognised),
            own_range=_own_range(analysis.back_range),
            sets=_sets(analysis, strips),
            figure=Markup(signal_figure(measured)),
            narrow_figure=Markup(signal_figure(measured, narrow=True)),
            legend=_legend(measured, strips),
            safety=SAFETY,
            camera_drawing=Markup(camera_drawing(analysis.view)),
            pain=analysis.feedback is not None and analysis.feedback.pain,
            feedback_words=feedback_words(analysis.feedback) if analysis.feedback else (),
            sides=[side_words(difference) for difference in analysis.sides],
            generated=generated,
        )
    )


def _environment() -> Environment:
    environment = page_templates()
    environment.filters |= {
        "seconds": lambda value: f"{value:.1f}",
        "value": value_words,
        "error": error_words,
        "target": lambda reading: with_minus(reading.target),
        "label": _label,
        "percent": _percent,
        "verdict": lambda verdict: VERDICTS[verdict],
        "band": lambda band: BANDS[band],
        "worst_first": _worst_first,
        "no_fault": _no_fault,
        "no_fault_came_back": no_fault_came_back,
        "nothing_to_fix": nothing_to_fix,
    }
    environment.globals |= {
        "least_coverage": f"{100 * LEAST_COVERAGE:.0f}",
        "strips_shown": _STRIPS_SHOWN,
        "not_scored": NOT_SCORED,
    }
    return environment


def _title(analysis: Result) -> str:
    names = dict.fromkeys(set_result.exercise_name for set_result in analysis.sets)
    if names:
        return ", ".join(names)
    found = any(segment.exercise not in (None, OTHER) for segment in analysis.recognised)
    return "No repetition found" if found or not analysis.recognised else "Not recognised"


def _view(view: ViewSummary) -> str:
    words = {
        "side": "Filmed side-on",
        "oblique": "Filmed at an angle",
        "front": "Filmed from the front or back",
        "mixed": "Camera view changes",
    }[view.view]
    if view.yaw_deg is None or view.view in ("mixed", "front"):
        return words
    return f"{words} ({view.yaw_deg:.0f}° off), facing {view.facing}"


def _own_range(used: RangeUsed | None) -> str | None:
    if used is None:
        return None
    posture = {"standing": "standing", "all_fours": "on all fours"}[used.posture]
    ends = f"{number_words(used.hollow_deg, 'deg')} to {number_words(used.round_deg, 'deg')}"
    error = f"\N{PLUS-MINUS SIGN}{used.error_deg:.0f}°"
    return (
        f"Back also judged by the range of profile {used.profile}: {ends} ({error}), "
        f"read {posture} from {used.clip}"
    )


def _legend(measured: Result, pictures: Sequence[Sequence[Picture]]) -> str:
    """What the colours in the pictures mean; only of those that occur."""
    words = ["Blue: estimated joints"]
    if measured.view.view != "front":
        words[0] += ", of the side nearer to the camera"
    if BodyTrack(measured.smoothed, measured.camera_view).shows_back:
        words.append("Yellow: estimated outline of the back")
    if any(picture.moment.fault is not None for strip in pictures for picture in strip):
        words.append("Orange ring: look here")
    return ". ".join(words) + "."


def _sets(analysis: Result, pictures: Sequence[Sequence[Picture]]) -> list[dict[str, Any]]:
    sets = []
    first = 0
    for number, set_result in enumerate(analysis.sets, 1):
        strips = pictures[first : first + len(set_result.reps)]
        first += len(set_result.reps)
        sets.append(
            {
                "number": number,
                "result": set_result,
                "title": set_title(set_result),
                "excursions": [
                    driving_words(result.excursion, set_result) for result in set_result.reps
                ],
                "score": _score(set_result.score),
                "range": _range(set_result),
                "tempo": _tempo(set_result),
                "valid": sum(result.void is None for result in set_result.reps),
                "fix": fix_of(set_result, strips),
                "not_judged": why_not_judged(set_result),
                "reps": list(zip(set_result.reps, strips, strict=True)),
                "tall": any(shown.height > shown.width for strip in strips for shown in strip),
                "phases": [phase.name for phase in set_result.reps[0].phases],
            }
        )
    return sets


def _score(score: Score) -> dict[str, str | None]:
    based = f"based on {score.measured} of {score.defined} checks"
    if score.value is None or score.low is None or score.high is None:
        return {"value": None, "interval": None, "based": based}
    interval = f"{score.low:.0f} to {score.high:.0f}"
    return {"value": f"{score.value:.0f}", "interval": interval, "based": based}


def _range(set_result: SetResult) -> dict[str, str] | None:
    """Median and spread of the turning values over the repetitions that are not void."""
    values = [result.turn_value for result in set_result.reps if result.void is None]
    if not values:
        return None
    unit = SIGNALS[set_result.driving_signal].unit
    middle, low, high = statistics.median(values), min(values), max(values)
    return {
        "label": set_result.range_label,
        "value": number_words(middle, unit),
        "spread": f"{number_words(low, unit)} to {number_words(high, unit)}",
    }


def _tempo(set_result: SetResult) -> list[tuple[str, str]]:
    """Median seconds of each phase, without the rest after the last repetition."""
    valid = [result for result in set_result.reps if result.void is None]
    tempo = []
    for index, phase in enumerate(set_result.reps[0].phases):
        reps = valid[:-1] if index == 3 and len(valid) > 1 else valid
        lengths = [rep.phases[index].duration_s for rep in reps]
        if lengths:
            tempo.append((phase.name, f"{statistics.median(lengths):.1f}"))
    return tempo


def _no_fault(result: Rep) -> str:
    """What to say of a repetition that has no cue."""
    return capital(rep_reserve(result) or "\N{CHECK MARK} No clear fault")


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: WORST_FIRST.index(finding.verdict))


def _label(reading: Measurement) -> str:
    if reading.reference is Reference.PERSONAL_RANGE:
        return f"{reading.label}, on the way from your neutral to your roundest"
    label = reading.label
    if reading.reference is Reference.NEUTRAL:
        label = f"{label}, counted from your own neutral"
    share = share_words(reading)
    return f"{label}; {share}" if share else label


def _percent(probability: float | None) -> str:
    if probability is None:
        return "\N{EN DASH}"
    share = round(100 * probability)
    text = "< 1" if share < 1 else "> 99" if share > 99 else str(share)
    return f"{text} %".replace(" ", "\N{NO-BREAK SPACE}")
