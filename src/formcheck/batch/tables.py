"""The tables of a batch: one row for each clip, each repetition, each failure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd

from formcheck._util.text import in_a_cell
from formcheck.batch.records import Record
from formcheck.reps.findings import Finding, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.result import Result

__all__ = ["ClipRow", "Tables", "clip_row", "table_bytes"]

Row = dict[str, Any]
_EMPTY: Row = dict.fromkeys(
    (
        *("exercises", "sets", "reps", "void_reps", "judged_reps"),
        *("score", "score_low", "score_high"),
        *("fix_first", "clear_faults", "unmeasured", "view", "yaw_deg", "duration_s", "frames"),
        *("seen_share", "warnings"),
    )
)
_WHOLE = ("sets", "reps", "void_reps", "judged_reps", "frames")
# The contents of these columns come from outside.
_OUTSIDE = ("file", "asked")
_COLUMNS = ["file", "asked", "status", "cause", "reason", *_EMPTY, "key", "report", "track"]


@dataclass(frozen=True)
class ClipRow:
    """One clip in the tables.

    Attributes
    ----------
    summary : dict
        Cells of the row of the clip.
    reps : list of dict
        Cells of the rows of its repetitions.
    """

    summary: Row
    reps: list[Row]


def clip_row(
    file: str, asked: str, record: Record, report: str | None, track: str | None = None
) -> ClipRow:
    """Flatten one record.

    Parameters
    ----------
    file : str
        Name of the clip.
    asked : str
        Exercise as given on the command line or in the manifest.
    record : Record
        Its result, or why there is none.
    report : str or None
        Link to its report, relative to the folder of the batch.
    track : str or None
        Link to its pose track, the same way.
    """
    head: Row = {
        "file": file,
        "asked": asked,
        "status": "failed" if record.analysis is None else "analysed",
        "cause": record.cause,
        "reason": record.reason,
    }
    tail: Row = {"key": record.key, "report": report, "track": track}
    if record.analysis is None:
        return ClipRow(head | _EMPTY | tail, [])
    reps = [
        _rep_row(file, record.key, number, summary.exercise, rep)
        for number, summary in enumerate(record.analysis.sets, 1)
        for rep in summary.reps
    ]
    return ClipRow(head | _EMPTY | _of_analysis(record.analysis) | tail, reps)


def _of_analysis(analysis: Result) -> Row:
    sets, reps = analysis.sets, analysis.reps
    scores = [summary.score for summary in sets if summary.score.value is not None]
    # The row shows the weakest of several sets.
    weakest = min(scores, key=lambda score: score.value or 0.0, default=None)
    fixes = [summary.fix_first.check for summary in sets if summary.fix_first is not None]
    return {
        "exercises": ";".join(dict.fromkeys(summary.exercise for summary in sets)),
        "sets": len(sets),
        "reps": sum(rep.void is None for rep in reps),
        "void_reps": sum(rep.void is not None for rep in reps),
        # Without a fault, only these are known to be without one.
        "judged_reps": sum(len(summary.judged_reps) for summary in sets),
        "score": weakest.value if weakest else None,
        "score_low": weakest.low if weakest else None,
        "score_high": weakest.high if weakest else None,
        "fix_first": fixes[0] if fixes else None,
        "clear_faults": _counted(reps, Verdict.CLEAR),
        "unmeasured": ";".join(
            dict.fromkeys(check.check for summary in sets for check in summary.unmeasured)
        ),
        "view": analysis.view.view,
        "yaw_deg": analysis.view.yaw_deg,
        "duration_s": analysis.clip.duration_s,
        "frames": analysis.clip.frames,
        "seen_share": analysis.clip.seen_share,
        "warnings": " ".join(analysis.warnings) or None,
    }


def _counted(reps: Sequence[Rep], verdict: Verdict) -> str:
    """``check:repetitions`` for every fault, the most frequent first."""
    counts: dict[str, int] = {}
    for rep in reps:
        for finding in rep.findings:
            if finding.verdict is verdict:
                counts[finding.check] = counts.get(finding.check, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ";".join(f"{check}:{number}" for check, number in ordered)


def _rep_row(file: str, key: str, set_number: int, exercise: str, rep: Rep) -> Row:
    score = rep.score

    def named(verdict: Verdict) -> str:
        return ";".join(finding.check for finding in rep.findings if finding.verdict is verdict)

    row: Row = {
        "file": file,
        "key": key,
        "set": set_number,
        "exercise": exercise,
        "rep": rep.number,
        "start_s": rep.start_s,
        "turn_s": rep.turn_s,
        "end_s": rep.end_s,
        "turn_value": rep.turn_value,
        "excursion": rep.excursion,
        "void": rep.void,
        "measured": rep.measured,
        "score": score.value if score else None,
        "clear_faults": named(Verdict.CLEAR),
        "possible_faults": named(Verdict.POSSIBLE),
        "unmeasured": named(Verdict.NOT_MEASURABLE),
    }
    for finding in rep.findings:
        row |= _finding_cells(finding)
    return row


def _finding_cells(finding: Finding) -> Row:
    return {
        f"{finding.check}_value": finding.reading.value,
        f"{finding.check}_probability": finding.probability,
    }


class Tables:
    """All rows of a batch as tables."""

    def __init__(self, rows: Iterable[ClipRow]) -> None:
        rows = list(rows)
        self.summary = pd.DataFrame([row.summary for row in rows], columns=_COLUMNS)
        # Nullable integers, because failed clips have none.
        self.summary = self.summary.astype(dict.fromkeys(_WHOLE, "Int64"))
        self.reps = _with_columns([rep for row in rows for rep in row.reps])
        failed = self.summary["status"] == "failed"
        self.failures = self.summary.loc[failed, ["file", "asked", "cause", "reason", "key"]]


def _with_columns(rows: list[Row]) -> pd.DataFrame:
    """Table of the repetitions of all exercises: general columns first, then checks by name."""
    table = pd.DataFrame(rows, columns=None if rows else ["file", "key", "exercise", "rep"])
    names = [str(name) for name in table]
    checks = [name for name in names if name.endswith(("_value", "_probability"))]
    checks = [name for name in checks if name != "turn_value"]
    return table[[name for name in names if name not in checks] + sorted(checks)]


def table_bytes(table: pd.DataFrame, suffix: str) -> bytes:
    """A table as the content of a file: ``.csv`` (UTF-8, for spreadsheets too) or ``.parquet``."""
    if suffix == ".csv":
        outside = [name for name in _OUTSIDE if name in table]
        table = table.assign(**{name: table[name].map(in_a_cell) for name in outside})
        # All text in quotes: a lone carriage return in a file's name would else end the row.
        text: str = table.to_csv(
            index=False, lineterminator="\n", float_format="%.6g", quoting=csv.QUOTE_NONNUMERIC
        )
        return text.encode()
    buffer = BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
