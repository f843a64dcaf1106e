"""From a track of the stick figure with a drawn back to a range."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import CalibrationError
from formcheck.motion.personal_range import range_in
from formcheck.motion.view import camera_view
from formcheck.pose.track import STATIONS, PoseTrack, TrunkEdges
from helpers.figure import Camera, figure, joined
from helpers.motions import clock

SIDE, TOWARDS = Camera(), Camera(heading_deg=-90)


def cat_cow(camera: Camera = SIDE, heights=(0.0, 0.08, -0.08, 0.08, -0.08)) -> PoseTrack:
    """On all fours, the back bowed by so many trunk lengths for two seconds each."""
    time = clock(2.0 * len(heights))
    track = figure(time, trunk=85.0, thigh=0.0, shin=95.0, camera=camera)
    bow = np.interp(time, *zip(*bends(heights), strict=True))
    arc = 1.0 - ((STATIONS - 0.425) / 0.425) ** 2
    offset = np.full((len(track), 2, len(STATIONS)), 0.2, dtype=np.float32)
    offset[:, 0 if camera_view(track).facing > 0 else 1] = 0.28 + bow[:, None] * arc
    return replace(track, edges=TrunkEdges(offset, np.full_like(offset, 0.25)))


def bends(heights):
    for number, height in enumerate(heights):
        yield 2.0 * number + 0.5, height
        yield 2.0 * number + 1.8, height


@pytest.mark.parametrize("heading", [0, 180])
def test_the_range_of_a_bow_whichever_way_the_person_faces(heading) -> None:
    found = range_in(cat_cow(Camera(heading_deg=heading)))
    assert (found.posture, found.neutral_from) == ("all_fours", "quiet")
    assert found.round_deg == pytest.approx(-found.hollow_deg, abs=1.0)
    assert found.neutral_deg == pytest.approx(0.0, abs=1.0)
    assert (found.hollow_times, found.round_times) == (2, 2)


def test_walking_up_and_away_does_not_spoil_the_view() -> None:
    walking = figure(clock(5.0), camera=TOWARDS)
    alone = range_in(cat_cow())
    found = range_in(joined(walking, cat_cow(), walking))
    assert found.hollow_deg == pytest.approx(alone.hollow_deg, abs=1.0)
    assert found.round_deg == pytest.approx(alone.round_deg, abs=1.0)


def test_from_the_front_it_is_refused() -> None:
    with pytest.raises(CalibrationError):
        range_in(cat_cow(Camera(heading_deg=-60)))
