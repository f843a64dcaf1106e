"""The video side of a live session: camera frames in, annotated frames and events out."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray
from streamlit_webrtc import VideoProcessorBase

from formcheck.app.live.feed import EventFeed
from formcheck.app.live.pace import Pace, PaceMeter
from formcheck.app.live.saver import SetSaver
from formcheck.app.live.slots import SlotPool
from formcheck.app.live.state import LiveSettings
from formcheck.errors import FormcheckError
from formcheck.live import LiveEvent, LiveSession, PhaseStart, Ready, SetEnd
from formcheck.live.clock import LiveClock
from formcheck.live.coach import Coach
from formcheck.live.picture import LivePicture
from formcheck.video.reader import Frame

__all__ = ["LiveVideoProcessor"]

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
# After so many failed frames the session is finished, and a new one begun.
_MAX_FAILURES = 10


@dataclass
class _Running:
    """A session and its coach; the times of its picture count from `start_s`."""

    session: LiveSession
    start_s: float
    coach: Coach
    picture: LivePicture


class LiveVideoProcessor(VideoProcessorBase):
    """Processes the frames of one connection; streamlit-webrtc passes in the newest one.

    Parameters
    ----------
    settings : LiveSettings
        What to coach.
    feed : EventFeed
        Receives announcements and finished sets.
    slots : SlotPool
        One slot is acquired with the first frame, and released at the end.
    """

    def __init__(self, settings: LiveSettings, feed: EventFeed, slots: SlotPool) -> None:
        self._settings = settings
        self._feed = feed
        self._slots = slots
        self._saver = SetSaver(feed, settings.save_profile, settings.folder, settings.longest_s)
        self._meter = PaceMeter()
        self._clock = LiveClock()
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._frames = 0
        self._failures = 0
        self._ended = False
        # A connection that never brings a frame is silent from its beginning.
        self._latest_frame_s = time.monotonic()

    def recv(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Process one frame; the frame itself is returned if that fails."""
        begun_s = time.monotonic()
        frame_s = begun_s if frame.time is None else frame.time
        try:
            image = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
            drawn = self.process(image, frame_s)
        except Exception as error:
            self._handle_failure(error)
            return frame
        self._meter.add(frame_s, begun_s, time.monotonic())
        return av.VideoFrame.from_ndarray(drawn, format="rgb24")

    def on_ended(self) -> None:
        """End in another thread: the server's event loop calls this, and must not wait."""
        threading.Thread(target=self.end, name="live-end").start()

    def process(self, image: Image, camera_s: float) -> Image:
        """Process one picture.

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
            No slot is free, or the session cannot be started.
        """
        with self._lock:
            if self._ended:
                return image
            if not self._slots.acquire(self):
                raise FormcheckError(ALL_TAKEN)
            self._latest_frame_s = time.monotonic()
            time_s = self._clock(camera_s)
            if time_s is None:
                return np.ascontiguousarray(image[:, ::-1])
            running = self._running or self._start(time_s)
            self._frames += 1
            self._publish(running.session.push(Frame(image, time_s, self._frames)), running)
            self._saver.add_frame(image, time_s)
            drawn = running.picture.draw(image, time_s - running.start_s, running.session)
            self._failures = 0
            self._feed.problem = None
            return drawn

    def check_silence(self) -> None:
        """Report that no frames arrive, and in the end finish the set; called by the page."""
        silent_s = time.monotonic() - self._latest_frame_s
        if self._ended or not silent_s > _SILENT_S:
            return
        self._feed.problem = NO_PICTURE
        if silent_s > _GONE_S:
            with self._lock:
                self._finish()

    def end(self) -> None:
        """Finish the current set and release everything; only the first call has an effect."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._feed.problem = None
            self._finish()
            self._saver.close()
            self._slots.release(self)

    @property
    def ended(self) -> bool:
        """Whether the connection is over."""
        return self._ended

    @property
    def pace(self) -> Pace | None:
        """Frame rate and delay; None before there are enough frames, and after the end."""
        return None if self._ended else self._meter.pace()

    def _start(self, time_s: float) -> _Running:
        settings = self._settings
        session = LiveSession(
            settings.exercise, profile=settings.range_profile, model=settings.model
        )
        self._running = _Running(session, time_s, Coach(), LivePicture(mirrored=True))
        return self._running

    def _finish(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        try:
            self._publish(running.session.finish(), running)
        except Exception as error:
            # The caller still has to release the slot and the saver.
            self._feed.problem = _defect(error)
        finally:
            running.session.close()

    def _publish(self, events: Sequence[LiveEvent], running: _Running) -> None:
        # A page that wakes up for a tone must find the count that came with it.
        with self._feed.atomic():
            for event in events:
                sayings = running.coach.hear(event)
                running.picture.hear(event, sayings)
                self._feed.say(sayings)
                if isinstance(event, PhaseStart):
                    self._feed.sound(event.part)
        for event in events:
            if isinstance(event, Ready):
                self._saver.begin_set()
            elif isinstance(event, SetEnd):
                self._saver.save_set(event.analysis)

    def _handle_failure(self, error: Exception) -> None:
        """Report the error; if it stays, finish the set, so that what was counted is not lost."""
        self._feed.problem = str(error) if isinstance(error, FormcheckError) else _defect(error)
        self._failures += 1
        if self._failures % _MAX_FAILURES == 0:
            with self._lock:
                self._finish()


def _defect(error: Exception) -> str:
    name = type(error).__name__
    return f"formcheck itself failed on a picture ({name}: {error}); it goes on with the next"
