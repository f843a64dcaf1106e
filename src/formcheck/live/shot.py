"""A shot before the camera as it grows: view, scale and repetitions, as far as known now."""

from __future__ import annotations

import math
from dataclasses import replace

from formcheck.exercises import Exercise
from formcheck.live.track_buffer import TrackBuffer
from formcheck.motion.shot import Shot
from formcheck.pose.backend import Detection
from formcheck.reps.counter import RepCounter, driving_levels
from formcheck.reps.rep import Rep
from formcheck.reps.trace import Event, Step

__all__ = ["LiveShot"]

# View and scale are medians over a shot. Early on they rest on little and are looked at often.
_LOOK_EVERY_S = 0.5
_FEWEST_FRAMES = 5
# Who is seen for less than this, and then not for longer, was not found yet.
_GLIMPSE_S = 0.1
# Frames are counted by twos, which costs half as much as one by one.
_FEED_EVERY_S = 0.05
# Smaller changes of the scale move no signal by more than its jitter.
_SAME_SCALE = 0.03


class LiveShot:
    """Feed it frames; it counts them with the view and scale that all frames so far show.

    Where that turns out to be another than the frames were counted with (another way of facing,
    another driving signal, another size), what is remembered is counted again.

    Parameters
    ----------
    exercise : Exercise
        What is counted.
    buffer : TrackBuffer
        What was seen of it so far; it is added to here.

    Attributes
    ----------
    known : Shot or None
        View and scale as known now, with the frames they were read from; None before some frames
        show a person.
    """

    def __init__(self, exercise: Exercise, buffer: TrackBuffer) -> None:
        self.buffer = buffer
        self.reps: list[Rep] = []
        self.known: Shot | None = None
        self.step: Step | None = None
        self._exercise = exercise
        self._counter: RepCounter | None = None
        self._counted_as: Shot | None = None
        self._kept: list[Rep] = []
        self._look_at_s = -math.inf
        self._fed_s = -math.inf

    def add(self, time_s: float, detection: Detection | None) -> None:
        """Take the newest frame."""
        if detection is not None and self._was_a_glimpse(time_s):
            self.buffer = self.buffer.between(time_s, math.inf)
        self.buffer.add(time_s, detection)
        if time_s >= self._look_at_s and self.buffer.seen >= _FEWEST_FRAMES:
            self._look_at_s = time_s + _LOOK_EVERY_S
            if self._look():
                return
        if self._counter is not None and time_s - self._fed_s >= _FEED_EVERY_S:
            newest = self.buffer.as_seen(self._fed_s)
            self._fed_s = time_s
            self.reps = [*self._kept, *self._counter.feed(newest)]

    def end(self, *, goes_on: bool) -> None:
        """The stay is over; `goes_on` with another, as after a cut."""
        if self.buffer.seen >= _FEWEST_FRAMES:
            self._look(again=True)
        if self._counter is not None:
            self.reps = [*self._kept, *self._counter.finish(goes_on=goes_on)]

    def until(self, end_s: float) -> None:
        """Count again without what came from a moment on."""
        self.buffer = self.buffer.between(-math.inf, end_s)
        if self.buffer.seen:
            self._look(again=True)
        else:
            self._counter, self.reps = None, []

    @property
    def now_s(self) -> float:
        """Time of the newest frame; NaN before the first."""
        return self.buffer.end_s

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
        first_s, last_s = self.buffer.seen_span_s
        was_short = last_s - first_s < _GLIMPSE_S and now_s - last_s > _GLIMPSE_S
        # Where frames are far apart, each is a moment of its own.
        return was_short and self.buffer.unseen > self.buffer.seen

    def _look(self, *, again: bool = False) -> bool:
        """Learn view and scale anew; True where all was counted again with them."""
        self.known = Shot.of(self.buffer.as_seen())
        if not again and not self._differs(self.known):
            return False
        self._counted_as = self.known
        self._counter = RepCounter(self._exercise, self.known, self._on_event)
        # What the buffer has forgotten stays counted as it was.
        start_s = self.buffer.start_s
        self._kept = [rep for rep in self.reps if rep.start_s < start_s]
        since_s = self._kept[-1].end_s if self._kept else start_s
        self.reps = [*self._kept, *self._counter.feed(self.buffer.track(since_s))]
        self._fed_s = self.buffer.end_s
        return True

    def _differs(self, now: Shot) -> bool:
        before = self._counted_as
        if before is None:
            return True
        by = (
            abs(now.scale.leg_px - before.scale.leg_px),
            abs(now.scale.floor_px - before.scale.floor_px),
        )
        levels = driving_levels(self._exercise, now.view)
        return (
            now.view.facing != before.view.facing
            or levels is not driving_levels(self._exercise, before.view)
            or not max(by) <= _SAME_SCALE * before.scale.leg_px
        )

    def raw(self, since_s: float = -math.inf) -> Shot:
        """Frames from a moment on, with swapped legs mended by all that is known now."""
        return replace(self._known(), track=self.buffer.track(since_s))

    def as_seen(self, after_s: float = -math.inf) -> Shot:
        """Frames after a moment, as they were known when they came."""
        return replace(self._known(), track=self.buffer.as_seen(after_s))

    def _known(self) -> Shot:
        if self.known is None:
            raise RuntimeError("view and scale are not known before some frames show a person")
        return self.known

    def _on_event(self, event: Event) -> None:
        self.step = event.step
