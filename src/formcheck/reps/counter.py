"""Repetitions of one shot as its frames come in: the same counting live and offline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise, RepSignal
from formcheck.motion.scale import BodyScale
from formcheck.motion.shot import COUNTED_VISIBILITY
from formcheck.motion.signals import signal_table, visibility_table
from formcheck.motion.smoothing import CausalSmoother
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack
from formcheck.reps.detector import RepDetector
from formcheck.reps.holds import HoldDetector
from formcheck.reps.legs import without_overlaps, working_leg
from formcheck.reps.rep import Rep
from formcheck.reps.trace import Event, OnEvent, Refusal, Shortfall, Step, for_leg
from formcheck.reps.validity import feet_moved_percent_leg, voided_where_hidden

__all__ = ["RepCounter", "driving_levels", "in_posture"]

# Angles in the picture plane still rise and fall with the movement well beyond the view in which
# they can be judged; from nearer to the front they fold over.
_COUNTING_YAW_DEG = 50.0
# Longer than any repetition may last, and the rest before it.
_REMEMBERED_S = 90.0


def driving_levels(exercise: Exercise, view: CameraView) -> RepSignal:
    """Driving signal and its levels for the view at hand."""
    sideways = not view.yaw_deg > _COUNTING_YAW_DEG
    return exercise.rep.side_view if sideways else exercise.rep.any_view


def in_posture(exercise: Exercise, signals: pd.DataFrame, view: CameraView) -> NDArray[np.bool_]:
    """Rows in which the person could be doing this exercise, shape (T,).

    Only the side view can tell: from elsewhere every row may count.
    """
    rows = np.ones(len(signals), dtype=bool)
    if driving_levels(exercise, view) is exercise.rep.side_view:
        for bound in exercise.posture:
            rows &= signals[bound.signal].between(bound.at_least, bound.at_most).to_numpy()
    return rows


@dataclass
class _Lane:
    """One driving signal, that of the body or of one leg, with the detector that follows it.

    `rows` are what second thoughts about a repetition need of each frame: time, whether the joints
    were in sight, where the feet were, and the signal that tells the working leg.
    """

    leg: int | None
    detector: RepDetector | HoldDetector
    tables: list[pd.DataFrame] = field(default_factory=list)
    driving: float = math.nan

    def table(self) -> pd.DataFrame:
        """All rows that are remembered."""
        if len(self.tables) > 1:
            # What came with the latest frames may all belong to a repetition that is over only now.
            before_s = self.tables[-1].index[0] - _REMEMBERED_S
            self.tables = [pd.concat(self.tables).loc[before_s:]]
        return self.tables[0]

    def forget(self, before_s: float) -> None:
        """Let go of tables that end before a time."""
        while self.tables[0].index[-1] < before_s:
            self.tables.pop(0)


class RepCounter:
    """Feed a shot frame by frame or at once, and ask which repetitions are over.

    Parameters
    ----------
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    view, scale : CameraView, BodyScale
        Of the shot.
    watch : callable, optional
        Told every step of the detector.
    """

    def __init__(
        self, exercise: Exercise, view: CameraView, scale: BodyScale, watch: OnEvent | None = None
    ) -> None:
        self._exercise, self._view, self._scale = exercise, view, scale
        self._levels = driving_levels(exercise, view)
        self._watch = watch
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
        smoothed = self._smoother(track)
        closed = [self._feed(lane, track, smoothed) for lane in self._lanes]
        for lane, reps in zip(self._lanes, closed, strict=True):
            self._take(lane, reps)
            lane.forget(track.time[-1] - _REMEMBERED_S)
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
            self._take(lane, [last] if last is not None else [])
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
        return max((one for one in shares if math.isfinite(one)), default=math.nan)

    def _detector(self, leg: int | None) -> RepDetector | HoldDetector:
        rule, watch = self._exercise.rep, self._watch
        if watch is not None and leg is not None:
            watch = for_leg(watch, leg)
        kind = HoldDetector if rule.direction == "still" else RepDetector
        return kind(rule, self._levels, watch)

    def _feed(self, lane: _Lane, track: PoseTrack, smoothed: PoseTrack) -> list[Rep]:
        signals = signal_table(smoothed, self._view, self._scale, lane.leg)
        driving = signals[self._levels.signal].to_numpy(dtype=float)
        lane.tables.append(self._remembered(track, smoothed, signals, lane.leg))
        lane.driving = float(driving[-1])
        posture = in_posture(self._exercise, signals, self._view)
        closed = [
            lane.detector.feed(time, value, fits)
            for time, value, fits in zip(
                track.time.tolist(), driving.tolist(), posture.tolist(), strict=True
            )
        ]
        return [rep for rep in closed if rep is not None]

    def _remembered(
        self, track: PoseTrack, smoothed: PoseTrack, signals: pd.DataFrame, leg: int | None
    ) -> pd.DataFrame:
        seen = visibility_table(smoothed, self._view, leg, COUNTED_VISIBILITY)
        ankle = track.part("ankle")
        columns = {
            "seen": seen[self._levels.signal].to_numpy(),
            "feet_x": ankle[:, 0, 0] - ankle[:, 1, 0],
            "feet_y": ankle[:, 0, 1] - ankle[:, 1, 1],
        }
        if self._exercise.leg is not None:
            columns["telling"] = signals[self._exercise.leg.signal].to_numpy(dtype=float)
        return pd.DataFrame(columns, index=signals.index)

    def _take(self, lane: _Lane, closed: Sequence[Rep]) -> None:
        """Second thoughts about what the detector has found."""
        for rep in closed:
            rows = lane.table().loc[rep.start_s : rep.end_s]
            if self._feet_stayed(rep, rows, lane.leg) and self._worked(rep, lane.leg):
                self._found.append(replace(voided_where_hidden(rep, rows["seen"]), leg=lane.leg))

    def _feet_stayed(self, rep: Rep, rows: pd.DataFrame, leg: int | None) -> bool:
        most = self._exercise.rep.feet_move_at_most_percent_leg
        if most is None:
            return True
        apart = rows[["feet_x", "feet_y"]].to_numpy(dtype=float)
        moved = feet_moved_percent_leg(apart, self._scale)
        if moved > most and self._watch is not None:
            shortfall = Shortfall(Refusal.FEET_MOVED, moved, most)
            self._watch(Event(Step.REFUSED, rep.end_s, math.nan, shortfall, leg))
        return not moved > most

    def _worked(self, rep: Rep, leg: int | None) -> bool:
        """Whether this leg was the working one, of two that both move."""
        rule = self._exercise.leg
        if rule is None:
            return True
        telling = {lane.leg or 0: lane.table()["telling"] for lane in self._lanes}
        return working_leg(telling, rep.start_s, rep.end_s, rule, self._view.near_side) == leg
