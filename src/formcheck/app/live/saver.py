"""Recording and saving of sets, in one background thread and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.app.live.feed import EventFeed, FinishedSet
from formcheck.app.live.recorder import Recorder
from formcheck.errors import FormcheckError
from formcheck.result.result import Result
from formcheck.store.sessions import keep_session

__all__ = ["SetSaver"]

# A frame of 640 x 480 takes 0.9 MB.
_MAX_QUEUED_FRAMES = 30


class SetSaver:
    """Records frames and saves finished sets; no method waits for the disk.

    Parameters
    ----------
    feed : EventFeed
        Receives every finished set once it is saved.
    profile : str or None
        Profile to save sets under.
    folder : Path or None
        Folder of the recordings; None records nothing.
    longest_s : float
        Longest recording.
    """

    def __init__(
        self, feed: EventFeed, profile: str | None, folder: Path | None, longest_s: float
    ) -> None:
        self._feed = feed
        self._profile = profile
        self._recorder = None if folder is None else Recorder(folder, longest_s)
        self._problem: str | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="set-saver")
        self._queue_space = threading.Semaphore(_MAX_QUEUED_FRAMES)

    def add_frame(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Record a frame, which must not be modified later; dropped if too many are queued."""
        if self._recorder is not None and self._queue_space.acquire(blocking=False):
            self._pool.submit(self._add_frame, self._recorder, image, time_s)

    def begin_set(self) -> None:
        """Begin the recording of a set."""
        if self._recorder is not None:
            self._pool.submit(self._record, self._recorder, self._recorder.begin)

    def save_set(self, analysis: Result) -> None:
        """Save a set, and publish it in the feed."""
        self._pool.submit(self._save, analysis)

    def close(self) -> None:
        """End the thread once everything queued is done."""
        if self._recorder is not None:
            self._pool.submit(self._recorder.discard)
        self._pool.shutdown(wait=False)

    def _add_frame(self, recorder: Recorder, image: NDArray[np.uint8], time_s: float) -> None:
        try:
            if self._problem is None:
                self._record(recorder, lambda: recorder.add(image, time_s))
        finally:
            self._queue_space.release()

    def _record(self, recorder: Recorder, action: Callable[[], None]) -> None:
        try:
            action()
        except FormcheckError as error:
            self._problem = str(error)
            recorder.discard()

    def _save(self, analysis: Result) -> None:
        saved_under: str | None = None
        recording: Path | None = None
        problems: list[str] = []
        try:
            if self._profile is not None:
                keep_session(self._profile, analysis)
                saved_under = self._profile
        except FormcheckError as error:
            problems.append(str(error))
        try:
            if self._recorder is not None:
                recording = self._recorder.end()
        except FormcheckError as error:
            problems.append(str(error))
        if self._problem is not None:
            problems.append(self._problem)
            # The next set is recorded again.
            self._problem = None
        self._feed.add_set(
            FinishedSet(analysis, recording, saved_under, "; ".join(problems) or None)
        )
