"""Jobs in real processes: whatever one does to its process, the others are done."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from formcheck.batch.events import JobEvent, Limits
from formcheck.batch.supervisor import supervise
from formcheck.errors import FormcheckError
from helpers.batch_tasks import obey, workers_of_others

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

FINE = [("double", number) for number in range(6)]
# Long enough for a busy machine, short for what hangs on purpose.
LIMITS = Limits(job_s=4.0, silence_s=3.0)


def ends(
    payloads: Sequence[tuple], workers: int = 2, limits: Limits = LIMITS
) -> dict[int, JobEvent]:
    """How each job ended; every one exactly once."""
    found: dict[int, JobEvent] = {}
    others = workers_of_others()
    for event in supervise(obey, payloads, workers=workers, limits=limits):
        if event.kind in ("done", "failed"):
            assert event.job not in found
            found[event.job] = event
    assert sorted(found) == list(range(len(payloads)))
    assert set(multiprocessing.active_children()) <= others
    return found


def assert_only_first_failed(found: dict[int, JobEvent]) -> JobEvent:
    assert {job: event.value for job, event in found.items() if job > 0} == {
        job: 2 * number for job, (_, number) in enumerate(FINE, 1)
    }
    assert found[0].kind == "failed"
    return found[0]


def test_all_done() -> None:
    assert [event.value for _, event in sorted(ends(FINE).items())] == [0, 2, 4, 6, 8, 10]


def test_nothing_to_do() -> None:
    assert list(supervise(obey, [], workers=2)) == []


def test_more_workers_than_cores_and_jobs() -> None:
    assert len(ends(FINE[:2], workers=9)) == 2


@pytest.mark.parametrize(
    ("payload", "cause", "said"),
    [
        (("refuse",), "refused", "the picture is upside down"),
        (("cannot_write",), "unwritable", "out: cannot be written"),
        (("slip",), "defect", "ZeroDivisionError in batch_tasks.py"),
        (("leave",), "died", "code 7"),
        (("die", signal.SIGSEGV), "died", "signal 11"),
        (("die", signal.SIGKILL), "died", "for want of memory"),
        (("silence",), "hung", "no sign of work for 3 s"),
        (("busy",), "hung", "not done after 4 s"),
        (("unsendable",), "defect", "cannot be sent"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_who_fails_fails_alone(payload: tuple, cause: str, said: str) -> None:
    failed = assert_only_first_failed(ends([payload, *FINE]))
    assert failed.cause == cause
    assert said in (failed.reason or "")


@pytest.mark.parametrize(
    ("payload", "tries"),
    [(("refuse",), 1), (("leave",), 2), (("slip",), 2), (("die", signal.SIGKILL), 4)],
    ids=["refused", "died", "defect", "killed"],
)
def test_number_of_tries(payload: tuple, tries: int) -> None:
    kinds = [event.kind for event in supervise(obey, [payload], workers=1)]
    assert kinds.count("started") == tries
    assert kinds.count("retried") == tries - 1
    assert kinds[-1] == "failed"


@pytest.mark.parametrize("word", ["slip", "die"])
def test_tried_again_with_success(word: str, tmp_path: Path) -> None:
    how = (signal.SIGABRT,) if word == "die" else ()
    found = ends([(word, *how, tmp_path / "been here"), *FINE])
    assert found[0].value == "second time"


def test_killed_from_outside_more_than_once(tmp_path: Path) -> None:
    assert ends([("die_times", 3, tmp_path)])[0].value == "in the end"


def test_last_words_count() -> None:
    """The answer came, then the process was killed, and only then somebody looked."""
    kinds = []
    for event in supervise(obey, [("last_words",)], workers=1):
        kinds.append(event.kind)
        if event.kind == "started":
            time.sleep(1.0)
    assert kinds == ["started", "done"]


def test_who_was_not_listened_to_did_not_hang() -> None:
    """As after Ctrl-Z: the time away is longer than any limit."""
    limits = Limits(silence_s=6.0)
    kinds = []
    for event in supervise(obey, FINE[:1], workers=1, limits=limits):
        kinds.append(event.kind)
        if event.kind == "started":
            time.sleep(7.0)
    assert "retried" not in kinds


def test_replaced_after_so_many_jobs() -> None:
    found = ends([("pid",)] * 6, workers=1, limits=Limits(jobs=2))
    assert len({event.value for event in found.values()}) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the peak is known")
def test_replaced_when_it_has_grown() -> None:
    payloads = [("grow", 1), ("grow", 300), ("grow", 1), ("grow", 1)]
    found = ends(payloads, workers=1, limits=Limits(memory_mb=250))
    first, second, third, fourth = (found[job].value for job in range(4))
    assert first == second
    assert second != third
    assert third == fourth


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says what another holds")
def test_one_that_fills_memory_is_ended_at_once() -> None:
    limits = Limits(silence_s=60.0, most_mb=300)
    kinds = [
        (event.kind, event.cause, event.reason)
        for event in supervise(obey, [("grow_and_stay", 400)], workers=1, limits=limits)
    ]
    assert [kind for kind, _, _ in kinds] == ["started", "failed"]
    _, cause, reason = kinds[-1]
    assert cause == "died"
    assert reason is not None
    assert "more than 300 MB of memory" in reason


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no such thing here")
def test_workers_keep_to_cores_of_their_own() -> None:
    cores = len(os.sched_getaffinity(0))
    found = ends([("cores",)] * (2 * cores), workers=cores)
    assert all(len(event.value) == 1 for event in found.values())


def test_stopped() -> None:
    others = workers_of_others()
    began_s = time.monotonic()
    asked = iter([False] * 10)
    events = supervise(obey, [("silence",)] * 4, workers=2, stopped=lambda: next(asked, True))
    assert {event.kind for event in events} <= {"started"}
    assert time.monotonic() - began_s < 30
    assert set(multiprocessing.active_children()) <= others


def test_left_alone_it_ends_its_workers() -> None:
    others = workers_of_others()
    events = supervise(obey, [("silence",)], workers=1)
    assert next(events).kind == "started"
    events.close()
    assert set(multiprocessing.active_children()) <= others


def test_processes_that_cannot_start() -> None:
    """A task that another process cannot import ends it at once."""
    code = (
        "from formcheck.batch.supervisor import supervise\n"
        "def task(payload, report): return 1\n"
        "print(len(list(supervise(task, [1], workers=1))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert f"{FormcheckError.__name__}: the processes that analyse clips end" in done.stderr


_PARENT = """
import sys
from formcheck.batch.supervisor import supervise
from helpers.batch_tasks import obey
sys.stdout.reconfigure(line_buffering=True)
if __name__ == "__main__":
    for event in supervise(obey, [("silence",)] * 2, workers=2):
        print(event.worker)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    paths = os.pathsep.join([str(Path(__file__).parents[1])])
    parent = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.communicate()
    until_s = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < until_s, "somebody is still there"
        time.sleep(0.05)
