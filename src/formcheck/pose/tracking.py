"""From a clip to the track of the one person it is about."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck._util.text import shown
from formcheck.errors import NoPersonError, VideoError
from formcheck.pose.backend import Detection, PoseBackend
from formcheck.pose.detect import Detections, OnFrame, detect_people
from formcheck.pose.edges import filled_edges
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.one_euro import LandmarkFilter
from formcheck.pose.subject import main_subject
from formcheck.pose.swaps import mend_swaps
from formcheck.pose.track import STATIONS, PoseTrack, SegmentBias, TrackSource, TrunkEdges
from formcheck.pose.track_file import on_grid
from formcheck.video.reader import VideoProgress

__all__ = ["CARRIED_OVER_S", "Mend", "track_clip", "track_of"]

Array = NDArray[np.float64]
Mend = Callable[[Array, Array, Array], tuple[Array, Array, Array]]
"""Takes and returns landmarks, world landmarks and visibility of the frames between two cuts."""

_FEWEST_SEEN_FRAMES = 10
# The model follows people from frame to frame and smooths over time: after a cut it takes about
# two frames to find them again.
CARRIED_OVER_S = 0.06
"""For so long after a cut it still reports who was there before."""


def track_clip(
    path: Path,
    backend: PoseBackend,
    *,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_frame: OnFrame | None = None,
) -> PoseTrack:
    """Decode a clip, find people, keep the one it is about.

    Parameters
    ----------
    path : Path
        The clip.
    backend : PoseBackend
        Follows the people.
    progress : callable, optional
        Called after each frame.
    cancelled : callable, optional
        Asked before each frame; True stops the work.
    on_frame : callable, optional
        Called with each frame, for a preview.

    Returns
    -------
    PoseTrack
        Raw, left/right swaps mended, on the grid that track files keep.

    Raises
    ------
    VideoError
        The clip cannot be read, or has fewer than 10 frames.
    NoPersonError
        Nobody was seen in at least 10 frames.
    Cancelled
        The caller asked to stop.
    """
    found = detect_people(path, backend, progress=progress, cancelled=cancelled, on_frame=on_frame)
    people = _without_carried_over(found)
    subject: list[Detection | None] = []
    for first, end in itertools.pairwise([0, *found.cuts, len(found.time)]):
        # Another shot may show the person elsewhere and at another size.
        subject += main_subject(found.time[first:end], people[first:end])
    _check_enough(path, subject)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    source = TrackSource(shown(path.name), digest, found.backend, tuple(found.warnings))
    size = (found.info.width, found.info.height)
    return on_grid(
        track_of(found.time, subject, size, bias=found.bias, cuts=found.cuts, source=source)
    )


def _check_enough(path: Path, subject: Sequence[Detection | None]) -> None:
    frames = len(subject)
    if frames < _FEWEST_SEEN_FRAMES:
        raise VideoError(
            f"{path}: {frames} frame{'s' * (frames != 1)} long, which is too short for any "
            "repetition; film a whole set"
        )
    seen = sum(detection is not None for detection in subject)
    if seen < _FEWEST_SEEN_FRAMES:
        raise NoPersonError(
            f"{path}: a person was found in only {seen} of {frames} frames; film with the "
            "whole body in the picture, in good light, two to four metres from the camera"
        )


def _without_carried_over(found: Detections) -> list[list[Detection]]:
    """People in each frame without what the model still carries over from before a cut."""
    kept = list(found.people)
    for cut in found.cuts:
        for row in range(cut, len(found.time)):
            if found.time[row] - found.time[cut] >= CARRIED_OVER_S:
                break
            kept[row] = []
    return kept


def track_of(
    time: Sequence[float],
    detections: Sequence[Detection | None],
    size: tuple[int, int],
    *,
    bias: SegmentBias,
    cuts: Sequence[int] = (),
    mend: Mend = mend_swaps,
    source: TrackSource = TrackSource(),  # noqa: B008 - frozen
) -> PoseTrack:
    """One person's track, left/right swaps mended.

    Parameters
    ----------
    time : sequence of float
        Seconds, increasing.
    detections : sequence of Detection or None
        For each of them; None where the person was not seen.
    size : (int, int)
        Width and height of the picture that the detections are in pixels of.
    bias : SegmentBias
        Of the backend.
    cuts : sequence of int
        Rows of the first frame after each cut.
    mend : callable
        Takes and returns landmarks, world landmarks and visibility of the frames between two cuts.
    source : TrackSource
        Of the track.
    """
    count = len(time)
    xy = np.full((count, LANDMARK_COUNT, 2), np.nan)
    world = np.full((count, LANDMARK_COUNT, 3), np.nan)
    visibility = np.zeros((count, LANDMARK_COUNT))
    edges = TrunkEdges(*np.full((2, count, 2, len(STATIONS)), np.nan, dtype=np.float32))
    seen, outlined = np.zeros((2, count), dtype=bool)
    for row, detection in enumerate(detections):
        if detection is not None:
            seen[row] = True
            xy[row], world[row] = detection.xy, detection.world
            visibility[row] = detection.visibility
            if detection.edges is not None:
                outlined[row] = True
                edges.offset[row], edges.slope[row] = detection.edges.offset, detection.edges.slope
    clock = np.asarray(time, dtype=float)
    for first, end in itertools.pairwise([0, *cuts, count]):
        rows = slice(first, end)
        _steady(clock[rows], detections[first:end], xy[rows], world[rows])
        filled_edges(edges[rows], clock[rows], outlined[rows], seen[rows])
        xy[rows], world[rows], visibility[rows] = mend(xy[rows], world[rows], visibility[rows])
    return PoseTrack(
        time=clock,
        xy=xy,
        world=world,
        visibility=visibility,
        edges=edges if outlined.any() else None,
        width=size[0],
        height=size[1],
        bias=bias,
        cuts=tuple(time[cut] for cut in cuts),
        source=source,
    )


def _steady(time: Array, detections: Sequence[Detection | None], xy: Array, world: Array) -> None:
    """Steady the landmarks between two cuts, in place, unless the backend has done so already."""
    steady = LandmarkFilter()
    for row, detection in enumerate(detections):
        if detection is None:
            # Who comes back may have moved meanwhile.
            steady = LandmarkFilter()
        elif detection.scale_px is not None:
            xy[row], world[row] = steady(time[row], xy[row], world[row], detection.scale_px)
