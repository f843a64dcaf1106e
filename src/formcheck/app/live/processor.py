"""The camera's side of a live session: frames in, annotated frames out, events to the board."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray
from streamlit_webrtc import VideoProcessorBase

from formcheck.app.live.feed import Board
from formcheck.app.live.pace import Pace, PaceMeter
from formcheck.app.live.saver import Clerk
from formcheck.app.live.settings import Order
from formcheck.app.live.slots import Seats
from formcheck.errors import FormcheckError
from formcheck.live import LiveEvent, LiveSession, Phase, Ready, SetEnd
from formcheck.live.clock import LiveClock
from formcheck.live.coach import Coach
from formcheck.live.picture import LivePicture
from formcheck.video.reader import Frame

__all__ = ["Watcher"]

Image = NDArray[np.uint8]

ALL_TAKEN = (
    "All places for live coaching on this server are taken. Try again in a few minutes, or film "
    "yourself and use 'Check a clip'."
)
NO_PICTURE = (
    "No picture has come from the camera for some seconds. Is it unplugged, covered by another "
    "program, or is the network gone? Press Stop, then Start."
)
_SILENT_S = 4.0
_GONE_S = 10.0
# So many frames in a row that fail are no accident: begin anew.
_FAILURES_BORNE = 10


@dataclass
class _Running:
    """A session and what belongs to it; its times begin at its first frame."""

    session: LiveSession
    start_s: float
    coach: Coach
    picture: LivePicture


class Watcher(VideoProcessorBase):
    """Looks at the frames of one connection: streamlit-webrtc hands it the newest one.

    Parameters
    ----------
    order : Order
        What to watch.
    board : Board
        Where to put what happens.
    seats : Seats
        One is taken with the first frame, and given back at the end.
    """

    def __init__(self, order: Order, board: Board, seats: Seats) -> None:
        self._order = order
        self._board = board
        self._seats = seats
        self._clerk = Clerk(board, order.keep, order.folder, order.longest_s)
        self._meter = PaceMeter()
        self._clock = LiveClock()
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._frames = 0
        self._failures = 0
        self._ended = False
        self._told: str | None = None
        # A connection that never brings a picture is silent from its beginning.
        self._frame_at_s = time.monotonic()

    def recv(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Look at one frame; whatever happens, a picture comes back."""
        begun_s = time.monotonic()
        frame_s = begun_s if frame.time is None else frame.time
        try:
            image = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
            drawn = self.see(image, frame_s)
        except Exception as error:
            self._failed(error)
            return frame
        self._meter.note(frame_s, begun_s, time.monotonic())
        return av.VideoFrame.from_ndarray(drawn, format="rgb24")

    def on_ended(self) -> None:
        """The connection is over. Called by the server's event loop, so it must not take long."""
        threading.Thread(target=self.end, name="live-end").start()

    def see(self, image: Image, camera_s: float) -> Image:
        """Look at one picture.

        Parameters
        ----------
        image : ndarray, shape (H, W, 3), uint8
            RGB, of any size.
        camera_s : float
            Its time by the camera's clock.

        Returns
        -------
        ndarray
            Mirrored, with the body and the words drawn in.

        Raises
        ------
        FormcheckError
            No seat is free, or the session cannot be begun.
        """
        with self._lock:
            if self._ended:
                return image
            if not self._seats.take(self):
                raise FormcheckError(ALL_TAKEN)
            self._frame_at_s = time.monotonic()
            time_s = self._clock(camera_s)
            if time_s is None:
                return np.ascontiguousarray(image[:, ::-1])
            running = self._running or self._begin(time_s)
            self._frames += 1
            self._hear(running.session.push(Frame(image, time_s, self._frames)), running)
            self._clerk.frame(image, time_s)
            drawn = running.picture.draw(image, time_s - running.start_s, running.session)
            self._failures = 0
            self._tell(None)
            return drawn

    def look(self) -> None:
        """Notice that no frames come any more; for the page, which is there when they are not."""
        silent_s = time.monotonic() - self._frame_at_s
        if self._ended or not silent_s > _SILENT_S:
            return
        self._tell(NO_PICTURE)
        if silent_s > _GONE_S:
            with self._lock:
                self._finish()

    def end(self) -> None:
        """Finish the set under way and let go of everything; once."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._tell(None)
            self._finish()
            self._clerk.close()
            self._seats.leave(self)

    @property
    def ended(self) -> bool:
        """Whether its connection is over."""
        return self._ended

    @property
    def pace(self) -> Pace | None:
        """How fast it is; None before there are some frames."""
        return None if self._ended else self._meter.pace()

    def _begin(self, time_s: float) -> _Running:
        order = self._order
        session = LiveSession(order.exercise, profile=order.profile, model=order.model)
        self._running = _Running(session, time_s, Coach(), LivePicture(mirrored=True))
        return self._running

    def _finish(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        try:
            self._hear(running.session.finish(), running)
        except Exception as error:
            # Whoever ends still has a seat and a clerk to let go of.
            self._tell(_defect(error))
        finally:
            running.session.close()

    def _hear(self, events: Sequence[LiveEvent], running: _Running) -> None:
        # A page that is woken by a tone must find the count that came with it.
        with self._board.together():
            for event in events:
                sayings = running.coach.hear(event)
                running.picture.hear(event, sayings)
                self._board.say(sayings)
                if isinstance(event, Phase):
                    self._board.sound(event.part)
        for event in events:
            if isinstance(event, Ready):
                self._clerk.ready()
            elif isinstance(event, SetEnd):
                self._clerk.set_done(event.analysis)

    def _failed(self, error: Exception) -> None:
        """Tell it, and begin anew where it does not pass; what was counted so far is a set."""
        told = str(error) if isinstance(error, FormcheckError) else _defect(error)
        self._tell(told)
        self._failures += 1
        if self._failures % _FAILURES_BORNE == 0:
            with self._lock:
                self._finish()

    def _tell(self, trouble: str | None) -> None:
        if trouble != self._told:
            self._told = trouble
            self._board.tell(trouble)


def _defect(error: Exception) -> str:
    name = type(error).__name__
    return f"formcheck itself failed on a picture ({name}: {error}); it goes on with the next"
