"""From a clip to the track of the one person it is about."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import Cancelled, NoPersonError
from formcheck.pose.cuts import CutFinder
from formcheck.pose.estimator import MEDIAPIPE_BIAS, MediaPipePose, PoseObservation
from formcheck.pose.landmarks import LANDMARK_COUNT, PoseTrack, TrunkEdges
from formcheck.pose.silhouette import STATIONS, trunk_edges
from formcheck.pose.subject import Sighting, distinct_people, main_subject
from formcheck.pose.swaps import mend_swaps
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Frame, VideoReader

__all__ = ["Progress", "TrackedClip", "track_clip"]

Progress = Callable[[float, float], None]
"""Told seconds of the clip done and seconds in all (0 where unknown)."""

_FED_SIDE_PX = 640
_MOST_PEOPLE = 4
_SURVEY_EVERY_S = 2.5
# Someone else in so many of the surveyed frames is worth the slower run that follows everyone.
_CROWDED_SHARE = 0.2
_FEWEST_SEEN_FRAMES = 10
# The model follows people from frame to frame and smooths over time: after a cut it takes about
# two frames to find them again.
_CARRIED_OVER_S = 0.06


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
) -> TrackedClip:
    """Decode a clip, find people, keep the one it is about.

    A second look at a frame every 2.5 s finds out whether there are several people; only then is
    the clip read again with everyone followed, which is slower.

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

    Raises
    ------
    VideoError
        The clip cannot be read.
    NoPersonError
        Nobody was seen in at least 10 frames.
    Cancelled
        The caller asked to stop.
    """
    look = _look(path, model, 1, progress, cancelled)
    if look.crowded:
        look = _look(path, model, _MOST_PEOPLE, progress, cancelled)
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
    reader = look.reader
    return TrackedClip(_track(look.time, sightings, look.cuts, reader), tuple(reader.warnings))


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
    people: int,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> _Look:
    time: list[float] = []
    frames: list[Future[list[Sighting]]] = []
    surveys: list[Future[bool]] = []
    cutting = CutFinder()
    next_survey_s = 0.0
    with (
        VideoReader(path, max_side=_FED_SIDE_PX) as reader,
        MediaPipePose(model, people=people) as pose,
        MediaPipePose(model, people=_MOST_PEOPLE, masks=False) as survey,
        ThreadPoolExecutor(1) as after,
    ):
        size = (reader.info.width, reader.info.height)
        # Decoding runs ahead in a thread, inference keeps this one busy, and what is made of its
        # results (outline, survey) follows in a third; inference in a thread of its own was slower.
        for frame in prefetch(reader):
            if cancelled is not None and cancelled():
                raise Cancelled(f"{path}: stopped on request")
            time.append(frame.time)
            observations = pose.estimate(frame.image, frame.time)
            frames.append(after.submit(_taken_in, observations, frame, cutting, size))
            if people == 1 and frame.time >= next_survey_s:
                next_survey_s = frame.time + _SURVEY_EVERY_S
                surveys.append(after.submit(_several_people, survey, frame, size))
            if progress is not None:
                progress(frame.time, reader.info.duration_s)
        others = [found.result() for found in surveys]
        sightings = [found.result() for found in frames]
    crowded = bool(others) and float(np.mean(others)) >= _CROWDED_SHARE
    cuts = cutting.cuts([[_box(one, size) for one in people] for people in sightings])
    return _Look(time, _settled(time, sightings, cuts), cuts, crowded, reader)


def _taken_in(
    observations: list[PoseObservation], frame: Frame, cutting: CutFinder, size: tuple[int, int]
) -> list[Sighting]:
    cutting.feed(frame.image)
    return _sightings(observations, size)


def _box(sighting: Sighting, size: tuple[int, int]) -> NDArray[np.float64]:
    """Corners of the box around a person in shares of the picture, shape (2, 2)."""
    return np.array([sighting.xy.min(axis=0), sighting.xy.max(axis=0)]) / size


def _settled(
    time: list[float], frames: list[list[Sighting]], cuts: list[int]
) -> list[list[Sighting]]:
    """The same without what the model still carries over from before a cut."""
    kept = list(frames)
    for cut in cuts:
        for row in range(cut, len(time)):
            if time[row] - time[cut] >= _CARRIED_OVER_S:
                break
            kept[row] = []
    return kept


def _several_people(survey: MediaPipePose, frame: Frame, size: tuple[int, int]) -> bool:
    found = _sightings(survey.estimate(frame.image, frame.time), size)
    return len(distinct_people(found)) > 1


def _sightings(observations: list[PoseObservation], size: tuple[int, int]) -> list[Sighting]:
    return [_sighting(observation, size) for observation in observations]


def _sighting(observation: PoseObservation, size: tuple[int, int]) -> Sighting:
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


def _track(
    time: list[float], sightings: list[Sighting | None], cuts: list[int], reader: VideoReader
) -> PoseTrack:
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
        width=reader.info.width,
        height=reader.info.height,
        bias=MEDIAPIPE_BIAS,
        cuts=tuple(time[cut] for cut in cuts),
    )
