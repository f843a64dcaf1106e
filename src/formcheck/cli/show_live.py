"""A live session on a terminal, with or without a window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2

from formcheck._util.text import printable
from formcheck.errors import FormcheckError, VideoError
from formcheck.live import LiveEvent, LiveSession, Lost, SetEnd
from formcheck.live.coach import Coach, Saying
from formcheck.live.picture import LivePicture
from formcheck.store.sessions import keep_session
from formcheck.video.camera import CameraReader, frames_in_real_time
from formcheck.video.reader import Frame

__all__ = ["Shown", "run"]

_QUIT = {ord("q"), ord("Q"), 27}
_MIRROR = {ord("m"), ord("M")}


class Shown:
    """Shows a session: words or JSON lines on the terminal, the picture in a window.

    Parameters
    ----------
    title : str
        Of the window.
    window : bool
        Whether to open one.
    events : bool
        JSON lines instead of words.
    keep : str or None
        Profile that each set is kept under.
    """

    def __init__(self, title: str, *, window: bool, events: bool, keep: str | None) -> None:
        self._title = f"formcheck: {title} (q ends, m mirrors)"
        self._window = window
        self._events = events
        self._keep = keep
        self._coach = Coach()
        self._picture = LivePicture(mirrored=True)
        if window:
            _open_window(self._title)

    def hear(self, happened: Iterable[LiveEvent]) -> None:
        """Tell what happened."""
        for event in happened:
            sayings = self._coach.hear(event)
            self._picture.hear(event, sayings)
            if self._events:
                print(event.model_dump_json(), flush=True)
            else:
                _print(sayings)
            if isinstance(event, SetEnd) and self._keep is not None:
                self._kept(event)

    def draw(self, frame: Frame, time_s: float, session: LiveSession) -> bool:
        """Show a frame; False where the person wants to end."""
        if not self._window:
            return True
        drawn = self._picture.draw(frame.image, time_s, session)
        cv2.imshow(self._title, cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR))
        key = cv2.waitKey(1) & 0xFF
        if key in _MIRROR:
            self._picture.mirrored = not self._picture.mirrored
        closed = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1
        return key not in _QUIT and not closed

    def end_with(self, time_s: float, words: str) -> None:
        """The source is gone; people are told by the error that follows."""
        if self._events:
            self.hear([Lost(time_s=time_s, reason="camera", words=words)])

    def close(self) -> None:
        """Close the window."""
        if self._window:
            cv2.destroyAllWindows()

    def _kept(self, event: SetEnd) -> None:
        assert self._keep is not None
        try:
            keep_session(self._keep, event.analysis)
        except FormcheckError as error:
            # The next set shall not be lost with this one.
            print(f"formcheck: {printable(str(error))}", file=sys.stderr)


def run(
    session: LiveSession, source: int | Path, shown: Shown, stopped: Callable[[], bool]
) -> None:
    """Watch a camera or a clip until it ends, the window is closed, or it is stopped.

    Parameters
    ----------
    session : LiveSession
        Finished here: the set under way is told.
    source : int or Path
        Number of a camera, or a clip.
    shown : Shown
        Closed here.
    stopped : callable
        Asked for every frame.

    Raises
    ------
    VideoError
        The source cannot be opened, or has ended in the middle.
    """
    try:
        with _frames(source) as frames:
            for frame in frames:
                shown.hear(session.push(frame))
                if stopped() or not shown.draw(frame, session.now_s, session):
                    break
    except VideoError as error:
        shown.end_with(session.now_s, str(error))
        raise
    finally:
        try:
            shown.hear(session.finish())
        finally:
            shown.close()


@contextmanager
def _frames(source: int | Path) -> Iterator[Iterable[Frame]]:
    if isinstance(source, Path):
        yield frames_in_real_time(source)
    else:
        with CameraReader(source) as camera:
            yield camera


def _open_window(title: str) -> None:
    try:
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO)
    except cv2.error as error:
        raise FormcheckError(
            "no window can be opened here; add --headless, or use the page: 'formcheck app'"
        ) from error


def _print(sayings: Iterable[Saying]) -> None:
    for one in sayings:
        print(printable(one.text), flush=True)
