"""Find the people in every frame of a clip, and its cuts: one pass, in three stages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.errors import Cancelled
from formcheck.pose.backend import (
    Detection,
    PoseBackend,
    PoseEstimator,
    RawDetection,
    detection_of,
)
from formcheck.pose.crowd import detect_remaining_people
from formcheck.pose.cuts import CutFinder
from formcheck.pose.track import MODEL_SIDE_PX, SegmentBias
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoInfo, VideoProgress, VideoReader

__all__ = ["Detections", "OnFrame", "detect_people"]

OnFrame = Callable[[Frame], None]
"""Called with each frame, shrunk for the pose model; must not modify it."""

_MOST_OTHERS = 3
_CROWD_CHECK_EVERY_S = 2.5
# Frames that may wait for their outline and crowd check, each with its picture and its mask:
# following everyone takes longer than following one, and a long clip would fill any memory.
_MOST_WAITING = 8


@dataclass
class Detections:
    """Everyone found in a clip.

    Attributes
    ----------
    info : VideoInfo
        As the header says.
    backend : str
        Name of the pose model.
    bias : SegmentBias
        Known lean of its segments.
    time : list of float
        Seconds, one for each frame.
    people : list of list of Detection
        In each frame, the one whom the model follows first.
    cuts : list of int
        Rows of the first frame after each cut.
    crowd_checks : list of int
        Rows in which everyone was looked for.
    warnings : list of str
        Sentences for the owner of the clip.
    """

    info: VideoInfo
    backend: str
    bias: SegmentBias
    time: list[float] = field(default_factory=list)
    people: list[list[Detection]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    crowd_checks: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def detect_people(
    path: Path,
    backend: PoseBackend,
    *,
    everyone: bool = False,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_frame: OnFrame | None = None,
) -> Detections:
    """Find people in a whole clip.

    Parameters
    ----------
    path : Path
        The clip.
    backend : PoseBackend
        Opens the pose model.
    everyone : bool
        Follow everyone in every frame, which is slower, instead of the one whom the model follows
        and a check for others now and then. A backend that finds everyone anyway always does.
    progress, cancelled, on_frame : callable, optional
        As for `formcheck.pose.tracking.track_clip`; called from this thread alone.

    Raises
    ------
    VideoError
        The clip cannot be read.
    Cancelled
        The caller asked to stop.
    """
    with (
        VideoReader(path, max_side=MODEL_SIDE_PX) as reader,
        backend.open() as pose,
        backend.open(people=_MOST_OTHERS, masks=everyone) as second,
        ThreadPoolExecutor(1) as after,
        closing(prefetch(reader)) as frames,
    ):
        found = Detections(reader.info, pose.name, pose.bias)
        processor = _Processor((reader.info.width, reader.info.height))
        waiting: deque[Future[list[Detection]]] = deque()
        # Decoding runs ahead in a thread, inference keeps this one busy, and what is made of its
        # results (outline, crowd check, cuts) follows in a third.
        for frame in frames:
            _call_back(path, frame, cancelled, on_frame)
            raw = pose.estimate(frame.image, frame.time)
            due = backend.finds_everyone or _check_due(found.time, frame.time)
            if due:
                found.crowd_checks.append(len(found.time))
            others = second if (everyone or due) and not backend.finds_everyone else None
            waiting.append(after.submit(processor.process, raw, frame, others))
            if len(waiting) > _MOST_WAITING:
                found.people.append(waiting.popleft().result())
            found.time.append(frame.time)
            if progress is not None:
                progress(frame.time, reader.info.duration_s)
        found.people += [people.result() for people in waiting]
        found.cuts = processor.cuts()
        found.warnings = reader.warnings
        return found


def _call_back(
    path: Path, frame: Frame, cancelled: Callable[[], bool] | None, on_frame: OnFrame | None
) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled(f"{path}: stopped on request")
    if on_frame is not None:
        on_frame(frame)


def _check_due(before: list[float], time_s: float) -> bool:
    """Whether a crowd check falls between the frame before and this one."""
    last = before[-1] // _CROWD_CHECK_EVERY_S if before else -1.0
    return time_s // _CROWD_CHECK_EVERY_S != last


class _Processor:
    """What is made of the detections of each frame, in order: people in pixels, and cuts."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._cut_finder = CutFinder()
        self._cuts: list[int] = []

    def process(
        self, raw: list[RawDetection], frame: Frame, others: PoseEstimator | None
    ) -> list[Detection]:
        """People of one frame, the first one first; with a second estimator, everyone."""
        if others is not None:
            raw = raw + detect_remaining_people(frame.image, raw, others, frame.time)
        cut = self._cut_finder.feed(frame.image, [person.box for person in raw])
        if cut is not None:
            self._cuts.append(cut)
        return [detection_of(person, self._size) for person in raw]

    def cuts(self) -> list[int]:
        """Rows of the first frame after each cut, once all frames were processed."""
        return self._cuts + self._cut_finder.finish()
