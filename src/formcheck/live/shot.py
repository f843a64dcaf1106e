"""One uninterrupted stay before the camera: view, scale and repetitions, as far as known now."""

from __future__ import annotations

import math

from formcheck.exercises.spec import Exercise
from formcheck.live.track_buffer import Window
from formcheck.motion.scale import BodyScale, body_scale
from formcheck.motion.view import CameraView, camera_view
from formcheck.pose.backend import Detection
from formcheck.reps.counter import RepCounter, driving_levels
from formcheck.reps.rep import Rep
from formcheck.reps.trace import Event, Step

__all__ = ["Shot"]

# View and scale are medians over a shot. Early on they rest on little and are looked at often.
_LOOK_EVERY_S = 0.5
_FEWEST_FRAMES = 5
# Who is seen for less than this, and then not for longer, was not found yet.
_GLIMPSE_S = 0.1
# Frames are counted by twos: a table of two rows costs no more than one of one.
_FEED_EVERY_S = 0.05
# Smaller changes of the scale move no signal by more than its jitter.
_SAME_SCALE = 0.03


class Shot:
    """Feed it frames; it counts them with the view and scale that all frames so far show.

    Where that turns out to be another than the frames were counted with (another way of facing,
    another driving signal, another size), what is remembered is counted again.

    Parameters
    ----------
    exercise : Exercise
        What is counted.
    window : Window
        What was seen of it so far; it is added to here.
    """

    def __init__(self, exercise: Exercise, window: Window) -> None:
        self.window = window
        self.reps: list[Rep] = []
        self.view: CameraView | None = None
        self.scale = BodyScale(math.nan)
        self.step: Step | None = None
        self._exercise = exercise
        self._counter: RepCounter | None = None
        self._counted: tuple[CameraView, BodyScale] | None = None
        self._kept: list[Rep] = []
        self._look_at_s = -math.inf
        self._fed_s = -math.inf

    def add(self, time_s: float, sighting: Detection | None) -> None:
        """Take the newest frame."""
        if sighting is not None and self._was_a_glimpse(time_s):
            self.window = self.window.between(time_s, math.inf)
        self.window.add(time_s, sighting)
        if time_s >= self._look_at_s and self.window.seen >= _FEWEST_FRAMES:
            self._look_at_s = time_s + _LOOK_EVERY_S
            if self._look():
                return
        if self._counter is not None and time_s - self._fed_s >= _FEED_EVERY_S:
            newest = self.window.as_seen(self._fed_s)
            self._fed_s = time_s
            self.reps = [*self._kept, *self._counter.feed(newest)]

    def end(self, *, goes_on: bool) -> None:
        """The stay is over; `goes_on` with another, as after a cut."""
        if self.window.seen >= _FEWEST_FRAMES:
            self._look(again=True)
        if self._counter is not None:
            self.reps = [*self._kept, *self._counter.finish(goes_on=goes_on)]

    def until(self, end_s: float) -> None:
        """Count again without what came from a moment on."""
        self.window = self.window.between(-math.inf, end_s)
        if self.window.seen:
            self._look(again=True)
        else:
            self._counter, self.reps = None, []

    @property
    def now_s(self) -> float:
        """Time of the newest frame; NaN before the first."""
        return self.window.end_s

    @property
    def under_way(self) -> bool:
        """Whether a movement has begun that may become a repetition."""
        return self._counter is not None and self._counter.under_way

    @property
    def share_of_reach(self) -> float:
        """As `RepCounter.share_of_reach`; NaN while nothing is known."""
        return math.nan if self._counter is None else self._counter.share_of_reach

    def _was_a_glimpse(self, now_s: float) -> bool:
        """Whether all that was seen before is a moment's blunder, as the model has after a cut."""
        first_s, last_s = self.window.seen_span_s
        was_short = last_s - first_s < _GLIMPSE_S and now_s - last_s > _GLIMPSE_S
        # Where frames are far apart, each is a moment of its own.
        return was_short and self.window.unseen > self.window.seen

    def _look(self, *, again: bool = False) -> bool:
        """Learn view and scale anew; True where all was counted again with them."""
        track = self.window.as_seen()
        self.view, self.scale = camera_view(track), body_scale(track)
        if not again and not self._differs():
            return False
        self._counted = self.view, self.scale
        self._counter = RepCounter(self._exercise, self.view, self.scale, self._watch)
        # What the window has forgotten stays counted as it was.
        start_s = self.window.start_s
        self._kept = [rep for rep in self.reps if rep.start_s < start_s]
        since_s = self._kept[-1].end_s if self._kept else start_s
        self.reps = [*self._kept, *self._counter.feed(self.window.track(since_s))]
        self._fed_s = self.window.end_s
        return True

    def _differs(self) -> bool:
        if self._counted is None:
            return True
        assert self.view is not None
        view, scale = self._counted
        by = abs(self.scale.leg_px - scale.leg_px), abs(self.scale.floor_px - scale.floor_px)
        return (
            self.view.facing != view.facing
            or driving_levels(self._exercise, self.view) is not driving_levels(self._exercise, view)
            or not max(by) <= _SAME_SCALE * scale.leg_px
        )

    def _watch(self, event: Event) -> None:
        self.step = event.step
