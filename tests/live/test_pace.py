"""A computer that does not keep up does with less, and is named as the cause of what is missed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from formcheck.live import LiveSession, Slow
from formcheck.live.coach import Coach
from formcheck.live.pace import PaceWatch
from formcheck.pose.litert_live import LivePose
from formcheck.pose.models import find_model
from formcheck.reps.rep import Void
from formcheck.video.reader import Frame, VideoReader
from helpers.before_camera import Finder, frames, observations, reps_of, watched
from helpers.motions import clip

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "squat_good_male_yaw0.mp4"


def rates(step_s: float, spent_s: float, length_s: float) -> list[float]:
    watch = PaceWatch()
    told = (watch.add(k * step_s, spent_s) for k in range(round(length_s / step_s)))
    return [rate_hz for rate_hz in told if rate_hz is not None]


def test_few_pictures_and_no_time_left_are_told_every_three_seconds() -> None:
    assert rates(0.1, 0.09, 7.0) == pytest.approx([10.0, 10.0])


@pytest.mark.parametrize(
    ("step_s", "spent_s"),
    [(1 / 30, 1 / 31), (0.1, 0.02)],
    ids=["busy but quick enough", "the camera is slow"],
)
def test_the_computer_is_not_blamed(step_s, spent_s) -> None:
    assert rates(step_s, spent_s, 10.0) == []


class SlowFinder(Finder):
    """Takes longer than the camera does for a picture."""

    def estimate(self, image, time_s):
        time.sleep(0.08)
        return super().estimate(image, time_s)


def test_a_session_says_that_the_computer_is_too_slow_once() -> None:
    track = clip("squat", 1, fps=12.0)
    with LiveSession("squat", guided=False, estimator=SlowFinder(track)) as session:
        events = list(session.feed(frames(track)))
    (slow,) = [event for event in events if isinstance(event, Slow)]
    assert slow.rate_hz == pytest.approx(12.0, abs=0.5)
    assert [saying.text for saying in Coach().hear(slow)] == [slow.words]
    assert "too slow" in slow.words


def test_a_repetition_whose_pictures_are_missing_is_laid_to_the_computer() -> None:
    track = clip("squat", 1)
    (whole,) = reps_of(watched(track, "squat"))
    missing = np.abs(track.time - whole.result.turn_s) < 0.3
    shown = [frame for frame, gone in zip(frames(track), missing, strict=True) if not gone]
    found = [people for people, gone in zip(observations(track), missing, strict=True) if not gone]
    finder = Finder(track)
    finder._found = iter(found)
    with LiveSession("squat", guided=False, estimator=finder) as session:
        events = list(session.feed(shown))
    (rep,) = reps_of(events)
    assert rep.result.void is Void.SLOW_COMPUTER
    assert ["too slow" in saying.text for saying in Coach().hear(rep)] == [True]


def pictures(count: int, start_s: float) -> Iterator[Frame]:
    with VideoReader(SAMPLE, start_s=start_s) as reader:
        yield from (frame for frame, _ in zip(reader, range(count), strict=False))


def test_the_outline_is_read_less_often_when_asked() -> None:
    with LivePose(find_model("lite")) as pose:
        shares = []
        for start_s in (0.0, 2.0):
            found = [pose.estimate(frame.image, frame.time)[0] for frame in pictures(48, start_s)]
            shares.append(np.mean([person.edges is not None for person in found]))
            pose.read_outline_seldom()
    assert shares == pytest.approx([1 / 3, 1 / 8], abs=0.03)


def test_with_a_lighter_model_the_person_is_still_followed() -> None:
    with LiveSession("squat", guided=False, model="full") as session:
        for frame in pictures(4, 0.0):
            session.push(frame)
        told = [slow for _ in range(4) for slow in session._step_down(0.2, 9.0)]
        assert [slow.words.split(",")[0] for slow in told[:2]] == ["This computer is slow"] * 2
        assert len(told) == 3
        for frame in pictures(4, 0.5):
            session.push(frame)
        assert session.body() is not None
        assert session._pose.name == "pose_landmarker_lite"
