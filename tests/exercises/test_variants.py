"""Variants: what a file with ``extends`` takes over, changes, drops and adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.errors import ExerciseError
from formcheck.exercises import Exercise, exercise_ids, load_exercise

HEAD = 'schema_version = 1\nid = "mine"\nextends = "hip_hinge"\nname = "Mine"\n'
BASE = load_exercise("hip_hinge")


@pytest.fixture
def variant(tmp_path: Path):
    def load(text: str) -> Exercise:
        path = tmp_path / "mine.toml"
        path.write_text(HEAD + text, "utf-8")
        return load_exercise(path)

    return load


def test_what_is_not_said_comes_from_the_base(variant) -> None:
    mine = variant("")
    assert (mine.id, mine.name, mine.extends) == ("mine", "Mine", "hip_hinge")
    assert mine.checks == BASE.checks
    assert mine.rep == BASE.rep
    assert mine.headline == BASE.headline


def test_tables_merge_key_by_key(variant) -> None:
    mine = variant(
        "[rep]\nlongest_s = 40.0\n[rep.side_view]\nturn_beyond = 50\n[camera]\nadvice = 'x'\n"
    )
    assert mine.rep.longest_s == 40.0
    assert mine.rep.shortest_s == BASE.rep.shortest_s
    assert mine.rep.side_view.turn_beyond == 50
    assert mine.rep.side_view.rest_within == BASE.rep.side_view.rest_within
    assert mine.camera.view == BASE.camera.view


def test_a_known_check_changes_what_it_says_and_keeps_its_conditions(variant) -> None:
    mine = variant('[[checks]]\nid = "back_rounds"\nseverity = "minor"\n')
    assert mine.check("back_rounds").severity == "minor"
    assert mine.check("back_rounds").any == BASE.check("back_rounds").any
    assert [check.id for check in mine.checks] == [check.id for check in BASE.checks]


CONDITION = """
signal = "knee_flexion_deg"
phase = "pause"
stat = "highest"
above = 77
error_95 = 5
source = "default"
"""


def test_conditions_of_its_own_replace_all_those_of_the_base(variant) -> None:
    mine = variant('[[checks]]\nid = "squats_the_hinge"\n[checks.when]' + CONDITION)
    check = mine.check("squats_the_hinge")
    assert [condition.threshold for condition in check.conditions] == [77.0]
    assert check.title == BASE.check("squats_the_hinge").title


def test_a_check_can_be_dropped_and_another_added(variant) -> None:
    mine = variant(
        '[[checks]]\nid = "head_position"\ndrop = true\n'
        '[[checks]]\nid = "own"\ntitle = "Own"\ncue = "Do."\nseverity = "minor"\nblock = "range"\n'
        'mark = "hip"\n[checks.when]' + CONDITION
    )
    before = [check.id for check in BASE.checks if check.id != "head_position"]
    assert [check.id for check in mine.checks] == [*before, "own"]


def test_two_tables_for_one_check_are_refused_where_the_second_stands(variant) -> None:
    known = '[[checks]]\nid = "back_rounds"\n'
    with pytest.raises(ExerciseError, match=r"line 10: checks\.1\.id: 'back_rounds' is here twice"):
        variant(f'{known}severity = "minor"\n\n{known}cue = "Long back."\n')


def test_a_headline_row_is_taken_whole(variant) -> None:
    mine = variant('[headline.knee_lock]\npending = "not here"\n')
    assert mine.headline["knee_lock"].pending == "not here"
    assert mine.headline["knee_lock"].check is None
    assert mine.headline["hip_extension"] == BASE.headline["hip_extension"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[[checks]]\nid = "back_rounds"\nseverity = "grave"\n', 7, "severity"),
        ('[[checks]]\nid = "knees_locked"\ndrop = true\n', 6, "knees_locked"),
        ("[rep]\nlongest_s = 0\n", 6, "rep.longest_s"),
        ('[[checks]]\nid = "own"\ntitle = "Own"\n', 5, "Field required"),
        ("checks = [3]\n", 5, "checks"),
    ],
    ids=["changed", "dropped but a headline needs it", "table", "added", "no table"],
)
def test_a_mistake_is_named_with_its_line_in_the_variants_own_file(
    variant, text, line, says
) -> None:
    with pytest.raises(ExerciseError, match=says) as caught:
        variant(text)
    assert f", line {line}: " in str(caught.value)


def test_a_base_that_is_not_there_is_named(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('schema_version = 1\nextends = "hop"\n')
    with pytest.raises(ExerciseError, match=r"line 2: extends: 'hop' is not in the catalogue"):
        load_exercise(path)


@pytest.mark.parametrize("name", exercise_ids())
def test_variants_of_the_catalogue_take_few_lines(name) -> None:
    definition = load_exercise(name)
    if definition.extends is None:
        return
    base = load_exercise(definition.extends)
    assert {check.id for check in base.checks} & {check.id for check in definition.checks}
    assert definition.id == name
