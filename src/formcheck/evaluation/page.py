"""Renders the page of an evaluation, for the person who labelled the clips."""

from __future__ import annotations

from collections import Counter

from jinja2 import Environment

from formcheck.evaluation.misses import misses_of
from formcheck.evaluation.result import Estimate, Evaluation, FaultFigures
from formcheck.report.pages import page_templates
from formcheck.result.readouts import plain_label

__all__ = ["by_reason", "interval", "is_named", "render_evaluation", "share"]

_NONE = "\N{EN DASH}"
_STATUS = {"failed": "Could not be analysed", "missing": "File missing"}


def render_evaluation(evaluation: Evaluation) -> str:
    """Render the page: one HTML document without scripts or external resources.

    Links to reports are relative to the folder of the page.
    """
    named = [fault for fault in evaluation.faults if is_named(fault)]
    counted = evaluation.counting.exact.clips
    return (
        _environment()
        .get_template("evaluation.html")
        .render(
            evaluation=evaluation,
            counted=counted,
            exact=sum(clip.counts and not clip.miscounted for clip in evaluation.clips),
            analysed=sum(clip.status == "analysed" for clip in evaluation.clips),
            people=len({clip.subject for clip in evaluation.clips if clip.status == "analysed"}),
            faults=named,
            absent=[f for f in evaluation.faults if f not in named and f.rightly_silent],
            coverage=evaluation.faults,
            wrong=[(clip, misses_of(clip)) for clip in evaluation.wrong],
            not_analysed=evaluation.not_analysed,
            skipped=by_reason(evaluation),
            unchecked=_unchecked(evaluation),
            angles=_angles(evaluation),
        )
    )


def is_named(fault: FaultFigures) -> bool:
    """Whether some labelled clip has the fault, by its label or by formcheck."""
    return bool(fault.found + fault.missed + fault.false_alarms + fault.unmeasured_with_fault)


def by_reason(evaluation: Evaluation) -> list[tuple[str, int]]:
    """Reasons why clips were skipped, each with the number of clips."""
    skipped = [clip.reason or "" for clip in evaluation.clips if clip.status == "skipped"]
    return list(Counter(skipped).items())


def share(value: float | None) -> str:
    """A share, 0-1, in percent."""
    return _NONE if value is None else f"{100 * value:.0f} %"


def interval(estimate: Estimate, *, percent: bool = True) -> str:
    """Both ends of the interval, or a dash."""
    if estimate.low is None or estimate.high is None:
        return _NONE
    if percent:
        return f"{100 * estimate.low:.0f} to {100 * estimate.high:.0f} %"
    return f"{estimate.low:.2f} to {estimate.high:.2f}"


def _environment() -> Environment:
    environment = page_templates("formcheck.evaluation")
    environment.filters |= {
        "share": share,
        "interval": interval,
        "number": lambda value: _NONE if value is None else f"{value:.2f}",
        "status": lambda status: _STATUS[status],
    }
    return environment


def _unchecked(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """Labelled faults that the exercise has no check for, with the number of clips."""
    found = Counter(
        (fault, clip.exercise) for clip in evaluation.clips for fault in clip.unchecked_faults
    )
    return [(fault, exercise, clips) for (fault, exercise), clips in sorted(found.items())]


def _angles(evaluation: Evaluation) -> list[tuple[str, dict[str, Estimate]]]:
    """One row per angle: its label, and the figure for each view."""
    rows: dict[str, dict[str, Estimate]] = {}
    for angle in evaluation.angles:
        rows.setdefault(plain_label(angle.signal), {})[angle.view] = angle.mean_absolute_deg
    return list(rows.items())
