"""Older files that are taken in, the copy of them, and what deleting leaves on the disk."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.errors import HistoryError
from formcheck.exercises.after import Felt
from formcheck.exercises.ladder import CleanRule
from formcheck.motion.personal_range import PersonalRange
from formcheck.reps.findings import Verdict
from formcheck.store import database as _database
from formcheck.store.backup import backup_path
from formcheck.store.database import SCHEMA, database_path
from formcheck.store.profiles import delete_profile, list_profiles, load_profile
from formcheck.store.sessions import delete_session, keep_session, list_sessions
from helpers.kept import trained
from helpers.older import FIRST_SCHEMA, LAST_SCHEMA, write_first_schema, write_older

WHO, CLIP = "a name that is mine", "a clip that is mine.mp4"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "formcheck"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


def schema_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_an_older_file_is_brought_up_to_date_and_loses_nothing() -> None:
    write_first_schema(database_path(), WHO, CLIP)
    (session,) = list_sessions(WHO)
    assert schema_of(database_path()) == SCHEMA
    assert (session.clip, session.done) == (CLIP, datetime(2026, 1, 2, 12, tzinfo=UTC))
    (part,) = session.sets
    assert (part.exercise, part.load, part.score, part.fault) == (
        "squat",
        "20 kg",
        88.0,
        "too_shallow",
    )
    assert [(one.leg, one.excursion) for one in part.reps] == [(None, 95.0), ("left", 95.0)]
    # What that version did not keep is unknown, and not zero.
    assert (session.view, part.felt, part.pain, part.headline) == (None, None, None, {})
    assert [(one.tempo, one.spine) for one in part.reps] == [(None, None)] * 2


@pytest.mark.parametrize("schema", range(1, LAST_SCHEMA + 1))
def test_every_older_schema_is_taken_in_with_all_that_it_had(schema) -> None:
    write_older(database_path(), WHO, CLIP, schema)
    profile = load_profile(WHO)
    assert schema_of(database_path()) == SCHEMA
    assert profile.back == PersonalRange("all_fours", -26.05, 21.25, -2.4, "middle", 9.04, 2, 3)
    assert (profile.clip, profile.calibrated) == ("cat_cow.mp4", profile.created)
    rule = CleanRule(days=3, score=80.0, reps=6)
    assert profile.ladder_rule == (rule if schema >= 13 else None)
    sessions = list_sessions(WHO)
    assert len(sessions) == (schema >= 2)
    for one in sessions:
        assert one.view == ("side" if schema >= 5 else None)
        assert one.facing == ("left" if schema >= 6 else None)
        assert len(one.sets) == (schema >= 3)
    for part in (part for one in sessions for part in one.sets):
        assert part.driving_signal == ("knee_flexion_deg" if schema >= 7 else None)
        assert part.felt == (Felt.GLUTES if schema >= 8 else None)
        assert part.pain is (False if schema >= 9 else None)
        assert part.headline == ({"knee_lock": Verdict.POSSIBLE} if schema >= 10 else {})
        assert [rep.number for rep in part.reps] == ([1, 2] if schema >= 4 else [])
        for rep in part.reps:
            has = rep.number == 2
            turn_s = None if rep.tempo is None else rep.tempo.turn_s
            spine = None if rep.spine is None else (rep.spine.value, rep.spine.error_95)
            assert turn_s == (0.5 if has and schema >= 11 else None)
            assert spine == ((12.0, 8.0) if has and schema >= 12 else None)
    # Deleting goes on from there as from any other file.
    delete_profile(WHO)
    assert list_sessions(WHO) == ()
    assert b"that is mine" not in on_disk(database_path().parent)


def test_a_copy_is_made_before_and_only_then(home) -> None:
    write_first_schema(database_path(), WHO, CLIP)
    list_profiles()
    copy = backup_path(database_path())
    assert copy == home / "history.backup.sqlite3"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert schema_of(copy) == FIRST_SCHEMA
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("SELECT clip FROM session").fetchall() == [(CLIP,)]
    before = copy.stat().st_mtime_ns
    keep_session(WHO, trained("later"))
    assert copy.stat().st_mtime_ns == before


def test_several_that_open_an_older_file_at_once_bring_it_up_to_date_once() -> None:
    write_first_schema(database_path(), WHO, CLIP)
    together = threading.Barrier(4)

    def look(_: int) -> list[str]:
        together.wait()
        return [one.clip for one in list_sessions(WHO)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [[CLIP]] * 4
    assert schema_of(backup_path(database_path())) == FIRST_SCHEMA
    assert schema_of(database_path()) == SCHEMA


def test_a_new_file_needs_no_copy() -> None:
    keep_session(WHO, trained("a"))
    assert not backup_path(database_path()).exists()


def test_copies_do_not_pile_up(home) -> None:
    for schema in (FIRST_SCHEMA, LAST_SCHEMA):
        # As who puts an older file back does.
        database_path().unlink(missing_ok=True)
        write_older(database_path(), WHO, CLIP, schema)
        list_profiles()
    assert {one.name for one in home.iterdir() if "backup" in one.name} == {
        "history.backup.sqlite3"
    }
    assert schema_of(backup_path(database_path())) == LAST_SCHEMA


def test_where_the_copy_lies_is_said_when_the_file_cannot_be_taken_in() -> None:
    write_older(database_path(), WHO, CLIP, LAST_SCHEMA)
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute("UPDATE set_headline SET verdict = 'of nobody'")
    with pytest.raises(HistoryError, match=r"headline.*history\.backup\.sqlite3") as caught:
        list_profiles()
    assert "\n" not in str(caught.value)
    assert schema_of(database_path()) == LAST_SCHEMA
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute("UPDATE set_headline SET verdict = 'clear'")
    assert [one.name for one in list_profiles()] == [WHO]


def test_a_deleted_profile_is_not_in_the_copy_either(home) -> None:
    write_first_schema(database_path(), WHO, CLIP)
    keep_session("someone else", trained("b"))
    assert WHO.encode() in backup_path(database_path()).read_bytes()
    delete_profile(WHO)
    assert b"that is mine" not in on_disk(home)
    assert len(list_sessions("someone else")) == 1


def test_a_copy_that_was_left_unfinished_goes_with_the_profile(home) -> None:
    write_first_schema(database_path(), WHO, CLIP)
    (home / "history.backup.part").write_bytes(database_path().read_bytes())
    (home / "history.backup.part-journal").write_bytes(WHO.encode())
    delete_profile(WHO)
    assert b"that is mine" not in on_disk(home)


def full_of_pages() -> None:
    """So many sessions that pages were split and cells moved about on them."""
    for number in range(60):
        keep_session(WHO, trained(f"mine {number:03d} " + "m" * (number % 40)), NOON)
        keep_session("someone else", trained(f"theirs {number:03d}"), NOON)


def test_nothing_of_a_deleted_profile_is_on_the_disk_while_others_have_the_file_open(home) -> None:
    full_of_pages()
    with closing(sqlite3.connect(database_path())) as other:
        # As a page of another visitor may: the write-ahead log then outlives the deletion.
        other.execute("SELECT count(*) FROM profile").fetchall()
        delete_profile(WHO)
        assert (home / "history.sqlite3-wal").exists()
        left = on_disk(home)
        assert b"that is mine" not in left
        assert b"mine 0" not in left
    assert len(list_sessions("someone else")) == 60


def test_a_forgotten_session_is_not_on_the_disk(home) -> None:
    full_of_pages()
    (one,) = (one for one in list_sessions(WHO) if one.clip.startswith("mine 030"))
    delete_session(WHO, one.sha256)
    assert b"mine 030" not in on_disk(home)
    assert b"mine 031" in on_disk(home)
    assert len(list_sessions(WHO)) == 59


def test_a_reader_in_the_way_is_named_and_the_rest_goes_with_the_next_look(
    home, monkeypatch
) -> None:
    keep_session("someone else", trained("b"), NOON)
    keep_session(WHO, trained("a"), NOON)
    keep_session(WHO, trained("b"), NOON + timedelta(days=1))
    monkeypatch.setattr(_database, "_BUSY_S", 0.1)
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM session").fetchall()
        with pytest.raises(HistoryError, match="another formcheck is using the file"):
            delete_profile(WHO)
        assert list_sessions(WHO) == ()
        assert b"that is mine" in on_disk(home)
    assert len(list_sessions("someone else")) == 1
    assert b"that is mine" not in on_disk(home)
    assert {one.name for one in home.iterdir()} == {"history.sqlite3"}
