"""What a stored profile adds: a column of shares, or a sentence why not."""

import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from formcheck.assessment.repetition import JudgedRep
from formcheck.assessment.sets import JudgedSet
from formcheck.errors import HistoryError
from formcheck.motion.personal_range import PersonalRange
from formcheck.store.database import database_path
from formcheck.store.personal import SHARE_COLUMN, calibrated, share_of_range
from formcheck.store.profiles import save_profile
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


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path))


@pytest.mark.usefixtures("home")
def test_a_result_says_whose_range_it_used_and_where_that_is_from() -> None:
    save_profile("ana", RANGE, "cat_cow.mp4")
    person = calibrated(" ana ")
    assert person.back == RANGE
    assert (person.used.profile, person.used.clip) == ("ana", "cat_cow.mp4")
    assert (person.used.hollow_deg, person.used.round_deg) == (-30.0, 30.0)


@pytest.mark.usefixtures("home")
def test_a_profile_without_a_range_says_how_to_get_one() -> None:
    save_profile("ana", RANGE, "cat_cow.mp4")
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute(
            "UPDATE profile SET posture = NULL, hollow_deg = NULL, round_deg = NULL,"
            " neutral_deg = NULL, neutral_from = NULL, error_deg = NULL, hollow_times = NULL,"
            " round_times = NULL"
        )
    with pytest.raises(HistoryError, match="formcheck calibrate CLIP --profile ana"):
        calibrated("ana")
