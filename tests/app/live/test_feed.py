"""What a session tells its page: in order, once, and never more than the page can use."""

import threading
import time

from formcheck.app.live.feed import EventFeed
from formcheck.live.coach import Saying


def test_numbers_run_on_so_that_nothing_is_said_twice() -> None:
    feed = EventFeed()
    feed.say([Saying("count", "1", urgent=True), Saying("cue", "Sit lower.")])
    first = feed.wait(0, 0.0)
    feed.sound("outward")
    new = [item for item in feed.wait(first[-1].number, 0.0) if item.number > first[-1].number]
    assert [(item.kind, item.text, item.urgent) for item in first] == [
        ("count", "1", True),
        ("cue", "Sit lower.", False),
    ]
    assert [(item.kind, item.text) for item in new] == [("phase", "outward")]


def test_who_waits_is_woken_by_an_announcement() -> None:
    feed = EventFeed()
    threading.Timer(0.05, feed.say, [[Saying("guide", "Step back.")]]).start()
    assert [item.text for item in feed.wait(0, 30.0)] == ["Step back."]


def test_who_is_woken_by_a_tone_finds_the_count_that_came_with_it() -> None:
    feed = EventFeed()

    def watch() -> None:
        with feed.atomic():
            feed.sound("rest")
            time.sleep(0.1)
            feed.say([Saying("count", "1", urgent=True)])

    threading.Timer(0.05, watch).start()
    assert [item.text for item in feed.wait(0, 30.0)] == ["rest", "1"]


def test_old_announcements_are_forgotten_but_numbers_are_not() -> None:
    feed = EventFeed()
    for number in range(1000):
        feed.say([Saying("count", str(number))])
    announcements = feed.wait(0, 0.0)
    assert len(announcements) < 100
    assert (announcements[-1].text, announcements[-1].number) == ("999", 1000)
