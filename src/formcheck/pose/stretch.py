"""One stretch of a clip: every frame looked at, with a decoder and models of its own.

Stretches of a clip are looked at side by side. The pose model follows people from frame to frame,
and where it has settled on another skeleton it may stay with it for seconds. So each stretch but
the first begins a little early, and the one before it goes on beyond its end until both see the
same: from there on they would go on seeing the same.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.backend import Detection, RawDetection
from formcheck.pose.crowd import detect_remaining_people
from formcheck.pose.cuts import LATE_FRAMES, CutFinder
from formcheck.pose.mediapipe import MediaPipePose
from formcheck.pose.outline import trunk_edges
from formcheck.pose.track import STATIONS
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoInfo, VideoReader

__all__ = ["FED_SIDE_PX", "Look", "Stretch", "sighting_of"]

FED_SIDE_PX = 640
"""The pose model is handed pictures of at most this size: it looks at 256 x 256 pixels of them."""

_MOST_OTHERS = 3
_SURVEY_EVERY_S = 2.5
_WARM_UP_S = 0.5
# At 0.1 % the ends of slow repetitions still moved by up to 0.3 s, at this share they stay.
_SAME_SHARE = 0.0003
_SAME_FRAMES = 5
# Frames that may wait to be made something of, each with its picture and its mask: following
# everyone takes longer than following one, and over a long clip what waits would fill any memory.
_MOST_WAITING = 8

Points = NDArray[np.float32]
_Taken = tuple[list[Detection], int | None]


@dataclass
class Look:
    """All that was seen in a clip, or in a stretch of it.

    Attributes
    ----------
    time : list of float
        Seconds, one for each frame.
    people : list of list of Detection
        In each frame, the one whom the model follows first.
    cuts : list of int
        Rows of the first frame after each cut.
    surveyed : list of int
        Rows in which everyone was looked for.
    info : VideoInfo
        As the header says.
    warnings : list of str
        Sentences for the owner of the clip.
    """

    info: VideoInfo
    time: list[float] = field(default_factory=list)
    people: list[list[Detection]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    surveyed: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class _Trail:
    """Where a stretch has seen its first person, for the stretch before it to compare with."""

    def __init__(self) -> None:
        self._seen: dict[float, Points | None] = {}
        self._last_s = -math.inf
        self._changed = threading.Condition()

    def add(self, time_s: float, points: Points | None) -> None:
        with self._changed:
            self._seen[time_s], self._last_s = points, time_s
            self._changed.notify_all()

    def end(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._last_s = math.inf
            self._changed.notify_all()

    def agrees(self, time_s: float, points: Points | None) -> bool:
        """Whether the same was seen in this frame; waits until it has been looked at."""
        with self._changed:
            self._changed.wait_for(lambda: self._last_s >= time_s)
            if time_s not in self._seen:
                return False
            own = self._seen[time_s]
        if own is None or points is None:
            return own is points
        size = float(np.linalg.norm(np.ptp(own, axis=0)))
        return float(np.linalg.norm(own - points, axis=1).mean()) <= _SAME_SHARE * size


class _Handover:
    """When a stretch may end, because one that follows sees the same.

    Attributes
    ----------
    to : Stretch or None
        The one that now goes on.
    """

    def __init__(self, end_s: float, following: Sequence[Stretch]) -> None:
        self.to: Stretch | None = None
        self._end_s, self._following = end_s, following
        self._candidate: Stretch | None = None
        self._alike = 0

    def take(self, time_s: float, points: Points | None) -> None:
        """Told of each frame; compares where another has looked, its warm-up included."""
        if not self._following or time_s < self._following[0].warm_s:
            return
        begun = [one for one in self._following if one.start_s <= time_s]
        candidate = begun[-1] if begun else self._following[0]
        if candidate is not self._candidate:
            self._candidate, self._alike = candidate, 0
        self._alike = self._alike + 1 if candidate.trail.agrees(time_s, points) else 0
        if self._alike >= _SAME_FRAMES and time_s >= self._end_s:
            self.to = candidate


class Stretch:
    """One stretch of a clip.

    Parameters
    ----------
    path, model : Path
        The clip and the pose model bundle.
    start_s, end_s : float
        Frames at `start_s` or later are its own. Those after `end_s` are left to the stretches
        that follow as soon as they see the same.
    following : sequence of Stretch
        In order of time, and looked at at the same time: this one waits for what they see.
    everyone : bool
        Follow everyone in every frame instead of the one whom the model takes.

    Attributes
    ----------
    done_s : float
        Seconds of its own looked at so far.
    stop : threading.Event
        Set it and `look` ends at its next frame.
    """

    def __init__(
        self,
        path: Path,
        model: Path,
        start_s: float,
        end_s: float,
        following: Sequence[Stretch] = (),
        *,
        everyone: bool,
    ) -> None:
        self.done_s = 0.0
        self.stop = threading.Event()
        self.trail = _Trail()
        self.start_s, self.warm_s = start_s, max(start_s - _WARM_UP_S, 0.0)
        self._path, self._model, self._end_s = path, model, end_s
        self._handover = _Handover(end_s, following)
        self._everyone = everyone
        self._cutting = CutFinder()

    @property
    def next(self) -> Stretch | None:
        """Whose frames follow the last one of this; None if it went on to the end of the clip."""
        return self._handover.to

    def look(self, tell: Callable[[Frame], None] | None = None) -> Look:
        """Look at all of it; `tell` is shown each frame."""
        try:
            return self._look(tell)
        finally:
            self.trail.end()

    def _look(self, tell: Callable[[Frame], None] | None) -> Look:
        with (
            VideoReader(self._path, max_side=FED_SIDE_PX, start_s=self.warm_s) as reader,
            MediaPipePose(self._model) as pose,
            MediaPipePose(self._model, people=_MOST_OTHERS, masks=self._everyone) as second,
            ThreadPoolExecutor(1) as after,
            closing(prefetch(reader)) as frames,
        ):
            found = Look(reader.info)
            size = (reader.info.width, reader.info.height)
            waiting: deque[Future[_Taken]] = deque()
            results: list[_Taken] = []
            warming = beyond = 0
            surveyed = -1 if self.start_s == 0.0 else _survey(self.warm_s)
            # Decoding runs ahead in a thread, inference keeps this one busy, and what is made of
            # its results (outline, survey) follows in a third.
            for frame in frames:
                if self.stop.is_set():
                    break
                if self.next is not None:
                    # A cut at the border is told by what follows it.
                    beyond += 1
                    waiting.append(after.submit(self._take, [], frame, None, size))
                    if beyond > LATE_FRAMES:
                        break
                    continue
                if tell is not None:
                    tell(frame)
                observations = pose.estimate(frame.image, frame.time)
                own = frame.time >= self.start_s
                warming += not own
                # By the clip's time, so that it does not matter where stretches begin.
                due = _survey(frame.time) != surveyed
                surveyed = _survey(frame.time)
                if due and own:
                    found.surveyed.append(len(found.time))
                looker = second if self._everyone or (due and own) else None
                waiting.append(after.submit(self._take, observations, frame, looker, size))
                if len(waiting) > _MOST_WAITING:
                    results.append(waiting.popleft().result())
                if own:
                    found.time.append(frame.time)
                    self.done_s = min(frame.time, self._end_s) - self.start_s
                points = _points(observations, size)
                self.trail.add(frame.time, points)
                self._handover.take(frame.time, points)
            results += [one.result() for one in waiting]
        cuts = [row for _, row in results if row is not None] + self._cutting.finish()
        count = len(found.time)
        found.people = [people for people, _ in results[warming : warming + count]]
        # The first frame of this stretch was judged with the one before.
        found.cuts = [row - warming for row in cuts if 0 < row - warming <= count]
        found.warnings = reader.warnings
        return found

    def _take(
        self,
        observations: list[RawDetection],
        frame: Frame,
        second: MediaPipePose | None,
        size: tuple[int, int],
    ) -> _Taken:
        """People of one frame, the first one first; with a `second` look, everyone.

        Beside them the row of a cut that this frame brings to light.
        """
        if second is not None:
            observations = observations + detect_remaining_people(
                frame.image, observations, second, frame.time
            )
        cut = self._cutting.feed(frame.image, [one.box for one in observations])
        return [sighting_of(one, size) for one in observations], cut


def _survey(time_s: float) -> int:
    """Number of the survey that this moment of the clip belongs to."""
    return int(time_s // _SURVEY_EVERY_S)


def _points(observations: Sequence[RawDetection], size: tuple[int, int]) -> Points | None:
    """Landmarks of the first person in pixels, shape (33, 2)."""
    return (observations[0].xy * size).astype(np.float32) if observations else None


def sighting_of(observation: RawDetection, size: tuple[int, int]) -> Detection:
    """A person as it is kept: in pixels of a picture of this size, the mask as trunk edges."""
    if observation.mask is None:
        offset = slope = np.full((2, len(STATIONS)), np.nan, dtype=np.float32)
    else:
        height, width = observation.mask.shape
        offset, slope = trunk_edges(observation.mask, observation.xy * (width, height))
    # Half the memory, and still a thousand times finer than the model.
    xy, world, visibility = (
        values.astype(np.float32)
        for values in (observation.xy * size, observation.world, observation.visibility)
    )
    return Detection(xy, world, visibility, offset, slope)
