"""What counts as done cleanly often enough."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from formcheck.errors import ExerciseError
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.exercises.ladder import CleanRule, load_ladder, parse_ladder
from formcheck.progress.ladder import RungStanding, rule_words, standing
from formcheck.reps.findings import Verdict
from formcheck.store.record import Session, session_of
from helpers.kept import trained

RULE = CleanRule(days=2, score=85, reps=8)
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def done(day: int, exercise: str = "squat", **how) -> Session:
    """A session on a day, the first being 0."""
    analysis = trained(f"clip{day}", exercise, **how)
    return session_of(analysis, MONDAY + timedelta(days=day))


def rung(*sessions: Session, name: str = "squat", rule: CleanRule = RULE) -> RungStanding:
    return next(one for one in standing(sessions, load_ladder(), rule) if one.rung.id == name)


def test_enough_clean_days_in_a_row_and_not_one_fewer() -> None:
    assert not rung(done(0)).ready
    found = rung(done(0), done(2))
    assert found.ready
    assert found.best.clean_days == 2


def test_two_clips_of_one_day_are_one_day() -> None:
    assert rung(done(0), done(0, score=91.0)).best.clean_days == 1


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"score": 84.0}, "a set scored 84"),
        ({"ranges": (95.0,) * 7}, "7 of 8 repetitions"),
        ({"score": 99.0, "fault": "heels_lift"}, "a clear fault came back"),
    ],
)
def test_the_latest_day_must_be_clean_too(how, why) -> None:
    found = rung(done(0), done(1), done(2, **how))
    assert not found.ready
    assert (found.best.clean_days, found.best.missing) == (0, why)


def test_repetitions_of_a_day_are_counted_together_and_every_set_must_be_clean() -> None:
    halves = [done(day, ranges=(95.0,) * 4, score=score) for day in (0, 1) for score in (90, 92)]
    assert rung(*halves).ready
    assert not rung(*halves, done(1, ranges=(95.0,) * 4, score=60)).ready


def test_pain_resets_a_rung_until_it_is_clean_again() -> None:
    before = [done(0), done(1)]
    hurt = done(2, pain=True)
    found = rung(*before, hurt)
    assert not found.ready
    assert found.pain == MONDAY.date() + timedelta(days=2)
    once_more = rung(*before, hurt, done(4))
    assert (once_more.ready, once_more.pain, once_more.best.clean_days) == (False, None, 1)
    assert rung(*before, hurt, done(4), done(5)).ready


def test_pain_in_one_exercise_resets_the_others_of_its_rung_and_no_other_rung() -> None:
    legs = ["left", "right"] * 8
    sessions = [
        *(done(day, "single_leg_bridge", ranges=(50.0,) * 16, legs=legs) for day in (0, 1)),
        *(done(day) for day in (0, 1)),
    ]
    assert rung(*sessions, name="one_leg_bridge").ready
    sessions.append(done(2, "hip_thrust", pain=True))
    assert not rung(*sessions, name="one_leg_bridge").ready
    assert rung(*sessions).ready


def test_points_make_no_day_clean_on_which_a_clear_fault_came_back() -> None:
    lenient = CleanRule(days=1, score=0, reps=1)
    found = rung(done(0, score=100.0), done(0, fault="heels_lift", score=100.0), rule=lenient)
    assert (found.ready, found.best.fault) == (False, "heels_lift")
    assert rung(done(0, fault="heels_lift"), done(1), rule=lenient).ready


def test_a_fault_or_pain_where_the_person_trained_last_is_known_to_the_rung() -> None:
    hinges = [done(day, "hip_hinge") for day in (0, 1)]
    assert rung(*hinges, name="hinge").came_back is None
    bend = done(1, "everyday_bend", fault="back_rounds")
    found = rung(*hinges, bend, name="hinge")
    assert found.came_back is not None
    assert (found.ready, found.came_back.fault) == (True, "back_rounds")
    assert rung(*hinges, bend, done(2, "hip_hinge"), name="hinge").came_back is None
    hurt = done(2, "deadlift", pain=True)
    assert [rung(*hinges, *more, name="hinge").hurt_lately for more in ((), (hurt,))] == [
        False,
        True,
    ]
    assert not rung(*hinges, hurt, done(3), name="hinge").hurt_lately


def test_no_pain_said_is_no_pain() -> None:
    assert rung(done(0, pain=False), done(1)).ready


def test_another_load_begins_anew() -> None:
    lighter = [done(day, load="10 kg") for day in (0, 1)]
    assert rung(*lighter).ready
    heavier = rung(*lighter, done(2, load="20 kg"))
    assert (heavier.ready, heavier.best.clean_days, heavier.best.load) == (False, 1, "20 kg")


def test_one_leg_at_a_time_counts_the_leg_that_did_fewer() -> None:
    uneven = ["left"] * 8 + ["right"] * 6
    found = rung(
        *(done(day, "split_squat", ranges=(80.0,) * 14, legs=uneven) for day in (0, 1)),
        name="split_squat",
    )
    assert found.best.missing == "6 of 8 repetitions"


@pytest.mark.parametrize(
    ("verdict", "clean"),
    [
        (Verdict.OK, True),
        (Verdict.POSSIBLE, True),
        (Verdict.CLEAR, False),
        (Verdict.NOT_MEASURABLE, False),
        (None, False),
    ],
)
def test_standing_has_no_score_and_goes_by_the_knees(verdict, clean) -> None:
    days = [done(day, "standing_posture", ranges=(0.0,), knee_lock=verdict) for day in (0, 1)]
    assert rung(*days, name="stand").ready is clean


def test_a_rule_of_ones_own_decides() -> None:
    sessions = [done(day, score=70.0, ranges=(95.0,) * 5) for day in (0, 1)]
    assert not rung(*sessions).ready
    assert rung(*sessions, rule=CleanRule(days=2, score=70, reps=5)).ready
    assert not rung(*sessions, rule=CleanRule(days=3, score=70, reps=5)).ready


def test_the_rule_is_said_with_its_numbers() -> None:
    words = rule_words(CleanRule(days=3, score=82.5, reps=6))
    assert re.findall(r"[\d.]*\d", words) == ["3", "82.5", "6"]
    assert "no pain" in words
    assert "no clear fault that came back" in words


def test_the_ladder_that_ships_begins_with_standing_and_knows_its_exercises() -> None:
    ladder = load_ladder()
    order = [name for one in ladder.rungs for name in one.exercises]
    assert set(order) <= set(exercise_ids())
    steps = ["standing_posture", "hip_hinge", "glute_bridge", "single_leg_bridge"]
    steps += ["split_squat", "step_up", "deadlift"]
    assert sorted(steps, key=order.index) == steps
    for one in ladder.rungs:
        # An exercise without a score could never be clean by its score.
        scored = {load_exercise(name).scored for name in one.exercises}
        assert scored == {one.headline is None}


RUNG = """
[rule]
days = 2
score = 85
reps = 8
[rule_sources]
days = "default"
score = "default"
reps = "default"
[[rungs]]
id = "one"
title = "One"
why = "Why."
exercises = ["squat"]
source = "default"
"""


@pytest.mark.parametrize(
    ("what", "instead", "message"),
    [
        ('["squat"]', '["sqat"]', r"rungs\.0: 'sqat' is not in the catalogue"),
        ('["squat"]', '["squat", "squat"]', "'squat' is on the ladder twice"),
        ('["squat"]', "[]", r"rungs\.0\.exercises"),
        ('why = "Why."', 'headline = "knees"\nwhy = "Why."', "no headline row is called 'knees'"),
        ("days = 2", "days = 0", r"rule\.days"),
        ("days = 2", "sessions = 2", r"rule\."),
        ('source = "default"', "", r"rungs\.0\.source"),
        ("[rule]", "[rule", "not valid TOML"),
    ],
)
def test_a_ladder_that_does_not_hold_together_is_refused(what, instead, message) -> None:
    assert parse_ladder(RUNG).rungs[0].exercises == ("squat",)
    with pytest.raises(ExerciseError, match=message):
        parse_ladder(RUNG.replace(what, instead, 1))
