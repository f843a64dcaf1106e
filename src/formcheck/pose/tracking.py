"""From a clip to the track of the one person it is about."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from formcheck.errors import NoPersonError, VideoError
from formcheck.pose.backend import Detection
from formcheck.pose.detect import OnFrame, OnProgress
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.looking import look
from formcheck.pose.mediapipe import MEDIAPIPE_BIAS
from formcheck.pose.stretch import Look
from formcheck.pose.subject import changes_person, distinct_people, main_subject
from formcheck.pose.swaps import mend_swaps
from formcheck.pose.track import STATIONS, PoseTrack, TrunkEdges

__all__ = ["CARRIED_OVER_S", "TrackedClip", "track_clip", "track_of"]

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
    progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watch: OnFrame | None = None,
    at_once: int | None = None,
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
        Shown frames as they are looked at, for a preview.
    at_once : int, optional
        Stretches of the clip looked at side by side; by default one for each core there is.

    Raises
    ------
    VideoError
        The clip cannot be read, or has fewer than 10 frames.
    NoPersonError
        Nobody was seen in at least 10 frames.
    Cancelled
        The caller asked to stop.
    """
    looked = partial(
        look, path, model, at_once=at_once, progress=progress, cancelled=cancelled, watch=watch
    )
    seen_all = looked()
    people = _first_ones(seen_all)
    if _crowded(seen_all, people):
        seen_all = looked(everyone=True)
        people = _settled(seen_all, seen_all.people)
    time, cuts = seen_all.time, seen_all.cuts
    sightings: list[Detection | None] = []
    for first, end in itertools.pairwise([0, *cuts, len(time)]):
        # Another shot may show the person elsewhere and at another size.
        sightings += main_subject(time[first:end], people[first:end])
    if len(time) < _FEWEST_SEEN_FRAMES:
        raise VideoError(
            f"{path}: {len(time)} frame{'s' * (len(time) != 1)} long, which is too short for any "
            "repetition; film a whole set"
        )
    seen = sum(sighting is not None for sighting in sightings)
    if seen < _FEWEST_SEEN_FRAMES:
        raise NoPersonError(
            f"{path}: a person was found in only {seen} of {len(time)} frames; film with the "
            "whole body in the picture, in good light, two to four metres from the camera"
        )
    info = seen_all.info
    track = track_of(time, sightings, cuts, (info.width, info.height))
    return TrackedClip(track, tuple(seen_all.warnings))


def _first_ones(found: Look) -> list[list[Detection]]:
    """Only the one whom the model follows: those that a survey has found would come and go."""
    return _settled(found, [people[:1] for people in found.people])


def _crowded(found: Look, alone: Sequence[Sequence[Detection]]) -> bool:
    """Whether others than the first person are about."""
    several = [len(distinct_people(found.people[row])) > 1 for row in found.surveyed]
    return float(np.mean(several or [False])) >= _CROWDED_SHARE or any(
        changes_person(found.time[first:end], alone[first:end])
        for first, end in itertools.pairwise([0, *found.cuts, len(found.time)])
    )


def _settled(found: Look, people: Sequence[list[Detection]]) -> list[list[Detection]]:
    """The same without what the model still carries over from before a cut."""
    kept = list(people)
    for cut in found.cuts:
        for row in range(cut, len(found.time)):
            if found.time[row] - found.time[cut] >= CARRIED_OVER_S:
                break
            kept[row] = []
    return kept


def track_of(
    time: Sequence[float],
    sightings: Sequence[Detection | None],
    cuts: Sequence[int],
    size: tuple[int, int],
) -> PoseTrack:
    """One person's track, left/right swaps mended.

    Parameters
    ----------
    time : sequence of float
        Seconds, increasing.
    sightings : sequence of Detection or None
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
