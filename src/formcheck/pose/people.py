"""The people in the leading frames of a clip, followed from one such frame to the next."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.backend import RawDetection
from formcheck.pose.crowd import is_someone, painted_over
from formcheck.pose.cuts import Thumbnail, thumbnail, unlike
from formcheck.pose.landmarker import Found, Landmarker
from formcheck.pose.person_detector import PersonDetector
from formcheck.pose.regions import Region

__all__ = ["OTHER_SCENE", "PeopleFollower", "Sight"]

_MOST_PEOPLE = 3
_CROWD_CHECK_EVERY_S = 1.0
# Someone who was lost is looked for in every leading frame for so long.
_LOOK_BACK_S = 1.0
OTHER_SCENE = 12.0
"""Grey levels between two leading frames that make it likely that the scene is another one: the
person is then looked for anew, which harms nobody who is still there."""
# Two skeletons whose landmarks lie this close, in sizes of the region, are of one person.
_SAME_PERSON = 0.08


@dataclass(frozen=True)
class Sight:
    """What was seen in a leading frame.

    Attributes
    ----------
    people : dict of int to Found
        By a number that each person keeps while followed; the first found comes first.
    scene : ndarray, shape (64, 64)
        The frame itself, small and grey.
    same_scene : bool
        Whether it shows the scene of the leading frame before.
    """

    people: dict[int, Found]
    scene: Thumbnail
    same_scene: bool


class PeopleFollower:
    """Finds everyone notable in a picture, and follows them through the pictures that come after.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.
    """

    def __init__(self, model: Path) -> None:
        self._detector = PersonDetector(model)
        self._landmarker = Landmarker(model, masks=True)
        self._numbers = itertools.count()
        self._regions: dict[int, Region] = {}
        self._scene: Thumbnail | None = None
        self._checked = -1.0
        self._look_until_s = 0.0

    def look(self, picture: NDArray[np.uint8], time_s: float) -> Sight:
        """Everyone in the next picture; times increase from call to call."""
        scene = thumbnail(picture)
        same = self._scene is None or unlike(self._scene, scene) < OTHER_SCENE
        self._scene = scene
        if not same:
            self._regions = {}
        due = not same or not self._regions or self._check_due(time_s)
        people = self._followed(picture, whole_masks=due)
        if len(people) < len(self._regions):
            self._look_until_s = time_s + _LOOK_BACK_S
            if not due:
                # Those who are left are painted over to find who was lost.
                due, people = True, self._followed(picture, whole_masks=True)
        if due:
            people = self._with_others(picture, people)
        self._regions = {number: found.region for number, found in people.items()}
        return Sight(people, scene, same)

    def _check_due(self, time_s: float) -> bool:
        checked, self._checked = self._checked, time_s // _CROWD_CHECK_EVERY_S
        return checked != self._checked or time_s < self._look_until_s

    def _followed(self, picture: NDArray[np.uint8], *, whole_masks: bool) -> dict[int, Found]:
        people: dict[int, Found] = {}
        for number, region in self._regions.items():
            found = self._landmarker.find(picture, region, whole_mask=whole_masks)
            if found is not None and not _same(found, list(people.values()), picture):
                people[number] = found
        return people

    def _with_others(
        self, picture: NDArray[np.uint8], people: dict[int, Found]
    ) -> dict[int, Found]:
        """Those followed, and whoever else is in the picture."""
        if not people:
            people = self._detected(picture, people, guess=True)
        seen: Sequence[RawDetection] = [found.detection for found in people.values()]
        return self._detected(painted_over(picture, seen), people, guess=False)

    def _detected(
        self, picture: NDArray[np.uint8], people: dict[int, Found], *, guess: bool
    ) -> dict[int, Found]:
        """Add whom the detector finds; without others already found, also whoever is unsure."""
        everyone = dict(people)
        for region in self._detector.detect(picture):
            if len(everyone) == _MOST_PEOPLE:
                break
            found = self._landmarker.find(picture, region, whole_mask=guess)
            if found is None or _same(found, list(everyone.values()), picture):
                continue
            if guess or is_someone(found.detection):
                everyone[next(self._numbers)] = found
                if guess:
                    break
        return everyone


def _same(found: Found, people: Sequence[Found], picture: NDArray[np.uint8]) -> bool:
    """Whether it is one of these people."""
    size = picture.shape[1::-1]
    for other in people:
        apart = (found.detection.xy - other.detection.xy) * size
        reach_px = _SAME_PERSON * max(found.region.side_px, other.region.side_px)
        if np.linalg.norm(apart, axis=1).mean() < reach_px:
            return True
    return False
