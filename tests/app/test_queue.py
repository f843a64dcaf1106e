"""The line that clips wait in: turns, bounds, visitors who leave, work that fails."""

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

from formcheck.app.jobs.queue import Line, Ticket
from formcheck.app.jobs.work import ClipRequest, Progress
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
        report(Progress(0.5, "Half of it"))
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


def here() -> bool:
    return True


def go(ticket: Ticket) -> None:
    ticket.request.clip.touch()


@pytest.fixture
def open_line() -> Iterator[Callable[..., Line]]:
    """Lines that end with the test."""
    lines: list[Line] = []

    def make(places: int = 1, longest: int = 5, **more: Any) -> Line:
        more = {"prepare": None, **more}
        lines.append(Line(places, longest, task=wait_for_a_file, **more))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def test_the_second_waits_until_the_first_is_done(open_line, tmp_path) -> None:
    line = open_line()
    first, second, third = (line.join(request(tmp_path, one), here) for one in ("a", "b", "c"))
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


def test_a_full_line_says_so_and_takes_in_nothing(open_line, tmp_path) -> None:
    line = open_line(longest=1)
    first = line.join(request(tmp_path, "a"), here)
    until(lambda: first.state == "working")
    second = line.join(request(tmp_path, "b"), here)
    with pytest.raises(FormcheckError, match="1 clips are waiting already"):
        line.join(request(tmp_path, "c"), here)
    for one in (first, second):
        line.give_up(one)


def test_giving_up_stops_the_work_and_removes_the_files(open_line, tmp_path) -> None:
    line = open_line()
    first, second = (line.join(request(tmp_path, one), here) for one in ("a", "b"))
    until(lambda: first.state == "working")
    line.give_up(first)
    assert not first.request.folder.exists()
    until(lambda: second.state == "working")
    assert first.state == "cancelled"
    go(second)
    until(lambda: second.state == "done")


def test_who_leaves_makes_room_and_leaves_no_files(open_line, tmp_path) -> None:
    line = open_line(patience_s=0.3)
    left = threading.Event()
    gone = line.join(request(tmp_path, "a"), lambda: not left.is_set())
    stays = line.join(request(tmp_path, "b"), here)
    until(lambda: gone.state == "working")
    left.set()
    until(lambda: stays.state == "working")
    assert gone.state == "cancelled"
    assert "the page was closed" in str(gone.reason)
    until(lambda: not gone.request.folder.exists())
    assert stays.request.folder.exists()
    line.give_up(stays)


def test_a_refused_clip_is_told_in_its_own_words_and_the_next_goes_on(open_line, tmp_path) -> None:
    line = open_line()
    refused = line.join(request(tmp_path, "refuse"), here)
    after = line.join(request(tmp_path, "b"), here)
    go(after)
    until(lambda: after.ended)
    assert (refused.state, after.state) == ("failed", "done")
    assert refused.reason == "refuse: this clip cannot be read; record it again"
    assert not refused.request.folder.exists(), "nobody needs its upload any more"
    assert after.request.folder.exists()


def test_a_defect_of_ours_is_called_one(open_line, tmp_path) -> None:
    line = open_line()
    broken = line.join(request(tmp_path, "break"), here)
    until(lambda: broken.ended)
    assert broken.state == "failed"
    assert "formcheck itself failed on this clip (RuntimeError" in str(broken.reason)


def test_visitors_are_served_in_turn(open_line, tmp_path) -> None:
    line = open_line(longest=9)
    first, *others = [line.join(request(tmp_path, f"a{place}"), here, "a") for place in range(3)]
    until(lambda: first.state == "working")
    others.append(line.join(request(tmp_path, "b0"), here, "b"))
    others += [line.join(request(tmp_path, f"c{place}"), here, "c") for place in range(2)]
    order = ["b0", "c0", "a1", "c1", "a2"]
    assert [one.request.name for one in sorted(others, key=lambda one: one.ahead)] == order
    assert sorted(one.ahead for one in others) == [1, 2, 3, 4, 5]
    for one in (*others, first):
        go(one)
    until(lambda: all(one.ended for one in others))
    assert (tmp_path / "order").read_text().split() == ["a0", *order]


def test_who_was_served_comes_after_who_waits(open_line, tmp_path) -> None:
    line = open_line(longest=9)
    first, second = [line.join(request(tmp_path, f"a{place}"), here, "a") for place in range(2)]
    until(lambda: first.state == "working")
    waits = line.join(request(tmp_path, "b0"), here, "b")
    go(first)
    until(lambda: waits.state == "working")
    assert second.ahead == 1
    # Newer than the last turn of the first visitor: behind the clip that has waited since.
    late = line.join(request(tmp_path, "c0"), here, "c")
    assert (second.ahead, late.ahead) == (1, 2)
    for one in (second, waits, late):
        go(one)
    until(lambda: late.ended)
    assert (tmp_path / "order").read_text().split() == ["a0", "b0", "a1", "c0"]


def test_one_visitor_has_a_share_and_not_all(open_line, tmp_path) -> None:
    line = open_line(longest=9, share=2)
    first = line.join(request(tmp_path, "a0"), here, "a")
    until(lambda: first.state == "working")
    for name in ("a1", "a2"):
        line.join(request(tmp_path, name), here, "a")
    with pytest.raises(FormcheckError, match="2 of your clips are waiting already"):
        line.join(request(tmp_path, "a3"), here, "a")
    assert line.join(request(tmp_path, "b0"), here, "b").ahead == 1


def test_a_process_serves_many_clips_and_a_new_one_takes_the_place_of_the_dead(
    open_line, tmp_path
) -> None:
    line = open_line()
    tickets = []
    for place, name in enumerate(("pid", "pid", "die", "pid")):
        folder = tmp_path / str(place)
        folder.mkdir()
        tickets.append(line.join(request(folder, name), here))
        go(tickets[-1])
    until(lambda: all(one.ended for one in tickets))
    first, second, died, after = (one.result for one in tickets)
    assert died == "die", "it was tried again"
    assert first == second != after


def test_workers_are_there_before_the_first_clip_and_end_with_the_line(open_line) -> None:
    # Pages tested in this process before may have a line of their own.
    others = {one.pid for one in _workers()}
    line = open_line(places=2)
    until(lambda: len({one.pid for one in _workers()} - others) == 2)
    line.close()
    assert {one.pid for one in _workers()} <= others


def test_where_no_process_can_work_a_clip_fails_and_does_not_wait(open_line, tmp_path) -> None:
    line = open_line(prepare=end_at_once)
    ticket = line.join(request(tmp_path, "a"), here)
    until(lambda: ticket.ended)
    assert ticket.state == "failed"
    assert "formcheck itself failed on this clip (the processes that" in str(ticket.reason)


def _workers() -> list[BaseProcess]:
    return [one for one in active_children() if one.name.startswith("formcheck-worker")]
