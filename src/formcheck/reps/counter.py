"""Repetitions of one shot as its frames come in: the same counting live and offline."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise, RepSignal
from formcheck.motion.shot import COUNTED_VISIBILITY, Shot
from formcheck.motion.smoothing import CausalSmoother
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack
from formcheck.reps.detector import RepDetector
from formcheck.reps.holds import HoldDetector
from formcheck.reps.legs import without_overlaps, working_leg
from formcheck.reps.rep import LEGS, Rep, Void
from formcheck.reps.trace import Event, OnEvent, Refusal, Shortfall, Step, for_leg
from formcheck.reps.validity import feet_moved_percent_leg, voided_where_hidden

__all__ = ["RepCounter", "count_clip", "count_reps", "driving_levels", "in_posture"]

# Angles in the picture plane still rise and fall with the movement well beyond the view in which
# they can be judged; from nearer to the front they fold over.
_COUNTING_YAW_DEG = 50.0
# Longer than any repetition may last, and the rest before it.
_REMEMBERED_S = 90.0


def driving_levels(exercise: Exercise, view: CameraView) -> RepSignal:
    """Driving signal and its levels for the view at hand."""
    sideways = not view.yaw_deg > _COUNTING_YAW_DEG
    return exercise.rep.side_view if sideways else exercise.rep.any_view


def in_posture(exercise: Exercise, shot: Shot) -> NDArray[np.bool_]:
    """Frames in which the person could be doing this exercise, shape (T,).

    Only the side view can tell: from elsewhere every frame may count.
    """
    frames = np.ones(len(shot.track), dtype=bool)
    if driving_levels(exercise, shot.view) is exercise.rep.side_view:
        for bound in exercise.posture:
            values = shot.values(bound.signal)
            frames &= (values >= bound.at_least) & (values <= bound.at_most)
    return frames


@dataclass(frozen=True)
class _History:
    """What validating a repetition needs of each frame; every array of shape (T, ...)."""

    time: NDArray[np.float64]
    seen: NDArray[np.bool_]
    feet: NDArray[np.float64]
    telling: NDArray[np.float64]

    def between(self, start_s: float, end_s: float) -> _History:
        rows = (self.time >= start_s) & (self.time <= end_s)
        return _History(self.time[rows], self.seen[rows], self.feet[rows], self.telling[rows])


@dataclass
class _Lane:
    """One driving signal, that of the body or of one leg, with the detector that follows it."""

    leg: int | None
    detector: RepDetector | HoldDetector
    pieces: deque[_History] = field(default_factory=deque)
    driving: float = math.nan

    def history(self, start_s: float, end_s: float) -> _History:
        """The frames between two moments."""
        inside = [
            piece for piece in self.pieces if piece.time[-1] >= start_s and piece.time[0] <= end_s
        ]
        whole = _History(
            *(
                np.concatenate([getattr(piece, name) for piece in inside or [self.pieces[-1]]])
                for name in ("time", "seen", "feet", "telling")
            )
        )
        return whole.between(start_s, end_s)

    def forget(self, before_s: float) -> None:
        """Let go of frames before a time."""
        while len(self.pieces) > 1 and self.pieces[0].time[-1] < before_s:
            self.pieces.popleft()


class RepCounter:
    """Feed a shot frame by frame or at once, and ask which repetitions are over.

    Parameters
    ----------
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    like : Shot
        The shot that frames come from: its view and scale are used.
    on_event : callable, optional
        Called with every step of the detector.
    """

    def __init__(self, exercise: Exercise, like: Shot, on_event: OnEvent | None = None) -> None:
        self._exercise, self._like = exercise, like
        self._levels = driving_levels(exercise, like.view)
        self._on_event = on_event
        self._smoother = CausalSmoother()
        legs = (None,) if exercise.leg is None else (0, 1)
        self._lanes = [_Lane(leg, self._detector(leg)) for leg in legs]
        self._found: list[Rep] = []

    def feed(self, track: PoseTrack) -> list[Rep]:
        """Take the next frames of the shot.

        Parameters
        ----------
        track : PoseTrack
            Raw; one frame or more, without cuts.

        Returns
        -------
        list of Rep
            All repetitions that are over so far, void ones included, in order of time.
        """
        shot = replace(self._like, track=track).causal(self._smoother)
        closed = [self._feed(lane, shot.read_on(lane.leg), track) for lane in self._lanes]
        for lane, reps in zip(self._lanes, closed, strict=True):
            self._keep_valid(lane, reps)
            # What came with the latest frames may all belong to a repetition that is over only now.
            lane.forget(float(track.time[0]) - _REMEMBERED_S)
        return without_overlaps(self._found)

    def finish(self, *, goes_on: bool = False) -> list[Rep]:
        """The shot has ended.

        Parameters
        ----------
        goes_on : bool
            Whether with a cut, and not with the clip.

        Returns
        -------
        list of Rep
            As `feed`.
        """
        for lane in self._lanes:
            last = lane.detector.interrupt() if goes_on else lane.detector.finish()
            self._keep_valid(lane, [last] if last is not None else [])
        return without_overlaps(self._found)

    @property
    def under_way(self) -> bool:
        """Whether a movement has begun that may become a repetition."""
        return any(lane.detector.under_way for lane in self._lanes)

    @property
    def share_of_reach(self) -> float:
        """How far the driving signal is on its way, 0 at rest, 1 where a repetition counts.

        Of a hold, how long it has lasted. NaN where the signal is not seen. Of two legs, the one
        that has gone further.
        """
        shares = [lane.detector.share_of_reach(lane.driving) for lane in self._lanes]
        return max((share for share in shares if math.isfinite(share)), default=math.nan)

    def _detector(self, leg: int | None) -> RepDetector | HoldDetector:
        rule, on_event = self._exercise.rep, self._on_event
        if on_event is not None and leg is not None:
            on_event = for_leg(on_event, leg)
        kind = HoldDetector if rule.direction == "still" else RepDetector
        return kind(rule, self._levels, on_event)

    def _feed(self, lane: _Lane, shot: Shot, raw: PoseTrack) -> list[Rep]:
        driving = shot.values(self._levels.signal)
        lane.pieces.append(self._history(shot, raw))
        lane.driving = float(driving[-1])
        closed = [
            lane.detector.feed(time, value, fits)
            for time, value, fits in zip(
                raw.time.tolist(),
                driving.tolist(),
                in_posture(self._exercise, shot).tolist(),
                strict=True,
            )
        ]
        return [rep for rep in closed if rep is not None]

    def _history(self, shot: Shot, raw: PoseTrack) -> _History:
        rule, ankle = self._exercise.leg, raw.part("ankle")
        return _History(
            time=raw.time,
            seen=shot.visible(self._levels.signal, COUNTED_VISIBILITY),
            feet=ankle[:, 0] - ankle[:, 1],
            telling=np.full(len(raw), np.nan) if rule is None else shot.values(rule.signal),
        )

    def _keep_valid(self, lane: _Lane, closed: Sequence[Rep]) -> None:
        """Take what the detector has found where feet and legs bear it out."""
        for rep in closed:
            history = lane.history(rep.start_s, rep.end_s)
            if self._feet_stayed(rep, history, lane.leg) and self._worked(rep, lane.leg):
                valid = voided_where_hidden(rep, history.time, history.seen)
                leg = None if lane.leg is None else LEGS[lane.leg]
                update = {"leg": leg, "driving_signal": self._levels.signal}
                self._found.append(valid.model_copy(update=update))

    def _feet_stayed(self, rep: Rep, history: _History, leg: int | None) -> bool:
        most = self._exercise.rep.feet_move_at_most_percent_leg
        if most is None:
            return True
        moved = feet_moved_percent_leg(history.feet, self._like.scale)
        if moved > most and self._on_event is not None:
            shortfall = Shortfall(Refusal.FEET_MOVED, moved, most)
            self._on_event(Event(Step.REFUSED, rep.end_s, math.nan, shortfall, leg))
        return not moved > most

    def _worked(self, rep: Rep, leg: int | None) -> bool:
        """Whether this leg was the working one, of two that both move."""
        rule = self._exercise.leg
        if rule is None:
            return True
        telling = {
            lane.leg or 0: lane.history(rep.start_s, rep.end_s).telling for lane in self._lanes
        }
        return working_leg(telling, rule, self._like.view.near_side) == leg


def count_clip(shots: Sequence[Shot], exercise: Exercise) -> list[tuple[Shot, Rep]]:
    """Repetitions of a whole clip in order of time, void ones included.

    Parameters
    ----------
    shots : sequence of Shot
        All shots of the clip, from `formcheck.motion.shot.shots`.
    exercise : Exercise
        As for `count_reps`.

    Returns
    -------
    list of (Shot, Rep)
        Each with the shot that it was found in, or that it began in.

    Notes
    -----
    Every shot is counted like a clip of its own, with its own view: what the view before a cut
    showed says little about the one after it. A repetition that was under way at a cut is void, and
    so is what is left of it after the cut.
    """
    found: list[tuple[Shot, Rep]] = []
    for shot in shots:
        reps = count_reps(shot, exercise, goes_on=shot is not shots[-1])
        # Both ends of one repetition, or of two that are each half shown; not what comes after one
        # whose other end has been found already.
        torn = bool(found) and found[-1][1].void == Void.CUT and found[-1][1].ends_after_clip
        if torn and reps and reps[0].starts_before_clip:
            (began_in, begun), ended = found.pop(), reps.pop(0)
            update = {"end_s": ended.end_s, "ends_after_clip": ended.void == Void.CUT}
            found.append((began_in, begun.model_copy(update=update)))
        found += [(shot, rep) for rep in reps]
    return found


def count_reps(
    shot: Shot, exercise: Exercise, *, goes_on: bool = False, on_event: OnEvent | None = None
) -> list[Rep]:
    """Repetitions of one shot in order of time, void ones included.

    Parameters
    ----------
    shot : Shot
        Raw; it is smoothed causally here, as in live use.
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    goes_on : bool
        Whether the shot ends with a cut and not with the clip.
    on_event : callable, optional
        Called with every step of the detector.
    """
    counter = RepCounter(exercise, shot, on_event)
    counter.feed(shot.track)
    return counter.finish(goes_on=goes_on)
