"""What a live session has to tell its page, handed from thread to thread."""

from __future__ import annotations

import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from formcheck.live.coach import Saying
from formcheck.result.result import Result

__all__ = ["Board", "DoneSet", "News"]

# The page looks several times a second; what it has missed by more than this it would not say.
_NEWS_KEPT = 30
_SETS_KEPT = 100


@dataclass(frozen=True)
class News:
    """One thing to say or to sound.

    Attributes
    ----------
    number : int
        Runs on for as long as the board is there, so that nothing is said twice.
    kind : str
        That of a `Saying`, or ``phase``.
    text : str
        The words; of a phase ``outward``, ``homeward`` or ``rest``.
    urgent : bool
        Whether it cuts off what is being said.
    at_s : float
        When it was put up, by the clock of `time.monotonic`.
    """

    number: int
    kind: str
    text: str
    urgent: bool
    at_s: float


@dataclass(frozen=True)
class DoneSet:
    """A set that is over.

    Attributes
    ----------
    analysis : Result
        With this one set.
    recording : Path or None
        Its frames, where the person wanted them kept.
    kept : str or None
        The profile it was saved under.
    trouble : str or None
        Why it was not saved or not recorded, though it was to be.
    """

    analysis: Result
    recording: Path | None = None
    kept: str | None = None
    trouble: str | None = None


class Board:
    """Written by the threads that watch, read by the page; bounded, and lives as long as the page.

    Attributes
    ----------
    name : str
        Tells this board from any other.
    trouble : str or None
        What went wrong, for the person; None while all is well.
    """

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.trouble: str | None = None
        self._changed = threading.Condition()
        self._news: deque[News] = deque(maxlen=_NEWS_KEPT)
        self._sets: deque[DoneSet] = deque(maxlen=_SETS_KEPT)
        self._number = 0
        self._sets_ever = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put up meanwhile is seen at once by who waits; for a moment only."""
        with self._changed:
            yield

    def say(self, sayings: Sequence[Saying]) -> None:
        """Words to speak, in order."""
        for one in sayings:
            self._put(one.kind, one.text, one.urgent)

    def sound(self, part: Literal["outward", "homeward", "rest"]) -> None:
        """A phase has begun."""
        self._put("phase", part, urgent=False)

    def done(self, ended: DoneSet) -> None:
        """A set is over."""
        with self._changed:
            self._sets.append(ended)
            self._sets_ever += 1
            self._changed.notify_all()

    def tell(self, trouble: str | None) -> None:
        """What went wrong, or that it is well again."""
        with self._changed:
            self.trouble = trouble
            self._changed.notify_all()

    def wait(self, after: int, longest_s: float) -> tuple[News, ...]:
        """Wait for something newer than a number, at most so long, and return what is there."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, longest_s)
            return tuple(self._news)

    @property
    def sets(self) -> tuple[DoneSet, ...]:
        """The latest sets, oldest first."""
        with self._changed:
            return tuple(self._sets)

    @property
    def sets_ever(self) -> int:
        """How many sets there have been."""
        return self._sets_ever

    def _put(self, kind: str, text: str, urgent: bool) -> None:
        with self._changed:
            self._number += 1
            self._news.append(News(self._number, kind, text, urgent, time.monotonic()))
            self._changed.notify_all()
