"""Results and tracks have the names of what they depend on, and of nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck
from formcheck.batch.keys import Keys, source_fingerprint, stand_in
from formcheck.batch.storage import content_hash
from formcheck.errors import ExerciseError
from formcheck.pose.models import find_model

OWN = Path(__file__).resolve().parents[1] / "exercises" / "sound.toml"


@pytest.fixture
def lite() -> Keys:
    return Keys(find_model("lite"))


def test_content_counts_and_the_name_does_not(lite: Keys, tmp_path: Path) -> None:
    one, renamed, other = (tmp_path / name for name in ("one.mp4", "renamed.mov", "other.mp4"))
    one.write_bytes(b"same")
    renamed.write_bytes(b"same")
    other.write_bytes(b"different")
    keys = [lite.key(content_hash(str(path)), "squat") for path in (one, renamed, other)]
    assert keys[0] == keys[1] != keys[2]


def test_exercise_and_model_count(lite: Keys) -> None:
    full = Keys(find_model("full"))
    names = {keys.key("0", of) for keys in (lite, full) for of in ("auto", "squat", "hip_hinge")}
    assert len(names) == 6


def test_of_a_track_clip_and_model_count(lite: Keys) -> None:
    full = Keys(find_model("full"))
    assert len({keys.track_key(content) for keys in (lite, full) for content in "01"}) == 4
    assert lite.track_key("0") == Keys(find_model("lite")).track_key("0")


def test_the_name_of_the_model_is_in_its_tracks(lite: Keys, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.task"
    shutil.copy(find_model("lite"), renamed)
    assert Keys(renamed).track_key("0") != lite.track_key("0")


def test_what_an_own_exercise_says_counts(tmp_path: Path) -> None:
    """Also to a program that runs several batches, with the file changed in between."""
    own = tmp_path / "own.toml"
    own.write_text(OWN.read_text("utf-8"), "utf-8")
    model = find_model("lite")
    before = Keys(model).key("0", str(own))
    own.write_text("# a remark changes nothing\n" + own.read_text("utf-8"), "utf-8")
    assert Keys(model).key("0", str(own)) == before
    own.write_text(own.read_text("utf-8").replace("name = ", "name = 'Our ' # ", 1), "utf-8")
    assert Keys(model).key("0", str(own)) != before


def test_a_change_of_the_code_counts(tmp_path: Path) -> None:
    """The version stays the same while the code is changed, and old results must not be reused."""
    (tmp_path / "reps").mkdir()
    code, table = tmp_path / "reps" / "counter.py", tmp_path / "squat.toml"
    code.write_text("LIMIT = 1\n", "utf-8")
    table.write_text("limit = 1\n", "utf-8")
    before = source_fingerprint(tmp_path)
    (tmp_path / "counter.pyc").write_bytes(b"made from the code")
    assert source_fingerprint(tmp_path) == before
    found = {before}
    for path in (code, table):
        path.write_text(path.read_text("utf-8").replace("1", "2"), "utf-8")
        found.add(source_fingerprint(tmp_path))
    code.rename(tmp_path / "reps" / "renamed.py")
    found.add(source_fingerprint(tmp_path))
    assert len(found) == 4


def test_a_changed_checkout_has_other_keys(tmp_path: Path) -> None:
    package = Path(formcheck.__file__).parent
    copy = tmp_path / "formcheck"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("_bundled", "*.pyc"))
    code = (
        "import sys\n"
        "from formcheck.batch.keys import Keys\n"
        "keys = Keys(sys.argv[1])\n"
        "print(keys.key('0', 'auto'), keys.track_key('0'))\n"
    )

    def keys() -> list[str]:
        return subprocess.run(
            [sys.executable, "-c", code, find_model("lite")],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.split()

    def change(room: str) -> None:
        with (copy / room / "__init__.py").open("a", encoding="utf-8") as file:
            file.write("# changed\n")

    before = keys()
    assert keys() == before
    change("reps")
    judging = keys()
    assert judging[0] != before[0]
    assert judging[1] == before[1]
    change("pose")
    tracking = keys()
    assert tracking[0] != judging[0]
    assert tracking[1] != judging[1]
    change("video")
    assert keys()[1] != tracking[1]


def test_tracks_are_made_by_the_rooms_in_their_keys() -> None:
    """What these rooms import from elsewhere in the package decides no landmark."""
    package = Path(formcheck.__file__).parent
    paths = [path for room in ("video", "pose") for path in (package / room).rglob("*.py")]
    rooms = {
        found
        for path in paths
        for found in re.findall(
            r"^\s*(?:from|import) formcheck\.(\w+)", path.read_text("utf-8"), re.M
        )
    }
    assert rooms == {"errors", "_util", "video", "pose"}


def test_an_unknown_exercise(lite: Keys) -> None:
    with pytest.raises(ExerciseError, match="did you mean squat"):
        lite.key("0", "sqat")


def test_what_cannot_be_read_has_a_name_too() -> None:
    names = {
        stand_in(source, of) for source in ("a/x", "b/x", "\udce9") for of in ("auto", "squat")
    }
    assert len(names) == 6
