"""Files to begin from are valid, and say what can be changed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from formcheck.errors import ExerciseError
from formcheck.exercises import exercise_ids, load_exercise
from formcheck.exercises.writing import exercise_id, exercise_text
from formcheck.motion.signals import SIGNALS

COMMENTED = re.compile(r"^# (?=\[|[a-z_0-9]+ = )", re.MULTILINE)


def written(text: str, folder: Path) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_template_is_valid_and_counts_from_quiet_standing(tmp_path) -> None:
    mine = load_exercise(written(exercise_text("Wall sit", "mine.toml"), tmp_path))
    assert (mine.id, mine.name, mine.extends) == ("wall_sit", "Wall sit", None)
    assert {bool(check.all) for check in mine.checks} == {True, False}


def test_the_template_names_every_signal_there_is() -> None:
    text = exercise_text("Wall sit", "mine.toml")
    assert [name for name in SIGNALS if f"#   {name} " not in text] == []
    assert "@" not in text


@pytest.mark.parametrize("base", exercise_ids())
def test_a_variant_is_its_base_until_something_is_changed(base, tmp_path) -> None:
    text = exercise_text("Mine own", "mine.toml", base)
    mine, whole = load_exercise(written(text, tmp_path)), load_exercise(base)
    same = {"id": whole.id, "name": whole.name, "extends": whole.extends}
    assert mine.model_copy(update=same) == whole
    assert mine.extends == base


@pytest.mark.parametrize("base", exercise_ids())
def test_what_a_variant_shows_as_comments_is_what_holds(base, tmp_path) -> None:
    text = COMMENTED.sub("", exercise_text("Mine own", "mine.toml", base))
    mine, whole = load_exercise(written(text, tmp_path)), load_exercise(base)
    assert tomllib.loads(text)["checks"]
    assert mine.checks == whole.checks
    assert mine.rep == whole.rep


@pytest.mark.parametrize(
    "name",
    [
        'He said "go"',
        "back\\slash",
        "tab\tand\x07bell",
        "rubbed\x7fout",
        "@SIGNALS@ and @ID@",
        "Kniebeuge für Ältere",
        "猫 cat pose",
    ],
)
def test_any_name_is_kept_as_it_is(name, tmp_path) -> None:
    for base in (None, "squat"):
        mine = load_exercise(written(exercise_text(name, "mine.toml", base), tmp_path))
        assert mine.name == name
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", mine.id)


def test_ids_are_plain() -> None:
    assert exercise_id("  Sit-to-Stand (2 legs) ") == "sit_to_stand_2_legs"
    assert exercise_id("Über 90°!") == "uber_90"
    assert exercise_id("90° squat 2") == "squat_2"
    assert len(exercise_id("very " * 20)) <= 40


@pytest.mark.parametrize("name", ["", "7", "!!", "x", "猫"])
def test_a_name_without_letters_is_refused(name) -> None:
    with pytest.raises(ExerciseError, match="two letters"):
        exercise_id(name)


@pytest.mark.parametrize("name", ["caf\udce9 squat", "es\x1b[31mcape", "one \x9b byte"])
def test_a_name_that_no_file_can_hold_is_refused(name) -> None:
    with pytest.raises(ExerciseError, match="holds") as caught:
        exercise_text(name, "mine.toml")
    assert name not in str(caught.value)


def test_a_file_name_of_two_lines_stays_within_its_comment(tmp_path) -> None:
    for base in (None, "squat"):
        text = exercise_text("Wall sit", "two\nlines.toml", base)
        assert load_exercise(written(text, tmp_path)).id == "wall_sit"


def test_the_catalogue_keeps_its_names() -> None:
    with pytest.raises(ExerciseError, match="--from hip_hinge"):
        exercise_text("Hip hinge", "mine.toml")


def test_an_unknown_base_is_named() -> None:
    with pytest.raises(ExerciseError, match="did you mean squat"):
        exercise_text("Mine own", "mine.toml", "squats")
