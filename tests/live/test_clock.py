"""Times that go forward whatever the camera's clock does."""

import pytest

from formcheck.live.clock import LiveClock


def times(*camera_s: float) -> list[float | None]:
    clock = LiveClock()
    return [clock(one) for one in camera_s]


def test_the_session_begins_at_nought_and_keeps_the_cameras_steps() -> None:
    assert times(50.0, 50.04, 50.2) == pytest.approx([0.0, 0.04, 0.2])


def test_the_same_moment_again_is_no_new_frame() -> None:
    assert times(1.0, 1.0) == [0.0, None]


def test_after_a_jump_back_time_goes_on_from_where_it_was() -> None:
    assert times(9.0, 10.0, 2.0, 2.5) == pytest.approx([0.0, 1.0, 1.001, 1.501])


def test_a_clock_that_was_set_makes_no_gap_of_days() -> None:
    assert times(0.0, 1.0, 1e6, 1e6 + 0.5)[2:] == pytest.approx([1.001, 1.501])


def test_a_pause_stays_a_pause() -> None:
    assert times(0.0, 30.0) == pytest.approx([0.0, 30.0])
