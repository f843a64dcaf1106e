"""A result as tables, and tables as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from formcheck._util.files import replacing
from formcheck.errors import OutputError
from formcheck.result.result import Result

__all__ = ["findings_table", "reps_table", "write_signals"]

_TIME_DECIMALS = 4
# A hundredth of a degree is far below the error of any signal, and keeps plots smooth.
_DECIMALS = 2


def reps_table(result: Result) -> pd.DataFrame:
    """One row a repetition, void ones included.

    Parameters
    ----------
    result : Result
        Of a clip.

    Returns
    -------
    DataFrame
        Columns ``set`` (from 1), ``exercise``, ``rep`` (number in the set), ``start_s``,
        ``turn_s``, ``end_s``, ``driving_signal``, ``turn_value`` and ``excursion`` (in its unit),
        ``leg``, ``score`` and its interval (NaN without one), ``measured`` (checks), ``cue``,
        ``void`` and one column ``seconds_<phase>`` for each phase.
    """
    rows = [
        {
            "set": number,
            "exercise": set_result.exercise,
            "rep": rep.number,
            "start_s": rep.start_s,
            "turn_s": rep.turn_s,
            "end_s": rep.end_s,
            "driving_signal": rep.driving_signal,
            "turn_value": rep.turn_value,
            "excursion": rep.excursion,
            "leg": rep.leg,
            "score": np.nan if rep.score is None else rep.score.value,
            "score_low": np.nan if rep.score is None else rep.score.low,
            "score_high": np.nan if rep.score is None else rep.score.high,
            "measured": rep.measured,
            "cue": rep.cue,
            "void": rep.void,
            **{f"seconds_{phase.name}": phase.duration_s for phase in rep.phases},
        }
        for number, set_result in enumerate(result.sets, 1)
        for rep in set_result.reps
    ]
    table = pd.DataFrame(rows, columns=None if rows else ["set", "exercise", "rep"])
    numbers = [name for name in table.columns if name.startswith("score")]
    return table.astype(dict.fromkeys(numbers, float))


def findings_table(result: Result) -> pd.DataFrame:
    """One row a check of a repetition.

    Parameters
    ----------
    result : Result
        Of a clip.

    Returns
    -------
    DataFrame
        Columns ``set``, ``exercise``, ``rep``, ``check``, ``title``, ``severity``, ``verdict``,
        ``probability`` of the fault, ``signal``, ``value``, ``unit``, ``threshold``, ``error_95``,
        ``time_s`` and ``reason``; NaN or None where it could not be measured.
    """
    columns = [
        *("set", "exercise", "rep", "check", "title", "severity", "verdict", "probability"),
        *("signal", "value", "unit", "threshold", "error_95", "time_s", "reason"),
    ]
    rows = [
        (
            number,
            set_result.exercise,
            rep.number,
            finding.check,
            finding.title,
            finding.severity.value,
            finding.verdict.value,
            finding.probability,
            finding.reading.signal,
            finding.reading.value,
            finding.reading.unit,
            finding.reading.threshold,
            finding.reading.error_95,
            finding.reading.time_s,
            finding.reason,
        )
        for number, set_result in enumerate(result.sets, 1)
        for rep in set_result.reps
        for finding in rep.findings
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"probability": float, "value": float, "time_s": float})


def write_signals(signals: pd.DataFrame, path: str | Path) -> None:
    """Write the signals of a clip, one row a frame, seconds in the first column.

    Parameters
    ----------
    signals : DataFrame
        Index ``time_s``, one column a signal with its unit in the name.
    path : path-like
        Ending in ``.csv`` (rounded; cells of unseen frames are empty) or ``.parquet`` (exact).

    Raises
    ------
    OutputError
        Another ending, or the file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise OutputError(f"{path}: tables are written as .csv or .parquet; change the ending")
    table = signals.rename_axis(index="time_s").reset_index()
    with replacing(path) as temporary:
        if suffix == ".csv":
            _rounded(table).to_csv(temporary, index=False, lineterminator="\n")
        else:
            # Arrow opens no folder whose name is not UTF-8; Python opens any.
            with temporary.open("wb") as file:
                table.to_parquet(file, index=False)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    decimals = {
        name: _TIME_DECIMALS if name == "time_s" else _DECIMALS
        for name in table.select_dtypes(np.floating).columns
    }
    rounded = table.round(decimals)
    # -0.0 would only make people wonder.
    rounded[list(decimals)] += 0.0
    return rounded
