"""What cannot be analysed ends in one line that says what to do, and leaves the disk as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.video.reader import VideoReader
from helpers.clips import cut_off, write_sound
from helpers.command import COMMAND, SAMPLES, cut, environment, run

_SQUAT = ("--exercise", "squat")
_SAMPLE = "squat_good_male_yaw0"


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a run that gave up."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("formcheck: ")
    return line


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def film(path: Path, images: Iterable[NDArray[np.uint8]]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for image in images:
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(320, 240)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def noise(count: int) -> list[NDArray[np.uint8]]:
    random = np.random.default_rng(7)
    return [
        np.repeat(random.integers(90, 160, (240, 320, 1), np.uint8), 3, axis=2)
        for _ in range(count)
    ]


def person(count: int) -> list[NDArray[np.uint8]]:
    with VideoReader(SAMPLES / f"{_SAMPLE}.mp4") as reader:
        return [frame.image for frame, _ in zip(reader, range(count), strict=False)]


@dataclass(frozen=True)
class Case:
    """Arguments, and words that must be in the answer: what is wrong, and what to do."""

    arguments: Sequence[str]
    words: Sequence[str]


CASES = {
    "missing file": Case(["nowhere.mp4", *_SQUAT], ["no such file", "check the name"]),
    "folder": Case([".", *_SQUAT], ["folder", "name one clip"]),
    "0 bytes": Case(["empty.mp4", *_SQUAT], ["0 bytes", "again"]),
    "text": Case(["text.mp4", *_SQUAT], ["no video", "export"]),
    "sound only": Case(["sound.m4a", *_SQUAT], ["no video", "export"]),
    "unknown exercise": Case(["clip.mp4", "-e", "sqat"], ["sqat", "squat"]),
    "missing exercise file": Case(["clip.mp4", "-e", "my.toml"], ["my.toml"]),
    "broken exercise file": Case(["clip.mp4", "-e", "broken.toml"], ["broken.toml", "line 2"]),
    "unknown model": Case(["clip.mp4", *_SQUAT, "-m", "huge"], ["huge", "lite, full"]),
    "missing model": Case(["clip.mp4", *_SQUAT, "-m", "my.task"], ["my.task", "check the path"]),
    "broken model": Case(["clip.mp4", *_SQUAT, "-m", "broken.task"], ["broken.task", "again"]),
    "unknown option": Case(["clip.mp4", *_SQUAT, "--fast"], ["--fast", "--help"]),
    "no clip": Case([*_SQUAT], ["clip", "--help"]),
    "two clips": Case(["clip.mp4", "text.mp4", *_SQUAT], ["text.mp4", "--help"]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SAMPLES / f"{_SAMPLE}.mp4", tmp_path / "clip.mp4")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("Dear diary, today I squatted.\n" * 100)
    (tmp_path / "broken.task").write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "broken.toml").write_text('id = "mine"\nname = ?\n')
    write_sound(tmp_path / "sound.m4a")
    return tmp_path


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_wrong_input_and_arguments(case: Case, folder: Path) -> None:
    before = tree(folder)
    line = said(run("analyze", *case.arguments, "-o", "results", cwd=folder))
    assert [word for word in case.words if word not in line] == [], line
    assert tree(folder) == before


def test_an_unknown_command_is_told_in_one_line(tmp_path: Path) -> None:
    assert "--help" in said(run("analyse", "clip.mp4", cwd=tmp_path))


def test_no_arguments_show_the_help() -> None:
    done = run()
    assert done.returncode == 0
    assert "analyze" in done.stdout


def test_a_video_needs_a_folder(folder: Path) -> None:
    before = tree(folder)
    line = said(run("analyze", "clip.mp4", *_SQUAT, "--video", cwd=folder))
    assert "-o FOLDER" in line
    assert tree(folder) == before


@pytest.mark.parametrize("place", ["text.mp4", "text.mp4/below", "x" * 300])
def test_a_folder_that_cannot_be_made(place: str, folder: Path) -> None:
    before = tree(folder)
    line = said(run("analyze", "clip.mp4", *_SQUAT, "-o", place, cwd=folder))
    assert "name another" in line
    assert tree(folder) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(folder: Path) -> None:
    locked = folder / "locked"
    locked.mkdir(mode=0o500)
    for place in (locked, locked / "below"):
        line = said(run("analyze", "clip.mp4", *_SQUAT, "-o", place, cwd=folder))
        assert "no permission" in line
        assert "name another" in line


def test_the_clip_itself_is_never_overwritten(folder: Path) -> None:
    before = tree(folder)
    for place in (".", folder):
        line = said(run("analyze", "clip.mp4", *_SQUAT, "-o", place, "--video", cwd=folder))
        assert "replace the clip itself" in line
        assert "name another" in line
    (folder / "same").symlink_to(folder, target_is_directory=True)
    assert "replace the clip itself" in said(
        run("analyze", "clip.mp4", *_SQUAT, "-o", "same", "--video", cwd=folder)
    )
    (folder / "same").unlink()
    assert tree(folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("frames_with_person", [0, 3])
def test_an_empty_room(frames_with_person: int, tmp_path: Path) -> None:
    film(tmp_path / "room.mp4", [*noise(15), *person(frames_with_person), *noise(15)])
    before = tree(tmp_path)
    done = run("analyze", "room.mp4", *_SQUAT, "-m", "lite", "-o", "results", cwd=tmp_path)
    line = said(done)
    assert "a person was found in only" in line
    assert "film with the whole body" in line
    assert tree(tmp_path) == before


@pytest.mark.slow
def test_a_clip_that_is_cut_off_is_analysed_up_to_the_cut(shared: Path, tmp_path: Path) -> None:
    whole = cut(_SAMPLE, 60.0, shared / "clips" / "whole.mp4")
    clip = shutil.copy(whole, tmp_path / "cut.mp4")
    cut_off(clip, 0.6)
    done = run("analyze", clip, *_SQUAT, "-m", "lite")
    assert done.returncode == 0, done.stderr
    (warning,) = [line for line in done.stdout.splitlines() if line.startswith("! ")]
    assert "could be decoded" in warning
    assert "  1  2." in done.stdout  # the first repetition is before the cut
    assert done.stderr == ""


@pytest.mark.slow
def test_a_clip_that_is_cut_off_before_its_first_repetition(shared: Path, tmp_path: Path) -> None:
    whole = cut(_SAMPLE, 60.0, shared / "clips" / "whole.mp4")
    clip = shutil.copy(whole, tmp_path / "cut.mp4")
    cut_off(clip, 0.2)
    before = tree(tmp_path)
    line = said(run("analyze", clip, *_SQUAT, "-m", "lite", "-o", tmp_path / "results"))
    assert "could be decoded" in line
    assert "No whole repetition" in line
    assert tree(tmp_path) == before


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no file size limit to set")
def test_a_full_disk_leaves_whole_files_only(one_rep: Path, tmp_path: Path) -> None:
    # 300 blocks of half or whole kibibytes: enough for the tables, not for the video.
    limited = ["sh", "-c", 'ulimit -f 300; exec "$0" "$@"', COMMAND, "analyze", one_rep]
    done = subprocess.run(
        [*limited, "-e", "hip_hinge", "-m", "lite", "-o", tmp_path, "--video"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "one_rep.mp4: " in line
    assert "disk space" in line
    assert {path.suffix for path in tmp_path.iterdir()} <= {".json", ".csv", ".parquet", ".html"}
