"""Which clips are meant: folders, patterns, lists and addresses."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from formcheck.batch.inputs import find_clips
from formcheck.errors import FormcheckError, ManifestError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.mp4", "a.MOV", "notes.txt", "deep/er/c.webm", ".hidden.mp4", ".bin/d.mp4"):
        path = tmp_path / "clips" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "clips"


def files(*inputs: str | Path) -> list[str]:
    return [clip.file for clip in find_clips([str(one) for one in inputs], "auto")]


def test_a_folder_to_the_bottom(folder: Path) -> None:
    assert files(folder) == ["a.MOV", "b.mp4", "deep/er/c.webm"]


def test_patterns(folder: Path) -> None:
    assert files(folder / "*") == [str(folder / "a.MOV"), str(folder / "b.mp4")]
    assert files(folder / "**" / "*.webm") == [str(folder / "deep/er/c.webm")]


def test_a_name_that_looks_like_a_pattern(tmp_path: Path) -> None:
    clip = tmp_path / "clip[1].mp4"
    clip.touch()
    assert files(clip) == [str(clip)]


def test_a_named_file_may_end_in_anything(folder: Path) -> None:
    assert files(folder / "notes.txt") == [str(folder / "notes.txt")]


def test_no_clip_twice(folder: Path) -> None:
    assert len(files(folder, folder / "b.mp4", folder / "deep" / ".." / "b.mp4")) == 3


def test_one_name_in_two_folders_is_told_apart(tmp_path: Path) -> None:
    for one in ("monday", "tuesday"):
        (tmp_path / one).mkdir()
        (tmp_path / one / "clip.mp4").touch()
    shown = files(tmp_path / "monday", tmp_path / "tuesday")
    assert shown == [str(tmp_path / one / "clip.mp4") for one in ("monday", "tuesday")]


def test_a_manifest(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    table = tmp_path / "list.csv"
    elsewhere = folder / "a.MOV"
    table.write_text(
        "file,exercise,notes\n"
        "clips/b.mp4,squat,\n"
        f"{elsewhere},,an absolute path\n"
        "clips/missing.mp4,own.toml,\n",
        "utf-8",
    )
    clips = find_clips([str(table)], "hip_hinge")
    assert [(clip.file, clip.exercise) for clip in clips] == [
        ("clips/b.mp4", "squat"),
        (str(elsewhere), "hip_hinge"),
        ("clips/missing.mp4", str(own)),
    ]
    assert [Path(clip.source).exists() for clip in clips] == [True, True, False]


def test_one_clip_as_two_exercises(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("file,exercise\nclips/b.mp4,squat\nclips/b.mp4,hip_hinge\n", "utf-8")
    assert files(table) == ["clips/b.mp4", "clips/b.mp4"]


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 there")
def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    (tmp_path / name).touch()
    (clip,) = find_clips([str(tmp_path)], "auto")
    assert clip.file == "caf?.mp4"
    assert Path(clip.source).exists()


@pytest.mark.parametrize("text", ["nowhere", "*.mp4", "x" * 5000, "no\0thing"])
def test_nothing_there(text: str) -> None:
    with pytest.raises(FormcheckError):
        find_clips([text], "auto")


def test_a_folder_without_clips(tmp_path: Path) -> None:
    with pytest.raises(FormcheckError, match="no clips there"):
        find_clips([str(tmp_path)], "auto")


def test_a_row_without_a_file(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("file,exercise\n,squat\n", "utf-8")
    with pytest.raises(ManifestError, match="row 2, column 'file'"):
        find_clips([str(table)], "auto")


def test_addresses() -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for name in ("b.mp4", "deep/a.mp4", "notes.txt"):
        memory.pipe_file(f"/uploads/{name}", b"content")
    memory.pipe_file("/uploads/list.csv", b"file,exercise\ndeep/a.mp4,squat\n")
    try:
        assert files("memory://uploads") == ["b.mp4", "deep/a.mp4"]
        assert files("memory://uploads/*.mp4") == ["b.mp4"]
        (clip,) = find_clips(["memory://uploads/list.csv"], "auto")
        assert (clip.source, clip.exercise) == ("memory://uploads/deep/a.mp4", "squat")
    finally:
        memory.rm("/uploads", recursive=True)
