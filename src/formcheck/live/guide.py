"""Bring the person to a good place and a quiet start, without hands."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from formcheck.assessment.sets import quiet_neutral
from formcheck.exercises.spec import Exercise
from formcheck.live.events import Framing, Ready
from formcheck.live.framing import Problem, framing_problem
from formcheck.live.shot import LiveShot
from formcheck.motion.shot import Shot
from formcheck.motion.smoothing import RATE_HZ

__all__ = ["Guide"]

QUIET_S = 2.0
"""So long the person keeps still before the first repetition (docs/methods.md 2)."""
_LOOK_EVERY_S = 0.25
_FRAMING_S = 1.0
# A moment's problem is none: people move about.
_PATIENCE_S = 0.6
_AGAIN_AFTER_S = 6.0
_BRIDGED_S = 0.5
_KEEP_STILL = Problem("", "Good. Now keep still for two seconds.")


class Guide:
    """Tell it every frame until it says that the person is ready.

    Parameters
    ----------
    exercise : Exercise
        Says which camera it wants and what the start pose is.

    Attributes
    ----------
    quiet_from_s : float
        Start of the quiet moment that the person was ready by; NaN before.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.quiet_from_s = math.nan
        self._exercise = exercise
        self._look_at_s = -math.inf
        self._problem: Problem | None = None
        self._since_s = math.nan
        self._told: Problem | None = None
        self._told_s = -math.inf

    def look(self, time_s: float, shot: LiveShot, brightness: float) -> Framing | Ready | None:
        """One frame; what to tell the person now, if anything.

        Parameters
        ----------
        time_s : float
            Seconds of the session.
        shot : LiveShot
            With this frame in it.
        brightness : float
            Mean of the picture, 0-255.
        """
        if time_s < self._look_at_s:
            return None
        self._look_at_s = time_s + _LOOK_EVERY_S
        track = shot.buffer.as_seen(time_s - _FRAMING_S)
        problem = framing_problem(track, self._exercise, brightness) or _KEEP_STILL
        if self._problem is None or problem.name != self._problem.name:
            self._since_s = time_s
        self._problem = problem
        if problem is _KEEP_STILL and (start_s := self._quiet_since(time_s, shot)) is not None:
            self._told = None
            self.quiet_from_s = start_s
            return Ready(time_s=time_s, neutral=self._exercise.neutral != "none")
        return self._tell(time_s, problem)

    def _tell(self, time_s: float, problem: Problem) -> Framing | None:
        if time_s - self._since_s < _PATIENCE_S:
            return None
        same = self._told is not None and self._told.name == problem.name
        if same and time_s - self._told_s < _AGAIN_AFTER_S:
            return None
        self._told, self._told_s = problem, time_s
        return Framing(time_s=time_s, problem=problem.name or None, words=problem.words)

    def _quiet_since(self, time_s: float, shot: LiveShot) -> float | None:
        if shot.known is None:
            return None
        # Half a second more, so that a quiet end is told from a quiet middle.
        raw = shot.raw(time_s - QUIET_S - 0.5)
        if len(raw.track) < 2 or raw.end_s - raw.start_s < QUIET_S:
            return None
        found = quiet_neutral(_bridged(raw.smoothed), self._exercise, QUIET_S)
        return None if found is None else found.start_s


def _bridged(smoothed: Shot) -> Shot:
    """A slow computer loses frames; between two quiet ones nobody has done much."""
    track = smoothed.track
    if np.isfinite(track.xy).all():
        return smoothed
    filled = {
        name: pd.DataFrame(values.reshape(len(track), -1))
        .interpolate(limit=round(_BRIDGED_S * RATE_HZ), limit_area="inside")
        .to_numpy()
        .reshape(values.shape)
        for name, values in (("xy", track.xy), ("world", track.world))
    }
    return replace(smoothed, track=replace(track, xy=filled["xy"], world=filled["world"]))
