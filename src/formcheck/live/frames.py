"""From a camera's frame to what was seen in it: the person, a cut, the light."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from formcheck.live.clock import LiveClock
from formcheck.live.reid import Colours, colours_of
from formcheck.pose.backend import Detection, PoseEstimator, detection_of
from formcheck.pose.cuts import CutFinder
from formcheck.pose.track import MODEL_SIDE_PX
from formcheck.pose.tracking import CARRIED_OVER_S
from formcheck.video.picture import resized, shrunk
from formcheck.video.reader import Frame

__all__ = ["FrameProcessor", "FrameResult"]

# All coordinates are kept as if every picture were so high, whatever size the browser sends.
_HEIGHT_PX = 1000
# A picture of another shape shows something else.
_SAME_SHAPE = 0.02
_FRAMES_REMEMBERED = 32
_COLOURS_EVERY_S = 0.3


@dataclass(frozen=True)
class FrameResult:
    """What one frame showed.

    Attributes
    ----------
    time_s : float
        Seconds of the session.
    detection : Detection or None
        The person, in pixels of a picture of `size`.
    cut_s : float or None
        The scene has changed at once, at this time: some frames ago, or now.
    brightness : float
        Mean, 0-255.
    size : (int, int)
        Width and height that coordinates are in.
    colours : Colours or None
        Of the person's clothes, looked at now and then.
    """

    time_s: float
    detection: Detection | None
    cut_s: float | None
    brightness: float
    size: tuple[int, int]
    colours: Colours | None = None


class FrameProcessor:
    """Looks at frames one after the other.

    Parameters
    ----------
    estimator : PoseEstimator
        Follows one person.
    """

    def __init__(self, estimator: PoseEstimator) -> None:
        self._estimator = estimator
        self._clock = LiveClock()
        self._cutting = CutFinder()
        self._rows = 0
        self._times: deque[tuple[int, float]] = deque(maxlen=_FRAMES_REMEMBERED)
        self._cut_s = -math.inf
        self._size = (0, 0)
        self._colours_at_s = -math.inf

    def use(self, estimator: PoseEstimator) -> None:
        """Follow the person with another estimator from the next frame on."""
        self._estimator = estimator

    def process(self, frame: Frame) -> FrameResult | None:
        """Process one frame; None where it is not newer than the last."""
        time_s = self._clock(frame.time)
        if time_s is None:
            return None
        height, width = frame.image.shape[:2]
        image = resized(frame.image, shrunk(width, height, MODEL_SIDE_PX))
        people = self._estimator.estimate(image, time_s)[:1]
        reshaped = self._reshaped(width, height)
        if reshaped:
            self._cutting = CutFinder()
            self._rows = 0
            self._times.clear()
        self._times.append((self._rows, time_s))
        self._rows += 1
        row = self._cutting.feed(image, [one.box for one in people])
        cut_s = time_s if reshaped else None
        if row is not None:
            cut_s = dict(self._times)[row]
        if cut_s is not None:
            self._cut_s = cut_s
        carried_over = time_s - self._cut_s < CARRIED_OVER_S
        detection = None if carried_over or not people else detection_of(people[0], self._size)
        colours = None
        if detection is not None and time_s >= self._colours_at_s:
            self._colours_at_s = time_s + _COLOURS_EVERY_S
            colours = colours_of(image, people[0].xy)
        return FrameResult(time_s, detection, cut_s, float(np.mean(image)), self._size, colours)

    def _reshaped(self, width: int, height: int) -> bool:
        """Whether the picture has another shape than before; the first one has not."""
        size = (round(_HEIGHT_PX * width / height), _HEIGHT_PX)
        if abs(self._size[0] - size[0]) <= _SAME_SHAPE * size[0]:
            return False
        first = self._size == (0, 0)
        self._size = size
        return not first
