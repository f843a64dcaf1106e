"""From an empty folder to an exercise of one's own that counts, with the command alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.command import run

pytestmark = pytest.mark.slow


def test_listing_is_what_the_command_does_alone() -> None:
    done = run("exercises")
    assert done.returncode == 0
    assert "hip_hinge" in done.stdout


def test_new_writes_a_file_and_never_replaces_one(tmp_path: Path) -> None:
    done = run("exercises", "new", "Wall sit", cwd=tmp_path)
    path = tmp_path / "wall_sit.toml"
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_text("utf-8").count("\n") > 100
    path.write_text("mine")
    again = run("exercises", "new", "Wall sit", "--from", "squat", cwd=tmp_path)
    assert again.returncode == 2
    assert again.stderr == (
        "formcheck: wall_sit.toml: is there already; name another with -o, or add --force\n"
    )
    assert path.read_text() == "mine"
    forced = run("exercises", "new", "Wall sit", "--from", "squat", "--force", cwd=tmp_path)
    assert forced.returncode == 0
    assert 'extends = "squat"' in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("new", "squat"), "in the catalogue already"),
        (("new", "Wall sit", "-o", "wall.txt"), "wall.toml"),
        (("new", "Wall sit", "-o", "nowhere/wall.toml"), "no folder"),
        (("new", "Wall sit", "--from", "sqat"), "did you mean squat"),
        (("check", "gone.toml"), "check the path"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments, says, tmp_path: Path) -> None:
    done = run("exercises", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_check_reads_a_file_back_and_names_line_and_key_of_a_mistake(tmp_path: Path) -> None:
    run("exercises", "new", "Slow bow", "--from", "hip_hinge", cwd=tmp_path)
    done = run("exercises", "check", "slow_bow.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("slow_bow.toml: valid. Slow bow (slow_bow), a variant of hip_hi")
    path = tmp_path / "slow_bow.toml"
    path.write_text(path.read_text("utf-8") + '\n[rep.side_view]\nturn_beyond = "far"\n', "utf-8")
    line = path.read_text("utf-8").count("\n")
    wrong = run("exercises", "check", "slow_bow.toml", cwd=tmp_path)
    assert wrong.returncode == 2
    assert f"slow_bow.toml, line {line}: rep.side_view.turn_beyond: " in wrong.stderr


def test_check_tells_what_a_definition_did_on_a_clip(one_rep: Path, tmp_path: Path) -> None:
    own = tmp_path / "bow.toml"
    own.write_text(
        'schema_version = 1\nid = "bow"\nextends = "hip_hinge"\nname = "Bow"\n'
        "[rep.side_view]\nturn_beyond = 120\n",
        "utf-8",
    )
    done = run("exercises", "check", own, one_rep, "-m", "lite")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\n0 repetitions counted.\n" in done.stdout
    assert "not counted, too small: it turned at 6" in done.stdout
    assert "and turn_beyond = 120" in done.stdout
    (level,) = [line for line in done.stdout.splitlines() if line.endswith("turn_beyond = 120")]
    assert "---" in level
