"""A stick figure before a camera: frames, and an estimator that finds it in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.exercises import Exercise
from formcheck.live import LiveEvent, LiveSession, RepDone, SetEnd
from formcheck.pose.backend import RawDetection
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.mediapipe import MEDIAPIPE_BIAS
from formcheck.pose.track import PoseTrack
from formcheck.video.reader import Frame

Image = NDArray[np.uint8]
BLUE, RED = (40, 60, 200), (200, 40, 40)
_ROOM = np.full((90, 160, 3), 120, dtype=np.uint8)


class Finder:
    """Finds the figure of the frame that is looked at, where the track has one."""

    name = "pose_landmarker_lite"
    bias = MEDIAPIPE_BIAS

    def __init__(self, track: PoseTrack) -> None:
        self._found = iter(observations(track))

    def estimate(self, image: Image, time_s: float) -> list[RawDetection]:
        return next(self._found)


def observations(track: PoseTrack) -> Iterator[list[RawDetection]]:
    size = np.array([track.width, track.height])
    for row, seen in enumerate(track.seen):
        found = RawDetection(
            track.xy[row] / size, track.world[row], track.visibility[row], mask=None
        )
        yield [found] if seen else []


def frames(
    track: PoseTrack, *, clothes: tuple[int, int, int] = BLUE, room: Image = _ROOM
) -> Iterator[Frame]:
    """Pictures of the figure, dressed."""
    scale = room.shape[0] / track.height
    for index, time_s in enumerate(track.time.tolist()):
        image = room.copy()
        if track.seen[index]:
            points = track.xy[index] * scale
            hip, knee, shoulder = (
                points[list(side_landmarks(part))].mean(axis=0)
                for part in ("hip", "knee", "shoulder")
            )
            for end in (knee, shoulder):
                first, last = (tuple(np.rint(point).astype(int).tolist()) for point in (hip, end))
                cv2.line(image, first, last, clothes, 9)
        yield Frame(image, time_s, index)


def watched(
    track: PoseTrack,
    exercise: str | Exercise,
    pictures: Sequence[Frame] | None = None,
    *,
    guided: bool = False,
) -> list[LiveEvent]:
    """All events of a session that sees this figure."""
    with LiveSession(exercise, guided=guided, estimator=Finder(track)) as session:
        return list(session.feed(frames(track) if pictures is None else pictures))


def reps_of(events: Sequence[LiveEvent]) -> list[RepDone]:
    return [event for event in events if isinstance(event, RepDone)]


def sets_of(events: Sequence[LiveEvent]) -> list[SetEnd]:
    return [event for event in events if isinstance(event, SetEnd)]
