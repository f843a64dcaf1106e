"""Sessions that are kept: what comes back, what is refused, what is forgotten for good."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.errors import HistoryError
from formcheck.exercises.after import Felt
from formcheck.exercises.ladder import CleanRule
from formcheck.progress.weeks import days_this_week
from formcheck.reps.findings import Verdict
from formcheck.result.result import Result
from formcheck.result.schema import Feedback
from formcheck.store.database import database_path
from formcheck.store.profiles import (
    delete_profile,
    ladder_rule,
    list_profiles,
    set_ladder_rule,
)
from formcheck.store.sessions import (
    delete_session,
    export_sessions,
    import_sessions,
    keep_session,
    list_sessions,
)
from helpers.kept import trained
from helpers.results import analysis_of

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "formcheck"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


def _clip(name: str) -> Result:
    return analysis_of(name, sha256=name * 8)


def test_a_session_comes_back_as_it_was_kept() -> None:
    kept = keep_session("me", _clip("a"), NOON)
    assert list_sessions("me") == (kept,)
    assert kept.done == NOON
    (part,) = kept.sets
    original = _clip("a").sets[0]
    assert part.score == original.score.value
    assert [one.excursion for one in part.reps] == [one.excursion for one in original.reps]


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


@pytest.mark.parametrize("text", ["", "{}", '{"schema_version": 3, "sessions": []}', "\x00"])
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


def test_tempo_the_back_the_answer_and_the_rows_are_kept() -> None:
    said = Feedback(felt=Felt.GLUTES, pain=False, advice=(), stop=None)
    analysis = trained("a", back_deg=12.0, knee_lock=Verdict.POSSIBLE)
    keep_session("me", analysis.model_copy(update={"feedback": said}), NOON)
    (session,) = list_sessions("me")
    assert (session.view, session.facing) == ("side", "left")
    (part,) = session.sets
    assert (part.felt, part.pain, part.driving_signal) == (Felt.GLUTES, False, "knee_flexion_deg")
    assert part.headline == {"knee_lock": Verdict.POSSIBLE}
    first = part.reps[0]
    assert first.tempo is not None
    assert list(first.tempo.model_dump().values()) == [1.0, 0.5, 1.0, 1.5]
    assert first.spine is not None
    assert (first.spine.value, first.spine.error_95, first.spine.reference) == (12, 8, "neutral")


def test_a_repetition_that_the_clip_cuts_has_no_tempo_and_a_hidden_back_no_change() -> None:
    analysis = _clip("a")
    (part,) = analysis.sets
    cut = part.reps[0].model_copy(update={"ends_after_clip": True})
    reps = (cut, *part.reps[1:])
    keep_session(
        "me", analysis.model_copy(update={"sets": (part.model_copy(update={"reps": reps}),)})
    )
    kept = list_sessions("me")[0].sets[0].reps
    assert [one.tempo is None for one in kept] == [True, False, False]
    assert [one.spine for one in kept] == [None] * 3


OLD_EXPORT = """{"schema_version": 1, "sessions": [{"done": "2026-03-04T12:00:00Z", "clip": "a.mp4",
"sha256": "abc", "formcheck_version": "0.1.0", "score_version": 1, "sets": [{"number": 1,
"exercise": "squat", "load": null, "score": 72.0, "measured": 6, "defined": 8, "fault": null,
"reps": [{"number": 1, "leg": null, "score": 72.0, "excursion": 96.0, "turn_value": 101.0,
"seconds": 2.5}]}]}]}"""


def test_an_export_of_the_first_version_is_still_taken_in() -> None:
    assert import_sessions("me", OLD_EXPORT) == 1
    (session,) = list_sessions("me")
    (one,) = session.sets[0].reps
    assert (one.excursion, one.tempo, one.spine) == (96.0, None, None)
    assert (session.sets[0].pain, session.view) == (None, None)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ('"score": 72.0, "measured"', '"score": NaN, "measured"'),
        ('"excursion": 96.0', '"excursion": Infinity'),
        ('"measured": 6', '"measured": 99999999999999999999999'),
        ("2026-03-04T12:00:00Z", "0001-01-01T00:00:00+14:00"),
        ("2026-03-04T12:00:00Z", "2026-03-04T12:00:00"),
        ("a.mp4", "a" * 2000),
        ('"leg": null', '"leg": "third"'),
        ('"reps": [', '"reps": ["", '),
        ('"fault": null', '"fault": null, "more": 1'),
    ],
)
def test_what_would_not_fit_is_refused_and_leaves_nothing(what, instead) -> None:
    assert what in OLD_EXPORT
    with pytest.raises(HistoryError, match="no export of formcheck"):
        import_sessions("me", OLD_EXPORT.replace(what, instead))
    assert list_profiles() == ()


def test_a_key_that_is_not_known_cannot_write_into_the_terminal() -> None:
    key = "\\u001b[2J\\n" + "x" * 5000
    text = OLD_EXPORT.replace('"fault": null', f'"fault": null, "{key}": 1')
    with pytest.raises(HistoryError, match="no export of formcheck") as caught:
        import_sessions("me", text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


def test_two_repetitions_of_one_number_are_refused() -> None:
    rep = OLD_EXPORT[OLD_EXPORT.index('{"number": 1, "leg"') : OLD_EXPORT.index("]}]}]}")]
    with pytest.raises(HistoryError, match="same number"):
        import_sessions("me", OLD_EXPORT.replace(rep, f"{rep}, {rep}"))


def test_an_export_may_come_from_any_time_zone() -> None:
    for number, done in enumerate(("1971-01-01T00:00:00Z", "2026-03-04T12:00:00.5+14:00")):
        text = OLD_EXPORT.replace("2026-03-04T12:00:00Z", done).replace("abc", f"abc{number}")
        assert import_sessions("me", text) == 1
    first, last = list_sessions("me")
    assert (first.done.year, last.done.hour) == (1971, 22)
    with pytest.raises(HistoryError, match="no date of a session"):
        import_sessions("me", OLD_EXPORT.replace("2026-03-04T12:00:00Z", "1971-01-01T00:00+14:00"))


def change_records(change: str) -> None:
    with closing(sqlite3.connect(database_path())) as database, database:
        database.execute(f"UPDATE session SET record = {change}")


def test_what_an_older_formcheck_has_not_kept_is_unknown() -> None:
    keep_session("me", trained("a", back_deg=12.0, pain=False), NOON)
    lacking = "'$.view', '$.facing', '$.sets[0].felt', '$.sets[0].pain', '$.sets[0].reps[0].tempo'"
    change_records(f"json_remove(record, {lacking})")
    (session,) = list_sessions("me")
    (part,) = session.sets
    assert (session.view, session.facing, part.felt, part.pain) == (None,) * 4
    assert [one.tempo is None for one in part.reps] == [True] + [False] * 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("json_set(record, '$.heart_rate', 120)", r"newer formcheck \(heart_rate: .*update"),
        ("json_set(record, '$.sets[0].felt', 'calves')", r"newer formcheck \(sets\.0\.felt: "),
        ("json_remove(record, '$.clip')", r"damaged \(clip: "),
        ("substr(record, 1, 100)", "damaged"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line_and_can_be_deleted(home, change, said) -> None:
    keep_session("me", trained("a", back_deg=12.0), NOON)
    change_records(change)
    with pytest.raises(HistoryError, match=said) as caught:
        list_sessions("me")
    assert "\n" not in str(caught.value)
    # Others are not in the way of it, nor it in theirs.
    keep_session("you", trained("b"), NOON)
    assert len(list_sessions("you")) == 1
    delete_session("me", trained("a").clip.sha256)
    assert list_sessions("me") == ()


def test_each_person_has_a_rule_of_their_own_or_none() -> None:
    rule = CleanRule(days=3, score=80.0, reps=6)
    assert ladder_rule("me") is None
    set_ladder_rule("me", rule)
    set_ladder_rule("you", CleanRule(days=1, score=50.0, reps=1))
    assert ladder_rule("me") == rule
    set_ladder_rule("me", None)
    assert ladder_rule("me") is None
    assert ladder_rule("you") is not None
    delete_profile("you")
    assert ladder_rule("you") is None
