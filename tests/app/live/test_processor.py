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
from formcheck.app.live import processor as module
from formcheck.app.live.feed import EventFeed
from formcheck.app.live.processor import ALL_TAKEN, LiveVideoProcessor
from formcheck.app.live.slots import SlotPool
from formcheck.app.live.state import LiveSettings
from formcheck.errors import TrackError
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


def counts(feed: EventFeed) -> list[str]:
    return [one.text for one in feed.wait(0, 0.0) if one.kind == "count"]


def test_a_set_is_counted_spoken_kept_and_recorded(tmp_path) -> None:
    feed, slots = EventFeed(), SlotPool(1)
    settings = LiveSettings("squat", save_profile="me", folder=tmp_path)
    processor = LiveVideoProcessor(settings, feed, slots)
    last = None
    for frame in frames(SQUAT):
        last = frame.image
        shown = processor.recv(camera_frame(frame.image, 1000.0 + frame.time))
        assert (shown.width, shown.height) == (640, 480)
    assert slots.free == 0
    processor.on_ended()
    until(lambda: feed.set_count == 1)

    news = feed.wait(0, 0.0)
    assert counts(feed) == ["1", "2", "3"]
    assert "Sit a little lower if that is comfortable." in [one.text for one in news]
    assert news[-1].kind == "summary"
    assert {"outward", "homeward"} <= {one.text for one in news if one.kind == "phase"}
    (done,) = feed.sets
    assert (done.saved_under, done.problem) == ("me", None)
    # The page keeps it for as long as the visitor is there.
    with pytest.raises(TrackError):
        _ = done.analysis.track
    (session,) = list_sessions("me")
    assert [len(one.reps) for one in session.sets] == [len(truth(SQUAT)["reps"])]
    until(lambda: processor.ended and slots.free == 1)

    # What comes after the end is shown and forgotten.
    assert last is not None
    processor.recv(camera_frame(last, 1100.0))
    processor.on_ended()
    assert done.recording is not None
    report = analyze(done.recording, "squat", model="lite")
    assert [len(one.reps) for one in report.sets] == [3]


def test_another_size_a_clock_set_back_and_a_covered_lens_lose_nothing() -> None:
    feed = EventFeed()
    processor = LiveVideoProcessor(LiveSettings("glute_bridge"), feed, SlotPool(1))
    reps = truth(BRIDGE)["reps"]
    smaller_s = (reps[0]["end_s"] + reps[1]["start_s"]) / 2
    back_s = (reps[1]["end_s"] + reps[2]["start_s"]) / 2
    end_s = 0.0
    for frame in frames(BRIDGE):
        image = frame.image
        if frame.time > smaller_s:
            image = cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA)
        end_s = frame.time - (500.0 if frame.time > back_s else 0.0)
        shown = processor.recv(camera_frame(np.asarray(image, np.uint8), end_s))
        assert shown.width == image.shape[1]
    assert counts(feed) == ["1", "2", "3"]
    for step in range(30):
        processor.recv(camera_frame(np.zeros((240, 320, 3), np.uint8), end_s + 0.1 + step / 15))
    assert "The picture is dark" in feed.wait(0, 0.0)[-1].text
    processor.on_ended()
    until(lambda: feed.set_count == 1)
    (part,) = feed.sets[0].analysis.sets
    assert [rep.void for rep in part.reps] == [None, None, None]


def test_who_finds_no_slot_is_told_and_still_seen() -> None:
    feed, slots = EventFeed(), SlotPool(1)
    slots.acquire("somebody")
    processor = LiveVideoProcessor(LiveSettings("squat"), feed, slots)
    first = next(frames(SQUAT)).image
    shown = processor.recv(camera_frame(first, 0.0))
    assert feed.problem == ALL_TAKEN
    assert (shown.width, shown.height) == (640, 480)
    slots.release("somebody")
    processor.recv(camera_frame(first, 0.1))
    assert feed.problem is None
    processor.end()
    assert slots.free == 1


def test_what_cannot_work_is_told_in_its_own_words() -> None:
    feed = EventFeed()
    processor = LiveVideoProcessor(LiveSettings("squat", range_profile="nobody"), feed, SlotPool(1))
    processor.recv(camera_frame(np.zeros((48, 64, 3), np.uint8), 0.0))
    assert "nobody" in str(feed.problem)
    processor.end()


def test_a_camera_that_falls_silent_is_told_and_its_set_is_finished(monkeypatch) -> None:
    feed = EventFeed()
    processor = LiveVideoProcessor(LiveSettings("squat"), feed, SlotPool(1))
    first_rep_s = truth(SQUAT)["reps"][0]["end_s"]
    for frame in frames(SQUAT):
        if frame.time < first_rep_s + 0.5:
            processor.recv(camera_frame(frame.image, frame.time))
    processor.check_silence()
    assert feed.problem is None
    monkeypatch.setattr(module, "_SILENT_S", 0.0)
    processor.check_silence()
    assert feed.problem == module.NO_PICTURE
    assert feed.set_count == 0
    monkeypatch.setattr(module, "_GONE_S", 0.0)
    processor.check_silence()
    until(lambda: feed.set_count == 1)
    # It is plugged in again.
    processor.recv(camera_frame(next(frames(SQUAT)).image, 60.0))
    assert feed.problem is None
    processor.end()
    assert feed.set_count == 1


def test_a_connection_that_never_brings_a_picture_is_told(monkeypatch) -> None:
    feed = EventFeed()
    processor = LiveVideoProcessor(LiveSettings("squat"), feed, SlotPool(1))
    processor.check_silence()
    assert feed.problem is None
    monkeypatch.setattr(module, "_SILENT_S", 0.0)
    processor.check_silence()
    assert feed.problem == module.NO_PICTURE
    processor.end()


def test_a_set_that_cannot_be_judged_keeps_no_slot(monkeypatch) -> None:
    def broken(session: LiveSession) -> list[LiveEvent]:
        raise ValueError("judging")

    feed, slots = EventFeed(), SlotPool(1)
    processor = LiveVideoProcessor(LiveSettings("squat"), feed, slots)
    processor.recv(camera_frame(next(frames(SQUAT)).image, 0.0))
    monkeypatch.setattr(LiveSession, "finish", broken)
    processor.end()
    assert (processor.ended, slots.free) == (True, 1)
    assert "judging" in str(feed.problem)
