"""The line that clips wait in: order, bound, visitors who leave, work that fails."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formcheck.app.jobs import ClipRequest, Progress
from formcheck.app.line import Line, Ticket
from formcheck.errors import FormcheckError, VideoError

WITHIN_S = 60.0


def wait_for_a_file(request: ClipRequest, report: Callable[[Any], None]) -> str:
    """Task of these tests: the clip's name says what to do."""
    if request.name == "refuse":
        raise VideoError("refuse: this clip cannot be read; record it again")
    if request.name == "break":
        raise RuntimeError("something of ours")
    until_s = time.monotonic() + WITHIN_S
    while not request.clip.exists() and time.monotonic() < until_s:
        report(Progress(0.5, "Half of it"))
        time.sleep(0.05)
    return request.name


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


def test_the_second_waits_until_the_first_is_done(tmp_path) -> None:
    line = Line(places=1, longest=5, task=wait_for_a_file)
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


def test_a_full_line_says_so_and_takes_in_nothing(tmp_path) -> None:
    line = Line(places=1, longest=1, task=wait_for_a_file)
    first = line.join(request(tmp_path, "a"), here)
    until(lambda: first.state == "working")
    second = line.join(request(tmp_path, "b"), here)
    with pytest.raises(FormcheckError, match="1 clips are waiting already"):
        line.join(request(tmp_path, "c"), here)
    for one in (first, second):
        line.give_up(one)


def test_giving_up_stops_the_work_and_removes_the_files(tmp_path) -> None:
    line = Line(places=1, longest=5, task=wait_for_a_file)
    first, second = (line.join(request(tmp_path, one), here) for one in ("a", "b"))
    until(lambda: first.state == "working")
    line.give_up(first)
    assert not first.request.folder.exists()
    until(lambda: second.state == "working")
    assert first.state == "cancelled"
    go(second)
    until(lambda: second.state == "done")


def test_who_leaves_makes_room_and_leaves_no_files(tmp_path) -> None:
    line = Line(places=1, longest=5, patience_s=0.3, task=wait_for_a_file)
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


def test_a_refused_clip_is_told_in_its_own_words_and_the_next_goes_on(tmp_path) -> None:
    line = Line(places=1, longest=5, task=wait_for_a_file)
    refused = line.join(request(tmp_path, "refuse"), here)
    after = line.join(request(tmp_path, "b"), here)
    go(after)
    until(lambda: after.ended)
    assert (refused.state, after.state) == ("failed", "done")
    assert refused.reason == "refuse: this clip cannot be read; record it again"


def test_a_defect_of_ours_is_called_one(tmp_path) -> None:
    line = Line(places=1, longest=5, task=wait_for_a_file)
    broken = line.join(request(tmp_path, "break"), here)
    until(lambda: broken.ended)
    assert broken.state == "failed"
    assert "formcheck itself failed on this clip (RuntimeError" in str(broken.reason)
