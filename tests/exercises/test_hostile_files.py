"""An exercise file may hold anything: it is an exercise, or one line that says what to mend."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import ExerciseError
from formcheck.exercises import Exercise, exercise_ids, load_exercise
from helpers.mangling import mangled

CATALOGUE = {
    name: (files("formcheck.exercises") / "catalog" / f"{name}.toml").read_text("utf-8")
    for name in exercise_ids()
}
SQUAT = CATALOGUE["squat"]
VALUES = (
    *("nan", "inf", "-inf", "1e308", "-1e308", "1e-320", "0", "-1", "true", "9" * 400, "9" * 5000),
    *('""', '"x"', '"\\u0000"', '"<script>"', '"\\u202e"', f'"{"x" * 20_000}"', "'''\n'''"),
    *("[]", "[[]]", "[1, 2, 3]", "[nan, nan]", "[0.5, 0.5]", "{}", "{ a = 1 }", "{ id = 3 }"),
    *("1979-05-27", "07:32:00", "[" * 2000, "{ a = " * 500, "{ a = " * 2000),
)
LINES = (
    *("[x]", "[checks]", "[[checks]]", "[[checks.any]]", "[[checks.any.all]]", "[headline]"),
    *('extends = "squat"', "extends = 3", 'extends = ["squat"]', 'extends = "../squat"'),
    *('"" = 1', '"\\n" = 1', "checks = 3", "a.b.c = 1", "id = []", "id = { a = 1 }"),
    *(f"{'.'.join('a' * 3000)} = 1", f"[{'.'.join('a' * 3000)}]"),
)


MANY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def answer(path: Path) -> Exercise | str:
    """The exercise, or the error, which must be one readable line that begins with the file."""
    try:
        return load_exercise(path)
    except ExerciseError as error:
        told = str(error)
        assert told.startswith(str(path))
        assert told.isprintable()
        assert len(told) < 5000
        return told.removeprefix(str(path))


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(content=mangled(tuple(CATALOGUE.values()), LINES))
def test_lines_lost_doubled_and_strange(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    told = answer(path)
    assert isinstance(told, Exercise) or re.search(r"line \d+|end of document", told), told


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_value_at_any_key(data: st.DataObject, tmp_path: Path) -> None:
    text = data.draw(st.sampled_from(tuple(CATALOGUE.values())))
    keys = list(re.finditer(r"^(\w+ = ).*$", text, re.MULTILINE))
    key = data.draw(st.sampled_from(keys))
    value = data.draw(st.sampled_from(VALUES))
    path = tmp_path / "mine.toml"
    path.write_text(f"{text[: key.start()]}{key[1]}{value}{text[key.end() :]}", "utf-8")
    told = answer(path)
    assert isinstance(told, Exercise) or re.search(r"line \d+|nested brackets", told), told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a = " + b"[\n" * 100_000, ["not valid TOML", "nested brackets"]),
        (b"a = " + b"[" * 100_000, ["line 1", "4000 characters"]),
        (b"\n" + b".".join([b"a"] * 50_000) + b" = 1", ["line 2", "4000 characters"]),
        (b"[" + b".".join([b"a"] * 50_000) + b"]", ["line 1", "4000 characters"]),
        (b"id = 1\nschema_version = " + b"9" * 100_000, ["line 2", "4000 characters"]),
        (b"schema_version = " + b"9" * 3000, ["line 1", "schema_version"]),
        (SQUAT.encode() + b"\n[[checks]]\nid = 'a'\n" * 500_000, ["larger than 256 kB"]),
        (SQUAT.encode() + b"#" * 10_000_000, ["larger than 256 kB"]),
        (b"\0" * 100, ["line 1"]),
        (SQUAT.encode("utf-16"), ["line 1", "UTF-8"]),
        (b"id = 'a'\nname = 'Kniebeuge f\xfcr alle'\n", ["line 2", "UTF-8"]),
        (b'extends = "squat"\n[[checks]]\nid = ["too_shallow"]\n', ["line 3", "checks"]),
        (b"extends = 1979-05-27", ["line 1", "extends", "not in the catalogue"]),
        (b'extends = "' + b"x" * 3000 + b'"', ["line 1", "extends", "not in the catalogue"]),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_files_of_ill_will(content: bytes, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    told = answer(path)
    assert isinstance(told, str)
    assert [word for word in words if word not in told] == [], told


def test_numbers_that_nothing_measures_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    for value in ("nan", "inf", "1e300"):
        text = re.sub(r"(?m)^hold_s = .*$", f"hold_s = {value}", SQUAT, count=1)
        path.write_text(text, "utf-8")
        told = answer(path)
        assert isinstance(told, str)
        assert "hold_s" in told
        assert re.search(r"line \d+", told)


def test_words_give_no_orders_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(re.sub(r"(?m)^title = .*$", r'title = "\\u001b[2J"', SQUAT, count=1), "utf-8")
    told = answer(path)
    assert isinstance(told, str)
    assert "title: contains a control code of terminals" in told


def test_the_mark_that_some_editors_write_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SQUAT.encode())
    assert answer(path) == load_exercise("squat")


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(ExerciseError, match="check the path"):
        load_exercise("a\0b.toml")
