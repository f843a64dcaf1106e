"""Names from outside, before a person sees them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck._util.text import in_a_cell, printable
from formcheck.cli.show_evaluation import print_evaluation
from formcheck.cli.show_profiles import print_profiles
from formcheck.evaluation.run import evaluate
from formcheck.motion.personal_range import PersonalRange
from formcheck.store.record import Profile

NAME = "a\x1b[2J.mp4"
SEEN = "a\ufffd[2J.mp4"


@pytest.mark.parametrize("name", ["um 3.04\u202fPM.mov", "h\u00fcfte \u4e2d.mp4", "a\u00a0b"])
def test_what_people_and_phones_call_their_clips_stays(name) -> None:
    assert printable(name) == name


@pytest.mark.parametrize("code", ["\x1b", "\n", "\r", "\x9b", "\u2028", "\u202e", "\udcff"])
def test_what_a_terminal_would_obey_is_replaced(code) -> None:
    assert printable(f"a{code}b") == "a\ufffdb"


@pytest.mark.parametrize("name", ["=1+1.mp4", "+1.mp4", "-1.mp4", "@SUM(A1).mp4", "\t=1.mp4"])
def test_no_name_is_run_by_a_spreadsheet_or_lost(name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).touch()
    cell = in_a_cell(name)
    assert cell[0] == "."
    assert Path(cell).exists()
    assert in_a_cell("a=1.mp4") == "a=1.mp4"


def test_a_missing_clip_of_an_evaluation_is_named_without_its_codes(tmp_path, capsys) -> None:
    manifest = tmp_path / "labels.csv"
    manifest.write_text(f"file,exercise\n{NAME},squat\n", "utf-8")
    print_evaluation(evaluate(manifest))
    assert SEEN in capsys.readouterr().out


def test_the_clip_of_a_profile_is_listed_without_its_codes(capsys) -> None:
    back = PersonalRange("all_fours", -26.05, 21.25, -2.4, "middle", 9.04, 2, 3)
    now = datetime.now(UTC)
    profile = Profile(
        name="me", created=now, formcheck_version="1", back=back, clip=NAME, calibrated=now
    )
    print_profiles([profile])
    assert SEEN in capsys.readouterr().out
