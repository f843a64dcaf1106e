"""From a clip of cat-cow to a profile, through the command and through Python."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import formcheck
from formcheck import Rep, Result
from formcheck.errors import CalibrationError, HistoryError
from formcheck.motion.personal_range import PersonalRange
from formcheck.store.profiles import load_profile, save_profile
from helpers.command import SAMPLES, CommandResult, run

pytestmark = pytest.mark.slow

CAT_COW = Path(os.environ.get("FORMCHECK_CLIPS", "../shared/clips")) / (
    "dev/other__honzaczsk_kocici_hrbet.mp4"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "formcheck home"
    monkeypatch.setenv("FORMCHECK_HOME", str(folder))
    return folder


@pytest.mark.skipif(not CAT_COW.is_file(), reason="the development clips are not here")
def test_cat_cow_becomes_a_profile_and_can_be_forgotten() -> None:
    made = run("calibrate", CAT_COW, "--profile", "ana")
    assert made.returncode == 0, made.stderr
    assert "on all fours" in made.stdout
    assert "Kept as 'ana'" in made.stdout
    back = load_profile("ana").back
    assert back is not None
    # Twice each way by eye, from well hollowed to well rounded.
    assert (back.posture, back.hollow_times, back.round_times) == ("all_fours", 2, 2)
    assert back.hollow_deg < -10 < 10 < back.round_deg
    assert back.hollow_deg < back.neutral_deg < back.round_deg
    listed = run("profiles")
    assert "ana" in listed.stdout
    assert CAT_COW.name in listed.stdout
    gone = run("profiles", "--delete", "ana")
    assert gone.returncode == 0
    assert "No profiles yet" in gone.stdout


def test_a_clip_of_something_else_is_refused_and_nothing_is_kept(one_rep: Path, home: Path) -> None:
    with pytest.raises(CalibrationError, match=rf"{one_rep.name}: the back bends by only"):
        formcheck.calibrate(one_rep, profile="ana", model="lite")
    assert not home.exists()


def test_a_turned_camera_is_named() -> None:
    with pytest.raises(CalibrationError, match="not side-on enough"):
        formcheck.calibrate(SAMPLES / "hip_hinge_good_female_yaw20.mp4", model="lite")


def test_a_name_that_cannot_be_used_is_refused_before_the_clip_is_read() -> None:
    done = run("calibrate", "no such clip.mp4", "--profile", "two\nlines")
    assert done.returncode == 2
    assert "printable" in done.stderr


def test_an_unknown_profile_is_answered_with_the_known_ones() -> None:
    done = run("profiles", "--delete", "ana")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no profile is called 'ana'" in done.stderr


def test_with_a_profile_the_result_says_how_much_of_the_range_the_back_uses(
    one_rep: Path, one_rep_result: CommandResult, tmp_path: Path
) -> None:
    slump = PersonalRange("standing", -46.0, -11.0, -36.0, "quiet", 8.0, 2, 2)
    save_profile("ana", slump, "slump.mp4")
    out = tmp_path / "out"
    options = ["-e", "hip_hinge", "--model", "lite", "--profile", "ana", "-o", out]
    done = run("analyze", one_rep, *options)
    assert done.returncode == 0, done.stderr
    assert "% of your range" in done.stdout
    analysis = Result.model_validate_json((out / f"{one_rep.stem}.json").read_text("utf-8"))
    assert analysis.back_range is not None
    assert (analysis.back_range.profile, analysis.back_range.clip) == ("ana", "slump.mp4")
    spine = analysis.headline[0].reading
    assert spine is not None
    # A well done hinge stays near neutral, and with a range it is the same hinge as without.
    assert -30 < spine.range_percent < 50
    assert one_rep_result.analysis.back_range is None
    for with_range, without in zip(analysis.reps, one_rep_result.analysis.reps, strict=True):
        assert _movement(with_range) == _movement(without)
        assert [one.verdict for one in with_range.findings] == [
            one.verdict for one in without.findings
        ]
    share = pd.read_csv(out / f"{one_rep.stem}.csv")["back_range_percent"]
    assert -60 < share.median() < 60
    page = (out / f"{one_rep.stem}.html").read_text("utf-8")
    assert "range of profile ana" in page
    assert "% of your range" in page


def _movement(rep: Rep) -> dict[str, object]:
    """The repetition without what was judged of it."""
    judged = {"neutral", "findings", "headline", "score", "cue", "spine"}
    return rep.model_dump(exclude=judged)


def test_a_profile_that_is_not_there_is_said_before_the_clip_is_read() -> None:
    with pytest.raises(HistoryError, match="no profile is called 'bo'"):
        formcheck.analyze("no such clip.mp4", "hip_hinge", profile="bo")
