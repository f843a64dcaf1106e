"""`formcheck evaluate` on samples, with files missing and exercises unknown among them."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import formcheck
from formcheck.errors import Cancelled
from formcheck.evaluation.result import Evaluation
from helpers.command import SAMPLES, run
from helpers.terminal import on_a_terminal, wait_for

pytestmark = pytest.mark.slow

SHALLOW = "squat_too_shallow_male_yaw0"


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str
    folder: Path
    evaluation: Evaluation


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory, one_rep: Path) -> Path:
    """One hinge labelled with one repetition too many, a shallow squat, and rows that fail."""
    folder = tmp_path_factory.mktemp("labels")
    broken = folder / "broken.mp4"
    broken.write_bytes(b"no video at all")
    rows = [
        {"file": one_rep, "exercise": "hip_hinge", "reps": 2, "good": 1, "subject": "ann"},
        {"file": SAMPLES / f"{SHALLOW}.mp4", "exercise": "squat", "subject": "bo"},
        {"file": "nowhere.mp4", "exercise": "squat", "reps": 3, "subject": "bo"},
        {"file": "broken.mp4", "exercise": "squat", "reps": 3, "subject": "bo"},
        {"file": "juggling.mp4", "exercise": "juggling"},
        {"file": "walk.mp4", "exercise": "other"},
    ]
    path = folder / "labels.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["file", "exercise", "reps", "good", "subject"])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def done(manifest: Path) -> Done:
    folder = manifest.parent / "out"
    process = run("evaluate", manifest, "-o", folder, "--model", "lite")
    text = (folder / "evaluation.json").read_text("utf-8")
    return Done(
        process.returncode,
        process.stdout,
        process.stderr,
        folder,
        Evaluation.model_validate_json(text),
    )


def test_one_bad_clip_takes_no_other_with_it(done: Done) -> None:
    assert done.code == 3
    assert done.stderr == ""
    statuses = {Path(clip.file).name: clip.status for clip in done.evaluation.clips}
    assert statuses == {
        "one_rep.mp4": "analysed",
        f"{SHALLOW}.mp4": "analysed",
        "nowhere.mp4": "missing",
        "broken.mp4": "failed",
        "juggling.mp4": "skipped",
        "walk.mp4": "skipped",
    }
    for clip in done.evaluation.clips:
        if clip.status in {"missing", "failed"}:
            assert f"{clip.status} (row {clip.row}): {clip.reason}\n" in done.stdout
    assert "skipped: 1 clip: 'juggling' is not in the catalogue" in done.stdout


def test_counts_faults_and_angles(done: Done) -> None:
    hinge, squat = done.evaluation.clips[:2]
    assert (hinge.labelled_reps, hinge.counted_reps) == (2, 1)
    assert squat.labelled_reps == squat.counted_reps == 3
    outcomes = {fault.check: fault.outcome for fault in squat.faults}
    assert outcomes["too_shallow"] == "found"
    # The broken clip counts as one in which none of three was found, the missing one not at all.
    assert done.evaluation.counting.mean_absolute_error.value == pytest.approx((1 + 0 + 3) / 3)
    assert hinge.angles == ()
    angles = {one.signal: one.mean_absolute_deg.value for one in done.evaluation.angles}
    assert 0.0 < angles["knee_flexion_deg"] < 10.0
    assert "1 of 2 repetitions counted" in done.stdout


def test_files(done: Done) -> None:
    found = {str(path.relative_to(done.folder)) for path in done.folder.rglob("*.*")}
    reports = {clip.report for clip in done.evaluation.wrong}
    assert found == {"clips.csv", "evaluation.html", "evaluation.json", *reports}
    assert "reports/002_one_rep.html" in reports
    page = (done.folder / "evaluation.html").read_text("utf-8")
    assert all(f'href="{report}"' in page for report in reports)
    with (done.folder / "clips.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 6


def test_the_same_from_python_for_one_exercise(manifest: Path, done: Done) -> None:
    steps: list[tuple[str, float, int]] = []
    result = formcheck.evaluate(
        manifest, exercise="hip_hinge", model="lite", progress=lambda *step: steps.append(step)
    )
    (hinge,) = (clip for clip in result.clips if clip.status == "analysed")
    assert (
        hinge.model_copy(update={"report": done.evaluation.clips[0].report})
        == (done.evaluation.clips[0])
    )
    assert [clip.status for clip in result.clips[1:]] == ["skipped"] * 5
    assert steps == sorted(steps, key=lambda step: step[1])
    assert {total for *_, total in steps} == {6}
    assert not result.not_analysed


def test_recognition_is_evaluated_where_it_is_asked_for(one_rep: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(f"file,exercise,reps\n{one_rep},hip_hinge,1\n", "utf-8")
    result = formcheck.evaluate(labels, exercise="auto", model="lite")
    assert result.recognition is not None
    assert result.recognition.confusion == {"hip_hinge": {"hip_hinge": 1}}
    assert result.recognition.correct.value == 1.0
    assert result.clips[0].counted_reps == 1


def test_cancelled_ends_all(manifest: Path) -> None:
    with pytest.raises(Cancelled):
        formcheck.evaluate(manifest, model="lite", cancelled=lambda: True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--exercise", "sqat"], "did you mean squat?"),
        (["--reports", "some"], "reports 'some': choose one of all, misses, none"),
        (["--model", "huge"], "huge"),
        (["-o", "{labels}"], "labels.csv is a file, not a folder"),
    ],
)
def test_wrong_arguments(manifest: Path, arguments: list[str], says: str) -> None:
    given = [argument.format(labels=manifest) for argument in arguments]
    process = run("evaluate", manifest, *given)
    assert process.returncode == 2
    assert says in process.stderr
    assert process.stderr.count("\n") == 1


def test_the_manifest_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "clips.csv"
    path.write_text("file,exercise\na.mp4,squat\n")
    process = run("evaluate", path, "-o", tmp_path)
    assert process.returncode == 2
    assert "would replace the manifest" in process.stderr
    assert path.read_text() == "file,exercise\na.mp4,squat\n"


def test_a_manifest_that_does_not_hold_together(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("file,exercise,reps\na.mp4,squat,many\n")
    process = run("evaluate", path, "-o", tmp_path / "out")
    assert process.returncode == 2
    assert "row 2, column 'reps'" in process.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="terminals of its own are for Linux")
def test_the_bar_shows_clips_and_ctrl_c_leaves_nothing_half_written(
    one_rep: Path, tmp_path: Path
) -> None:
    labels, folder = tmp_path / "labels.csv", tmp_path / "out"
    other = shutil.copy(one_rep, tmp_path / "second.mp4")
    labels.write_text(f"file,exercise,reps\n{one_rep},hip_hinge,2\n{other},hip_hinge,2\n", "utf-8")
    arguments = ("evaluate", labels, "-o", folder, "--model", "lite", "--reports", "all")
    with on_a_terminal(*arguments) as (process, terminal):
        wait_for(process, lambda: "clip 2 of 2" in terminal.read())
        terminal.press(b"\x03")
        process.wait(timeout=1.0)
        shown = terminal.read()
    assert process.returncode == 130
    assert "clip 1 of 2" in shown
    assert "one_rep.mp4" in shown
    assert "Traceback" not in shown
    (report,) = folder.rglob("*.*")
    assert report.read_text("utf-8").rstrip().endswith("</html>")


def test_the_json_says_its_version(done: Done) -> None:
    data = json.loads((done.folder / "evaluation.json").read_text("utf-8"))
    assert data["schema_version"] == 1
