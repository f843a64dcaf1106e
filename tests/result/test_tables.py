from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from formcheck.errors import OutputError
from formcheck.result.tables import write_signals


@pytest.fixture
def signals() -> pd.DataFrame:
    time = np.arange(5) / 30
    knee = np.array([12.34567, np.nan, -0.001, 90.0, 1 / 3])
    return pd.DataFrame(
        {"knee_flexion_deg": knee, "hip_height_percent_leg": 2 * knee},
        index=pd.Index(time, name="time_s"),
    )


def test_csv_has_one_rounded_row_a_frame(tmp_path: Path, signals: pd.DataFrame) -> None:
    write_signals(signals, tmp_path / "signals.csv")
    lines = (tmp_path / "signals.csv").read_text("utf-8").splitlines()
    assert lines[0] == "time_s,knee_flexion_deg,hip_height_percent_leg"
    assert lines[1] == "0.0,12.35,24.69"
    assert lines[2] == "0.0333,,"
    assert len(lines) == 1 + len(signals)
    assert "-0.0," not in lines[3]


def test_csv_reads_back(tmp_path: Path, signals: pd.DataFrame) -> None:
    write_signals(signals, tmp_path / "signals.csv")
    back = pd.read_csv(tmp_path / "signals.csv", index_col="time_s")
    pd.testing.assert_frame_equal(back.reset_index(), signals.reset_index(), atol=0.006)


def test_parquet_is_exact(tmp_path: Path, signals: pd.DataFrame) -> None:
    write_signals(signals, tmp_path / "signals.PARQUET")
    back = pd.read_parquet(tmp_path / "signals.PARQUET").set_index("time_s")
    pd.testing.assert_frame_equal(back, signals)


def test_other_endings_are_refused(tmp_path: Path, signals: pd.DataFrame) -> None:
    with pytest.raises(OutputError, match=r"\.csv or \.parquet"):
        write_signals(signals, tmp_path / "signals.xlsx")
    assert list(tmp_path.iterdir()) == []
