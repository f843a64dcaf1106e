"""One stay before the camera."""

import math

import pytest

from formcheck.exercises import load_exercise
from formcheck.live.shot import LiveShot
from formcheck.live.track_buffer import TrackBuffer
from formcheck.pose.backend import detection_of
from formcheck.pose.mediapipe import MEDIAPIPE_BIAS
from helpers.before_camera import observations
from helpers.figure import figure
from helpers.motions import STANDING, clock


@pytest.mark.parametrize(
    ("seen_s", "again_s", "begins_s"),
    [(0.06, 0.4, 0.4), (0.06, 0.1, 0.0), (0.5, 0.9, 0.0)],
    ids=["a blunder of the model", "a frame was missed", "someone out of sight for a while"],
)
def test_a_stay_begins_where_the_person_is_seen_to_last(seen_s, again_s, begins_s) -> None:
    track = figure(clock(1.5), **STANDING)
    size = (track.width, track.height)
    shot = LiveShot(load_exercise("squat"), TrackBuffer(size, 90.0, MEDIAPIPE_BIAS))
    for time_s, (found,) in zip(track.time.tolist(), observations(track), strict=True):
        there = not seen_s < time_s < again_s - 1e-6
        shot.add(time_s, detection_of(found, size) if there else None)
    assert math.isclose(shot.buffer.start_s, begins_s, abs_tol=0.04)


def test_frames_that_are_far_apart_are_one_stay() -> None:
    track = figure(clock(3.0, fps=6), **STANDING)
    size = (track.width, track.height)
    shot = LiveShot(load_exercise("squat"), TrackBuffer(size, 90.0, MEDIAPIPE_BIAS))
    for number, (found,) in enumerate(observations(track)):
        shot.add(float(track.time[number]), detection_of(found, size) if number % 4 != 2 else None)
    assert shot.buffer.start_s == 0.0
