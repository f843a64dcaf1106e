"""Lists of clips may hold anything: rows, or one line that says what to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from formcheck.batch.inputs import find_clips
from formcheck.errors import FormcheckError, ManifestError
from formcheck.evaluation.manifest import read_manifest
from helpers.mangling import mangled

TABLES = (
    "file,exercise,view,reps,partial,faults,back,good,subject\n"
    "a.mp4,squat,side,3,0,too_shallow;heels_lift,neutral,0,ann\n"
    '"b, c.mp4",hip_hinge,front,3.0,1,,,1,\n',
    "file;exercise;reps\na.mp4;squat;3\nb.mp4;glute_bridge;\n",
)
LINES = (
    *('"', '""', '"""', ",", ",,,,,,,,,,,,,,,", ";", "file,exercise", "\0", "\ufeff", "\r", "\x0b"),
    *("=1+1,squat", "@SUM(A1),squat", "../../etc/passwd,squat", "/,squat", "..,squat", ".,squat"),
    *("a\0b.mp4,squat", f"{'x' * 300}.mp4,squat", "http://127.0.0.1:9/a.mp4,squat"),
    *("c.mp4,../../etc/passwd.toml", "c.mp4,squat,side,-3", f"c.mp4,squat,side,{'9' * 5000}"),
    *("c.mp4,squat,side,\u0663", "c.mp4,squat,\u2028side,3", f"c.mp4,{'y' * 140_000}"),
)


def both_readings(path: Path) -> None:
    """An error must be one readable line that begins with the file."""
    for read in (read_manifest, lambda table: find_clips([str(table)], "auto")):
        try:
            read(path)
        except FormcheckError as error:
            told = str(error)
            assert told.startswith(str(path))
            assert "\n" not in told
            assert re.search(r"row \d+|cannot be read|no clip", told), told


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(content=mangled(TABLES, LINES))
def test_lines_lost_doubled_and_strange(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clips.csv"
    path.write_bytes(content)
    both_readings(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"file,exercise\na.mp4," + b"x" * 200_000, ["row 2", "field"]),
        (b'file,exercise\na.mp4,"squat\n' + b"b.mp4,squat\n" * 20_000, ["row ", "quote"]),
        (b"x" * 10_000_000 + b",exercise\na.mp4,squat\n", ["row 1"]),
        (b",".join([b"x" * 40] * 100_000), ["row 1", "no column 'file'"]),
        ("file,exercise\nKniebeüge.mp4,squat\n".encode("latin-1"), ["UTF-8"]),
        ("file,exercise\na.mp4,squat\n".encode("utf-16"), ["UTF-8"]),
        (b"file,exercise\n/,squat\n", ["row 2", "'file'"]),
        (b"file,exercise\n" + b"x" * 300 + b".mp4,squat\n", ["row 2", "'file'"]),
        (b"file,exercise,reps\na.mp4,squat," + b"9" * 5000 + b"\n", ["row 2", "'reps'"]),
    ],
    ids=["field", "quote", "long header", "wide header", "latin-1", "utf-16", "root", "name",
         "number"],
)  # fmt: skip
def test_tables_of_ill_will(content: bytes, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "clips.csv"
    path.write_bytes(content)
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    told = str(caught.value)
    assert [word for word in words if word not in told] == [], told[:500]


def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "clips.csv"
    path.write_text("file,exercise\n" + "".join(f"{n}.mp4,squat\n" for n in range(100_000)))
    assert len(read_manifest(path)) == 100_000


def test_marks_formulas_and_ends_of_lines_within_names_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "clips.csv"
    names = ["=1+1.mp4", "../@up.mp4", "two\nlines.mp4", "par\u2028agraph.mp4", "a\x0bb.mp4"]
    rows = "".join(f'"{name}",squat\n' for name in names)
    path.write_bytes(b"\xef\xbb\xbf" + f"file,exercise\n{rows}".encode())
    assert [one.file for one in read_manifest(path)] == names
    assert [one.path for one in read_manifest(path)] == [tmp_path / name for name in names]
