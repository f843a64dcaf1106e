"""An iterator that runs ahead in a thread, so that decoding overlaps with the caller's work."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["prefetch"]

T = TypeVar("T")


class _End:
    """What the thread returns when there are no more items."""


def prefetch(items: Iterable[T], ahead: int = 4) -> Generator[T, None, None]:
    """Iterate while a thread produces the next few items.

    Parameters
    ----------
    items : iterable
        Used by the thread alone until this iterator ends or is closed.
    ahead : int
        Largest number of items that are finished and not yet used.

    Yields
    ------
    object
        The same items in the same order. An exception of the source is raised where its next item
        would have come.

    Notes
    -----
    Closing the iterator waits for the thread, so that the source can then be closed. Wrap it in
    `contextlib.closing` where a loop may end early.

    Examples
    --------
    >>> list(prefetch(range(3)))
    [0, 1, 2]
    """
    source = iter(items)
    with ThreadPoolExecutor(1, "prefetch") as thread:
        pending = deque(thread.submit(next, source, _End()) for _ in range(ahead))
        try:
            while not isinstance(item := pending.popleft().result(), _End):
                pending.append(thread.submit(next, source, _End()))
                yield item
        finally:
            thread.shutdown(cancel_futures=True)
