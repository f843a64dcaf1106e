"""Results are there whole or not at all, one run at a time, in a folder or at an address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.batch.inputs import find_clips
from formcheck.batch.records import Record, ResultStore
from formcheck.batch.run import batch
from formcheck.batch.storage import Storage, content_hash
from formcheck.errors import FormcheckError, OutputError
from helpers.batch_tasks import disk_full


@pytest.fixture(params=["folder", "memory"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "results of today")
        return
    fsspec = pytest.importorskip("fsspec")
    yield "memory://bucket/results of today"
    fsspec.filesystem("memory").rm("/bucket", recursive=True)


def test_written_and_read(location: str) -> None:
    store = ResultStore(Storage(location))
    record = Record(key="k", exercise="squat", cause="hung", reason="no sign of work")
    assert store.read("k") is None
    assert store.report_link("k") is None
    store.write(record)
    store.write_report("k", "<p>Kniebeüge</p>")
    again = ResultStore(Storage(store.storage.location))
    assert again.read("k") == record
    assert again.report_link("k") == "reports/k.html"
    assert again.storage.read("reports/k.html") == "<p>Kniebeüge</p>".encode()


def test_names_in_a_folder(location: str) -> None:
    storage = Storage(location)
    assert storage.names("tracks") == set()
    storage.write("tracks/a.npz", b"a")
    assert storage.names("tracks") == {"a.npz"}
    storage.write("tracks/b.npz", b"b")
    assert storage.names("tracks") == {"a.npz", "b.npz"}


def test_a_store_that_refuses_is_told_in_one_line() -> None:
    fsspec = pytest.importorskip("fsspec")

    class Locked(fsspec.AbstractFileSystem):
        """Like a store whose key is missing: with an error of its own kind at each call."""

        protocol = "locked"

        def info(self, path: str, **_: object) -> dict[str, object]:
            raise LookupError(f"no key for {path}")

        ls = cat_file = pipe_file = mkdir = open = exists = isfile = find = info

    fsspec.register_implementation("locked", Locked, clobber=True)
    storage = Storage("locked://bucket/results")
    for act in (
        lambda: storage.read("a.json"),
        lambda: storage.write("a.json", b""),
        lambda: storage.exists("a.json"),
        lambda: storage.names("tracks"),
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
def test_a_damaged_record_is_none(content: bytes, location: str) -> None:
    store = ResultStore(Storage(location))
    store.storage.write("results/k.json", content)
    assert store.read("k") is None


def test_only_the_clips_own_fault_is_final() -> None:
    final = {
        cause: Record(key="k", exercise="squat", cause=cause).final
        for cause in ("refused", "unreadable", "defect", "died", "hung")
    }
    assert final == dict.fromkeys(final, False) | {"refused": True}


def test_leftovers_are_swept_and_strangers_kept(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "tracks").mkdir()
    leftovers = [
        tmp_path / ".formcheck-0123456789ab.csv",
        tmp_path / "results/.formcheck-0123456789ab.json",
        tmp_path / "tracks/.formcheck-0123456789ab.npz",
    ]
    strangers = [
        tmp_path / ".formcheck-notes",
        tmp_path / "results" / "mine.txt",
        tmp_path / "tracks" / "mine.npz",
    ]
    for path in leftovers + strangers:
        path.touch()
    with Storage(str(tmp_path)).lock():
        pass
    assert not any(path.exists() for path in leftovers)
    assert all(path.exists() for path in strangers)
    assert len(list(tmp_path.iterdir())) == 3


_HOLD = """
import sys
from formcheck.batch.storage import Storage
with Storage(sys.argv[1]).lock():
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
        with pytest.raises(OutputError, match="another batch"), Storage(str(tmp_path)).lock():
            pass
        after = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0  # noqa: PTH112, PTH208
        assert before == after
    finally:
        holder.kill()  # a lock ends with its process
        holder.communicate()
    with Storage(str(tmp_path)).lock():
        pass


def test_a_full_disk_ends_the_batch_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"content")
    folder = tmp_path / "results"
    with pytest.raises(OutputError) as caught:
        batch([tmp_path / "clip.mp4"], folder, model="lite", workers=1, task=disk_full)
    words = str(caught.value)
    assert "No space left on device" in words
    assert "free disk space" in words
    assert "run the same command again" in words
    assert "\n" not in words
    assert not list(folder.iterdir())


@pytest.mark.parametrize("missing", ["upath", "fsspec"])
def test_an_address_without_the_extra(missing: str, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules[sys.argv[1]] = None\n"
        "from formcheck.batch.storage import Storage, content_hash\n"
        "with Storage(sys.argv[2]).lock(): pass\n"
        "content_hash(__import__('formcheck').__file__)\n"
        "try: Storage('s3://bucket/results')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, missing, tmp_path / "results"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("FormcheckError s3://bucket/results: ")
    assert "pip install 'formcheck[ray]'" in done.stdout
    assert done.stdout.count("\n") == 1


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(OSError, match="not a regular file"):
        content_hash(str(tmp_path / "pipe.mp4"))
    with pytest.raises(OSError):
        content_hash(str(tmp_path))
