"""How many people a server can coach at a time."""

from __future__ import annotations

import threading
import time

__all__ = ["Seats"]


class Seats:
    """A bounded number of seats, each held by whoever shows that they are still there.

    Parameters
    ----------
    places : int
        How many.
    patience_s : float
        A seat whose holder was silent for so long is free again: a connection that breaks in the
        middle does not say so.
    """

    def __init__(self, places: int, patience_s: float = 20.0) -> None:
        self._places = places
        self._patience_s = patience_s
        self._held: dict[object, float] = {}
        self._lock = threading.Lock()

    def take(self, holder: object) -> bool:
        """Take a seat, or show that it is still needed; False where all are taken."""
        with self._lock:
            now_s = time.monotonic()
            self._clear(now_s)
            if holder not in self._held and len(self._held) >= self._places:
                return False
            self._held[holder] = now_s
            return True

    def leave(self, holder: object) -> None:
        """Give a seat back; nothing happens where there is none."""
        with self._lock:
            self._held.pop(holder, None)

    def holds(self, holder: object) -> bool:
        """Whether this one has a seat now."""
        with self._lock:
            self._clear(time.monotonic())
            return holder in self._held

    @property
    def free(self) -> int:
        """Seats that nobody holds now."""
        with self._lock:
            self._clear(time.monotonic())
            return self._places - len(self._held)

    def _clear(self, now_s: float) -> None:
        gone = [one for one, seen_s in self._held.items() if now_s - seen_s > self._patience_s]
        for one in gone:
            del self._held[one]
