"""What a session tells its page: in order, once, and never more than the page can use."""

import threading
import time

from formcheck.app.live.feed import Board
from formcheck.live.coach import Saying


def test_numbers_run_on_so_that_nothing_is_said_twice() -> None:
    board = Board()
    board.say([Saying("count", "1", urgent=True), Saying("cue", "Sit lower.")])
    first = board.wait(0, 0.0)
    board.sound("outward")
    new = [one for one in board.wait(first[-1].number, 0.0) if one.number > first[-1].number]
    assert [(one.kind, one.text, one.urgent) for one in first] == [
        ("count", "1", True),
        ("cue", "Sit lower.", False),
    ]
    assert [(one.kind, one.text) for one in new] == [("phase", "outward")]


def test_who_waits_is_woken_by_news() -> None:
    board = Board()
    threading.Timer(0.05, board.say, [[Saying("guide", "Step back.")]]).start()
    assert [one.text for one in board.wait(0, 30.0)] == ["Step back."]


def test_who_is_woken_by_a_tone_finds_the_count_that_came_with_it() -> None:
    board = Board()

    def watch() -> None:
        with board.together():
            board.sound("rest")
            time.sleep(0.1)
            board.say([Saying("count", "1", urgent=True)])

    threading.Timer(0.05, watch).start()
    assert [one.text for one in board.wait(0, 30.0)] == ["rest", "1"]


def test_old_news_is_forgotten_but_numbers_are_not() -> None:
    board = Board()
    for number in range(1000):
        board.say([Saying("count", str(number))])
    news = board.wait(0, 0.0)
    assert len(news) < 100
    assert (news[-1].text, news[-1].number) == ("999", 1000)
