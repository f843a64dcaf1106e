"""Slots for live coaching: bounded, and free again when someone vanishes."""

import time

from formcheck.app.live.slots import SlotPool


def test_a_full_server_takes_nobody_until_someone_leaves() -> None:
    slots = SlotPool(1)
    assert slots.acquire("a")
    assert slots.acquire("a")
    assert not slots.acquire("b")
    slots.release("a")
    assert slots.acquire("b")
    assert slots.free == 0


def test_who_vanishes_loses_the_slot() -> None:
    slots = SlotPool(1, timeout_s=0.05)
    assert slots.acquire("a")
    time.sleep(0.1)
    assert slots.free == 1
    assert slots.acquire("b")
    assert not slots.acquire("a")
