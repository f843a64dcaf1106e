import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from formcheck.video.prefetch import prefetch


def endless() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def test_items_come_in_order() -> None:
    assert list(prefetch(range(100), ahead=3)) == list(range(100))


def test_an_exception_comes_after_the_items_before_it() -> None:
    def source() -> Iterator[int]:
        yield 1
        yield 2
        raise LookupError("torn")

    seen = []
    with pytest.raises(LookupError, match="torn"):
        for item in prefetch(source()):
            seen.append(item)
    assert seen == [1, 2]


def test_leaving_a_loop_early_ends_the_thread() -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError):
        for item in prefetch(endless()):
            if item == 3:
                raise RuntimeError
    assert threading.active_count() == before


def test_closing_ends_the_thread() -> None:
    before = threading.active_count()
    with closing(prefetch(endless())) as items:
        assert next(items) == 0
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
