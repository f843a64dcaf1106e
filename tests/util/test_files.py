from pathlib import Path

import pytest

from formcheck._util.files import replacing, write_whole
from formcheck.errors import OutputError


def test_text_and_bytes_are_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "Hüfte 90°")
    write_whole(tmp_path / "b.bin", b"\x00\x01")
    assert (tmp_path / "a.txt").read_text("utf-8") == "Hüfte 90°"
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\x01"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.bin"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_keeps_the_old_file_and_leaves_no_other(
    tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "result.json"
    target.write_text("old")
    with pytest.raises(error), replacing(target) as temporary:
        temporary.write_text("half")
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]
    assert target.read_text() == "old"


def test_a_very_long_name_works(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 250 + ".csv")
    write_whole(target, "1")
    assert target.read_text() == "1"


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "this is a folder"),
        ("missing/file.txt", "there is no folder"),
        ("x" * 300, "File name too long"),
    ],
    ids=["a folder", "no folder", "no name a file can have"],
)
def test_impossible_places_are_named(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        write_whole(tmp_path / name, "x")


def test_system_errors_become_one_line(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="No space left") as caught,
        replacing(tmp_path / "x.bin"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert "\n" not in str(caught.value)
