"""Frames in, events out: watch a person before a camera with the rooms that judge a clip."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from formcheck._util.resources import Closing
from formcheck.assessment.sets import SET_REST_S
from formcheck.drawing.skeleton import Body, BodyTrack
from formcheck.exercises import Exercise, load_exercise
from formcheck.live.events import (
    Back,
    Counted,
    LiveEvent,
    Lost,
    PhaseStart,
    Ready,
    RepDone,
    SetEnd,
    Slow,
)
from formcheck.live.frames import FrameProcessor, FrameResult
from formcheck.live.guide import Guide
from formcheck.live.pace import PaceWatch
from formcheck.live.presence import Presence
from formcheck.live.reid import ReIdentifier
from formcheck.live.set_state import SetState
from formcheck.live.shot import LiveShot
from formcheck.live.track_buffer import TrackBuffer
from formcheck.pose.backend import Detection, PoseEstimator
from formcheck.pose.litert_live import LivePose
from formcheck.pose.models import find_model
from formcheck.pose.tracking import CARRIED_OVER_S
from formcheck.reps.rep import Rep, Void
from formcheck.reps.trace import Step
from formcheck.store.profiles import calibrated
from formcheck.video.reader import Frame

__all__ = ["LiveSession"]

REMEMBERED_S = 90.0
"""Frames are kept for so long: longer than any repetition, and what came before it, may last."""
# The outline of the back is drawn as the median of a few frames.
_OUTLINE_S = 0.2
# Of a body's size between two frames.
_JUMP = 0.35
_PARTS: dict[Step, Literal["outward", "homeward", "rest"]] = {
    Step.ENTERED: "outward",
    Step.TURNED: "homeward",
    Step.COUNTED: "rest",
    Step.REFUSED: "rest",
}


class LiveSession(Closing):
    """Watch one person do one exercise.

    Parameters
    ----------
    exercise : str, Path or Exercise
        Name in the catalogue, or a TOML file.
    guided : bool
        Whether to see to camera, distance, light and a quiet start before anything counts. False
        counts from the first frame, as for a clip.
    profile : str, optional
        Whose back it is, as for `formcheck.analyze`.
    model : {"lite", "full", "heavy"} or path
        Pose model.
    estimator : PoseEstimator, optional
        Used instead of `model`, and left open at the end.

    Examples
    --------
    >>> from formcheck.live import LiveSession
    >>> with LiveSession("squat") as session:  # doctest: +SKIP
    ...     for event in session.feed(frames):
    ...         print(event)

    Notes
    -----
    Detection and judging are those of `formcheck.analyze`; what only a whole clip can tell (its
    view, the person's size in the picture) is taken from what was seen so far. Memory is bounded:
    frames are forgotten after `REMEMBERED_S`.
    """

    def __init__(
        self,
        exercise: str | Path | Exercise,
        *,
        guided: bool = True,
        profile: str | None = None,
        model: str | Path = "full",
        estimator: PoseEstimator | None = None,
    ) -> None:
        self.exercise = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
        self._back_range = None if profile is None else calibrated(profile).back
        self._own = None
        if estimator is None:
            estimator = self._own = LivePose(find_model(model))
        self._pose = estimator
        self._pace = PaceWatch()
        # What is left to do where the computer does not keep up.
        self._steps_down = deque([self._give_up])
        if self._own is not None:
            self._steps_down.extendleft([self._take_lighter_model, self._read_outline_seldom])
        _import_what_judging_needs()
        self._frames = FrameProcessor(self._pose)
        self._presence = Presence()
        self._guide = Guide(self.exercise) if guided else None
        self._counting = not guided
        self._size = (0, 0)
        self._shot = self._new_shot()
        self._reported = 0
        self._set = SetState(self.exercise, self._back_range)
        self._last: Rep | None = None
        self._part: str | None = None
        self._before: Detection | None = None
        self._reid = ReIdentifier()

    def close(self) -> None:
        """Free the pose model; `finish` first, or the set under way is lost."""
        if self._own is not None:
            self._own.close()

    def feed(self, frames: Iterable[Frame]) -> Iterator[LiveEvent]:
        """All events of a run of frames, `finish` included."""
        for frame in frames:
            yield from self.push(frame)
        yield from self.finish()

    def push(self, frame: Frame) -> list[LiveEvent]:
        """Take the newest frame.

        Parameters
        ----------
        frame : Frame
            Of any size, which may change from frame to frame; `time` in seconds of any clock.

        Returns
        -------
        list of LiveEvent
            What happened by it, in order; mostly nothing.
        """
        begun_s = time.perf_counter()
        seen = self._frames.process(frame)
        if seen is None:
            return []
        events = list(self._take(seen))
        rate_hz = self._pace.add(seen.time_s, time.perf_counter() - begun_s)
        return events if rate_hz is None else [*events, *self._step_down(seen.time_s, rate_hz)]

    def finish(self) -> list[LiveEvent]:
        """The camera is gone or the person stops: the set under way ends here."""
        if not self._counting or not len(self._shot.buffer):
            return []
        self._shot.end(goes_on=False)
        return [*self._new_reps(), *self._end_set()]

    @property
    def now_s(self) -> float:
        """Time of the newest frame in seconds of the session; 0 before the first."""
        return self._shot.now_s if len(self._shot.buffer) else 0.0

    @property
    def share_of_reach(self) -> float:
        """How far the movement has gone, 0 at rest, 1 where a repetition counts; NaN unknown."""
        return self._shot.share_of_reach

    @property
    def counting(self) -> bool:
        """Whether movements count now: the person is in place and was quiet."""
        return self._counting

    @property
    def reps(self) -> int:
        """Repetitions of the set under way."""
        return self._set.count

    def body(self) -> Body | None:
        """The person in the newest frame, for drawing; None where nobody was seen.

        In pixels of a picture of `size`.
        """
        if self._shot.known is None:
            return None
        recent = self._shot.as_seen(self.now_s - _OUTLINE_S)
        return BodyTrack(recent.track, recent.view).at(self.now_s)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture that coordinates are in, whatever size frames have."""
        return self._size

    def _new_shot(self) -> LiveShot:
        return LiveShot(self.exercise, TrackBuffer(self._size, REMEMBERED_S, self._pose.bias))

    def _take(self, seen: FrameResult) -> Iterator[LiveEvent]:
        first = self._size == (0, 0)
        self._size = seen.size
        if first:
            self._shot = self._new_shot()
        if seen.cut_s is not None:
            yield from self._another_scene(seen.cut_s)
        self._shot.add(seen.time_s, seen.detection)
        yield from self._who_is_there(seen)
        if self._counting:
            yield from self._new_phase(seen.time_s)
            # Judging takes longer than a frame: the count is told first, and the word on it next.
            counted = list(self._new_reps())
            yield from counted or self._judge_next()
            if self._rested(seen.time_s):
                yield from self._end_set()
        elif self._guide is not None and self._presence.there and len(self._shot.buffer):
            advice = self._guide.look(seen.time_s, self._shot, seen.brightness)
            if isinstance(advice, Ready):
                self._begin(self._guide.quiet_from_s)
            if advice is not None:
                yield advice

    def _step_down(self, time_s: float, rate_hz: float) -> Iterator[Slow]:
        """Do with less, a step at a time, and in the end say that it is not enough."""
        if self._steps_down:
            yield Slow(time_s=time_s, rate_hz=rate_hz, words=self._steps_down.popleft()())

    def _read_outline_seldom(self) -> str:
        if self._own is not None:
            self._own.read_outline_seldom()
        return "This computer is slow, so I look at your back less often."

    def _take_lighter_model(self) -> str:
        if self._own is not None:
            self._own.close()
            self._pose = self._own = LivePose(find_model("lite"))
            self._own.read_outline_seldom()
            self._frames.use(self._own)
        return "This computer is slow, so I use a lighter model. Angles are a little less exact."

    def _give_up(self) -> str:
        return "This computer is too slow to see everything. Close other programs."

    def _who_is_there(self, seen: FrameResult) -> Iterator[LiveEvent]:
        found = seen.detection is not None
        presence = self._presence.look(seen.time_s, found, seen.brightness)
        if presence is not None:
            yield presence
        if isinstance(presence, Back) or self._jumped(seen.detection):
            self._reid.doubt()
        if seen.colours is not None and self._reid.see(seen.colours):
            yield from self._someone_else(seen.time_s)

    def _another_scene(self, cut_s: float) -> Iterator[LiveEvent]:
        """The picture changed at once: what follows is read with a view of its own."""
        # The cut is known some frames late: those at first still report who was there before.
        after = self._shot.buffer.between(cut_s + CARRIED_OVER_S, math.inf)
        self._shot.until(cut_s)
        if self._counting:
            self._shot.end(goes_on=True)
            yield from self._new_reps()
        self._shot = LiveShot(self.exercise, after) if len(after) else self._new_shot()
        self._reported = 0

    def _jumped(self, detection: Detection | None) -> bool:
        """Whether the person is at once somewhere else than in the frame before."""
        before, self._before = self._before, detection
        if detection is None or before is None:
            return False
        moved = float(np.linalg.norm(detection.centre - before.centre))
        return moved > _JUMP * max(detection.size, before.size)

    def _someone_else(self, time_s: float) -> Iterator[LiveEvent]:
        """The set of the one who was there ends, and nothing of them counts for the other."""
        yield from self._end_set()
        words = "Someone else is here now, so we begin anew."
        yield Lost(time_s=time_s, reason="other_person", words=words)
        self._shot, self._reported = self._new_shot(), 0
        self._counting = self._guide is None

    def _begin(self, since_s: float) -> None:
        """Count from a moment on; what was before it is no part of the set."""
        self._shot = LiveShot(self.exercise, self._shot.buffer.between(since_s, math.inf))
        self._reported, self._counting = 0, True

    def _new_phase(self, time_s: float) -> Iterator[PhaseStart]:
        step = self._shot.step
        part = None if step is None else _PARTS.get(step)
        if part is not None and part != self._part:
            self._part = part
            yield PhaseStart(time_s=time_s, part=part, name=getattr(self.exercise.phases, part))

    def _new_reps(self) -> Iterator[LiveEvent]:
        shot = self._shot
        for rep in shot.reps[self._reported :]:
            self._reported += 1
            if self._is_rest_of_the_last(rep):
                continue
            if rep.start_s - self._set.end_s > SET_REST_S:
                yield from self._end_set()
            self._last = rep
            yield Counted(time_s=shot.now_s, number=self._set.add(shot, rep))

    def _judge_next(self) -> Iterator[RepDone]:
        """The word on a repetition that was counted; else something that can wait is done."""
        judged = self._set.judge_next()
        if judged is None:
            self._set.settle_next()
        else:
            yield RepDone(time_s=self.now_s, result=judged)

    def _is_rest_of_the_last(self, rep: Rep) -> bool:
        """What a cut has left of a repetition that was reported as cut already."""
        last = self._last
        torn = last is not None and last.void == Void.CUT
        return rep.starts_before_clip and self._reported == 1 and torn

    def _rested(self, time_s: float) -> bool:
        return time_s - self._set.end_s > SET_REST_S and not self._shot.under_way

    def _end_set(self) -> Iterator[LiveEvent]:
        ended = self._set
        if not ended.count:
            return
        while (judged := ended.judge_next()) is not None:
            yield RepDone(time_s=self.now_s, result=judged)
        result = ended.result(self._pose.name, self._size)
        self._set = SetState(self.exercise, self._back_range, since_s=ended.end_s)
        self._counting = self._guide is None
        self._part = None
        yield SetEnd(time_s=self.now_s, analysis=result)


def _import_what_judging_needs() -> None:
    """Load what is imported late; in the middle of a repetition it would cost many frames."""
    from scipy import interpolate, ndimage, signal, special, stats  # noqa: F401

    import formcheck.motion.signals  # noqa: F401
