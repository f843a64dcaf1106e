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
from formcheck.live.coach import Coach
from formcheck.live.picture import LivePicture
from formcheck.store.sessions import keep_session
from formcheck.video.camera import CameraReader, frames_in_real_time
from formcheck.video.reader import Frame

__all__ = ["LiveDisplay", "run"]

_QUIT = {ord("q"), ord("Q"), 27}
_MIRROR = {ord("m"), ord("M")}


class LiveDisplay:
    """Words or JSON lines on the terminal, and the annotated picture in a window.

    Parameters
    ----------
    title : str
        Title of the window.
    window : bool
        Whether to open a window.
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

    def show_events(self, events: Iterable[LiveEvent]) -> None:
        """Print events, and keep each set that ends."""
        for event in events:
            sayings = self._coach.hear(event)
            self._picture.hear(event, sayings)
            if self._events:
                print(event.model_dump_json(), flush=True)
            else:
                for saying in sayings:
                    print(printable(saying.text), flush=True)
            if isinstance(event, SetEnd) and self._keep is not None:
                _keep(self._keep, event)

    def show_frame(self, frame: Frame, time_s: float, session: LiveSession) -> bool:
        """Show a frame; False where a key or the closed window ends the session."""
        if not self._window:
            return True
        drawn = self._picture.draw(frame.image, time_s, session)
        cv2.imshow(self._title, cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR))
        key = cv2.waitKey(1) & 0xFF
        if key in _MIRROR:
            self._picture.mirrored = not self._picture.mirrored
        closed = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1
        return key not in _QUIT and not closed

    def show_lost(self, time_s: float, words: str) -> None:
        """Print the loss of the source as an event; without events the error says it."""
        if self._events:
            self.show_events([Lost(time_s=time_s, reason="camera", words=words)])

    def close(self) -> None:
        """Close the window."""
        if self._window:
            cv2.destroyAllWindows()


def run(
    session: LiveSession, source: int | Path, display: LiveDisplay, stopped: Callable[[], bool]
) -> None:
    """Run a session on a camera or a clip until its end, the end of the window, or a signal.

    Parameters
    ----------
    session : LiveSession
        Finished at the end, which reports the set that has begun.
    source : int or Path
        Number of a camera, or a clip.
    display : LiveDisplay
        Closed at the end.
    stopped : callable
        Called after every frame; True ends the session.

    Raises
    ------
    VideoError
        The source cannot be opened, or has ended in the middle.
    """
    try:
        with _frames(source) as frames:
            for frame in frames:
                display.show_events(session.push(frame))
                if stopped() or not display.show_frame(frame, session.now_s, session):
                    break
    except VideoError as error:
        display.show_lost(session.now_s, str(error))
        raise
    finally:
        try:
            display.show_events(session.finish())
        finally:
            display.close()


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


def _keep(profile: str, event: SetEnd) -> None:
    try:
        keep_session(profile, event.analysis)
    except FormcheckError as error:
        # The session goes on, so that the next set is not lost too.
        print(f"formcheck: {printable(str(error))}", file=sys.stderr)
