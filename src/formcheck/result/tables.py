"""The signal table as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from formcheck._util.files import replacing
from formcheck.errors import OutputError

__all__ = ["write_signals"]

_TIME_DECIMALS = 4
# A hundredth of a degree is far below the error of any signal, and keeps plots smooth.
_DECIMALS = 2


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
