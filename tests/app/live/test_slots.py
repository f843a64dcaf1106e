"""Seats for live coaching: bounded, and free again when someone vanishes."""

import time

from formcheck.app.live.slots import Seats


def test_a_full_server_takes_nobody_until_someone_leaves() -> None:
    seats = Seats(1)
    assert seats.take("a")
    assert seats.take("a")
    assert not seats.take("b")
    seats.leave("a")
    assert seats.take("b")
    assert seats.free == 0


def test_who_vanishes_loses_the_seat() -> None:
    seats = Seats(1, patience_s=0.05)
    assert seats.take("a")
    time.sleep(0.1)
    assert seats.free == 1
    assert seats.take("b")
    assert not seats.take("a")
