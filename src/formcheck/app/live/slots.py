"""How many people a server can coach at a time."""

from __future__ import annotations

import threading
import time

__all__ = ["SlotPool"]


class SlotPool:
    """A bounded number of slots, each with a holder that renews it with every frame.

    Parameters
    ----------
    size : int
        Number of slots.
    timeout_s : float
        A slot that was not renewed for longer is free: a broken connection does not say so.
    """

    def __init__(self, size: int, timeout_s: float = 20.0) -> None:
        self._size = size
        self._timeout_s = timeout_s
        self._renewed_s: dict[object, float] = {}
        self._lock = threading.Lock()

    def acquire(self, holder: object) -> bool:
        """Take or renew a slot; False if all are taken."""
        with self._lock:
            holders = self._holders()
            if holder not in holders and len(holders) >= self._size:
                return False
            holders[holder] = time.monotonic()
            return True

    def release(self, holder: object) -> None:
        """Free the holder's slot, if it has one."""
        with self._lock:
            self._renewed_s.pop(holder, None)

    def holds(self, holder: object) -> bool:
        """Whether the holder has a slot now."""
        with self._lock:
            return holder in self._holders()

    @property
    def free(self) -> int:
        """Number of free slots."""
        with self._lock:
            return self._size - len(self._holders())

    def _holders(self) -> dict[object, float]:
        """When each slot was renewed, without those that timed out."""
        since_s = time.monotonic() - self._timeout_s
        self._renewed_s = {
            holder: renewed_s
            for holder, renewed_s in self._renewed_s.items()
            if renewed_s >= since_s
        }
        return self._renewed_s
