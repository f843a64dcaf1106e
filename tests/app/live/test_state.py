"""A visitor's stage: whether the camera can be started now."""

from formcheck.app.live.settings import Order
from formcheck.app.live.slots import Seats
from formcheck.app.live.state import Stage


def test_who_has_just_stopped_is_not_told_that_all_places_are_taken() -> None:
    seats = Seats(1)
    mine, other = Stage(seats), Stage(seats)
    watcher = mine.make_watcher(Order("squat"))
    assert seats.take(watcher)
    assert not other.has_place
    watcher.end()
    # As while its last set is still being judged.
    assert seats.take(watcher)
    assert mine.has_place
    assert not other.has_place
