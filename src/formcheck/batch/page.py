"""The page of a batch: figures, a sortable table, failures with reasons, links to the reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

import pandas as pd

from formcheck.batch.tables import Tables
from formcheck.report.pages import page_templates
from formcheck.result.phrases import repetitions

__all__ = ["render_index"]

_BIN = 10
_MOST_FAULTS = 12


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `share` of the longest, 0-1."""

    label: str
    count: int
    share: float


@dataclass(frozen=True)
class ExerciseFigures:
    """Distributions over the clips of one exercise."""

    name: str
    clips: int
    reps: int
    judged: int
    scores: tuple[Bar, ...]
    faults: tuple[Bar, ...]


def render_index(tables: Tables, planned: int) -> str:
    """Write the page: one document that loads nothing from anywhere.

    Parameters
    ----------
    tables : Tables
        Rows of the clips that have a result so far.
    planned : int
        Number of all clips of the batch.
    """
    environment = page_templates("formcheck.batch")
    environment.filters |= {"faults": _faults_in_words, "link": quote, "repetitions": repetitions}
    summary = tables.summary.astype(object).where(tables.summary.notna(), None)
    rows = summary.to_dict("records")
    return environment.get_template("index.html").render(
        rows=[row for row in rows if row["status"] == "analysed"],
        failures=[row for row in rows if row["status"] == "failed"],
        planned=planned,
        exercises=_figures(tables),
        script=files("formcheck.batch").joinpath("templates/index.js").read_text("utf-8"),
    )


def _faults_in_words(cell: str | None) -> str:
    """``back_rounds:3;rushed:1`` as ``back rounds (3), rushed (1)``."""
    faults = [fault.partition(":") for fault in (cell or "").split(";") if fault]
    return ", ".join(f"{check.replace('_', ' ')} ({number})" for check, _, number in faults)


def _figures(tables: Tables) -> list[ExerciseFigures]:
    analysed = tables.summary[tables.summary["exercises"].fillna("") != ""]
    figures = []
    for name, clips in analysed.groupby("exercises", sort=True):
        reps = tables.reps[tables.reps["key"].isin(clips["key"])]
        figures.append(
            ExerciseFigures(
                str(name).replace(";", " + "),
                len(clips),
                len(reps),
                int(clips["judged_reps"].sum()),
                _score_bars(clips["score"]),
                _fault_bars(reps),
            )
        )
    return figures


def _score_bars(scores: pd.Series) -> tuple[Bar, ...]:
    known = scores.dropna().astype(float)
    if known.empty:
        return ()
    bins = Counter(min(int(score) // _BIN, 100 // _BIN - 1) for score in known)
    most = max(bins.values())
    lowest = min(bins)
    return tuple(
        Bar(f"{index * _BIN} to {index * _BIN + _BIN}", bins[index], bins[index] / most)
        for index in range(lowest, 100 // _BIN)
    )


def _fault_bars(reps: pd.DataFrame) -> tuple[Bar, ...]:
    if "clear_faults" not in reps:
        return ()
    names = Counter(
        name for cell in reps["clear_faults"].dropna() for name in str(cell).split(";") if name
    )
    return tuple(
        Bar(name.replace("_", " "), count, count / max(len(reps), 1))
        for name, count in names.most_common(_MOST_FAULTS)
    )
