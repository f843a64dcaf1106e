"""Sessions that are kept: what comes back, what is refused, what is forgotten for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.errors import HistoryError
from formcheck.history import delete_profile, list_profiles
from formcheck.report.analysis import Analysis
from formcheck.training import (
    days_this_week,
    delete_session,
    export_sessions,
    import_sessions,
    keep_session,
    list_sessions,
)
from helpers.results import analysis_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "formcheck"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


def _clip(name: str) -> Analysis:
    return analysis_of(name, sha256=name * 8)


def test_a_session_comes_back_as_it_was_kept() -> None:
    kept = keep_session("me", _clip("a"), NOON)
    assert list_sessions("me") == (kept,)
    assert kept.done == NOON
    (part,) = kept.sets
    original = _clip("a").sets[0]
    assert part.score == original.score.value
    assert [one.excursion for one in part.reps] == [one.rep.excursion for one in original.reps]


def test_sessions_are_listed_by_when_they_were_done() -> None:
    keep_session("me", _clip("b"), NOON)
    keep_session("me", _clip("a"), NOON - timedelta(days=7))
    keep_session("you", _clip("a"), NOON)
    assert [one.clip for one in list_sessions("me")] == ["a", "b"]
    assert [one.clip for one in list_sessions("you")] == ["a"]


def test_a_clip_is_kept_once_under_a_profile() -> None:
    keep_session("me", _clip("a"), NOON)
    with pytest.raises(HistoryError, match="kept already under 'me'"):
        keep_session("me", _clip("a"), NOON + timedelta(days=1))
    assert len(list_sessions("me")) == 1


def test_what_has_no_repetition_is_not_kept() -> None:
    with pytest.raises(HistoryError, match="no repetition"):
        keep_session("me", _clip("a").model_copy(update={"sets": ()}))
    assert list_profiles() == ()


def test_an_export_is_taken_in_elsewhere_and_only_once() -> None:
    keep_session("me", _clip("a"), NOON)
    keep_session("me", _clip("b"), NOON)
    text = export_sessions("me")
    assert import_sessions("elsewhere", text) == 2
    assert import_sessions("elsewhere", text) == 0
    assert list_sessions("elsewhere") == list_sessions("me")


@pytest.mark.parametrize("text", ["", "{}", '{"schema_version": 2, "sessions": []}', "\x00"])
def test_what_is_no_export_is_refused_and_leaves_nothing(text) -> None:
    with pytest.raises(HistoryError, match="no export of formcheck"):
        import_sessions("me", text)
    assert list_profiles() == ()


def test_one_session_is_forgotten_and_the_others_stay() -> None:
    keep_session("me", _clip("a"), NOON)
    keep_session("me", _clip("b"), NOON)
    delete_session("me", _clip("a").clip.sha256)
    assert [one.clip for one in list_sessions("me")] == ["b"]


def test_a_deleted_profile_leaves_no_trace_on_disk(home) -> None:
    keep_session("a name that is mine", _clip("a-clip-of-mine"), NOON)
    keep_session("someone else", _clip("b"), NOON)
    delete_profile("a name that is mine")
    assert list_sessions("a name that is mine") == ()
    left = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"that is mine" not in left
    assert b"a-clip-of-mine" not in left
    assert len(list_sessions("someone else")) == 1


def test_days_count_once_and_only_since_monday() -> None:
    monday = datetime(2026, 3, 2, 12).astimezone()
    for number, hours in enumerate((0, 3, 48, -24)):
        keep_session("me", _clip(f"clip{number}"), monday + timedelta(hours=hours))
    assert days_this_week(list_sessions("me"), monday + timedelta(days=3)) == 2
