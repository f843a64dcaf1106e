"""A signal over time as text, with the levels of the detector as horizontal lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["text_chart"]

_ROWS = 13
_LABEL = 7
_DOT, _LEVEL = "*", "-"


def text_chart(
    driving: pd.Series,
    levels: Mapping[str, float],
    spans: Sequence[tuple[float, float, str]],
    width: int,
) -> list[str]:
    """Draw a chart in letters.

    Parameters
    ----------
    driving : Series
        Index seconds; frames without a value leave a gap.
    levels : mapping of str to float
        Horizontal lines by name, in the unit of the signal.
    spans : sequence of (float, float, str)
        Start and end in seconds and a short name, to mark above the chart.
    width : int
        Columns of letters in all.

    Returns
    -------
    list of str
        Lines, the highest value on top; empty where nothing was seen.
    """
    seen = driving.dropna()
    labels = {f"{name} = {level:g}": level for name, level in levels.items()}
    columns = max(width - _LABEL - 2 - max(len(label) for label in labels), 20)
    if seen.empty:
        return []
    time = driving.index.to_numpy(dtype=float)
    low = min(float(seen.min()), *levels.values())
    high = max(float(seen.max()), *levels.values())
    step = (high - low) / (_ROWS - 1) or 1.0
    of_time = _scaled(time, float(time[0]), float(time[-1]), columns)
    grid = [[" "] * columns for _ in range(_ROWS)]
    names = [""] * _ROWS
    for label, level in labels.items():
        row = round((level - low) / step)
        grid[row] = [_LEVEL] * columns
        names[row] = " ".join(filter(None, (names[row], label)))
    values = driving.to_numpy(dtype=float)
    for column in range(columns):
        inside = values[(of_time == column) & np.isfinite(values)]
        if len(inside):
            first, last = (round((edge - low) / step) for edge in (inside.min(), inside.max()))
            for row in range(first, last + 1):
                grid[row][column] = _DOT
    body = [
        f"{low + row * step:{_LABEL}.0f} {''.join(grid[row])} {names[row]}".rstrip()
        for row in reversed(range(_ROWS))
    ]
    marks = [_marks(spans, time, columns)] if spans else []
    return [*marks, *body, _seconds(time, columns)]


def _scaled(
    values: NDArray[np.float64], first: float, last: float, columns: int
) -> NDArray[np.int_]:
    span = max(last - first, 1e-9)
    scaled = ((values - first) / span * columns).astype(int)
    return np.asarray(np.clip(scaled, 0, columns - 1))


def _marks(
    spans: Sequence[tuple[float, float, str]], time: NDArray[np.float64], columns: int
) -> str:
    line = [" "] * columns
    for start_s, end_s, name in spans:
        edges = np.array([start_s, end_s])
        first, last = _scaled(edges, float(time[0]), float(time[-1]), columns)
        inside = f"{name:^{max(last - first - 1, 0)}}"
        line[first : last + 1] = list(f"[{inside}]")[: last + 1 - first]
    return f"{' ' * _LABEL} {''.join(line)}".rstrip()


def _seconds(time: NDArray[np.float64], columns: int) -> str:
    start, end = f"{time[0]:.1f} s", f"{time[-1]:.1f} s"
    return f"{' ' * _LABEL} {start}{end:>{columns - len(start)}}"
