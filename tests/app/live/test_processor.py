"""A camera's frames through the whole of live coaching: the real model on rendered people."""

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck import analyze
from formcheck.app.live import processor as watching
from formcheck.app.live.feed import Board
from formcheck.app.live.processor import ALL_TAKEN, Watcher
from formcheck.app.live.settings import Order
from formcheck.app.live.slots import Seats
from formcheck.live import LiveEvent, LiveSession
from formcheck.store.sessions import list_sessions
from formcheck.video.reader import Frame, VideoReader
from helpers.command import SAMPLES, truth

SQUAT = "squat_too_shallow_male_yaw0"
BRIDGE = "glute_bridge_good_female_yaw0"
CLOCK_HZ = 90_000
WITHIN_S = 60.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "formcheck"))


def frames(name: str) -> Iterator[Frame]:
    """Every other frame of a sample: 15 a second."""
    with VideoReader(SAMPLES / f"{name}.mp4") as reader:
        yield from (frame for frame in reader if frame.index % 2 == 0)


def camera_frame(image: np.ndarray, time_s: float) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
    frame.pts, frame.time_base = round(time_s * CLOCK_HZ), Fraction(1, CLOCK_HZ)
    return frame


def until(condition: Callable[[], bool]) -> None:
    end_s = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < end_s, "it did not come to that in time"
        time.sleep(0.02)


def counts(board: Board) -> list[str]:
    return [one.text for one in board.wait(0, 0.0) if one.kind == "count"]


def test_a_set_is_counted_spoken_kept_and_recorded(tmp_path) -> None:
    board, seats = Board(), Seats(1)
    order = Order("squat", keep="me", folder=tmp_path)
    watcher = Watcher(order, board, seats)
    last = None
    for frame in frames(SQUAT):
        last = frame.image
        shown = watcher.recv(camera_frame(frame.image, 1000.0 + frame.time))
        assert (shown.width, shown.height) == (640, 480)
    assert seats.free == 0
    watcher.on_ended()
    until(lambda: board.sets_ever == 1)

    news = board.wait(0, 0.0)
    assert counts(board) == ["1", "2", "3"]
    assert "Sit a little lower if that is comfortable." in [one.text for one in news]
    assert news[-1].kind == "summary"
    assert {"outward", "homeward"} <= {one.text for one in news if one.kind == "phase"}
    (done,) = board.sets
    assert (done.kept, done.trouble) == ("me", None)
    (session,) = list_sessions("me")
    assert [len(one.reps) for one in session.sets] == [len(truth(SQUAT)["reps"])]
    until(lambda: watcher.ended and seats.free == 1)

    # What comes after the end is shown and forgotten.
    assert last is not None
    watcher.recv(camera_frame(last, 1100.0))
    watcher.on_ended()
    assert done.recording is not None
    report = analyze(done.recording, "squat", model="lite")
    assert [len(one.reps) for one in report.sets] == [3]


def test_another_size_a_clock_set_back_and_a_covered_lens_lose_nothing() -> None:
    board = Board()
    watcher = Watcher(Order("glute_bridge"), board, Seats(1))
    reps = truth(BRIDGE)["reps"]
    smaller_s = (reps[0]["end_s"] + reps[1]["start_s"]) / 2
    back_s = (reps[1]["end_s"] + reps[2]["start_s"]) / 2
    end_s = 0.0
    for frame in frames(BRIDGE):
        image = frame.image
        if frame.time > smaller_s:
            image = cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA)
        end_s = frame.time - (500.0 if frame.time > back_s else 0.0)
        shown = watcher.recv(camera_frame(np.asarray(image, np.uint8), end_s))
        assert shown.width == image.shape[1]
    assert counts(board) == ["1", "2", "3"]
    for step in range(30):
        watcher.recv(camera_frame(np.zeros((240, 320, 3), np.uint8), end_s + 0.1 + step / 15))
    assert "The picture is dark" in board.wait(0, 0.0)[-1].text
    watcher.on_ended()
    until(lambda: board.sets_ever == 1)
    (part,) = board.sets[0].analysis.sets
    assert [one.void for one in part.reps] == [None, None, None]


def test_who_finds_no_seat_is_told_and_still_seen() -> None:
    board, seats = Board(), Seats(1)
    seats.take("somebody")
    watcher = Watcher(Order("squat"), board, seats)
    first = next(frames(SQUAT)).image
    shown = watcher.recv(camera_frame(first, 0.0))
    assert board.trouble == ALL_TAKEN
    assert (shown.width, shown.height) == (640, 480)
    seats.leave("somebody")
    watcher.recv(camera_frame(first, 0.1))
    assert board.trouble is None
    watcher.end()
    assert seats.free == 1


def test_what_cannot_work_is_told_in_its_own_words() -> None:
    board = Board()
    watcher = Watcher(Order("squat", profile="nobody"), board, Seats(1))
    watcher.recv(camera_frame(np.zeros((48, 64, 3), np.uint8), 0.0))
    assert "nobody" in str(board.trouble)
    watcher.end()


def test_a_camera_that_falls_silent_is_told_and_its_set_is_finished(monkeypatch) -> None:
    board = Board()
    watcher = Watcher(Order("squat"), board, Seats(1))
    first_rep_s = truth(SQUAT)["reps"][0]["end_s"]
    for frame in frames(SQUAT):
        if frame.time < first_rep_s + 0.5:
            watcher.recv(camera_frame(frame.image, frame.time))
    watcher.look()
    assert board.trouble is None
    monkeypatch.setattr(watching, "_SILENT_S", 0.0)
    watcher.look()
    assert board.trouble == watching.NO_PICTURE
    assert board.sets_ever == 0
    monkeypatch.setattr(watching, "_GONE_S", 0.0)
    watcher.look()
    until(lambda: board.sets_ever == 1)
    # It is plugged in again.
    watcher.recv(camera_frame(next(frames(SQUAT)).image, 60.0))
    assert board.trouble is None
    watcher.end()
    assert board.sets_ever == 1


def test_a_connection_that_never_brings_a_picture_is_told(monkeypatch) -> None:
    board = Board()
    watcher = Watcher(Order("squat"), board, Seats(1))
    watcher.look()
    assert board.trouble is None
    monkeypatch.setattr(watching, "_SILENT_S", 0.0)
    watcher.look()
    assert board.trouble == watching.NO_PICTURE
    watcher.end()


def test_a_set_that_cannot_be_judged_keeps_no_seat(monkeypatch) -> None:
    def broken(session: LiveSession) -> list[LiveEvent]:
        raise ValueError("judging")

    board, seats = Board(), Seats(1)
    watcher = Watcher(Order("squat"), board, seats)
    watcher.recv(camera_frame(next(frames(SQUAT)).image, 0.0))
    monkeypatch.setattr(LiveSession, "finish", broken)
    watcher.end()
    assert (watcher.ended, seats.free) == (True, 1)
    assert "judging" in str(board.trouble)
