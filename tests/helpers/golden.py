"""The golden results: what every sample gave when they were made, and how a result compares."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.live import LiveSession
from formcheck.pose.backend import RawDetection
from formcheck.pose.track import PoseTrack, TrunkEdges
from formcheck.video.reader import Frame

__all__ = [
    "FOLDER",
    "Replay",
    "differences",
    "exercise_of",
    "golden",
    "live_events",
    "samples",
    "track_path",
]

FOLDER = Path(__file__).parents[1] / "golden"
# Another CPU adds and multiplies in another order; whatever a change of code does is larger.
_RELATIVE, _ABSOLUTE = 1e-6, 1e-6
_LIVE_S = 10.0


def samples(kind: str) -> list[str]:
    """Names of the samples that have a golden result of this kind."""
    return sorted(path.stem for path in (FOLDER / kind).glob("*.json"))


def golden(kind: str, name: str) -> Any:
    """One golden result."""
    return json.loads((FOLDER / kind / f"{name}.json").read_text(encoding="utf-8"))


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Every value of `found` that is not as expected, with the way to it."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            line
            for key in keys
            for line in differences(
                expected.get(key, "nothing"), found.get(key, "nothing"), f"{where}.{key}"
            )
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{where}: {len(expected)} items expected, {len(found)} found"]
        return [
            line
            for row, (one, two) in enumerate(zip(expected, found, strict=True))
            for line in differences(one, two, f"{where}[{row}]")
        ]
    if isinstance(expected, float | int) and isinstance(found, float | int):
        if math.isclose(expected, found, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE):
            return []
    elif expected == found:
        return []
    return [f"{where}: {expected!r} expected, {found!r} found"]


def track_path(name: str) -> Path:
    """The stored track of a sample."""
    return FOLDER / "tracks" / f"{name}.npz"


def exercise_of(name: str) -> str:
    """What the sample shows."""
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
    """Events of a live session that sees the first seconds of a sample."""
    whole = PoseTrack.load(track_path(name))
    track = whole.between(0.0, _LIVE_S)
    grey = np.full((90, round(90 * track.width / track.height), 3), 120, np.uint8)
    frames = (Frame(grey, time, index) for index, time in enumerate(track.time.tolist()))
    with LiveSession(exercise_of(name), guided=False, estimator=Replay(track)) as session:
        return [event.model_dump(mode="json") for event in session.feed(frames)]
