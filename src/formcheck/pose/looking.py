"""Look at every frame of a clip: who is in it, and where it is cut.

A clip of some length is cut into stretches that are looked at side by side, one for each core. The
pose model follows people from frame to frame, so each stretch but the first begins a little early,
with frames that only warm the model up.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from formcheck._cores import usable_cores
from formcheck.errors import Cancelled
from formcheck.pose.crowd import others
from formcheck.pose.cuts import LATE_FRAMES, CutFinder
from formcheck.pose.estimator import MediaPipePose, PoseObservation
from formcheck.pose.silhouette import STATIONS, trunk_edges
from formcheck.pose.subject import Sighting
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoInfo, VideoReader

__all__ = ["FED_SIDE_PX", "Look", "Progress", "Watch", "look", "sighting_of"]

Progress = Callable[[float, float], None]
"""Told seconds of the clip done and seconds in all (0 where unknown)."""
Watch = Callable[[Frame], None]
"""Shown frames as they are looked at, shrunk for the pose model; must leave them as they are."""

FED_SIDE_PX = 640
"""The pose model is handed pictures of at most this size: it looks at 256 x 256 pixels of them."""

_MOST_OTHERS = 3
_SURVEY_EVERY_S = 2.5
# Shorter stretches would spend too much on starting and warming up their models.
_SHORTEST_STRETCH_S = 4.0
# How far landmarks then differ from those of one run: `python -m benchmarks.stretches`.
_WARM_UP_S = 0.5
_TELL_EVERY_S = 0.1


@dataclass
class Look:
    """All that was seen in a clip, or in a stretch of it.

    Attributes
    ----------
    time : list of float
        Seconds, one for each frame.
    people : list of list of Sighting
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
    people: list[list[Sighting]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    surveyed: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def look(
    path: Path,
    model: Path,
    *,
    everyone: bool = False,
    at_once: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watch: Watch | None = None,
) -> Look:
    """Look at a whole clip.

    Parameters
    ----------
    path, model : Path
        The clip and the pose model bundle.
    everyone : bool
        Follow everyone in every frame, which is slower, instead of the one whom the model takes and
        a survey now and then.
    at_once : int, optional
        Stretches looked at side by side; by default one for each core there is.
    progress, cancelled, watch : callable, optional
        As for `formcheck.pose.tracking.track_clip`; called from this thread alone.

    Raises
    ------
    VideoError
        The clip cannot be read.
    Cancelled
        The caller asked to stop.
    """
    with VideoReader(path) as reader:
        info = reader.info
    ends = _ends(info.duration_s, at_once or usable_cores())
    stretches = [
        _Stretch(path, model, start_s, end_s, everyone=everyone) for start_s, end_s in ends
    ]

    def tell(frame: Frame | None) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(f"{path}: stopped on request")
        if frame is not None and watch is not None:
            watch(frame)
        if progress is not None:
            progress(sum(one.done_s for one in stretches), info.duration_s)

    try:
        with ThreadPoolExecutor(max(len(stretches) - 1, 1)) as pool:
            rest = [pool.submit(one.look) for one in stretches[1:]]
            try:
                first = stretches[0].look(tell)
                _wait(rest, tell)
            except BaseException:
                for one in stretches:
                    one.stop.set()
                raise
        return _joined([first, *(one.result() for one in rest)])
    finally:
        for one in stretches:
            one.stop.set()


def _ends(duration_s: float, most: int) -> list[tuple[float, float]]:
    """Start and end of each stretch; the last one goes on to wherever the clip ends."""
    count = max(min(most, int(duration_s / _SHORTEST_STRETCH_S)), 1)
    borders = [number * duration_s / count for number in range(count)]
    return list(pairwise([*borders, math.inf]))


def _wait(rest: Sequence[Future[Look]], tell: Callable[[None], None]) -> None:
    """Until the other stretches are done; an error of one ends them all."""
    while any(not one.done() for one in rest):
        wait(rest, _TELL_EVERY_S, return_when="FIRST_EXCEPTION")
        for one in rest:
            if one.done():
                one.result()
        tell(None)


def _joined(parts: Sequence[Look]) -> Look:
    # Only the last stretch has read to the end of the file.
    whole = Look(parts[0].info, warnings=parts[-1].warnings)
    for part in parts:
        before = len(whole.time)
        whole.time += part.time
        whole.people += part.people
        whole.cuts += [before + row for row in part.cuts]
        whole.surveyed += [before + row for row in part.surveyed]
    whole.cuts = [row for row in whole.cuts if row < len(whole.time)]
    return whole


class _Stretch:
    """One stretch of a clip, with a decoder and models of its own."""

    def __init__(
        self, path: Path, model: Path, start_s: float, end_s: float, *, everyone: bool
    ) -> None:
        self.done_s = 0.0
        self.stop = threading.Event()
        self._path, self._model = path, model
        self._start_s, self._end_s = start_s, end_s
        self._everyone = everyone
        self._cutting = CutFinder()

    def look(self, tell: Callable[[Frame], None] | None = None) -> Look:
        """Look at all of it; `tell` is shown each frame."""
        warm_s = max(self._start_s - _WARM_UP_S, 0.0)
        with (
            VideoReader(self._path, max_side=FED_SIDE_PX, start_s=warm_s) as reader,
            MediaPipePose(self._model) as pose,
            MediaPipePose(self._model, people=_MOST_OTHERS, masks=self._everyone) as second,
            ThreadPoolExecutor(1) as after,
            closing(prefetch(reader)) as frames,
        ):
            found = Look(reader.info)
            size = (reader.info.width, reader.info.height)
            taken: list[Future[tuple[list[Sighting], int | None]]] = []
            warming = beyond = 0
            next_survey_s = self._start_s
            # Decoding runs ahead in a thread, inference keeps this one busy, and what is made of
            # its results (outline, survey) follows in a third.
            for frame in frames:
                if self.stop.is_set():
                    break
                if frame.time >= self._end_s:
                    # A cut at the border is told by what follows it.
                    beyond += 1
                    taken.append(after.submit(self._take, [], frame, None, size))
                    if beyond > LATE_FRAMES:
                        break
                    continue
                if tell is not None:
                    tell(frame)
                observations = pose.estimate(frame.image, frame.time)
                warming += frame.time < self._start_s
                again = self._everyone or frame.time >= next_survey_s
                if again:
                    next_survey_s = frame.time + _SURVEY_EVERY_S
                    found.surveyed.append(len(taken) - warming)
                taken.append(
                    after.submit(self._take, observations, frame, second if again else None, size)
                )
                if frame.time >= self._start_s:
                    found.time.append(frame.time)
                    self.done_s = frame.time - self._start_s
            results = [one.result() for one in taken]
        cuts = [row for _, row in results if row is not None] + self._cutting.finish()
        count = len(found.time)
        found.people = [people for people, _ in results[warming : warming + count]]
        # The first frame of this stretch was judged with the one before.
        found.cuts = [row - warming for row in cuts if 0 < row - warming <= count]
        found.surveyed = [row for row in found.surveyed if row >= 0]
        found.warnings = reader.warnings
        return found

    def _take(
        self,
        observations: list[PoseObservation],
        frame: Frame,
        second: MediaPipePose | None,
        size: tuple[int, int],
    ) -> tuple[list[Sighting], int | None]:
        """People of one frame, the first one first; with a `second` look, everyone.

        Beside them the row of a cut that this frame brings to light.
        """
        if second is not None:
            observations = observations + others(frame.image, observations, second, frame.time)
        cut = self._cutting.feed(frame.image, [one.box for one in observations])
        return [sighting_of(one, size) for one in observations], cut


def sighting_of(observation: PoseObservation, size: tuple[int, int]) -> Sighting:
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
    return Sighting(xy, world, visibility, offset, slope)
