"""The table of clips for spreadsheets."""

from __future__ import annotations

import csv
import io

from formcheck._util.text import in_a_cell
from formcheck.evaluation.misses import misses_of
from formcheck.evaluation.result import EvaluatedClip, Evaluation

__all__ = ["CLIP_COLUMNS", "clips_table"]

CLIP_COLUMNS = (
    "row",
    "file",
    "exercise",
    "recognised",
    "subject",
    "status",
    "reason",
    "view",
    "yaw_deg",
    "labelled_reps",
    "counted_reps",
    "void_reps",
    "faults_found",
    "faults_missed",
    "false_alarms",
    "faults_not_measurable",
    "misses",
    "report",
)


def clips_table(evaluation: Evaluation) -> str:
    """CSV with a row for each clip; several faults in a cell are separated by semicolons."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CLIP_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(clip) for clip in evaluation.clips)
    return text.getvalue()


def _row(clip: EvaluatedClip) -> dict[str, object]:
    analysed = clip.status == "analysed"

    def faults(outcome: str) -> str:
        return ";".join(fault.check for fault in clip.faults if fault.outcome == outcome)

    return {
        "row": clip.row,
        "file": in_a_cell(clip.file),
        "exercise": clip.exercise,
        "recognised": clip.recognised,
        "subject": clip.subject,
        "status": clip.status,
        "reason": clip.reason,
        "view": clip.view,
        "yaw_deg": None if clip.yaw_deg is None else round(clip.yaw_deg, 1),
        "labelled_reps": clip.labelled_reps,
        "counted_reps": clip.counted_reps if analysed else None,
        "void_reps": clip.void_reps if analysed else None,
        "faults_found": faults("found"),
        "faults_missed": faults("missed"),
        "false_alarms": faults("false_alarm"),
        "faults_not_measurable": faults("not_measurable"),
        "misses": "; ".join(miss.what for miss in misses_of(clip)),
        "report": clip.report,
    }
