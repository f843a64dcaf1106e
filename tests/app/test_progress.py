"""What the Progress page says of the sessions that were kept."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.exercises.ladder import CleanRule, load_ladder
from formcheck.store.database import database_path
from formcheck.store.profiles import ladder_rule
from formcheck.store.sessions import keep_session, list_sessions
from helpers.kept import trained

WITHIN_S = 30
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))


def _progress() -> None:
    from formcheck.app.pages.progress import page

    page()


def opened() -> AppTest:
    return AppTest.from_function(_progress, default_timeout=WITHIN_S).run()


def shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.subheader, app.markdown, app.caption)
    kinds += (app.error, app.warning, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def charts(app: AppTest) -> dict[str, dict]:
    """Specifications of the charts by their description, the text a screen reader finds."""
    found = [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
    return {one["description"]: one for one in found}


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def keep(day: int, exercise: str = "squat", **how) -> None:
    """So many days ago."""
    keep_session("me", trained(f"clip{day}{exercise}", exercise, **how), NOW - timedelta(days=day))


def test_each_measure_has_a_chart_and_the_same_in_words() -> None:
    keep(14, score=70.0, ranges=(80.0,) * 8, back_deg=11.0)
    keep(7, score=88.0, ranges=(95.0,) * 8, back_deg=6.0)
    app = opened()
    text = shown(app)
    for words in ("First 70, latest 88", "First 80, latest 95", "First 11°, latest 6°"):
        assert words in text
    assert "lower 1.0 s, lift 1.0 s" in text
    assert "counted from standing quietly" in text
    assert set(charts(app)) == {
        "Score over time",
        "Range of motion over time",
        "Tempo over time",
        "Spine change over time, with its error",
    }
    # The error is drawn as a band and as the ends of each point, not told by colour.
    spine = charts(app)["Spine change over time, with its error"]
    assert [one["mark"]["type"] for one in spine["layer"]] == ["area", "rule", "line"]
    tempo = charts(app)["Tempo over time"]
    assert {"strokeDash", "shape"} <= {key for one in tempo["layer"] for key in one["encoding"]}


def test_one_day_is_numbers_and_no_chart() -> None:
    keep(0, score=70.0, ranges=(80.0,) * 8, back_deg=11.0)
    app = opened()
    text = shown(app)
    assert "One day with this exercise so far. The charts begin with the second." in text
    assert "Its error is" in text
    assert charts(app) == {}
    numbers = {one.label: one.value for one in app.metric}
    assert numbers["Score"] == "70"
    assert numbers["Range of motion"] == "80°"
    assert numbers["Tempo"] == "lower 1.0 s, lift 1.0 s"
    assert numbers["Spine change"] == "11°"


def test_what_an_older_version_did_not_keep_is_said_and_not_drawn() -> None:
    old = trained("clip", ranges=(95.0,) * 2)
    (part,) = old.sets
    reps = tuple(rep.model_copy(update={"ends_after_clip": True}) for rep in part.reps)
    part = part.model_copy(update={"reps": reps})
    for day in (7, 0):
        done = NOW - timedelta(days=day)
        clip = old.clip.model_copy(update={"sha256": f"{day}" * 64})
        keep_session("me", old.model_copy(update={"sets": (part,), "clip": clip}), done)
    app = opened()
    text = shown(app)
    assert "Not kept in these sessions" in text
    assert "Not measured in these sessions: it needs a side view" in text
    assert set(charts(app)) == {"Score over time", "Range of motion over time"}


def test_left_and_right_are_called_unclear_or_different() -> None:
    for day, right in ((7, 88.0), (0, 60.0)):
        for leg, reach in (("left", 90.0), ("right", right)):
            analysis = trained(
                f"{leg}{day}", "split_squat", ranges=(reach,) * 3, legs=[leg] * 3, facing=leg
            )
            keep_session("me", analysis, NOW - timedelta(days=day))
    app = opened()
    text = shown(app)
    assert "Left against right" in text
    assert "left 90°, right 60°: **a difference**." in text
    assert "Range of each leg over time" in charts(app)
    days = next(one.value for one in app.dataframe if "Verdict" in one.value)
    assert list(days["Verdict"]) == ["a difference", "unclear"]


def test_an_exercise_of_two_legs_has_no_left_and_right() -> None:
    keep(0)
    assert "Left against right" not in shown(opened())


def test_the_ladder_states_its_rule_and_what_was_clean_often_enough() -> None:
    keep(3)
    keep(1)
    keep(2, "hip_hinge", score=60.0)
    text = shown(opened())
    assert "2 training days in a row" in text
    assert "85 or more" in text
    assert "does not say that you may exercise" in text
    assert text.count("Clean often enough: add a little load, or move up a rung.") == 1
    assert "a set scored 60" in text
    assert "**1. Stand without locking the knees** \N{MIDDLE DOT} you are here" in text


def test_pain_resets_a_rung_and_sends_to_a_professional() -> None:
    keep(3)
    keep(2)
    assert "Clean often enough" in shown(opened())
    keep(1, pain=True)
    text = shown(opened())
    assert "Clean often enough" not in text
    assert "counted anew from there. Ask your health-care professional" in text


@pytest.mark.parametrize(
    ("exercise", "how", "why"),
    [
        ("hip_hinge", {"fault": "squats_the_hinge", "score": 100.0}, "Squatting the hinge"),
        ("everyday_bend", {"fault": "back_rounds", "score": 100.0}, "Back rounding"),
        ("deadlift", {"pain": True}, "there was pain when you trained last"),
    ],
)
def test_no_load_is_advised_after_a_fault_that_came_back_or_pain(exercise, how, why) -> None:
    for day in (4, 3):
        keep(day, "hip_hinge")
    assert "add a little load" in shown(opened())
    keep(2, exercise, **how)
    text = shown(opened())
    assert "add a little load" not in text
    assert why in text


def test_a_rule_of_ones_own_is_kept_and_can_be_given_up() -> None:
    keep(1, score=70.0)
    app = opened()
    assert "Clean often enough" not in shown(app)
    for one, value in zip(app.number_input, (1, 65, 8), strict=True):
        one.set_value(value)
    button(app, "Keep this rule").click().run()
    assert ladder_rule("me") == CleanRule(days=1, score=65.0, reps=8)
    assert "Clean often enough" in shown(app)
    button(app, "Back to the default").click().run()
    assert ladder_rule("me") is None
    assert f"{load_ladder().rule.days} training days in a row" in shown(app)


def test_each_profile_shows_its_own() -> None:
    keep(0)
    keep_session("you", trained("theirs", "hip_hinge", score=50.0), NOW)
    app = opened()
    assert app.selectbox[0].options == ["me", "you"]
    app.selectbox[0].set_value("you").run()
    assert "50" in [one.value for one in app.metric]


def test_a_word_from_an_import_is_shown_as_a_word_and_opens_no_file(tmp_path) -> None:
    trap = tmp_path / "trap.toml"
    trap.write_text("name = 'read from the disk'")
    analysis = trained("clip")
    (part,) = analysis.sets
    part = part.model_copy(update={"exercise": str(trap)})
    keep_session("me", analysis.model_copy(update={"sets": (part,)}))
    app = opened()
    assert "read from the disk" not in shown(app)
    assert list(app.selectbox[1].options) == [str(trap)]


def test_a_file_that_cannot_be_read_is_told_in_one_sentence() -> None:
    keep(0)
    database_path().write_bytes(b"no database at all" * 500)
    app = opened()
    assert not app.exception
    (trouble,) = app.error
    assert "not a database" in trouble.value


def test_deleting_that_meets_a_busy_file_is_told_and_not_raised(monkeypatch) -> None:
    keep(0)
    monkeypatch.setattr("formcheck.store.database._BUSY_S", 0.1)
    app = opened()
    app.checkbox[0].check().run()
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        button(app, "Delete for good").click().run()
    assert "another formcheck is writing" in shown(app)
    assert len(list_sessions("me")) == 1


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="cannot change the time zone")
def test_sessions_of_winter_and_summer_stand_in_one_table(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        for name, month in (("winter", 1), ("summer", 7)):
            keep_session("me", trained(name), datetime(2026, month, 5, 12, tzinfo=UTC))
        app = opened()
        shown(app)
        for one in app.dataframe:
            assert [when.hour for when in one.value["When"]] == [14, 13]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_import_is_no_way_to_fill_the_memory_of_the_server() -> None:
    app = opened()
    (uploader,) = app.get("file_uploader")
    assert uploader.proto.max_upload_size_mb <= 50
