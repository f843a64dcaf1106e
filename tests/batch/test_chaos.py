"""Workers killed, clips that break their process, a full disk, a run killed: nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pytest

from formcheck.batch.events import Limits
from formcheck.batch.records import Record
from formcheck.batch.run import BatchEvent, batch
from helpers.batch_tasks import workers_of_others
from helpers.command import run, start
from helpers.rough_clips import rough_clip
from helpers.terminal import on_a_terminal, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="signals, /proc and mount"),
]

# Longer than it takes to import everything on a busy machine.
_SILENCE_S = 25.0
PLAIN = ("-m", "lite", "-e", "squat", "--no-reports")


@pytest.fixture(scope="module")
def clean(short_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a run that nobody disturbs."""
    folder = tmp_path_factory.mktemp("clean")
    batch([short_clips], folder, exercise="squat", model="lite", reports=False)
    return folder


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no permission to mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


class Vandal:
    """Kills a random worker now and then."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.events: list[BatchEvent] = []
        self.kills = 0
        self._others = workers_of_others()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rage)

    def __enter__(self) -> Vandal:
        self._thread.start()
        return self

    def __exit__(self, *of: object) -> None:
        self._over.set()
        self._thread.join()

    def _rage(self) -> None:
        ended = 0
        # Every few seconds, and not so often on a slow machine that no clip could ever be done.
        while not self._over.wait(2.0):
            now = sum(event.kind == "done" for event in self.events)
            workers = [
                worker for worker in multiprocessing.active_children() if worker not in self._others
            ]
            if now >= ended + 2 and workers:
                ended = now
                with suppress(ProcessLookupError, TypeError):
                    os.kill(self._random.choice(workers).pid or 0, signal.SIGKILL)
                    self.kills += 1


def test_everything_at_once(short_clips: Path, clean: Path, tmp_path: Path) -> None:
    others = workers_of_others()
    clips = tmp_path / "clips"
    shutil.copytree(short_clips, clips, ignore=shutil.ignore_patterns("*.lock"))
    good = sorted(path.name for path in clips.iterdir())
    for name in ("crash.mp4", "hang.mp4"):
        shutil.copy(clips / good[0], clips / name)
        with (clips / name).open("ab") as file:
            file.write(name.encode())  # content of its own
    (clips / "unreadable.mp4").write_bytes(b"no clip at all")
    results = tmp_path / "results"
    with Vandal(seed=5) as vandal:
        result = batch(
            [clips],
            results,
            exercise="squat",
            model="lite",
            workers=2,
            reports=False,
            limits=Limits(silence_s=_SILENCE_S),
            progress=vandal.events.append,
            task=rough_clip,
        )
    assert vandal.kills
    ends = Counter(event.file for event in vandal.events if event.kind in ("done", "failed"))
    assert ends == dict.fromkeys([*good, "crash.mp4", "hang.mp4", "unreadable.mp4"], 1)
    causes = {event.file: event.cause for event in vandal.events if event.kind == "failed"}
    assert causes == {"crash.mp4": "died", "hang.mp4": "hung", "unreadable.mp4": "refused"}
    assert sorted(file for file, _ in result.failures) == sorted(causes)
    assert_same_results(results, clean)
    assert_nothing_half_written(results)
    assert set(multiprocessing.active_children()) <= others


def test_a_full_disk_ends_the_batch_and_the_same_command_goes_on(
    short_clips: Path, clean: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        results, filler = disk / "results", disk / "filler"
        command = ("batch", short_clips, "-o", results, *PLAIN, "-w", "1", "--json")
        process = start(*command)
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["kind"] != "done":
            pass
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        _, said = process.communicate(timeout=120)
        assert process.returncode == 2, said
        assert "No space left on device" in said
        assert "run the same command again" in said
        assert said.count("\n") == 1
        assert len(list((results / "results").iterdir())) < 6
        filler.unlink()
        assert_nothing_half_written(results)
        done = run(*command)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout.splitlines()[0])["kept"] > 0
        assert_same_results(results, clean)
        assert_nothing_half_written(results)


def assert_same_results(folder: Path, clean: Path) -> None:
    there, wanted = (pd.read_csv(where / "summary.csv") for where in (folder, clean))
    there = there[there["status"] == "analysed"].reset_index(drop=True)
    columns = [name for name in wanted if not wanted[name].isna().all()]
    pd.testing.assert_frame_equal(there[columns], wanted[columns], check_dtype=False)
    assert wanted["track"].notna().all()
    for key in wanted["key"]:
        mine, its = ((where / "results" / f"{key}.json") for where in (folder, clean))
        # Of two clips of one content either may have given its name.
        assert Record.model_validate_json(mine.read_bytes()) == Record.model_validate_json(
            its.read_bytes()
        )


def assert_nothing_half_written(folder: Path) -> None:
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(20, marks=pytest.mark.soak)], ids=lambda number: f"{number} times"
)
def test_killed_at_any_point_and_resumed(
    rounds: int, short_clips: Path, clean: Path, tmp_path: Path
) -> None:
    chance = random.Random(rounds)
    for number in range(rounds):
        results = tmp_path / str(number)
        command = ("batch", short_clips, "-o", results, *PLAIN, "--json")
        process = start(*command)
        assert process.stdout is not None
        # Counted in events, so that it is the same on a slow machine.
        for _ in range(chance.randrange(1, 25)):
            process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.3))
        process.kill()
        process.communicate()
        done = run(*command)
        assert done.returncode == 0, done.stderr
        assert (results / "summary.csv").read_bytes() == (clean / "summary.csv").read_bytes()
        assert_nothing_half_written(results)


def workers_of(process: subprocess.Popen) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            text = status.read_text()
            if f"\nPPid:\t{process.pid}\n" in text:
                found.add(int(status.parent.name))
    return found


def test_ctrl_c_on_a_terminal(short_clips: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    command = ("batch", short_clips, "-o", results, *PLAIN, "-w", "1")
    with on_a_terminal(*command) as (process, terminal):
        wait_for(process, lambda: any((results / "results").glob("*.json")))
        workers = workers_of(process)
        assert workers
        terminal.press(b"\x03")
        shown = terminal.read_to_end(process)
        assert process.returncode == 130
    assert shown.count("stopped; run the same command again to go on") == 1
    assert "Traceback" not in shown
    assert_gone(workers)
    assert 0 < len(pd.read_csv(results / "summary.csv")) < 6
    assert_nothing_half_written(results)
    assert run(*command).returncode == 0
    assert len(pd.read_csv(results / "summary.csv")) == 6


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks here")
def test_no_worker_hears_ctrl_c_while_it_starts(short_clips: Path, tmp_path: Path) -> None:
    with on_a_terminal("batch", short_clips, "-o", tmp_path / "results", *PLAIN) as (process, _):
        wait_for(process, lambda: len(masks(process)) > 1)
        deaf = masks(process)
    bit = 1 << (signal.SIGINT - 1)
    assert all(mask & bit for mask in deaf.values()), deaf


def masks(process: subprocess.Popen) -> dict[int, int]:
    """Signals that are kept from each worker, as the system has them."""
    found = {}
    for worker in workers_of(process):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes():
                status = Path(f"/proc/{worker}/status").read_text()
                found[worker] = int(status.split("SigBlk:")[1].split()[0], 16)
    return found


def test_ctrl_c_twice_ends_at_once(short_clips: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    with on_a_terminal("batch", short_clips, "-o", results, *PLAIN) as (process, terminal):
        wait_for(process, lambda: len(workers_of(process)) > 1)
        workers = workers_of(process)
        terminal.press(b"\x03\x03")
        shown = terminal.read_to_end(process)
        assert process.returncode == 130
    assert "Traceback" not in shown
    assert_gone(workers)


def assert_gone(processes: set[int]) -> None:
    until_s = time.monotonic() + 2.0  # Python's own tracker of resources leaves last
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < until_s, "somebody is still there"
        time.sleep(0.05)
