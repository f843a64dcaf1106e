"""What a live session has to say to its page, passed from thread to thread."""

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

__all__ = ["Announcement", "EventFeed", "FinishedSet"]

# The page polls several times a second; older announcements would be spoken too late.
_MAX_ANNOUNCEMENTS = 30
_MAX_SETS = 100


@dataclass(frozen=True)
class Announcement:
    """One thing to speak, or the tone of a phase.

    Attributes
    ----------
    number : int
        Increases for the lifetime of the feed, so that nothing is spoken twice.
    kind : str
        The kind of the `Saying`, or ``phase``.
    text : str
        The words; of a phase ``outward``, ``homeward`` or ``rest``.
    urgent : bool
        Whether it interrupts what is being spoken.
    at_s : float
        When it was added, by `time.monotonic`.
    """

    number: int
    kind: str
    text: str
    urgent: bool
    at_s: float


@dataclass(frozen=True)
class FinishedSet:
    """A set that is over.

    Attributes
    ----------
    analysis : Result
        With this set only.
    recording : Path or None
        The clip of the set, if the person wants recordings.
    saved_under : str or None
        The profile it was saved under.
    problem : str or None
        Why it was not saved or not recorded, though it should have been.
    """

    analysis: Result
    recording: Path | None = None
    saved_under: str | None = None
    problem: str | None = None


class EventFeed:
    """Announcements and finished sets of one page; bounded, and safe to use from any thread.

    Attributes
    ----------
    id : str
        Unique.
    problem : str or None
        What is wrong now, in words for the person.
    """

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.problem: str | None = None
        self.set_count = 0
        """Number of finished sets, including those that are no longer in `sets`."""
        self._changed = threading.Condition()
        self._announcements: deque[Announcement] = deque(maxlen=_MAX_ANNOUNCEMENTS)
        self._sets: deque[FinishedSet] = deque(maxlen=_MAX_SETS)
        self._number = 0

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Publish everything that is added in the ``with`` block at once."""
        with self._changed:
            yield

    def say(self, sayings: Sequence[Saying]) -> None:
        """Add words to speak, in order."""
        for saying in sayings:
            self._announce(saying.kind, saying.text, saying.urgent)

    def sound(self, phase: Literal["outward", "homeward", "rest"]) -> None:
        """Add the tone of a phase that begins."""
        self._announce("phase", phase, urgent=False)

    def add_set(self, finished: FinishedSet) -> None:
        """Add a finished set."""
        with self._changed:
            self._sets.append(finished)
            self.set_count += 1

    def wait(self, after: int, timeout_s: float) -> tuple[Announcement, ...]:
        """Wait for an announcement with a greater number, and return all that are kept."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, timeout_s)
            return tuple(self._announcements)

    @property
    def sets(self) -> tuple[FinishedSet, ...]:
        """The latest finished sets, oldest first."""
        with self._changed:
            return tuple(self._sets)

    def _announce(self, kind: str, text: str, urgent: bool) -> None:
        with self._changed:
            self._number += 1
            announcement = Announcement(self._number, kind, text, urgent, time.monotonic())
            self._announcements.append(announcement)
            self._changed.notify_all()
