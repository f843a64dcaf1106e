"""Folders for visitors' clips: what a dead server left goes, what a living one uses stays."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from formcheck.app.jobs.storage import (
    VisitorCleanup,
    new_folder,
    remove_left_behind,
    server_folder,
)
from formcheck.errors import FormcheckError


def test_only_what_a_dead_server_left_is_removed(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    left = tmp_path / f"formcheck-app-{int(dead.stdout)}-abc"
    used = tmp_path / f"formcheck-app-{os.getpid()}-abc"
    other = tmp_path / "formcheck-app-notes"
    for folder in (left, used, other):
        (folder / "clip").mkdir(parents=True)
    remove_left_behind()
    assert not left.exists()
    assert used.exists()
    assert other.exists()


def test_the_folder_of_a_server_goes_when_it_ends(tmp_path) -> None:
    code = (
        "from formcheck.app.jobs.storage import new_folder, server_folder\n"
        "folder = new_folder(server_folder())\n"
        "(folder / 'upload').write_bytes(b'clip')\n"
        "print(folder)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert Path(ran.stdout.strip()).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_clips_do_not_share_a_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    root = server_folder()
    assert new_folder(root) != new_folder(root)


def test_a_server_whose_folder_was_swept_up_goes_on(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    root = server_folder()
    shutil.rmtree(root)
    assert new_folder(root).is_dir()
    assert root.stat().st_mode & 0o077 == 0


def test_a_disk_that_takes_nothing_is_told(tmp_path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    with pytest.raises(FormcheckError, match="nothing can be stored"):
        new_folder(no_folder)


def test_what_belongs_to_a_visitor_is_removed_only_once_they_have_left() -> None:
    cleanup, removed = VisitorCleanup(timeout_s=0.3), threading.Event()
    connected = True
    cleanup.add(lambda: connected, removed.set)
    assert not removed.wait(1.0)
    connected = False
    assert removed.wait(30.0)
