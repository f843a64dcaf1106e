"""Which of the people in a clip it is about: large, there for long, moving, not a passer-by."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.backend import Detection
from formcheck.pose.landmarks import side_landmarks

__all__ = ["changes_person", "distinct_people", "main_subject"]

# Two skeletons whose boxes share more than this are the model's two guesses at one person.
_SAME_PERSON_OVERLAP = 0.6
# Others count when they are at least this tall against the tallest: not people on a poster.
_NOTABLE_SIZE = 0.5
# How far the middle of the hips may move between detections, in body sizes a second.
_REACH_PER_S = 2.0
_LEAST_REACH = 0.25
# A heading is that of this long, and holds for as long.
_HEADING_S = 0.3
# Mean distance between landmarks, in body sizes, that is as unlike as the edge of reach: a person
# changes by about 0.01 from frame to frame, standing and squatting differ by 0.15.
_OTHER_POSTURE = 0.1
# More than this at once, and with time, is a blunder or someone else.
_POSTURE_STEP = 0.1
_POSTURE_PER_S = 0.6
# One wrong skeleton must not stand for the posture.
_LATEST_FRAMES = 5
# Who was just here is likelier than who was here this long ago.
_FORGET_S = 0.5
# Who comes back after longer may come from anywhere.
_GONE_S = 2.0
# A person who was lost comes back at about the same size.
_SIZE_RATIO = 1.8
# Where someone is lost and found again at once in another place, and both were no mere blunder of a
# few frames, it may have been another person.
_AT_ONCE_S = 0.5
_NO_BLUNDER_S = 0.3
# Those who exercise move their trunk and legs against their hips, those who watch hardly do: on the
# development clips mostly by 0.04 to 0.3 of their size (standard deviation), a trainer by 0.015.
_EXERCISING = 0.04
_LEAST_WEIGHT = 0.2
_BODY = [*side_landmarks("shoulder"), *side_landmarks("knee"), *side_landmarks("ankle")]


_Seen = tuple[int, Detection]


@dataclass(frozen=True)
class _Met:
    """What of a detection is compared with the ends of all tracklets."""

    size: float
    centre: NDArray[np.float32]
    posture: NDArray[np.float32]

    @classmethod
    def of(cls, detection: Detection) -> _Met:
        return cls(detection.size, detection.centre, detection.xy - detection.centre)


@dataclass(frozen=True)
class _End:
    """What the next detection of a tracklet is compared with.

    Attributes
    ----------
    seen_s, posture_s : float
        Times of the last detection and of the middle one of the latest, seconds.
    size : float
    centre : ndarray, shape (2,)
        Of the last detection, pixels.
    heading : ndarray, shape (2,)
        Velocity of the hips over the last moments, pixels a second.
    posture : ndarray, shape (33, 2)
        Median of the latest, with the middle of the hips as origin, pixels.
    """

    seen_s: float
    posture_s: float
    size: float
    centre: NDArray[np.float32]
    heading: NDArray[np.float32]
    posture: NDArray[np.float32]


@dataclass
class _Tracklet:
    rows: list[int] = field(default_factory=list)
    detections: list[Detection] = field(default_factory=list)
    # Kept until it grows: in a crowd most of them are only looked at, frame by frame.
    _end: _End | None = None

    def append(self, row: int, detection: Detection) -> None:
        self.rows.append(row)
        self.detections.append(detection)
        self._end = None

    def end(self, time: Sequence[float]) -> _End:
        if self._end is None:
            latest, last = self.rows[-_LATEST_FRAMES:], self.detections[-1]
            postures = [one.xy - one.centre for one in self.detections[-_LATEST_FRAMES:]]
            self._end = _End(
                seen_s=time[self.rows[-1]],
                posture_s=time[latest[len(latest) // 2]],
                size=last.size,
                centre=last.centre,
                heading=self._heading(time),
                posture=np.median(postures, axis=0),
            )
        return self._end

    @property
    def seen(self) -> list[_Seen]:
        """Each row with its detection."""
        return list(zip(self.rows, self.detections, strict=True))

    @property
    def weight(self) -> float:
        exercising = min(max(self.movement / _EXERCISING, _LEAST_WEIGHT), 1.0)
        return exercising * sum(detection.size for detection in self.detections)

    @property
    def movement(self) -> float:
        """How far trunk and legs move against the hips, in body sizes."""
        body = np.array([one.xy[_BODY] - one.centre for one in self.detections]) / self.size
        return float(np.mean(np.linalg.norm(body.std(axis=0), axis=-1)))

    @property
    def size(self) -> float:
        return float(np.median([detection.size for detection in self.detections]))

    def _heading(self, time: Sequence[float]) -> NDArray[np.float32]:
        now_s = time[self.rows[-1]]
        first = len(self.rows) - 1
        while first > 0 and time[self.rows[first - 1]] >= now_s - _HEADING_S:
            first -= 1
        past_s = now_s - time[self.rows[first]]
        if past_s <= 0.0:
            return np.zeros(2, dtype=np.float32)
        return (self.detections[-1].centre - self.detections[first].centre) / np.float32(past_s)

    def overlaps(self, other: _Tracklet) -> bool:
        return not set(self.rows).isdisjoint(other.rows)


def distinct_people(detections: Sequence[Detection]) -> list[Detection]:
    """Detections of different, comparably large people in one frame, largest first."""
    people: list[Detection] = []
    for detection in sorted(detections, key=lambda s: -s.size):
        if people and detection.size < _NOTABLE_SIZE * people[0].size:
            continue
        if all(_overlap(detection.xy, other.xy) < _SAME_PERSON_OVERLAP for other in people):
            people.append(detection)
    return people


def main_subject(
    time: Sequence[float], frames: Sequence[Sequence[Detection]]
) -> list[Detection | None]:
    """Follow everyone, then keep the one who is large for long and moves.

    Parameters
    ----------
    time : sequence of float, length T
        Seconds.
    frames : sequence of sequences of Detection, length T
        Everyone seen in each frame, in any order.

    Returns
    -------
    list of Detection or None, length T
        The chosen person; None where they were not seen.
    """
    tracklets = _link(time, frames)
    chosen: list[Detection | None] = [None] * len(frames)
    if not tracklets:
        return chosen
    main = max(tracklets, key=lambda tracklet: tracklet.weight)
    parts = [main]
    for other in sorted(tracklets, key=lambda tracklet: -tracklet.weight):
        alike = 1 / _SIZE_RATIO < other.size / max(main.size, 1e-9) < _SIZE_RATIO
        if alike and _fits_between(other, parts, time):
            parts.append(other)
    for part in parts:
        for row, detection in zip(part.rows, part.detections, strict=True):
            chosen[row] = detection
    return chosen


def _fits_between(other: _Tracklet, parts: Sequence[_Tracklet], time: Sequence[float]) -> bool:
    """Whether it is never there together with `parts`, and no visitor while they are hidden.

    Someone who is lost and found again at the same place was there all along; whoever was seen
    meanwhile, and came from elsewhere or left, is another.
    """
    if any(part.overlaps(other) for part in parts):
        return False
    seen = sorted((end for part in parts for end in part.seen), key=lambda end: end[0])
    rows = [row for row, _ in seen]
    before, after = bisect.bisect(rows, other.rows[0]), bisect.bisect(rows, other.rows[-1])
    if before == 0 or after == len(rows):
        return True
    lost, found = seen[before - 1], seen[after]
    came, left = other.seen[0], other.seen[-1]
    stayed = _reaches(lost, found, time)
    return not stayed or (_reaches(lost, came, time) and _reaches(left, found, time))


def _reaches(a: _Seen, b: _Seen, time: Sequence[float]) -> bool:
    """Whether who was seen here could then have been seen there."""
    since_s = time[b[0]] - time[a[0]]
    reach = max(_LEAST_REACH, min(_REACH_PER_S * since_s, 1.0)) * a[1].size
    return since_s > _GONE_S or float(np.linalg.norm(b[1].centre - a[1].centre)) <= reach


def changes_person(time: Sequence[float], frames: Sequence[Sequence[Detection]]) -> bool:
    """Whether what was followed as one person jumps to another place, as to someone else.

    Parameters
    ----------
    time, frames
        As for `main_subject`, with at most one detection a frame.
    """
    lasting = sorted(
        (
            part
            for part in _link(time, frames)
            if time[part.rows[-1]] - time[part.rows[0]] >= _NO_BLUNDER_S
        ),
        key=lambda part: part.rows[0],
    )
    return any(
        time[later.rows[0]] - time[earlier.rows[-1]] < _AT_ONCE_S
        and not _reaches(earlier.seen[-1], later.seen[0], time)
        for earlier, later in itertools.pairwise(lasting)
    )


def _link(time: Sequence[float], frames: Sequence[Sequence[Detection]]) -> list[_Tracklet]:
    """Join detections to the likeliest tracklet that could have reached them."""
    tracklets: list[_Tracklet] = []
    for row, detections in enumerate(frames):
        people = distinct_people(detections) if len(detections) > 1 else list(detections)
        met = [_Met.of(detection) for detection in people]
        pairs = sorted(
            (_unlikeness(tracklet.end(time), one, time[row]), t, s)
            for t, tracklet in enumerate(tracklets)
            for s, one in enumerate(met)
        )
        free = set(range(len(people)))
        taken: set[int] = set()
        for unlikeness, t, s in pairs:
            if math.isfinite(unlikeness) and s in free and t not in taken:
                tracklets[t].append(row, people[s])
                free.discard(s)
                taken.add(t)
        tracklets.extend(_Tracklet([row], [people[s]]) for s in sorted(free))
    return tracklets


def _unlikeness(end: _End, met: _Met, now_s: float) -> float:
    """How unlikely a detection continues a tracklet; infinite where it is out of reach.

    Place, counted from where the person was heading, and posture: where two people cross, one of
    them hides the other, and neither alone tells who is left.
    """
    ratio = met.size / max(end.size, 1e-9)
    if not 1 / _SIZE_RATIO < ratio < _SIZE_RATIO:
        return math.inf
    since_s = now_s - end.seen_s
    reach = max(_LEAST_REACH, min(_REACH_PER_S * since_s, 1.0)) * end.size
    heading = end.heading * min(since_s, _HEADING_S)
    away = float(np.linalg.norm(met.centre - end.centre - heading)) / max(reach, 1e-9)
    if away > 1.0:
        return math.inf
    moved = np.linalg.norm(met.posture - end.posture, axis=1).mean()
    changed = float(moved / max(end.size, 1e-9))
    if changed > _POSTURE_STEP + _POSTURE_PER_S * (now_s - end.posture_s):
        return math.inf
    return away + changed / _OTHER_POSTURE + since_s / _FORGET_S


def _overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Intersection over union of the boxes around two sets of landmarks."""
    low = np.maximum(a.min(axis=0), b.min(axis=0))
    high = np.minimum(a.max(axis=0), b.max(axis=0))
    common = float(np.prod(np.clip(high - low, 0.0, None)))
    both = float(np.prod(np.ptp(a, axis=0)) + np.prod(np.ptp(b, axis=0)))
    return common / max(both - common, 1e-9)
