import numpy as np
import pandas as pd
import pytest

from formcheck.explain.chart import text_chart

TIME = np.arange(0, 10, 0.1)
LEVELS = {"reach": 60.0, "rest": 20.0}


def hill() -> pd.Series:
    return pd.Series(80.0 * np.exp(-((TIME - 5.0) ** 2)), index=TIME)


def row_of(lines: list[str], word: str) -> int:
    return next(number for number, line in enumerate(lines) if word in line)


def test_levels_lie_between_the_ends_of_the_signal_in_order() -> None:
    lines = text_chart(hill(), LEVELS, [(3.0, 7.0, "1")], 100)
    assert lines[1].split()[0] == "80"
    assert lines[-2].split()[0] == "0"
    assert 1 < row_of(lines, "reach = 60") < row_of(lines, "rest = 20") < len(lines) - 2
    assert lines[-1].split() == ["0.0", "s", "9.9", "s"]


def test_the_signal_is_drawn_where_it_is() -> None:
    lines = text_chart(hill(), LEVELS, [(3.0, 7.0, "1")], 100)
    peak = [column for column, letter in enumerate(lines[1]) if letter == "*"]
    marks = lines[0]
    middle = (marks.index("[") + marks.index("]")) / 2
    assert np.mean(peak) == pytest.approx(middle, abs=1.5)
    assert marks.strip("[] ") == "1"
    assert marks.index("1") == pytest.approx(middle, abs=1.5)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_asked(width) -> None:
    lines = text_chart(hill(), LEVELS, [(0.0, 9.9, "12"), (9.8, 9.9, "long name")], width)
    assert max(map(len, lines)) <= width


def test_unseen_frames_leave_a_gap() -> None:
    signal = pd.Series(50.0, index=TIME)
    signal.loc[3.0:6.0] = np.nan
    drawn = "\n".join(text_chart(signal, LEVELS, [], 100))
    stars = next(line for line in drawn.splitlines() if "*" in line)
    assert "*   " in stars
    assert stars.rstrip().endswith("*")


def test_a_signal_that_was_never_seen_has_no_chart() -> None:
    assert text_chart(pd.Series(np.nan, index=TIME), LEVELS, [], 100) == []


def test_a_still_signal_at_one_level_is_drawn() -> None:
    assert any(
        "*" in line for line in text_chart(pd.Series(5.0, index=TIME), {"rest": 5.0}, [], 60)
    )
