from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import TrackError
from formcheck.pose.landmarks import LANDMARK_COUNT, SKELETON, Landmark, side_landmarks
from formcheck.pose.track import TrunkEdges
from helpers.figure import figure, lose_sight

TIME = np.arange(10) / 10.0


def test_names_stand_in_the_models_order() -> None:
    """As in MediaPipe's documentation of its 33 landmarks."""
    assert LANDMARK_COUNT == 33
    documented = {0: "NOSE", 7: "LEFT_EAR", 11: "LEFT_SHOULDER", 16: "RIGHT_WRIST", 23: "LEFT_HIP"}
    documented |= {26: "RIGHT_KNEE", 27: "LEFT_ANKLE", 30: "RIGHT_HEEL", 31: "LEFT_FOOT_INDEX"}
    assert {number: Landmark(number).name for number in documented} == documented


def test_sides_are_left_then_right() -> None:
    assert side_landmarks("foot_index") == (Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX)


def test_bones_join_two_different_landmarks_and_none_twice() -> None:
    bones = {frozenset(bone) for bone in SKELETON}
    assert len(bones) == len(SKELETON)
    assert all(len(bone) == 2 for bone in bones)


def test_part_gives_both_sides() -> None:
    track = figure(TIME)
    assert track.part("hip").shape == (10, 2, 2)
    assert (track.part("hip")[:, 1] == track.xy[:, Landmark.RIGHT_HIP]).all()


def test_between_keeps_both_ends_and_all_arrays_together() -> None:
    cut = figure(TIME, trunk=10 * TIME).between(0.2, 0.5)
    assert cut.time == pytest.approx([0.2, 0.3, 0.4, 0.5])
    arrays = (cut.xy, cut.world, cut.visibility, cut.edges.offset, cut.edges.slope)
    assert [len(array) for array in arrays] == [4] * 5
    assert cut.xy == pytest.approx(figure(TIME, trunk=10 * TIME).xy[2:6])


def test_nothing_between_is_an_empty_track() -> None:
    assert len(figure(TIME).between(5.0, 6.0)) == 0


def test_seen_tells_where_someone_was() -> None:
    assert (
        lose_sight(figure(TIME), 0.25, 0.55).seen.tolist() == [True] * 3 + [False] * 3 + [True] * 4
    )


@pytest.mark.parametrize("name", ["xy", "world", "visibility"])
def test_shapes_that_do_not_fit_are_refused(name) -> None:
    track = figure(TIME)
    with pytest.raises(TrackError, match=f"Expected {name} of shape"):
        replace(track, **{name: getattr(track, name)[:-1]})


def test_edges_that_do_not_fit_are_refused() -> None:
    short = np.zeros((9, 2, 64), np.float32)
    with pytest.raises(TrackError, match="Expected edges of shape"):
        replace(figure(TIME), edges=TrunkEdges(short, short))


@pytest.mark.parametrize("time", [TIME[::-1], np.zeros(10)])
def test_time_that_does_not_increase_is_refused(time) -> None:
    with pytest.raises(TrackError, match="Expected time to increase"):
        replace(figure(TIME), time=time.copy())
