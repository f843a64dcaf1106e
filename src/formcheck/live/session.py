"""Frames in, events out: watch a person before a camera with the rooms that judge a clip."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from formcheck._util.closing import Closing
from formcheck.assessment.sets import SET_REST_S
from formcheck.drawing.skeleton import Body, BodyTrack
from formcheck.exercises import Exercise, load_exercise
from formcheck.live.events import Back, Counted, LiveEvent, Lost, Phase, Ready, RepDone, SetEnd
from formcheck.live.frames import Eyes, Glimpse
from formcheck.live.guide import Guide
from formcheck.live.presence import Presence
from formcheck.live.reid import Acquaintance
from formcheck.live.set_state import SetUnderWay
from formcheck.live.shot import Shot
from formcheck.live.track_buffer import Window
from formcheck.pose.mediapipe import MediaPipePose, PoseEstimator
from formcheck.pose.models import find_model
from formcheck.pose.subject import Sighting
from formcheck.pose.tracking import CARRIED_OVER_S
from formcheck.reps.detector import DetectedRep, Void
from formcheck.reps.trace import Step
from formcheck.result.summary import rep_result
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
        self._bundle = find_model(model)
        self._own = MediaPipePose(self._bundle) if estimator is None else None
        _make_ready()
        eyes = estimator or self._own
        assert eyes is not None
        self._eyes = Eyes(eyes)
        self._presence = Presence()
        self._guide = Guide(self.exercise) if guided else None
        self._counting = not guided
        self._size = (0, 0)
        self._shot: Shot | None = None
        self._told = 0
        self._set = SetUnderWay(self.exercise, self._back_range)
        self._last: DetectedRep | None = None
        self._part: str | None = None
        self._before: Sighting | None = None
        self._acquaintance = Acquaintance()

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
        glimpse = self._eyes.look(frame)
        return [] if glimpse is None else list(self._take(glimpse))

    def finish(self) -> list[LiveEvent]:
        """The camera is gone or the person stops: the set under way ends here."""
        if self._shot is None or not self._counting:
            return []
        self._shot.end(goes_on=False)
        return [*self._new_reps(self._shot), *self._end_set()]

    @property
    def now_s(self) -> float:
        """Time of the newest frame in seconds of the session; 0 before the first."""
        return 0.0 if self._shot is None else self._shot.now_s

    @property
    def share_of_reach(self) -> float:
        """How far the movement has gone, 0 at rest, 1 where a repetition counts; NaN unknown."""
        return math.nan if self._shot is None else self._shot.share_of_reach

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
        shot = self._shot
        if shot is None or shot.view is None:
            return None
        recent = shot.window.as_seen(shot.now_s - _OUTLINE_S)
        return BodyTrack(recent, shot.view).at(shot.now_s)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture that coordinates are in, whatever size frames have."""
        return self._size

    def _take(self, glimpse: Glimpse) -> Iterator[LiveEvent]:
        time_s, self._size = glimpse.time_s, glimpse.size
        if self._shot is None:
            self._shot = Shot(self.exercise, Window(glimpse.size, REMEMBERED_S))
        if glimpse.cut_s is not None:
            yield from self._another_scene(glimpse.cut_s)
        self._shot.add(time_s, glimpse.sighting)
        yield from self._who_is_there(glimpse)
        if self._counting:
            yield from self._new_phase(time_s)
            # Judging takes longer than a frame: the count is told first, and the word on it next.
            counted = list(self._new_reps(self._shot))
            yield from counted or self._judge_next()
            if self._rested(time_s):
                yield from self._end_set()
        elif self._guide is not None and self._presence.there and len(self._shot.window):
            told = self._guide.look(time_s, self._shot, glimpse.brightness)
            if isinstance(told, Ready):
                self._begin(self._guide.quiet_from_s)
            if told is not None:
                yield told

    def _who_is_there(self, glimpse: Glimpse) -> Iterator[LiveEvent]:
        seen = glimpse.sighting is not None
        presence = self._presence.look(glimpse.time_s, seen, glimpse.brightness)
        if presence is not None:
            yield presence
        if isinstance(presence, Back) or self._jumped(glimpse.sighting):
            self._acquaintance.doubt()
        if glimpse.colours is not None and self._acquaintance.see(glimpse.colours):
            yield from self._someone_else(glimpse.time_s)

    def _another_scene(self, cut_s: float) -> Iterator[LiveEvent]:
        """The picture changed at once: what follows is read with a view of its own."""
        shot = self._shot
        assert shot is not None
        # The cut is known some frames late: those at first still report who was there before.
        after = shot.window.between(cut_s + CARRIED_OVER_S, math.inf)
        shot.until(cut_s)
        if self._counting:
            shot.end(goes_on=True)
            yield from self._new_reps(shot)
        window = after if len(after) else Window(self._size, REMEMBERED_S)
        self._shot, self._told = Shot(self.exercise, window), 0

    def _jumped(self, sighting: Sighting | None) -> bool:
        """Whether the person is at once somewhere else than in the frame before."""
        before, self._before = self._before, sighting
        if sighting is None or before is None:
            return False
        moved = float(np.linalg.norm(sighting.centre - before.centre))
        return moved > _JUMP * max(sighting.size, before.size)

    def _someone_else(self, time_s: float) -> Iterator[LiveEvent]:
        """The set of the one who was there ends, and nothing of them counts for the other."""
        yield from self._end_set()
        words = "Someone else is here now, so we begin anew."
        yield Lost(time_s=time_s, reason="other_person", words=words)
        self._shot, self._told = Shot(self.exercise, Window(self._size, REMEMBERED_S)), 0
        self._counting = self._guide is None

    def _begin(self, since_s: float) -> None:
        """Count from a moment on; what was before it is no part of the set."""
        assert self._shot is not None
        self._shot = Shot(self.exercise, self._shot.window.between(since_s, math.inf))
        self._told, self._counting = 0, True

    def _new_phase(self, time_s: float) -> Iterator[Phase]:
        assert self._shot is not None
        step = self._shot.step
        part = None if step is None else _PARTS.get(step)
        if part is not None and part != self._part:
            self._part = part
            yield Phase(time_s=time_s, part=part, name=getattr(self.exercise.phases, part))

    def _new_reps(self, shot: Shot) -> Iterator[LiveEvent]:
        for rep in shot.reps[self._told :]:
            self._told += 1
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
            yield RepDone(time_s=self.now_s, result=rep_result(judged))

    def _is_rest_of_the_last(self, rep: DetectedRep) -> bool:
        """What a cut has left of a repetition that was told as cut already."""
        last = self._last
        return rep.opened and self._told == 1 and last is not None and last.void is Void.CUT

    def _rested(self, time_s: float) -> bool:
        assert self._shot is not None
        return time_s - self._set.end_s > SET_REST_S and not self._shot.under_way

    def _end_set(self) -> Iterator[LiveEvent]:
        shot, ended = self._shot, self._set
        if shot is None or not ended.count:
            return
        while (judged := ended.judge_next()) is not None:
            yield RepDone(time_s=shot.now_s, result=rep_result(judged))
        analysis = ended.analysis(self._bundle.stem, self._size)
        self._set = SetUnderWay(self.exercise, self._back_range, since_s=ended.end_s)
        self._counting = self._guide is None
        self._part = None
        yield SetEnd(time_s=shot.now_s, analysis=analysis)


def _make_ready() -> None:
    """Load what is imported late; in the middle of a repetition it would cost many frames."""
    from scipy import interpolate, ndimage, signal, special, stats  # noqa: F401
