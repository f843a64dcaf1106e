"""Files are called anything, and lie anywhere."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from helpers.command import run

pytestmark = pytest.mark.slow

KINDS = ("csv", "html", "json", "parquet")


@pytest.mark.parametrize(
    "name",
    [
        "-clip.mp4",
        'it\'s "my" 2nd [bold]Kniebeüge & 100 % 🏋️.mp4',
        pytest.param(
            os.fsdecode(b"caf\xe9.mp4"),
            id="not UTF-8",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 there"),
        ),
    ],
)
def test_results_have_the_name_of_the_clip(name: str, moment: Path, tmp_path: Path) -> None:
    shutil.copy(moment, tmp_path / name)
    stem = Path(name).stem
    results = tmp_path / "re sults" / stem
    done = run(
        *("analyze", "-e", "hip_hinge", "-m", "lite", "--video", "-o", f"re sults/{stem}"),
        *("--", name),
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    written = sorted(path.name for path in results.iterdir())
    assert written == sorted(f"{stem}.{kind}" for kind in (*KINDS, "mp4"))
    shown = name.encode("utf-8", "replace").decode()
    assert json.loads((results / f"{stem}.json").read_text("utf-8"))["clip"]["name"] == shown


def test_a_clip_in_the_folder_of_its_results(moment: Path, tmp_path: Path) -> None:
    """Without the annotated video nothing has the clip's own name."""
    clip = shutil.copy(moment, tmp_path / moment.name)
    before = clip.read_bytes()
    done = run("analyze", clip.name, "-e", "hip_hinge", "-m", "lite", "-o", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert clip.read_bytes() == before
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(
        [".mp4", *(f".{kind}" for kind in KINDS)]
    )


def test_results_are_replaced_and_strangers_kept(moment: Path, tmp_path: Path) -> None:
    (tmp_path / "moment.json").write_text("of last week")
    (tmp_path / "other.json").write_text("of somebody else")
    done = run("analyze", moment, "-e", "hip_hinge", "-m", "lite", "-o", tmp_path)
    assert done.returncode == 0
    assert json.loads((tmp_path / "moment.json").read_text("utf-8"))["schema_version"] == 2
    assert (tmp_path / "other.json").read_text() == "of somebody else"


def test_a_batch_replaces_its_own_files_and_keeps_strangers(moment: Path, tmp_path: Path) -> None:
    results = tmp_path / "re sults 🏋️"
    command = ("batch", moment, "-m", "lite", "-o", results, "-e")
    assert run(*command, "hip_hinge").returncode == 0
    first = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    folders = ("reports", "results", "tracks")
    tables = ("failures.csv", "index.html", "reps.parquet", "summary.csv", "summary.parquet")
    assert sorted(path.name for path in results.iterdir()) == sorted((*folders, *tables))
    strangers = [results / folder / "mine.txt" for folder in folders]
    for stranger in strangers:
        stranger.write_text("of somebody else")
    (results / "summary.csv").write_text("of last week")
    assert run(*command, "squat").returncode == 0
    assert all(stranger.read_text() == "of somebody else" for stranger in strangers)
    assert "squat" in (results / "summary.csv").read_text("utf-8")
    # Another exercise has a result and a report of its own, and the same track.
    added = [path for path in results.rglob("*") if path.is_file() and path not in first]
    assert sorted(path.parent.name for path in added if path not in strangers) == [
        "reports",
        "results",
    ]
    for folder in folders:
        for path in (results / folder).iterdir():
            assert path.read_bytes() == first.get(path, path.read_bytes())
