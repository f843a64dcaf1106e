"""Tables behind the charts: what stands beside what, and what counts as a difference."""

from datetime import UTC, datetime, timedelta

import pytest

from formcheck.exercises.spec import Reference
from formcheck.progress.trends import by_day, leg_days, range_unit, set_table, spine_kind
from formcheck.store.record import Session, session_of
from helpers.kept import trained

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def done(day: int, name: str = "clip", exercise: str = "squat", **how) -> Session:
    return session_of(trained(f"{name}{day}", exercise, **how), NOON + timedelta(days=day))


def test_sets_are_in_order_of_time_with_medians_of_their_repetitions() -> None:
    sessions = [
        done(7, score=91.0, ranges=(90.0, 100.0, 104.0)),
        done(0, score=80.0, ranges=(70.0, 80.0)),
        done(3, exercise="hip_hinge"),
    ]
    table = set_table(sessions, "squat")
    assert list(table["score"]) == [80.0, 91.0]
    assert list(table["range"]) == [75.0, 100.0]
    assert list(table["outward_s"]) == [1.0, 1.0]
    assert list(table["homeward_s"]) == [1.0, 1.0]
    assert table["spine"].isna().all()


def test_the_sets_of_a_day_are_one_point() -> None:
    sessions = [done(0, "a", score=70.0, back_deg=4.0), done(0, "b", score=80.0), done(2)]
    table = by_day(set_table(sessions, "squat", spine_kind(sessions, "squat")))
    assert list(table["score"]) == [75.0, 90.0]
    assert list(table["spine"].dropna()) == [4.0]
    assert list(table["done"].dt.day) == [2, 4]


def test_the_back_is_compared_in_one_measure_only() -> None:
    sessions = [
        done(0, back_deg=5.0),
        done(7, back_deg=9.0),
        done(14, back_deg=30.0, reference=Reference.ABSOLUTE),
        done(21),
    ]
    kind = spine_kind(sessions, "squat")
    assert kind == ("roundness of the back", "deg", "neutral")
    table = set_table(sessions, "squat", kind)
    assert list(table["spine"].dropna()) == [5.0, 9.0]
    assert list(table["spine_error"].dropna()) == [8.0, 8.0]


def test_there_is_no_measure_where_no_back_was_seen() -> None:
    assert spine_kind([done(0)], "squat") is None


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ((90.0, 92.0, 94.0), (75.0, 77.0, 79.0), "different"),
        ((90.0, 92.0, 94.0), (88.0, 90.0, 91.0), "unclear"),
        # Each leg varies by itself as much as the two differ.
        ((70.0, 90.0, 110.0), (55.0, 75.0, 95.0), "unclear"),
        # Beyond the spread, and still within what measuring again would give.
        ((90.0, 90.1, 90.2), (82.0, 82.1, 82.2), "unclear"),
    ],
)
def test_sides_differ_only_beyond_what_a_side_varies_by_itself(left, right, verdict) -> None:
    sessions = [
        done(0, "a", "split_squat", ranges=left, legs=["left"] * 3, facing="left"),
        done(0, "b", "split_squat", ranges=right, legs=["right"] * 3, facing="right"),
    ]
    (day,) = leg_days(sessions, "split_squat")
    assert (day.left, day.right) == (left[1], right[1])
    assert day.verdict == verdict
    assert (day.reason is None) is (verdict == "different")


def test_a_leg_that_was_only_the_further_one_leaves_it_unclear() -> None:
    both = done(
        0, exercise="lunge", ranges=(90.0, 60.0) * 3, legs=["left", "right"] * 3, facing="left"
    )
    (day,) = leg_days([both], "lunge")
    assert day.verdict == "unclear"
    assert "the further leg is hard to see" in str(day.reason)


def test_the_further_leg_of_a_clip_does_not_dilute_the_clip_of_its_own() -> None:
    sessions = [
        done(0, "a", "lunge", ranges=(90.0, 30.0) * 3, legs=["left", "right"] * 3, facing="left"),
        done(0, "b", "lunge", ranges=(88.0,) * 3, legs=["right"] * 3, facing="right"),
    ]
    (day,) = leg_days(sessions, "lunge")
    assert (day.left, day.right, day.right_reps) == (90.0, 88.0, 3)


def test_too_few_repetitions_of_a_side_leave_it_unclear() -> None:
    sessions = [
        done(0, "a", "lunge", ranges=(90.0,), legs=["left"], facing="left"),
        done(0, "b", "lunge", ranges=(50.0,) * 3, legs=["right"] * 3, facing="right"),
    ]
    (day,) = leg_days(sessions, "lunge")
    assert (day.verdict, day.reason) == ("unclear", "needs 2 repetitions of each side")


def test_days_with_one_leg_and_exercises_of_two_are_not_compared() -> None:
    one_leg = done(0, exercise="lunge", ranges=(90.0,) * 3, legs=["left"] * 3)
    assert leg_days([one_leg, done(1)], "lunge") == ()
    assert leg_days([one_leg, done(1)], "squat") == ()


def test_the_unit_of_the_range_is_that_of_the_signal() -> None:
    squat = done(0)
    assert range_unit([squat], "squat") == "deg"
    part = squat.sets[0].model_copy(update={"driving_signal": "dowel_gap_percent_trunk"})
    assert range_unit([squat.model_copy(update={"sets": (part,)})], "squat") == "% trunk"
