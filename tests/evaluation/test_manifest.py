"""Reading labels, and what is said where they do not hold together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formcheck.errors import ManifestError
from formcheck.evaluation.manifest import LabelledClip, read_manifest
from helpers.command import SAMPLES, truth
from helpers.labelled import a_label


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes) -> list[LabelledClip]:
        path = tmp_path / "labels.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_manifest(path)

    return read


# --- what is read -----------------------------------------------------------------------------


def test_two_columns_are_enough(read, tmp_path: Path) -> None:
    (clip,) = read("file,exercise\nday 1/a.mp4,squat\n")
    assert (clip.path, clip.exercise, clip.row) == (tmp_path / "day 1/a.mp4", "squat", 2)
    assert (clip.reps, clip.faults, clip.back, clip.view) == (None, None, None, None)
    assert not clip.partial and not clip.good
    assert clip.subject == clip.file == "day 1/a.mp4"


def test_every_column(read) -> None:
    (clip,) = read(
        "note,file,exercise,view,reps,partial,faults,back,good,subject\n"
        '"windy, dark",a.mp4,hip_hinge,side,5,1,back_rounds; heels_lift,rounded,0,ann\n'
    )
    assert (clip.view, clip.reps, clip.partial, clip.good) == ("side", 5, True, False)
    assert clip.faults == {"back_rounds", "heels_lift"}
    assert (clip.back, clip.subject) == ("rounded", "ann")


@pytest.mark.parametrize(
    "text",
    [
        "\ufefffile,exercise,reps\r\na.mp4,squat,3.0\r\n\r\n",
        "file;exercise;reps\na.mp4;squat;3\n",
        "file, exercise, reps\n a.mp4 , squat , 3\n,,\n",
    ],
)
def test_as_spreadsheets_write_it(read, text: str) -> None:
    (clip,) = read(text)
    assert (clip.file, clip.exercise, clip.reps) == ("a.mp4", "squat", 3)


def test_what_is_left_open_comes_from_the_truth_beside_the_clip(read) -> None:
    name = "squat_too_shallow_male_yaw0"
    (clip,) = read(f"file,exercise\n{SAMPLES / name}.mp4,squat\n")
    known = truth(name)
    assert clip.reps == len(known["reps"])
    assert clip.faults == {"too_shallow"}
    assert (clip.view, clip.back) == ("side", known["back"])
    assert clip.truth is not None


def test_labels_go_before_the_truth(read) -> None:
    (clip,) = read(
        "file,exercise,reps,faults\n"
        f"{SAMPLES / 'squat_too_shallow_male_yaw0.mp4'},squat,7,heels_lift\n"
    )
    assert (clip.reps, clip.faults) == (7, {"heels_lift"})


def test_a_folder_of_samples_needs_no_manifest() -> None:
    clips = read_manifest(SAMPLES)
    assert len(clips) == len(list(SAMPLES.glob("*.truth.json")))
    assert all(clip.path.is_file() and clip.truth is not None for clip in clips)
    assert {clip.subject for clip in clips} == {"female", "male"}


def test_results_and_longer_names_beside_the_clips_are_no_clips(tmp_path: Path) -> None:
    known = json.dumps(truth("squat_good_male_yaw0") | {"time_s": [0.0], "angles_projected": {}})
    for name in ("a", "a.b"):
        (tmp_path / f"{name}.truth.json").write_text(known)
        for ending in ("csv", "html", "json", "mp4"):
            (tmp_path / f"{name}.{ending}").touch()
    assert [clip.file for clip in read_manifest(tmp_path)] == ["a.b.mp4", "a.mp4"]


def test_a_folder_with_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,exercise\na.mp4,squat\n")
    assert [clip.file for clip in read_manifest(tmp_path)] == ["a.mp4"]


# --- what labels say of a fault ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "fault", "shown"),
    [
        ({}, "heels_lift", None),
        ({"faults": frozenset({"heels_lift"})}, "heels_lift", True),
        ({"faults": frozenset({"heels_lift"})}, "back_rounds", False),
        ({"good": True}, "heels_lift", False),
        ({"good": True, "faults": frozenset({"heels_lift"})}, "heels_lift", True),
        ({"back": "rounded"}, "back_rounds", True),
        ({"back": "rounded"}, "back_over_arches", False),
        ({"back": "rounded"}, "heels_lift", None),
        ({"back": "neutral"}, "back_rounds", False),
        ({"back": "neutral"}, "back_over_arches", False),
        ({"back": "extended"}, "back_over_arches", True),
        ({"back": "rounded", "faults": frozenset({"heels_lift"})}, "back_rounds", True),
    ],
)
def test_what_is_known_of_a_fault(labels, fault, shown) -> None:
    assert a_label(**labels).shows(fault) is shown


# --- what is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "row 1: there is no column 'file'"),
        ("file,exercise\n", "no clip is listed"),
        ("file,exercice\na.mp4,squat\n", "no column 'exercise': did you mean it by 'exercice'"),
        ("file,exercise,reps,reps\na.mp4,squat,1,2\n", "column 'reps' is there twice"),
        ("file,exercise\n,squat\n", "row 2, column 'file': is empty"),
        ("file,exercise\na.mp4,\n", "row 2, column 'exercise': is empty"),
        ("file,exercise,reps\na.mp4,squat,3\nb.mp4,squat,three\n", "row 3, column 'reps': 'three'"),
        ("file,exercise,reps\na.mp4,squat,-1\n", "row 2, column 'reps': '-1'"),
        ("file,exercise,partial\na.mp4,squat,yes\n", "row 2, column 'partial': 'yes' is not 0 or"),
        ("file,exercise,good\na.mp4,squat,2\n", "row 2, column 'good': '2'"),
        ("file,exercise,view\na.mp4,squat,left\n", "column 'view': 'left' is not one of side,"),
        ("file,exercise,back\na.mp4,squat,flat\n", "column 'back': 'flat' is not one of rounded,"),
        ("file,exercise,faults\na.mp4,squat,Heels lift\n", "'faults': 'Heels lift' is not the id"),
        (
            "file,exercise,faults,back\na.mp4,squat,back_rounds,neutral\n",
            "row 2, column 'back': 'neutral' contradicts 'back_rounds'",
        ),
        ("file,exercise\na.mp4,squat\na.mp4,squat\n", "row 3, column 'file': the same clip is in"),
        ("file,exercise\na.mp4,squat,very deep\n", "row 2: 3 cells under 2 column names"),
        ("file,exercise\na.mp4,k\u00fcr\n".encode("latin-1"), "save it as CSV in UTF-8"),
    ],
)
def test_says_where_and_what(read, text: str | bytes, says: str) -> None:
    with pytest.raises(ManifestError) as error:
        read(text)
    assert says in str(error.value)
    assert "labels.csv" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_manifest_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="no such file"):
        read_manifest(tmp_path / "nowhere.csv")
    with pytest.raises(ManifestError, match=r"neither a manifest\.csv nor"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ({"view": "above"}, r"view: "),
        ({"time_s": []}, r"the file: .*'time_s'"),
        ({"angles_projected": {"knee_flexion_deg": [1.0]}}, r"the file: .*for each frame"),
    ],
)
def test_a_damaged_truth_file_says_where(read, tmp_path: Path, damage: dict, says: str) -> None:
    known = truth("squat_good_male_yaw0") | damage
    (tmp_path / "a.truth.json").write_text(json.dumps(known))
    with pytest.raises(ManifestError, match=rf"a\.truth\.json: {says}"):
        read("file,exercise\na.mp4,squat\n")
