"""The job queue: fair order, bounds, cancellation, visitors who leave, jobs that fail."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from formcheck.app.jobs.queue import Job, JobQueue
from formcheck.app.jobs.storage import VisitorCleanup
from formcheck.app.jobs.work import ClipRequest, JobProgress
from formcheck.errors import FormcheckError, VideoError

WITHIN_S = 60.0


def wait_for_a_file(request: ClipRequest, report: Callable[[Any], None]) -> str:
    """Task of these tests: the clip's name says what to do."""
    if request.name == "refuse":
        raise VideoError("refuse: this clip cannot be read; record it again")
    if request.name == "break":
        raise RuntimeError("something of ours")
    if request.name == "die" and not (request.folder / "been here").exists():
        (request.folder / "been here").touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    until_s = time.monotonic() + WITHIN_S
    while not request.clip.exists() and time.monotonic() < until_s:
        report(JobProgress(0.5, "Half of it"))
        time.sleep(0.05)
    with (request.clip.parent / "order").open("a") as file:
        file.write(f"{request.name}\n")
    if request.name == "pid":
        return str(os.getpid())
    return request.name


def end_at_once() -> None:
    """Preparation that no process survives."""
    os._exit(3)


def request(folder: Path, name: str) -> ClipRequest:
    own = folder / name
    own.mkdir()
    return ClipRequest(folder / f"{name}.go", name, "auto", "lite", own, 60.0)


def until(condition: Callable[[], bool]) -> None:
    end_s = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < end_s, "it did not come to that in time"
        time.sleep(0.05)


def go(job: Job) -> None:
    job.request.clip.touch()


@pytest.fixture
def open_queue() -> Iterator[Callable[..., JobQueue]]:
    """Queues that end with the test."""
    queues: list[JobQueue] = []

    def make(workers: int = 1, capacity: int = 5, **more: Any) -> JobQueue:
        more = {"prepare": None, **more}
        queues.append(JobQueue(workers, capacity, task=wait_for_a_file, **more))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close()


def test_the_second_waits_until_the_first_is_done(open_queue, tmp_path) -> None:
    queue = open_queue()
    first, second, third = (queue.submit(request(tmp_path, one)) for one in ("a", "b", "c"))
    until(lambda: first.state == "working" and first.progress.share == 0.5)
    assert (second.state, second.ahead) == ("waiting", 1)
    assert (third.state, third.ahead) == ("waiting", 2)
    go(first)
    until(lambda: second.state == "working")
    assert first.result == "a"
    assert third.ahead == 1
    go(second)
    go(third)
    until(lambda: third.ended)
    assert (second.result, third.result) == ("b", "c")


def test_a_full_queue_says_so_and_takes_in_nothing(open_queue, tmp_path) -> None:
    queue = open_queue(capacity=1)
    first = queue.submit(request(tmp_path, "a"))
    until(lambda: first.state == "working")
    second = queue.submit(request(tmp_path, "b"))
    with pytest.raises(FormcheckError, match="1 clips are waiting already"):
        queue.submit(request(tmp_path, "c"))
    for one in (first, second):
        queue.cancel(one)


def test_cancelling_stops_the_work_and_removes_the_files(open_queue, tmp_path) -> None:
    queue = open_queue()
    first, second = (queue.submit(request(tmp_path, one)) for one in ("a", "b"))
    until(lambda: first.state == "working")
    queue.cancel(first)
    assert not first.request.folder.exists()
    until(lambda: second.state == "working")
    assert first.state == "cancelled"
    go(second)
    until(lambda: second.state == "done")


def test_a_visitor_who_leaves_makes_room_and_leaves_no_files(open_queue, tmp_path) -> None:
    queue, cleanup = open_queue(), VisitorCleanup(timeout_s=0.3)
    left = threading.Event()
    gone = queue.submit(request(tmp_path, "a"))
    cleanup.add(lambda: not left.is_set(), lambda: queue.cancel(gone, "the page was closed"))
    stays = queue.submit(request(tmp_path, "b"))
    until(lambda: gone.state == "working")
    left.set()
    until(lambda: stays.state == "working")
    assert gone.state == "cancelled"
    assert gone.reason == "the page was closed"
    until(lambda: not gone.request.folder.exists())
    assert stays.request.folder.exists()
    queue.cancel(stays)


def test_a_refused_clip_keeps_its_own_words_and_the_next_goes_on(open_queue, tmp_path) -> None:
    queue = open_queue()
    refused = queue.submit(request(tmp_path, "refuse"))
    after = queue.submit(request(tmp_path, "b"))
    go(after)
    until(lambda: after.ended)
    assert (refused.state, after.state) == ("failed", "done")
    assert refused.reason == "refuse: this clip cannot be read; record it again"
    assert not refused.request.folder.exists(), "nobody needs its upload any more"
    assert after.request.folder.exists()


def test_a_defect_of_ours_is_called_one(open_queue, tmp_path) -> None:
    queue = open_queue()
    broken = queue.submit(request(tmp_path, "break"))
    until(lambda: broken.ended)
    assert broken.state == "failed"
    assert "formcheck itself failed on this clip (RuntimeError" in str(broken.reason)


def test_the_first_clip_of_each_visitor_comes_before_any_second(open_queue, tmp_path) -> None:
    queue = open_queue(capacity=9)
    first, *others = [queue.submit(request(tmp_path, f"a{place}"), "a") for place in range(3)]
    until(lambda: first.state == "working")
    others.append(queue.submit(request(tmp_path, "b0"), "b"))
    others += [queue.submit(request(tmp_path, f"c{place}"), "c") for place in range(2)]
    order = ["b0", "c0", "a1", "c1", "a2"]
    assert [one.request.name for one in sorted(others, key=lambda one: one.ahead)] == order
    assert sorted(one.ahead for one in others) == [1, 2, 3, 4, 5]
    for one in (*others, first):
        go(one)
    until(lambda: all(one.ended for one in others))
    assert (tmp_path / "order").read_text().split() == ["a0", *order]


def test_a_new_visitor_comes_after_clips_that_waited_a_round(open_queue, tmp_path) -> None:
    queue = open_queue(capacity=9)
    first, second = [queue.submit(request(tmp_path, f"a{place}"), "a") for place in range(2)]
    until(lambda: first.state == "working")
    waits = queue.submit(request(tmp_path, "b0"), "b")
    go(first)
    until(lambda: waits.state == "working")
    assert second.ahead == 1
    # Submitted after the first round was over: behind the clip that waits for the second.
    late = queue.submit(request(tmp_path, "c0"), "c")
    assert (second.ahead, late.ahead) == (1, 2)
    for one in (second, waits, late):
        go(one)
    until(lambda: late.ended)
    assert (tmp_path / "order").read_text().split() == ["a0", "b0", "a1", "c0"]


def test_one_visitor_has_a_share_and_not_all(open_queue, tmp_path) -> None:
    queue = open_queue(capacity=9, share=2)
    first = queue.submit(request(tmp_path, "a0"), "a")
    until(lambda: first.state == "working")
    for name in ("a1", "a2"):
        queue.submit(request(tmp_path, name), "a")
    with pytest.raises(FormcheckError, match="2 of your clips are waiting already"):
        queue.submit(request(tmp_path, "a3"), "a")
    assert queue.submit(request(tmp_path, "b0"), "b").ahead == 1


def test_a_process_serves_many_clips_and_a_new_one_takes_the_place_of_the_dead(
    open_queue, tmp_path
) -> None:
    queue = open_queue()
    jobs = []
    for place, name in enumerate(("pid", "pid", "die", "pid")):
        folder = tmp_path / str(place)
        folder.mkdir()
        jobs.append(queue.submit(request(folder, name)))
        go(jobs[-1])
    until(lambda: all(one.ended for one in jobs))
    first, second, died, after = (one.result for one in jobs)
    assert died == "die", "it was tried again"
    assert first == second != after


def test_workers_are_there_before_the_first_clip_and_end_with_the_queue(open_queue) -> None:
    # Pages tested in this process before may have a queue of their own.
    others = {one.pid for one in _workers()}
    queue = open_queue(workers=2)
    until(lambda: len({one.pid for one in _workers()} - others) == 2)
    queue.close()
    assert {one.pid for one in _workers()} <= others


def test_where_no_process_can_work_a_clip_fails_and_does_not_wait(open_queue, tmp_path) -> None:
    queue = open_queue(prepare=end_at_once)
    job = queue.submit(request(tmp_path, "a"))
    until(lambda: job.ended)
    assert job.state == "failed"
    assert "formcheck itself failed on this clip (the processes that" in str(job.reason)


def _workers() -> list[BaseProcess]:
    return [one for one in active_children() if one.name.startswith("formcheck-worker")]
