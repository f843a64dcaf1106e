"""Run a producer in its own thread, a few items ahead of its consumer."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from typing import TypeVar

__all__ = ["prefetch"]

_POLL_S = 0.05

T = TypeVar("T")


class _End:
    """Marks the end of the stream; carries the error that ended it, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def prefetch(items: Iterable[T], ahead: int = 4) -> Iterator[T]:
    """Iterate over `items` while a thread already produces the next ones.

    OpenCV's decoder and MediaPipe both let go of the interpreter lock, so decoding and inference
    run side by side.

    Parameters
    ----------
    items : iterable
        Consumed in the thread, by nobody else.
    ahead : int
        At most so many items wait in memory.

    Yields
    ------
    T
        The items in order. An exception of the producer is raised here after the items before it.
        Leaving the loop early stops the producer before its next item.
    """
    queue: Queue[T | _End] = Queue(maxsize=ahead)
    stop = threading.Event()

    def put(item: T | _End) -> None:
        while not stop.is_set():
            try:
                queue.put(item, timeout=_POLL_S)
                return
            except Full:
                continue

    def produce() -> None:
        try:
            for item in items:
                put(item)
                if stop.is_set():
                    return
            put(_End())
        except BaseException as error:  # carried over, raised by the consumer
            put(_End(error))

    thread = threading.Thread(target=produce, name="prefetch", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = queue.get(timeout=_POLL_S)
            except Empty:
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        thread.join()
