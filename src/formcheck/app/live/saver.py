"""What may take its time: recording and saving, in one thread and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.app.live.feed import Board, DoneSet
from formcheck.app.live.recorder import Recorder
from formcheck.errors import FormcheckError
from formcheck.result.result import Result
from formcheck.store.sessions import keep_session

__all__ = ["Clerk"]

# A frame of 640 x 480 takes 0.9 MB.
_FRAMES_AHEAD = 30


class Clerk:
    """Is handed frames and finished sets by the thread that watches, which waits for nothing.

    Parameters
    ----------
    board : Board
        Told of every finished set once it is saved.
    keep : str or None
        Profile to save sets under.
    folder : Path or None
        Where recordings go; None records nothing.
    longest_s : float
        Of a recording.
    """

    def __init__(
        self, board: Board, keep: str | None, folder: Path | None, longest_s: float
    ) -> None:
        self._board = board
        self._keep = keep
        self._recorder = None if folder is None else Recorder(folder, longest_s)
        self._trouble: str | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="live-clerk")
        self._waiting = threading.Semaphore(_FRAMES_AHEAD)

    def frame(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Record a frame, which must not be changed any more; left out where others still wait."""
        recorder = self._recorder
        if recorder is None or not self._waiting.acquire(blocking=False):
            return

        def record() -> None:
            try:
                if self._trouble is None:
                    recorder.add(image, time_s)
            finally:
                self._waiting.release()

        self._do(record)

    def ready(self) -> None:
        """A set may begin now."""
        if self._recorder is not None:
            self._do(self._recorder.begin)

    def set_done(self, analysis: Result) -> None:
        """Save a set, and tell the board."""
        self._pool.submit(self._settle, analysis)

    def close(self) -> None:
        """No more will come; what was handed in is still done."""
        if self._recorder is not None:
            self._pool.submit(self._recorder.give_up)
        self._pool.shutdown(wait=False)

    def _do(self, work: Callable[[], None]) -> None:
        self._pool.submit(self._record, work)

    def _record(self, work: Callable[[], None]) -> None:
        try:
            work()
        except FormcheckError as error:
            self._trouble = str(error)
            assert self._recorder is not None
            self._recorder.give_up()

    def _settle(self, analysis: Result) -> None:
        kept: str | None = None
        recording: Path | None = None
        troubles: list[str] = []
        try:
            if self._keep is not None:
                keep_session(self._keep, analysis)
                kept = self._keep
        except FormcheckError as error:
            troubles.append(str(error))
        try:
            if self._recorder is not None:
                recording = self._recorder.end()
        except FormcheckError as error:
            troubles.append(str(error))
        if self._trouble is not None:
            troubles.append(self._trouble)
            # The next set is tried anew.
            self._trouble = None
        self._board.done(DoneSet(analysis, recording, kept, "; ".join(troubles) or None))
