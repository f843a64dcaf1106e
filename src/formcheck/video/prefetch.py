"""An iterator that works ahead in a thread of its own, so that decoding overlaps with the rest."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from typing import Generic, TypeVar

__all__ = ["prefetch"]

T = TypeVar("T")


class _Stop:
    """Ends the queue, with the exception that ended the source if there was one."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def prefetch(items: Iterable[T], ahead: int = 4) -> Generator[T, None, None]:
    """Iterate with the next few items already being made.

    Parameters
    ----------
    items : iterable
        Used by the thread alone until this iterator ends or is closed.
    ahead : int
        At most so many finished items wait.

    Yields
    ------
    object
        The same items in the same order. An exception of the source is raised where its next item
        would have come.

    Notes
    -----
    A loop that is left early closes the iterator, which waits for the thread, so that the source
    can then be closed. Keep it in `contextlib.closing` where it may live on after the loop.

    Examples
    --------
    >>> list(prefetch(range(3)))
    [0, 1, 2]
    """
    worker = _Worker(items, ahead)
    worker.start()
    try:
        while True:
            item = worker.waiting.get()
            if isinstance(item, _Stop):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        worker.left.set()
        worker.join()


class _Worker(threading.Thread, Generic[T]):
    def __init__(self, items: Iterable[T], ahead: int) -> None:
        super().__init__(name="prefetch", daemon=True)
        self.waiting: queue.Queue[T | _Stop] = queue.Queue(ahead)
        self.left = threading.Event()
        self._items = items

    def run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                if not self._hand_over(item):
                    return
        except BaseException as caught:  # raised again in the thread that iterates
            error = caught
        self._hand_over(_Stop(error))

    def _hand_over(self, item: T | _Stop) -> bool:
        while not self.left.is_set():
            try:
                self.waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False
