"""A visitor's live coaching: whether the camera can be started now."""

from formcheck.app.live.slots import SlotPool
from formcheck.app.live.state import LiveSettings, LiveState


def test_who_has_just_stopped_is_not_told_that_all_places_are_taken() -> None:
    slots = SlotPool(1)
    mine, other = LiveState(slots), LiveState(slots)
    processor = mine.make_processor(LiveSettings("squat"))
    assert slots.acquire(processor)
    assert not other.has_slot
    processor.end()
    # As while its last set is still being judged.
    assert slots.acquire(processor)
    assert mine.has_slot
    assert not other.has_slot
