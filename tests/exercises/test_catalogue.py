"""What holds for every exercise file that ships with formcheck."""

import re

import pytest

from formcheck.exercises import Exercise, exercise_ids, load_exercise
from formcheck.motion.signals import SIGNALS

# Fault names, as in docs/vocabulary.md.
VOCABULARY = {
    "back_finishes_lift",
    "back_over_arches",
    "back_rounds",
    "back_sags",
    "drops_down",
    "feet_part",
    "feet_too_close",
    "feet_too_far",
    "head_position",
    "heel_lifts",
    "heels_lift",
    "hips_forward",
    "hips_shoot_up",
    "hips_uneven",
    "knees_in",
    "knees_keep_bending",
    "knees_locked",
    "knees_snap_back",
    "leans_back_at_top",
    "leg_too_high",
    "lowers_too_fast",
    "no_hold",
    "not_finished",
    "not_high_enough",
    "over_extends",
    "pushes_off_back_foot",
    "rolls_back",
    "rushed",
    "shin_too_far_forward",
    "short_hold",
    "small_range",
    "squats_the_hinge",
    "tail_tucks",
    "thighs_not_level",
    "too_shallow",
    "trunk_tilts",
    "trunk_tips",
    "weight_forward",
    "weight_shift",
}


def test_the_catalogue_holds_the_three_exercises() -> None:
    assert {"glute_bridge", "hip_hinge", "squat"} <= set(exercise_ids())
    assert exercise_ids() == sorted(exercise_ids())


@pytest.fixture(params=exercise_ids())
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return load_exercise(request.param)


def test_each_file_is_named_after_its_exercise() -> None:
    assert [load_exercise(name).id for name in exercise_ids()] == exercise_ids()


def test_faults_are_named_as_in_the_vocabulary(exercise) -> None:
    assert {check.id for check in exercise.checks} <= VOCABULARY


def test_every_number_says_where_it_comes_from(exercise) -> None:
    """A section of the methods, a source by its code, or the word default."""
    said = [exercise.rep.source, exercise.rep.side_view.source, exercise.rep.any_view.source]
    said += [bound.source for bound in exercise.posture]
    said += [rule.source for rule in exercise.after]
    owners = (*exercise.checks, *exercise.headline.values())
    said += [condition.source for owner in owners for condition in owner.conditions]
    assert all(re.search(r"default|methods \d|\[[CK]\d+\]", source) for source in said)


def test_thresholds_that_count_from_neutral_say_their_error_without_one(exercise) -> None:
    for check in exercise.checks:
        for condition in check.conditions:
            # A check of the outline without it needs the person's own neutral.
            outline = condition.signal is not None and SIGNALS[condition.signal].outline
            if condition.reference == "neutral" and not (
                outline and condition.error_95_absolute is None
            ):
                assert condition.error_95_absolute is not None, check.id
                assert condition.error_95_absolute >= condition.error_95, check.id


def test_neutral_is_not_asked_for_on_the_floor() -> None:
    bridge = load_exercise("glute_bridge")
    assert bridge.neutral == "none"
    conditions = [condition for check in bridge.checks for condition in check.conditions]
    assert {condition.reference for condition in conditions} == {"absolute"}


def test_cues_and_titles_are_sentences_for_people(exercise) -> None:
    for check in exercise.checks:
        assert check.cue.endswith(".")
        assert not check.title.endswith(".")
        assert "_" not in check.cue + check.title


def test_a_check_is_found_by_its_id(exercise) -> None:
    last = exercise.checks[-1]
    assert exercise.check(last.id) is last
    with pytest.raises(KeyError):
        exercise.check("no_such_check")
