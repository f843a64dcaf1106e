"""Which of the people in a clip it is about: the largest for the longest, not a passer-by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import side_landmarks

__all__ = ["Sighting", "distinct_people", "main_subject"]

# Two skeletons whose boxes share more than this are the model's two guesses at one person.
_SAME_PERSON_OVERLAP = 0.6
# Others count when they are at least this tall against the tallest: not people on a poster.
_NOTABLE_SIZE = 0.5
# How far the middle of the hips may move between sightings, in body sizes a second.
_REACH_PER_S = 2.0
_LEAST_REACH = 0.25
# A person who was lost comes back at about the same size.
_SIZE_RATIO = 1.8


@dataclass(frozen=True)
class Sighting:
    """One person in one frame, the mask already reduced to the trunk's edges.

    Attributes
    ----------
    xy : ndarray, shape (33, 2)
        Pixels of the upright source.
    world : ndarray, shape (33, 3)
    visibility : ndarray, shape (33,)
    edge_offset, edge_slope : ndarray, shape (2, S)
        As in `formcheck.pose.landmarks.TrunkEdges`.
    """

    xy: NDArray[np.float32]
    world: NDArray[np.float32]
    visibility: NDArray[np.float32]
    edge_offset: NDArray[np.float32]
    edge_slope: NDArray[np.float32]

    @property
    def size(self) -> float:
        """Diagonal of the box around all landmarks: the same standing and lying."""
        return float(np.linalg.norm(np.ptp(self.xy, axis=0)))

    @property
    def centre(self) -> NDArray[np.float32]:
        """Middle of the hips."""
        middle: NDArray[np.float32] = self.xy[list(side_landmarks("hip"))].mean(axis=0)
        return middle


@dataclass
class _Tracklet:
    rows: list[int] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)

    @property
    def weight(self) -> float:
        return sum(sighting.size for sighting in self.sightings)

    @property
    def size(self) -> float:
        return float(np.median([sighting.size for sighting in self.sightings]))

    def overlaps(self, other: _Tracklet) -> bool:
        return not set(self.rows).isdisjoint(other.rows)


def distinct_people(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Sightings of different, comparably large people in one frame, largest first."""
    people: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: -s.size):
        if people and sighting.size < _NOTABLE_SIZE * people[0].size:
            continue
        if all(_overlap(sighting.xy, other.xy) < _SAME_PERSON_OVERLAP for other in people):
            people.append(sighting)
    return people


def main_subject(
    time: Sequence[float], frames: Sequence[Sequence[Sighting]]
) -> list[Sighting | None]:
    """Follow everyone, then keep the one who is largest for longest.

    Parameters
    ----------
    time : sequence of float, length T
        Seconds.
    frames : sequence of sequences of Sighting, length T
        Everyone seen in each frame, in any order.

    Returns
    -------
    list of Sighting or None, length T
        The chosen person; None where they were not seen.
    """
    tracklets = _link(time, frames)
    chosen: list[Sighting | None] = [None] * len(frames)
    if not tracklets:
        return chosen
    main = max(tracklets, key=lambda tracklet: tracklet.weight)
    parts = [main]
    for other in sorted(tracklets, key=lambda tracklet: -tracklet.weight):
        alike = 1 / _SIZE_RATIO < other.size / max(main.size, 1e-9) < _SIZE_RATIO
        if alike and not any(part.overlaps(other) for part in parts):
            parts.append(other)
    for part in parts:
        for row, sighting in zip(part.rows, part.sightings, strict=True):
            chosen[row] = sighting
    return chosen


def _link(time: Sequence[float], frames: Sequence[Sequence[Sighting]]) -> list[_Tracklet]:
    """Join sightings to the nearest tracklet that could have reached them."""
    tracklets: list[_Tracklet] = []
    for row, sightings in enumerate(frames):
        people = distinct_people(sightings) if len(sightings) > 1 else list(sightings)
        pairs = sorted(
            (
                (_distance(tracklet, sighting, time[row] - time[tracklet.rows[-1]]), t, s)
                for t, tracklet in enumerate(tracklets)
                for s, sighting in enumerate(people)
            ),
        )
        free = set(range(len(people)))
        taken: set[int] = set()
        for distance, t, s in pairs:
            if distance <= 1.0 and s in free and t not in taken:
                tracklets[t].rows.append(row)
                tracklets[t].sightings.append(people[s])
                free.discard(s)
                taken.add(t)
        tracklets.extend(_Tracklet([row], [people[s]]) for s in sorted(free))
    return tracklets


def _distance(tracklet: _Tracklet, sighting: Sighting, since_s: float) -> float:
    """Distance in units of what a person can move in that time; above 1 is out of reach."""
    last = tracklet.sightings[-1]
    ratio = sighting.size / max(last.size, 1e-9)
    if not 1 / _SIZE_RATIO < ratio < _SIZE_RATIO:
        return float("inf")
    reach = max(_LEAST_REACH, min(_REACH_PER_S * since_s, 1.0)) * last.size
    return float(np.linalg.norm(sighting.centre - last.centre)) / max(reach, 1e-9)


def _overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Intersection over union of the boxes around two sets of landmarks."""
    low = np.maximum(a.min(axis=0), b.min(axis=0))
    high = np.minimum(a.max(axis=0), b.max(axis=0))
    common = float(np.prod(np.clip(high - low, 0.0, None)))
    both = float(np.prod(np.ptp(a, axis=0)) + np.prod(np.ptp(b, axis=0)))
    return common / max(both - common, 1e-9)
