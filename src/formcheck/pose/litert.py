"""Pose backend around the two networks of a model bundle: one pass over a clip, or live.

Every third frame or so leads: whoever is in it is followed from the leading frame before, and the
outline is read. Where people are in the frames between is known from the leading frames on both
sides, so those are read side by side, without the outline. What is found does not depend on how
many threads do it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import LifoQueue

from formcheck._util.resources import Closing, usable_cores
from formcheck.pose.backend import Follow, RawDetection
from formcheck.pose.cuts import thumbnail, unlike
from formcheck.pose.landmarker import Found, Landmarker
from formcheck.pose.people import PeopleFollower, Sight
from formcheck.pose.regions import Region, between
from formcheck.pose.track import SegmentBias
from formcheck.video.reader import Frame

__all__ = ["LEAD_EVERY_S", "LITERT_BIAS", "LiteRTBackend"]

LITERT_BIAS = SegmentBias(trunk_deg=-2.2, thigh_deg=-2.2, shin_deg=-1.1)
"""Segments read as leaning too little, see `formcheck.pose.mediapipe.MEDIAPIPE_BIAS`. Mean error of
``full`` over the rendered side views, two bodies: ``python -m benchmarks.bias``."""

LEAD_EVERY_S = 0.095
"""Ten times a second is enough to read the outline and to follow people from."""
# Frames that wait for their results, each with its picture: those of a few leading frames.
_MOST_WAITING = 12


class LiteRTBackend:
    """BlazePose on LiteRT; see `formcheck.pose.backend.PoseBackend`.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle, from `formcheck.pose.models.find_model`.
    workers : int, optional
        Threads; by default one for each core that this process may use.
    """

    bias = LITERT_BIAS

    def __init__(self, model: Path, workers: int | None = None) -> None:
        self._model = model
        self._workers = workers or usable_cores()
        self.name = model.stem

    def follow(self, frames: Iterable[Frame]) -> Follow:
        """Everyone notable in each frame, at most three people; one pass over the frames.

        Raises
        ------
        ModelError
            The bundle cannot be loaded.
        """
        with _Pass(self._model, self._workers) as one_pass:
            for frame in frames:
                one_pass.add(frame)
                yield from one_pass.results(_MOST_WAITING)
            one_pass.end()
            yield from one_pass.results(0)


@dataclass
class _Leading:
    """A leading frame, and the frames after it up to the next one."""

    frame: Frame
    sight: Future[Sight]
    after: list[Frame] = field(default_factory=list)


class _Pass(Closing):
    """Frames go in, in order; people come out, in order, some frames later."""

    def __init__(self, model: Path, workers: int) -> None:
        self._follower = PeopleFollower(model)
        self._landmarkers: LifoQueue[Landmarker] = LifoQueue()
        for _ in range(workers):
            self._landmarkers.put(Landmarker(model, masks=False))
        self._pool = ThreadPoolExecutor(workers, "pose")
        self._leads: deque[_Leading] = deque()
        self._waiting: deque[_Waiting] = deque()

    def close(self) -> None:
        """End the threads; frames that were not begun are dropped."""
        self._pool.shutdown(cancel_futures=True)

    def add(self, frame: Frame) -> None:
        """Take the next frame."""
        newest = self._leads[-1] if self._leads else None
        if newest is not None and frame.time - newest.frame.time < LEAD_EVERY_S:
            newest.after.append(frame)
            return
        if newest is not None:
            # The next leading frame goes on from where people were in this one.
            newest.sight.result()
        sight = self._pool.submit(self._follower.look, frame.image, frame.time)
        self._leads.append(_Leading(frame, sight))
        # The newest is under way; the one before it is known, and so what lies before that.
        if len(self._leads) > 2:
            self._settle(self._leads.popleft(), self._leads[0])

    def end(self) -> None:
        """There are no more frames."""
        while self._leads:
            self._settle(self._leads.popleft(), self._leads[0] if self._leads else None)

    def results(self, most_waiting: int) -> Iterator[tuple[Frame, list[RawDetection]]]:
        """What was found, in order, until at most so many frames wait."""
        while len(self._waiting) > most_waiting:
            frame, people = self._waiting.popleft()
            found = [person.result() for person in people]
            yield frame, [person for person in found if person is not None]

    def _settle(self, leading: _Leading, following: _Leading | None) -> None:
        """Have the frames between two leading ones looked at."""
        people = leading.sight.result().people
        self._waiting.append((leading.frame, [_known(person) for person in people.values()]))
        for frame in leading.after:
            regions = _regions(frame, leading, following)
            tasks = [self._pool.submit(self._find, frame, region) for region in regions]
            self._waiting.append((frame, tasks))

    def _find(self, frame: Frame, region: Region) -> RawDetection | None:
        landmarker = self._landmarkers.get()
        try:
            found = landmarker.find(frame.image, region)
        finally:
            self._landmarkers.put(landmarker)
        return None if found is None else found.detection


_Waiting = tuple[Frame, list["Future[RawDetection | None]"]]


def _known(person: Found) -> Future[RawDetection | None]:
    future: Future[RawDetection | None] = Future()
    future.set_result(person.detection)
    return future


def _regions(frame: Frame, leading: _Leading, following: _Leading | None) -> list[Region]:
    """Where to look for each person of the leading frames around this one."""
    before = leading.sight.result()
    earlier = {number: found.region for number, found in before.people.items()}
    if following is None:
        return list(earlier.values())
    after = following.sight.result()
    later = {number: found.region for number, found in after.people.items()}
    if not after.same_scene:
        # A cut lies between: the frame belongs to whichever scene it looks like.
        scene = thumbnail(frame.image)
        nearer = unlike(before.scene, scene) <= unlike(scene, after.scene)
        return list((earlier if nearer else later).values())
    span_s = following.frame.time - leading.frame.time
    share = (frame.time - leading.frame.time) / span_s
    regions = (
        between(earlier.get(number), later.get(number), share)
        for number in dict.fromkeys([*earlier, *later])
    )
    return [region for region in regions if region is not None]
