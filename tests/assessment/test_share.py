"""What a range adds to the signals: a column of shares, or a sentence why not."""

import numpy as np
import pandas as pd
import pytest
from formcheck.assessment.share import SHARE_COLUMN, share_of_range

from formcheck.assessment.repetition import JudgedRep
from formcheck.assessment.sets import JudgedSet
from formcheck.motion.personal_range import PersonalRange
from helpers import judging

CURVE = "back_curve_deg"
RANGE = PersonalRange("all_fours", -30.0, 30.0, 0.0, "middle", 9.0, 2, 2)
SIGNALS = pd.DataFrame({CURVE: [0.0, 15.0, 30.0, np.nan]})


def judged(*standing: float | None) -> list[JudgedSet]:
    """A set of repetitions, each counted from a quiet start with this curve, or from none."""
    neutrals = [None if one is None else judging.neutral(**{CURVE: one}) for one in standing]
    reps = tuple(JudgedRep(judging.a_rep(), (), {}, None, neutral) for neutral in neutrals)
    return [JudgedSet("trunk_inclination_deg", reps)]


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ([], [0.0, 50.0, 100.0]),
        (judged(None), [0.0, 50.0, 100.0]),
        (judged(-20.0), [40.0, 70.0, 100.0]),
        (judged(None, -20.0), [40.0, 70.0, 100.0]),
        (judged(np.nan), [0.0, 50.0, 100.0]),
    ],
)
def test_the_share_counts_from_the_clips_quiet_start_if_it_shows_the_back(sets, expected) -> None:
    table, warnings = share_of_range(SIGNALS, RANGE, sets)
    assert table[SHARE_COLUMN].to_numpy() == pytest.approx([*expected, np.nan], nan_ok=True)
    assert (table[CURVE].dropna() == SIGNALS[CURVE].dropna()).all()
    assert warnings == ()


def test_a_range_that_does_not_fit_the_clip_is_said_to_be_unused() -> None:
    table, (warning,) = share_of_range(SIGNALS, RANGE, judged(28.0))
    assert table[SHARE_COLUMN].isna().all()
    assert "Calibrate again" in warning
