"""Results of every rendered sample stay as they were, until a change says which and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck import pipeline
from formcheck.live import LiveSession, frames
from formcheck.pose.landmarks import PoseTrack
from formcheck.pose.mediapipe import PoseObservation
from formcheck.pose.subject import Sighting
from formcheck.pose.tracking import TrackedClip
from formcheck.video.reader import Frame
from helpers.golden import differences, golden, samples, track_of

SAMPLES = Path(__file__).parents[1] / "sample_videos"
LIVE_S = 10.0


def exercise_of(name: str) -> str:
    return str(golden("told", name)["sets"][0]["exercise"])


def measured(name: str, exercise: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the pipeline says of a stored track: following the person again would take minutes."""
    monkeypatch.setattr(pipeline, "track_clip", lambda *_, **__: TrackedClip(track_of(name), ()))
    return pipeline.analyze(SAMPLES / f"{name}.mp4", exercise).model_dump(mode="json")


@pytest.mark.parametrize("name", samples("told"))
def test_told_the_exercise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(name, exercise_of(name), monkeypatch)
    assert not differences(golden("told", name), found)[:20]


@pytest.mark.parametrize("name", samples("untold"))
def test_not_told_the_exercise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not differences(golden("untold", name), measured(name, "auto", monkeypatch))[:20]


@dataclass(frozen=True)
class Outlined(PoseObservation):
    """A person whose trunk edges are known already, at this row of the track."""

    row: int = 0


class Replay:
    """An estimator that finds in each frame what the track has of it."""

    def __init__(self, track: PoseTrack) -> None:
        self.track, self._rows = track, iter(range(len(track)))

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[PoseObservation]:
        track, row = self.track, next(self._rows)
        if not track.seen[row]:
            return []
        xy = track.xy[row] / (track.width, track.height)
        return [Outlined(xy, track.world[row], track.visibility[row], None, row)]

    def sighting_of(self, person: Outlined, size: tuple[int, int]) -> Sighting:
        edges = self.track.edges
        values = (person.xy * size, person.world, person.visibility)
        xy, world, visibility = (each.astype(np.float32) for each in values)
        offset, slope = edges.offset[person.row], edges.slope[person.row]
        return Sighting(xy, world, visibility, offset, slope)


@pytest.mark.parametrize("name", samples("live"))
def test_live(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    track = track_of(name).between(0.0, LIVE_S)
    replay = Replay(track)
    monkeypatch.setattr(frames, "sighting_of", replay.sighting_of)
    grey = np.full((90, round(90 * track.width / track.height), 3), 120, np.uint8)
    pictures = (Frame(grey, time, index) for index, time in enumerate(track.time.tolist()))
    with LiveSession(exercise_of(name), guided=False, model="full", estimator=replay) as session:
        found = [event.model_dump(mode="json") for event in session.feed(pictures)]
    assert not differences(golden("live", name), found)[:20]
