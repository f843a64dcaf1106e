"""A result has the name of what it depends on, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.batch.keys import Keys, stand_in
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


def test_an_unknown_exercise(lite: Keys) -> None:
    with pytest.raises(ExerciseError, match="did you mean squat"):
        lite.key("0", "sqat")


def test_what_cannot_be_read_has_a_name_too() -> None:
    names = {
        stand_in(source, of) for source in ("a/x", "b/x", "\udce9") for of in ("auto", "squat")
    }
    assert len(names) == 6
