"""An hour before the camera: memory stays, and the count is right to the end."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.live import LiveSession
from formcheck.pose.mediapipe import MEDIAPIPE_BIAS, MediaPipePose
from formcheck.pose.models import find_model
from formcheck.video.reader import VideoReader
from helpers.before_camera import reps_of

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "squat_good_male_yaw0.mp4"
REPS_OF_SAMPLE = 4
LENGTH_S = 3600.0
MOST_GROWTH_MB = 30.0


class Remembered:
    """Gives again, round by round, what the model found."""

    name = "pose_landmarker_lite"
    bias = MEDIAPIPE_BIAS

    def __init__(self, found) -> None:
        self._found, self._next = found, 0

    def estimate(self, image, time_s):
        self._next += 1
        return self._found[(self._next - 1) % len(self._found)]


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.soak
def test_an_hour_of_squats() -> None:
    with VideoReader(SAMPLE, max_fps=15.0, max_side=640) as reader:
        pictures = list(reader)
    with MediaPipePose(find_model("lite")) as pose:
        found = [pose.estimate(one.image, one.time) for one in pictures]
    round_s = pictures[-1].time + 1.0 / 15.0
    rounds = round(LENGTH_S / round_s)
    reps, memory_mb = 0, []
    with LiveSession("squat", guided=False, model="lite", estimator=Remembered(found)) as session:
        for number in range(rounds):
            for one in pictures:
                reps += len(reps_of(session.push(replace(one, time=one.time + number * round_s))))
            memory_mb.append(resident_mb())
        reps += len(reps_of(session.finish()))
    print(f"{rounds} rounds, {reps} repetitions, {memory_mb[0]:.0f} to {memory_mb[-1]:.0f} MB")
    assert reps == REPS_OF_SAMPLE * rounds
    # The first rounds fill what is remembered and the caches of libraries.
    assert memory_mb[-1] - memory_mb[10] <= MOST_GROWTH_MB
