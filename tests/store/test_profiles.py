"""Profiles in a real file, shared with other processes, damaged, foreign and of other versions."""

import sqlite3
import stat
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.errors import HistoryError
from formcheck.exercises.ladder import CleanRule
from formcheck.motion.personal_range import PersonalRange
from formcheck.store.database import SCHEMA, database_path
from formcheck.store.profiles import (
    calibrated,
    delete_profile,
    list_profiles,
    load_profile,
    save_profile,
    set_ladder_rule,
)
from formcheck.store.sessions import keep_session, list_sessions
from helpers.kept import trained
from helpers.writers import said_by_two_at_once

RANGE = PersonalRange("all_fours", -26.05, 21.25, -2.4, "middle", 9.04, 2, 3)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "formcheck"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


def test_a_profile_comes_back_as_it_was_stored() -> None:
    stored = save_profile("me", RANGE, "cat_cow.mp4")
    found = load_profile("me")
    assert found == stored
    assert found.back == RANGE
    assert found.clip == "cat_cow.mp4"
    assert found.calibrated is not None
    assert found.calibrated.utcoffset() is not None
    assert found.formcheck_version


def test_calibrating_again_replaces_the_range_and_keeps_the_beginning() -> None:
    first = save_profile("me", RANGE, "one.mp4")
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute(
            "UPDATE profile SET document = json_set(document, '$.created', '2020-01-01T00:00:00Z')"
        )
    wider = replace(RANGE, round_deg=30.0, posture="standing")
    again = save_profile(" me ", wider, "two.mp4")
    assert again.back == wider
    assert again.clip == "two.mp4"
    assert again.created < first.created
    assert len(list_profiles()) == 1


def test_profiles_are_listed_by_name_and_forgotten_one_by_one() -> None:
    for name in ("zoe", "Ana", "me"):
        save_profile(name, RANGE, "clip.mp4")
    assert [profile.name for profile in list_profiles()] == ["Ana", "me", "zoe"]
    delete_profile("me")
    assert [profile.name for profile in list_profiles()] == ["Ana", "zoe"]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    save_profile("ana", RANGE, "clip.mp4")
    save_profile("bo", RANGE, "clip.mp4")
    for ask in (load_profile, delete_profile):
        with pytest.raises(HistoryError, match=r"'cleo' \(there are ana, bo\)"):
            ask("cleo")


def test_asking_before_anything_was_stored_makes_no_file(home) -> None:
    assert list_profiles() == ()
    with pytest.raises(HistoryError, match="there are none yet"):
        load_profile("me")
    assert not home.exists()


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "\x1b[2J", "x" * 61])
def test_a_name_must_be_readable(name) -> None:
    with pytest.raises(HistoryError, match="printable"):
        save_profile(name, RANGE, "clip.mp4")


def test_a_clip_whose_name_is_no_text_keeps_its_range() -> None:
    stored = save_profile("me", RANGE, "caf\udce9\x1b[2J.mp4")
    assert stored.clip == "caf?\x1b[2J.mp4"
    assert load_profile("me") == stored


def test_what_looks_like_sql_is_a_name() -> None:
    name = "me'); DROP TABLE profile; --"
    save_profile(name, RANGE, "clip.mp4")
    assert load_profile(name).name == name


def test_only_the_person_may_look_into_folder_and_file(home) -> None:
    save_profile("me", RANGE, "clip.mp4")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(database_path().stat().st_mode) == 0o600


def test_the_file_has_a_write_ahead_log_and_says_whose_it_is() -> None:
    save_profile("me", RANGE, "clip.mp4")
    with closing(sqlite3.connect(database_path())) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert database.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"fchk"),)


@pytest.mark.skipif(sys.platform != "linux", reason="names a folder of Linux")
def test_without_a_chosen_folder_the_systems_place_for_data_is_used(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("FORMCHECK_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert database_path() == tmp_path / "xdg" / "formcheck" / "history.sqlite3"
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert database_path().parent == tmp_path / ".local" / "share" / "formcheck"


@pytest.mark.skipif(sys.platform == "win32", reason="gives it folders of its own")
def test_a_history_from_before_the_systems_place_changed_is_still_found(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.delenv("FORMCHECK_HOME")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    now = tmp_path / "xdg" / "formcheck"
    assert database_path().parent == now
    before = tmp_path / "Library" / "Application Support" / "formcheck"
    before.mkdir(parents=True)
    assert database_path().parent == before
    now.mkdir(parents=True)
    assert database_path().parent == now


def test_other_processes_write_at_once_and_nothing_is_lost() -> None:
    # From no file at all: making it, its schema and the entries all happen at the same time.
    program = (
        "import sys; from formcheck.store.profiles import save_profile;"
        "from formcheck.motion.personal_range import PersonalRange;"
        f"back = {RANGE!r};"
        "sys.stdin.readline();"
        "[save_profile(f'{sys.argv[1]}-{n}', back, 'clip.mp4') for n in range(15)]"
    )
    assert said_by_two_at_once(program) == ["", ""]
    assert {profile.name for profile in list_profiles()} == {
        f"{writer}-{n}" for writer in range(2) for n in range(15)
    }


def test_a_writer_that_stays_is_waited_for_and_then_named(monkeypatch) -> None:
    save_profile("me", RANGE, "clip.mp4")
    monkeypatch.setattr("formcheck.store.database._BUSY_S", 0.1)
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE profile SET document = 'half written'")
        with pytest.raises(HistoryError, match="another formcheck is writing"):
            save_profile("you", RANGE, "clip.mp4")
        # Readers see what was there before.
        assert load_profile("me").clip == "clip.mp4"


def test_a_file_that_is_no_database_is_left_as_it_is(home) -> None:
    home.mkdir(parents=True)
    database_path().write_bytes(b"holiday photographs, not SQLite\n" * 200)
    before = database_path().read_bytes()
    for ask in (list_profiles, lambda: save_profile("me", RANGE, "clip.mp4")):
        with pytest.raises(HistoryError, match="not a database"):
            ask()
    assert database_path().read_bytes() == before


def test_a_torn_file_says_so() -> None:
    for number in range(200):
        save_profile(f"profile {number}", RANGE, "clip.mp4" * 10)
    content = bytearray(database_path().read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database_path().write_bytes(content)
    with pytest.raises(HistoryError, match="damaged"):
        list_profiles()


def test_the_database_of_another_program_is_not_touched(home) -> None:
    home.mkdir(parents=True)
    with closing(sqlite3.connect(database_path())) as other, other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = database_path().read_bytes()
    with pytest.raises(HistoryError, match="another program"):
        save_profile("me", RANGE, "clip.mp4")
    assert database_path().read_bytes() == before


def test_a_newer_schema_is_not_touched() -> None:
    save_profile("me", RANGE, "clip.mp4")
    with closing(sqlite3.connect(database_path())) as newer, newer:
        newer.execute("PRAGMA user_version = 99")
    for ask in (list_profiles, lambda: save_profile("you", RANGE, "clip.mp4")):
        with pytest.raises(HistoryError, match="newer formcheck"):
            ask()


def test_a_folder_that_cannot_be_made_is_named(home) -> None:
    home.parent.mkdir(parents=True)
    home.write_text("a file where the folder should be")
    with pytest.raises(HistoryError, match="cannot be used"):
        save_profile("me", RANGE, "clip.mp4")


def change_documents(change: str, *values: object) -> None:
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute(f"UPDATE profile SET document = {change}", values)


@pytest.mark.parametrize(
    ("field", "value"),
    [("hollow_deg", None), ("error_deg", 0), ("posture", "lying"), ("hollow_deg", 90)],
)
def test_half_a_range_is_not_used(field, value) -> None:
    save_profile("me", RANGE, "clip.mp4")
    change_documents("json_set(document, ?, ?)", f"$.back.{field}", value)
    with pytest.raises(HistoryError, match="a profile in the history"):
        calibrated("me")


def test_a_range_that_is_none_is_not_stored() -> None:
    save_profile("me", RANGE, "clip.mp4")
    with pytest.raises(ValueError, match="no range of a back"):
        save_profile("me", replace(RANGE, hollow_deg=90.0), "clip.mp4")
    assert load_profile("me").back == RANGE


@pytest.mark.parametrize("field", ["$.birthday", "$.back.more"])
def test_a_profile_of_a_newer_formcheck_is_named_left_alone_and_can_be_deleted(field) -> None:
    save_profile("me", RANGE, "clip.mp4")
    change_documents("json_set(document, ?, 1)", field)
    save_profile("you", RANGE, "clip.mp4")
    for ask in (
        lambda: load_profile("me"),
        lambda: save_profile("me", RANGE, "clip.mp4"),
        lambda: set_ladder_rule("me", None),
    ):
        with pytest.raises(HistoryError, match=r"newer formcheck \(.*; update formcheck") as caught:
            ask()
        assert "\n" not in str(caught.value)
    assert load_profile("you").back == RANGE
    delete_profile("me")
    assert [one.name for one in list_profiles()] == ["you"]


def test_what_an_older_formcheck_has_not_stored_is_unknown() -> None:
    save_profile("me", RANGE, "clip.mp4")
    change_documents("json_remove(document, '$.back', '$.clip', '$.calibrated', '$.ladder_rule')")
    profile = load_profile("me")
    assert (profile.back, profile.clip, profile.calibrated, profile.ladder_rule) == (None,) * 4


def test_calibrating_again_keeps_sessions_and_rule() -> None:
    rule = CleanRule(days=3, score=80.0, reps=6)
    save_profile("me", RANGE, "clip.mp4")
    set_ladder_rule("me", rule)
    keep_session("me", trained("a"))
    save_profile("me", replace(RANGE, round_deg=30.0), "clip.mp4")
    assert len(list_sessions("me")) == 1
    assert load_profile("me").ladder_rule == rule


def test_a_result_says_whose_range_it_used_and_where_that_is_from() -> None:
    save_profile("ana", RANGE, "cat_cow.mp4")
    person = calibrated(" ana ")
    assert person.back == RANGE
    assert (person.used.profile, person.used.clip) == ("ana", "cat_cow.mp4")
    assert (person.used.hollow_deg, person.used.round_deg) == (-26.05, 21.25)


def test_a_profile_without_a_range_says_how_to_get_one() -> None:
    keep_session("ana", trained("a"))
    with pytest.raises(HistoryError, match="formcheck calibrate CLIP --profile ana"):
        calibrated("ana")
