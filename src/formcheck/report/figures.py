"""Signals over time as inline SVG that takes its colours from the page."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from numpy.typing import NDArray

from formcheck.motion.signals import SIGNALS
from formcheck.reps.findings import Finding, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.readouts import axis_unit, plain_label, shown_signals
from formcheck.result.result import Result

__all__ = ["signal_figure"]

# Placeholders that become variables of the page's style sheet, for light and dark.
_COLOURS = {
    "#010101": "var(--ink)",
    "#020202": "var(--muted)",
    "#030303": "var(--line)",
    "#040404": "var(--accent)",
    "#050505": "var(--shade)",
    "#060606": "var(--warn)",
}
_INK, _MUTED, _LINE, _ACCENT, _SHADE, _WARN = _COLOURS
_MOST_POINTS = 500
_WIDE_IN, _NARROW_IN = 9.4, 4.1
_PANEL_IN, _TITLE_IN = 1.2, 0.28
_LEGEND_IN, _LABELS_IN, _MARGIN_IN = 0.45, 0.4, 0.06
_LEAST_SPAN_DEG = 20.0
_LIMIT_HALF_WIDTH_S = 0.35
# Figures take settings from a global of matplotlib; two threads must not set it at once.
_SETTINGS = threading.Lock()


def signal_figure(measured: Result, *, narrow: bool = False) -> str:
    """One panel a signal: repetitions shaded and numbered, limits dashed where they are applied.

    Parameters
    ----------
    measured : Result
        Analysis and signals of a clip.
    narrow : bool
        Drawn for the width of a phone.

    Returns
    -------
    str
        An ``<svg>`` element. Colours are the custom properties ``--ink``, ``--muted``, ``--line``,
        ``--accent``, ``--shade`` and ``--warn`` of the page it is put into.
    """
    names = shown_signals(measured)
    width = _NARROW_IN if narrow else _WIDE_IN
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "narrow" if narrow else "wide",
        "font.family": "sans-serif",
        "font.size": 8.5,
        "path.simplify_threshold": 0.3,
    }
    with _SETTINGS, mpl.rc_context(settings):
        height = _PANEL_IN * len(names) + _LEGEND_IN
        figure = Figure(figsize=(width, height))
        FigureCanvasSVG(figure)
        # By hand: letting matplotlib find the margins takes as long as all the rest.
        figure.subplots_adjust(
            left=_LABELS_IN / width,
            right=1.0 - _MARGIN_IN / width,
            bottom=_LEGEND_IN / height,
            top=1.0 - _TITLE_IN / height,
            hspace=_TITLE_IN / (_PANEL_IN - _TITLE_IN),
        )
        panels = figure.subplots(len(names), 1, sharex=True, squeeze=False)[:, 0]
        for name, axes in zip(names, panels, strict=True):
            _panel(axes, name, measured)
        _number_reps(panels[0], measured.reps)
        panels[-1].set_xlabel("seconds", color=_MUTED)
        panels[-1].set_xlim(0.0, float(measured.signals.index[-1]))
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    labels = ", ".join(plain_label(name) for name in names)
    return _inline(out.getvalue(), f"Signals over time, one panel each: {labels}")


def _panel(axes: Axes, name: str, measured: Result) -> None:
    series = measured.signals[name]
    rows = np.unique(np.linspace(0, len(series) - 1, _MOST_POINTS).astype(int))
    drawn = series.iloc[rows]
    axes.plot(drawn.index.to_numpy(), drawn.to_numpy(), color=_ACCENT, linewidth=1.6)
    title = f"{plain_label(name)}, {axis_unit(SIGNALS[name].unit)}"
    _frame(axes, title, series.to_numpy(dtype=float))
    for result in measured.reps:
        axes.axvspan(result.start_s, result.end_s, color=_SHADE, linewidth=0, zorder=0)
    low, high = axes.get_ylim()
    for finding in (found for result in measured.reps for found in result.findings):
        limit = _limit(finding, name, series)
        if limit is None:
            continue
        time_s, value, level = limit
        if finding.verdict is Verdict.CLEAR:
            axes.plot(time_s, value, marker="D", markersize=6, color=_WARN, markeredgewidth=0)
        if not low < level < high:
            continue
        span = [time_s - _LIMIT_HALF_WIDTH_S, time_s + _LIMIT_HALF_WIDTH_S]
        axes.plot(span, [level, level], color=_MUTED, linewidth=1.2, dashes=(3, 2))


def _frame(axes: Axes, title: str, values: NDArray[np.float64]) -> None:
    axes.set_title(title, loc="left", fontsize=8.5, color=_INK, y=1.0, pad=3)
    axes.tick_params(colors=_MUTED, labelcolor=_MUTED, length=0)
    axes.locator_params(axis="y", nbins=4)
    axes.grid(axis="y", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    seen = values[np.isfinite(values)]
    if len(seen):
        middle = (seen.min() + seen.max()) / 2
        half = max(np.ptp(seen) * 0.56, _LEAST_SPAN_DEG / 2)
        axes.set_ylim(middle - half, middle + half)


def _number_reps(axes: Axes, reps: Sequence[Rep]) -> None:
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.15 * (high - low))
    crowded = len(reps) > 24
    for result in reps:
        if crowded and result.number % 5 not in (0, 1):
            continue
        axes.annotate(
            str(result.number),
            ((result.start_s + result.end_s) / 2, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -2),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=8,
            fontweight="bold",
            color=_MUTED,
        )


def _limit(finding: Finding, name: str, series: pd.Series) -> tuple[float, float, float] | None:
    """Moment of a finding, the signal then, and where its limit lies on the axis of the signal.

    A value may be counted from the person's own neutral or from the beginning of a phase. The
    distance of the curve from the limit is the same either way.
    """
    reading = finding.reading
    if reading.signal != name or reading.unit != "deg":
        return None
    if reading.value is None or reading.time_s is None:
        return None
    time = series.index.to_numpy(dtype=float)
    value = float(np.interp(reading.time_s, time, series.to_numpy(dtype=float)))
    return reading.time_s, value, value - reading.value + reading.threshold


def _inline(svg: str, description: str) -> str:
    """The ``<svg>`` element alone, in the page's colours and fonts, with short numbers."""
    svg = svg[svg.index("<svg") :]
    # Its style sheet would reach the whole page.
    for unwanted in (r"<metadata>.*?</metadata>", r"<style.*?</style>", r"<!--.*?-->"):
        svg = re.sub(unwanted, "", svg, flags=re.DOTALL)
    svg = re.sub(
        r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1" role="img">', svg, count=1
    )
    svg = svg.replace('role="img">', f'role="img" aria-label="{description}">', 1)
    svg = svg.replace("xlink:href", "href")
    svg = re.sub(r"(-?\d+\.\d{2})\d+", r"\1", svg)
    for placeholder, variable in _COLOURS.items():
        svg = svg.replace(placeholder, variable)
    return re.sub(r"\n\s*", "\n", svg)
