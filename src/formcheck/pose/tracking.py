"""From a clip to the track of the one person it is about."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.errors import Cancelled, NoPersonError
from formcheck.pose.crowd import others
from formcheck.pose.cuts import CutFinder
from formcheck.pose.estimator import MEDIAPIPE_BIAS, MediaPipePose, PoseObservation
from formcheck.pose.landmarks import LANDMARK_COUNT, PoseTrack, TrunkEdges
from formcheck.pose.silhouette import STATIONS, trunk_edges
from formcheck.pose.subject import Sighting, changes_person, distinct_people, main_subject
from formcheck.pose.swaps import mend_swaps
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoReader

__all__ = [
    "CARRIED_OVER_S",
    "FED_SIDE_PX",
    "Progress",
    "TrackedClip",
    "Watch",
    "sighting_of",
    "track_clip",
    "track_of",
]

Progress = Callable[[float, float], None]
"""Told seconds of the clip done and seconds in all (0 where unknown)."""
Watch = Callable[[Frame], None]
"""Shown each frame as it is looked at, shrunk for the pose model; must leave it as it is."""

FED_SIDE_PX = 640
"""The pose model is handed pictures of at most this size: it looks at 256 x 256 pixels of them."""
_MOST_OTHERS = 3
_SURVEY_EVERY_S = 2.5
# Someone else in so many of the surveyed frames is worth the slower run that follows everyone.
_CROWDED_SHARE = 0.2
_FEWEST_SEEN_FRAMES = 10
# The model follows people from frame to frame and smooths over time: after a cut it takes about
# two frames to find them again.
CARRIED_OVER_S = 0.06
"""For so long after a cut it still reports who was there before."""


@dataclass(frozen=True)
class TrackedClip:
    """A person's track and what reading the clip brought up.

    Attributes
    ----------
    track : PoseTrack
        Raw, left/right swaps mended.
    warnings : tuple of str
        Sentences for the owner of the clip.
    """

    track: PoseTrack
    warnings: tuple[str, ...]


def track_clip(
    path: Path,
    model: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watch: Watch | None = None,
) -> TrackedClip:
    """Decode a clip, find people, keep the one it is about.

    A second look at a frame every 2.5 s finds out whether there are several people. Only then, or
    where the one person seems to have become another, is the clip read again with everyone
    followed, which is slower.

    Parameters
    ----------
    path : Path
        The clip.
    model : Path
        Pose model bundle.
    progress : callable, optional
        Called after each frame.
    cancelled : callable, optional
        Asked before each frame; True stops the work.
    watch : callable, optional
        Shown each frame, for a preview.

    Raises
    ------
    VideoError
        The clip cannot be read.
    NoPersonError
        Nobody was seen in at least 10 frames.
    Cancelled
        The caller asked to stop.
    """
    look = _look(path, model, progress, cancelled, watch)
    if look.crowded:
        look = _look(path, model, progress, cancelled, watch, everyone=True)
    sightings: list[Sighting | None] = []
    for first, end in itertools.pairwise([0, *look.cuts, len(look.time)]):
        # Another shot may show the person elsewhere and at another size.
        sightings += main_subject(look.time[first:end], look.frames[first:end])
    seen = sum(sighting is not None for sighting in sightings)
    if seen < _FEWEST_SEEN_FRAMES:
        raise NoPersonError(
            f"{path}: a person was found in only {seen} of {len(look.time)} frames; film with the "
            "whole body in the picture, in good light, two to four metres from the camera"
        )
    info = look.reader.info
    track = track_of(look.time, sightings, look.cuts, (info.width, info.height))
    return TrackedClip(track, tuple(look.reader.warnings))


@dataclass(frozen=True)
class _Look:
    """All sightings of one pass, and whether others than the first person are about.

    `cuts` are the rows of the first frame after each cut.
    """

    time: list[float]
    frames: list[list[Sighting]]
    cuts: list[int]
    crowded: bool
    reader: VideoReader


def _look(
    path: Path,
    model: Path,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    watch: Watch | None,
    *,
    everyone: bool = False,
) -> _Look:
    time: list[float] = []
    frames: list[Future[tuple[list[Sighting], int | None]]] = []
    looked_twice: list[int] = []
    cutting = CutFinder()
    next_survey_s = 0.0
    with (
        VideoReader(path, max_side=FED_SIDE_PX) as reader,
        MediaPipePose(model) as pose,
        MediaPipePose(model, people=_MOST_OTHERS, masks=everyone) as second,
        ThreadPoolExecutor(1) as after,
    ):
        size = (reader.info.width, reader.info.height)
        # Decoding runs ahead in a thread, inference keeps this one busy, and what is made of its
        # results (outline, survey) follows in a third; inference in a thread of its own was slower.
        for frame in prefetch(reader):
            if cancelled is not None and cancelled():
                raise Cancelled(f"{path}: stopped on request")
            time.append(frame.time)
            if watch is not None:
                watch(frame)
            observations = pose.estimate(frame.image, frame.time)
            again = everyone or frame.time >= next_survey_s
            if again:
                next_survey_s = frame.time + _SURVEY_EVERY_S
                looked_twice.append(len(frames))
            frames.append(
                after.submit(
                    _taken_in, observations, frame, cutting, second if again else None, size
                )
            )
            if progress is not None:
                progress(frame.time, reader.info.duration_s)
        taken = [found.result() for found in frames]
    sightings = [people for people, _ in taken]
    several = [len(distinct_people(sightings[row])) > 1 for row in looked_twice]
    cuts = [row for _, row in taken if row is not None] + cutting.finish()
    if everyone:
        return _Look(time, _settled(time, sightings, cuts), cuts, True, reader)
    # Those that only the second look found would come and go.
    alone = _settled(time, [people[:1] for people in sightings], cuts)
    crowded = float(np.mean(several or [False])) >= _CROWDED_SHARE or any(
        changes_person(time[first:end], alone[first:end])
        for first, end in itertools.pairwise([0, *cuts, len(time)])
    )
    return _Look(time, alone, cuts, crowded, reader)


def _taken_in(
    observations: list[PoseObservation],
    frame: Frame,
    cutting: CutFinder,
    second: MediaPipePose | None,
    size: tuple[int, int],
) -> tuple[list[Sighting], int | None]:
    """People of one frame, the first one first; with a `second` look, everyone.

    Beside them the row of a cut that this frame brings to light.
    """
    if second is not None:
        observations = observations + others(frame.image, observations, second, frame.time)
    cut = cutting.feed(frame.image, [observation.box for observation in observations])
    return [sighting_of(observation, size) for observation in observations], cut


def _settled(
    time: list[float], frames: list[list[Sighting]], cuts: list[int]
) -> list[list[Sighting]]:
    """The same without what the model still carries over from before a cut."""
    kept = list(frames)
    for cut in cuts:
        for row in range(cut, len(time)):
            if time[row] - time[cut] >= CARRIED_OVER_S:
                break
            kept[row] = []
    return kept


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


def track_of(
    time: Sequence[float],
    sightings: Sequence[Sighting | None],
    cuts: Sequence[int],
    size: tuple[int, int],
) -> PoseTrack:
    """One person's track, left/right swaps mended.

    Parameters
    ----------
    time : sequence of float
        Seconds, increasing.
    sightings : sequence of Sighting or None
        For each of them; None where the person was not seen.
    cuts : sequence of int
        Rows of the first frame after each cut.
    size : (int, int)
        Width and height of the picture that the sightings are in pixels of.
    """
    count = len(time)
    xy = np.full((count, LANDMARK_COUNT, 2), np.nan)
    world = np.full((count, LANDMARK_COUNT, 3), np.nan)
    visibility = np.zeros((count, LANDMARK_COUNT))
    offset = np.full((count, 2, len(STATIONS)), np.nan, dtype=np.float32)
    slope = offset.copy()
    for row, sighting in enumerate(sightings):
        if sighting is not None:
            xy[row], world[row] = sighting.xy, sighting.world
            visibility[row] = sighting.visibility
            offset[row], slope[row] = sighting.edge_offset, sighting.edge_slope
    for first, end in itertools.pairwise([0, *cuts, count]):
        rows = slice(first, end)
        xy[rows], world[rows], visibility[rows] = mend_swaps(
            xy[rows], world[rows], visibility[rows]
        )
    return PoseTrack(
        time=np.asarray(time),
        xy=xy,
        world=world,
        visibility=visibility,
        edges=TrunkEdges(offset, slope),
        width=size[0],
        height=size[1],
        bias=MEDIAPIPE_BIAS,
        cuts=tuple(time[cut] for cut in cuts),
    )
