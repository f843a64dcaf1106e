"""Find the people in every frame of a clip, and its cuts, in one pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.errors import Cancelled
from formcheck.pose.backend import Detection, PoseBackend, detection_of
from formcheck.pose.cuts import CutFinder
from formcheck.pose.track import MODEL_SIDE_PX, SegmentBias
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoInfo, VideoProgress, VideoReader

__all__ = ["Detections", "OnFrame", "detect_people"]

OnFrame = Callable[[Frame], None]
"""Called with each frame, shrunk for the pose model; must not modify it."""

# Frames that may wait to be compared with those before and after, each with its picture.
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
        In each frame.
    cuts : list of int
        Rows of the first frame after each cut.
    warnings : list of str
        Sentences for the owner of the clip.
    """

    info: VideoInfo
    backend: str
    bias: SegmentBias
    time: list[float] = field(default_factory=list)
    people: list[list[Detection]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add_cut(self, row: int | None) -> None:
        """Take note of a cut, if there was one."""
        if row is not None:
            self.cuts.append(row)


def detect_people(
    path: Path,
    backend: PoseBackend,
    *,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_frame: OnFrame | None = None,
) -> Detections:
    """Find people in a whole clip; each frame is decoded and looked at once.

    Parameters
    ----------
    path : Path
        The clip.
    backend : PoseBackend
        Follows the people.
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
        ThreadPoolExecutor(1, "cuts") as after,
        closing(prefetch(reader)) as decoded,
        closing(backend.follow(_watched(path, decoded, cancelled, on_frame))) as followed,
    ):
        found = Detections(reader.info, backend.name, backend.bias)
        size = (reader.info.width, reader.info.height)
        cut_finder = CutFinder()
        waiting: deque[Future[int | None]] = deque()
        # Decoding runs ahead in a thread, people are found in others, and cuts follow in one more.
        for frame, people in followed:
            _check_stopped(path, cancelled)
            waiting.append(
                after.submit(cut_finder.feed, frame.image, [person.box for person in people])
            )
            if len(waiting) > _MOST_WAITING:
                found.add_cut(waiting.popleft().result())
            if frame.new_shot:
                found.add_cut(len(found.time))
            found.time.append(frame.time)
            found.people.append([detection_of(person, size) for person in people])
            if progress is not None:
                progress(frame.time, reader.info.duration_s)
        for cut in waiting:
            found.add_cut(cut.result())
        # The same cut may be seen in the picture and told by its change of shape.
        found.cuts = sorted({*found.cuts, *cut_finder.finish()})
        found.warnings = reader.warnings
        return found


def _watched(
    path: Path,
    frames: Iterable[Frame],
    cancelled: Callable[[], bool] | None,
    on_frame: OnFrame | None,
) -> Iterator[Frame]:
    """The frames on their way to the backend."""
    for frame in frames:
        _check_stopped(path, cancelled)
        if on_frame is not None:
            on_frame(frame)
        yield frame


def _check_stopped(path: Path, cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled(f"{path}: stopped on request")
