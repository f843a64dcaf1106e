"""Look at every frame of a clip: who is in it, and where it is cut.

A clip of some length is cut into stretches that are looked at side by side, one for each core.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise
from pathlib import Path

from formcheck._util.resources import usable_cores
from formcheck.errors import Cancelled
from formcheck.pose.stretch import Look, Stretch
from formcheck.video.reader import Frame, VideoReader

__all__ = ["Progress", "Watch", "look"]

Progress = Callable[[float, float], None]
"""Told seconds of the clip done and seconds in all (0 where unknown)."""
Watch = Callable[[Frame], None]
"""Shown frames as they are looked at, shrunk for the pose model; must leave them as they are."""

# Shorter stretches would spend too much on starting and warming up their models.
_SHORTEST_STRETCH_S = 4.0
_TELL_EVERY_S = 0.1


def look(
    path: Path,
    model: Path,
    *,
    everyone: bool = False,
    at_once: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watch: Watch | None = None,
) -> Look:
    """Look at a whole clip.

    Parameters
    ----------
    path, model : Path
        The clip and the pose model bundle.
    everyone : bool
        Follow everyone in every frame, which is slower, instead of the one whom the model takes and
        a survey now and then.
    at_once : int, optional
        Stretches looked at side by side; by default one for each core there is.
    progress, cancelled, watch : callable, optional
        As for `formcheck.pose.tracking.track_clip`; called from this thread alone.

    Raises
    ------
    VideoError
        The clip cannot be read.
    Cancelled
        The caller asked to stop.
    """
    with VideoReader(path) as reader:
        info = reader.info
    stretches: list[Stretch] = []
    for start_s, end_s in reversed(_ends(info.duration_s, at_once or usable_cores())):
        stretches.insert(
            0, Stretch(path, model, start_s, end_s, tuple(stretches), everyone=everyone)
        )

    def tell(frame: Frame | None) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(f"{path}: stopped on request")
        if frame is not None and watch is not None:
            watch(frame)
        if progress is not None:
            progress(sum(one.done_s for one in stretches), info.duration_s)

    try:
        with ThreadPoolExecutor(max(len(stretches) - 1, 1)) as pool:
            rest = [pool.submit(one.look) for one in stretches[1:]]
            try:
                first = stretches[0].look(tell)
                _wait(rest, tell)
            except BaseException:
                for one in stretches:
                    one.stop.set()
                raise
        return _joined(stretches, [first, *(one.result() for one in rest)])
    finally:
        for one in stretches:
            one.stop.set()


def _ends(duration_s: float, most: int) -> list[tuple[float, float]]:
    """Start and end of each stretch; the last one goes on to wherever the clip ends."""
    count = max(min(most, int(duration_s / _SHORTEST_STRETCH_S)), 1)
    borders = [number * duration_s / count for number in range(count)]
    return list(pairwise([*borders, math.inf]))


def _wait(rest: Sequence[Future[Look]], tell: Callable[[None], None]) -> None:
    """Until the other stretches are done; an error of one ends them all."""
    while any(not one.done() for one in rest):
        wait(rest, _TELL_EVERY_S, return_when="FIRST_EXCEPTION")
        for one in rest:
            if one.done():
                one.result()
        tell(None)


def _joined(stretches: Sequence[Stretch], parts: Sequence[Look]) -> Look:
    whole = Look(parts[0].info)
    one: Stretch | None = stretches[0]
    while one is not None:
        part = parts[stretches.index(one)]
        # Where the stretch before went on beyond its end, this one has looked too.
        twice = bisect.bisect_right(part.time, whole.time[-1]) if whole.time else 0
        before = len(whole.time) - twice
        whole.time += part.time[twice:]
        whole.people += part.people[twice:]
        whole.cuts += [before + row for row in part.cuts if row > twice]
        whole.surveyed += [before + row for row in part.surveyed if row >= twice]
        whole.warnings = part.warnings
        one = one.next
    whole.cuts = [row for row in whole.cuts if row < len(whole.time)]
    return whole
