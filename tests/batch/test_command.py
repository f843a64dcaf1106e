"""`formcheck batch` as people and pipelines meet it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers.command import run

pytestmark = pytest.mark.slow

PLAIN = ("-m", "lite", "-e", "squat")


def test_names_of_all_kinds_and_one_content_twice(short_clips: Path, tmp_path: Path) -> None:
    first, second = sorted(short_clips.glob("*.mp4"))[:2]
    clips = tmp_path / "clips"
    clips.mkdir()
    names = ["-e.mp4", 'it\'s "my" <b>2nd, 🏋️\n.mp4']
    for name in names:
        shutil.copy(first, clips / name)
    shutil.copy(second, clips / "plain.mp4")
    broken = "broken.mp4"
    if sys.platform == "linux":
        broken = "broken caf?.mp4"
        (clips / os.fsdecode(b"broken caf\xe9.mp4")).write_bytes(b"no clip")
    else:
        (clips / broken).write_bytes(b"no clip")

    done = run("batch", "clips", "-o", "out", *PLAIN, "--json", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0] == {"kind": "planned", "clips": 3}  # two clips share a result
    ended = [event for event in events if event["kind"] in ("done", "failed")]
    assert len(ended) == 3
    assert [event["file"] for event in ended if event["kind"] == "failed"] == [broken]
    assert {name: events[-1][name] for name in ("kind", "clips", "analysed", "failed")} == {
        "kind": "finished",
        "clips": 4,
        "analysed": 3,
        "failed": 1,
    }

    summary = pd.read_csv(tmp_path / "out" / "summary.csv")
    # What a spreadsheet would take for a formula has another name of the same file.
    summary = summary.set_index(summary["file"].map(os.path.normpath))
    assert sorted(summary.index) == sorted([*names, "plain.mp4", broken])
    assert summary.loc[names[0], "key"] == summary.loc[names[1], "key"]
    for name in (*names, "plain.mp4"):
        page = (tmp_path / "out" / summary.loc[name, "report"]).read_text("utf-8")
        assert page.startswith("<!DOCTYPE html>")
    assert pd.isna(summary.loc[broken, "report"])
    assert len(list((tmp_path / "out" / "reports").iterdir())) == 2
    # A track has the name of its content, whatever the clip is called.
    tracks = {summary.loc[name, "track"] for name in (*names, "plain.mp4")}
    there = {f"tracks/{path.name}" for path in (tmp_path / "out" / "tracks").iterdir()}
    assert tracks == there
    assert len(tracks) == 2
    assert pd.isna(summary.loc[broken, "track"])
    failures = pd.read_csv(tmp_path / "out" / "failures.csv")
    assert list(failures["file"]) == [broken]

    again = run("batch", "clips", "-o", "out", *PLAIN, cwd=tmp_path)
    assert again.returncode == 3
    assert "3 of 4 clips have a result, 4 of them from before" in again.stdout
    assert f"failed: {broken}: " in again.stdout
    (clips / "renamed.mp4").hardlink_to(clips / "plain.mp4")
    for path in clips.glob("broken*"):
        path.unlink()
    renamed = run("batch", "clips", "-o", "out", *PLAIN, cwd=tmp_path)
    assert renamed.returncode == 0
    assert "4 of 4 clips have a result, 4 of them from before" in renamed.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("clips", "-e", "sqat"), "did you mean squat"),
        (("clips", "-m", "huge"), "huge"),
        (("nowhere",), "no such file"),
        (("clips", "-w", "0"), "--workers"),
        (("clips", "--engine", "cloud"), "choose local or ray"),
        (("clips", "-o", "clips/a.mp4"), "is a file"),
    ],
    ids=lambda value: " ".join(value[-2:]) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_with_the_command_is_said_before_any_work(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a.mp4").write_bytes(b"no clip")
    output = () if "-o" in arguments else ("-o", "out")
    done = run("batch", *arguments, *output, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_rows_that_cannot_be_done_are_failures(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("file,exercise\nmissing.mp4,squat\n", "utf-8")
    done = run("batch", table, "-o", tmp_path / "out", *PLAIN)
    assert done.returncode == 3
    (failed,) = pd.read_csv(tmp_path / "out" / "failures.csv").to_dict("records")
    assert (failed["file"], failed["cause"]) == ("missing.mp4", "unreadable")
    assert "No such file" in failed["reason"]
