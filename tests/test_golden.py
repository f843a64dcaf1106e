"""Results of every rendered sample stay as they were, until a change says which and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.live import LiveSession
from formcheck.pipeline import assess
from formcheck.pose.backend import RawDetection
from formcheck.pose.track import PoseTrack, TrunkEdges
from formcheck.video.reader import Frame
from helpers.golden import FOLDER, differences, golden, samples

_LIVE_S = 10.0


def track_of(name: str) -> PoseTrack:
    return PoseTrack.load(FOLDER / "tracks" / f"{name}.npz")


def exercise_of(name: str) -> str:
    return str(golden("told", name)["sets"][0]["exercise"])


class Replay:
    """An estimator that finds in each frame what the track has of it."""

    def __init__(self, track: PoseTrack) -> None:
        self.name, self.bias = track.source.backend, track.bias
        self._track, self._rows = track, iter(range(len(track)))

    def estimate(self, image: Any, time_s: float) -> list[RawDetection]:
        track, row = self._track, next(self._rows)
        if not track.seen[row] or track.edges is None:
            return []
        size = (track.width, track.height)
        edges = TrunkEdges(track.edges.offset[row], track.edges.slope[row])
        xy, world = track.xy[row] / size, track.world[row]
        return [RawDetection(xy, world, track.visibility[row], edges=edges)]


def live_events(name: str) -> list[dict[str, Any]]:
    whole = track_of(name)
    track = whole.between(0.0, _LIVE_S)
    grey = np.full((90, round(90 * track.width / track.height), 3), 120, np.uint8)
    frames = (Frame(grey, time, index) for index, time in enumerate(track.time.tolist()))
    with LiveSession(exercise_of(name), guided=False, estimator=Replay(track)) as session:
        return [event.model_dump(mode="json") for event in session.feed(frames)]


@pytest.mark.parametrize("name", samples("told"))
def test_told_the_exercise(name: str) -> None:
    found = assess(track_of(name), load_exercise(exercise_of(name)))
    assert not differences(golden("told", name), found.model_dump(mode="json"))[:20]


@pytest.mark.parametrize("name", samples("untold"))
def test_not_told_the_exercise(name: str) -> None:
    found = assess(track_of(name))
    assert not differences(golden("untold", name), found.model_dump(mode="json"))[:20]


@pytest.mark.parametrize("name", samples("live"))
def test_live(name: str) -> None:
    assert not differences(golden("live", name), live_events(name))[:20]
