"""Results are there whole or not at all, one run at a time, in a folder or at an address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.batch.inputs import find_clips
from formcheck.batch.records import Record, Store, patiently
from formcheck.batch.storage import content_hash, place_of
from formcheck.errors import FormcheckError, OutputError


@pytest.fixture(params=["folder", "memory"])
def place_text(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "results of today")
        return
    fsspec = pytest.importorskip("fsspec")
    yield "memory://bucket/results of today"
    fsspec.filesystem("memory").rm("/bucket", recursive=True)


def test_written_and_read(place_text: str) -> None:
    store = Store(place_of(place_text))
    record = Record(key="k", exercise="squat", cause="hung", reason="no sign of work")
    assert store.read("k") is None
    assert store.report_link("k") is None
    store.write(record)
    store.write_report("k", "<p>Kniebeüge</p>")
    again = Store(place_of(store.place.text))
    assert again.read("k") == record
    assert again.report_link("k") == "reports/k.html"
    assert again.place.read("reports/k.html") == "<p>Kniebeüge</p>".encode()


def test_a_store_that_refuses_is_told_in_one_line() -> None:
    fsspec = pytest.importorskip("fsspec")

    class Locked(fsspec.AbstractFileSystem):
        """Like a store whose key is missing: with an error of its own kind at each call."""

        protocol = "locked"

        def info(self, path: str, **_: object) -> dict[str, object]:
            raise LookupError(f"no key for {path}")

        ls = cat_file = pipe_file = makedirs = exists = isfile = find = info

    fsspec.register_implementation("locked", Locked, clobber=True)
    place = place_of("locked://bucket/results")
    for act in (
        lambda: place.read("a.json"),
        lambda: place.write("a.json", b""),
        lambda: place.exists("a.json"),
        lambda: find_clips(["locked://bucket/clips"], "auto"),
        lambda: find_clips(["locked://bucket/list.csv"], "auto"),
    ):
        with pytest.raises(FormcheckError, match=r"LookupError: no key for .*; check"):
            act()
    with pytest.raises(OSError, match="no key for"):
        content_hash("locked://bucket/a.mp4")


@pytest.mark.parametrize(
    "content", [b"", b'{"key": "k", "exerc', b'{"schema_version": 2}', b"\xff"]
)
def test_a_damaged_record_is_none(content: bytes, place_text: str) -> None:
    store = Store(place_of(place_text))
    store.place.write("results/k.json", content)
    assert store.read("k") is None


def test_only_the_clips_own_fault_is_final() -> None:
    final = {
        cause: Record(key="k", exercise="squat", cause=cause).final
        for cause in ("refused", "unreadable", "defect", "died", "hung")
    }
    assert final == dict.fromkeys(final, False) | {"refused": True}


def test_leftovers_are_swept_and_strangers_kept(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    leftovers = [
        tmp_path / ".formcheck-0123456789ab.csv",
        tmp_path / "results/.formcheck-0123456789ab.json",
    ]
    strangers = [tmp_path / ".formcheck-notes", tmp_path / "results" / "mine.txt"]
    for path in leftovers + strangers:
        path.touch()
    with place_of(str(tmp_path)).alone():
        pass
    assert not any(path.exists() for path in leftovers)
    assert all(path.exists() for path in strangers)
    assert len(list(tmp_path.iterdir())) == 2


_HOLD = """
import sys
from formcheck.batch.storage import place_of
with place_of(sys.argv[1]).alone():
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_one_run_at_a_time(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"mine"
        before = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0  # noqa: PTH112, PTH208
        with pytest.raises(OutputError, match="another batch"), place_of(str(tmp_path)).alone():
            pass
        after = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0  # noqa: PTH112, PTH208
        assert before == after
    finally:
        holder.kill()  # a lock ends with its process
        holder.communicate()
    with place_of(str(tmp_path)).alone():
        pass


def test_waiting_for_room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device that is always full")
    monkeypatch.setattr("formcheck.batch.records._DISK_EVERY_S", 0.01)
    tries = []

    def write() -> None:
        tries.append(1)
        if len(tries) < 4:
            try:
                with full.open("wb", buffering=0) as file:
                    file.write(b"x")
            except OSError as error:
                raise OutputError("no room") from error

    waited: list[None] = []
    patiently(write, lambda: waited.append(None))
    assert (len(tries), len(waited)) == (4, 3)


def test_no_patience_with_anything_else() -> None:
    def write() -> None:
        raise OutputError("no permission") from PermissionError(13, "no")

    with pytest.raises(OutputError):
        patiently(write, lambda: None)


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(OSError, match="not a regular file"):
        content_hash(str(tmp_path / "pipe.mp4"))
    with pytest.raises(OSError):
        content_hash(str(tmp_path))
