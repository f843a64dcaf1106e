"""Results of every rendered sample stay as they were, until a change says which and why."""

from __future__ import annotations

import pytest

from formcheck import PoseTrack, assess
from helpers.golden import differences, exercise_of, golden, live_events, samples, track_path


@pytest.mark.parametrize("name", samples("told"))
def test_told_the_exercise(name: str) -> None:
    found = assess(PoseTrack.load(track_path(name)), exercise_of(name))
    assert not differences(golden("told", name), found.model_dump(mode="json"))[:20]


@pytest.mark.parametrize("name", samples("untold"))
def test_not_told_the_exercise(name: str) -> None:
    found = assess(PoseTrack.load(track_path(name)))
    assert not differences(golden("untold", name), found.model_dump(mode="json"))[:20]


@pytest.mark.parametrize("name", samples("live"))
def test_live(name: str) -> None:
    assert not differences(golden("live", name), live_events(name))[:20]
