"""A shot: what was filmed between two cuts, with its view and scale, and every signal of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from formcheck.motion.geometry import sagittal
from formcheck.motion.registry import Signal, registered
from formcheck.motion.scale import BodyScale, body_scale
from formcheck.motion.smoothing import CausalSmoother, joined, smooth
from formcheck.motion.view import CameraView, camera_view
from formcheck.pose.landmarks import side_landmarks
from formcheck.pose.track import PoseTrack

__all__ = [
    "COUNTED_VISIBILITY",
    "SCORED_VISIBILITY",
    "Shot",
    "clip_signals",
    "shots",
    "smoothed_track",
]

FloatArray = NDArray[np.float64]
Value = TypeVar("Value")

COUNTED_VISIBILITY = 0.1
"""Landmarks below this are not counted by (engineering default: the far leg of a bird-dog reads 0.2
behind the near one, and still counts right; judging asks for more)."""
SCORED_VISIBILITY = 0.65
"""Landmarks below this are not judged (docs/methods.md 4; engineering default)."""

_TRUNK_AND_HEAD = ("ear", "shoulder")


@dataclass(frozen=True, eq=False)
class Shot:
    """A track between two cuts with what the camera's place and the person's size make of it.

    Signals are computed when they are asked for, each once. Two shots are equal only where they are
    the same object.

    Attributes
    ----------
    track : PoseTrack
        Without cuts; raw or smoothed, and signals are as smooth as it is.
    view : CameraView
        Over the raw shot; facing gives signs their meaning.
    scale : BodyScale
        Body lengths in pixels over the raw shot.
    leg : {0, 1} or None
        The measured leg as an index in (left, right); None for the one nearer to the camera. Trunk
        and head are always read on the near side.
    """

    track: PoseTrack
    view: CameraView
    scale: BodyScale
    leg: int | None = None

    @classmethod
    def of(cls, track: PoseTrack) -> Shot:
        """The shot of a raw track without cuts, with view and scale read from it."""
        return cls(track, camera_view(track), body_scale(track))

    @property
    def time(self) -> FloatArray:
        """Seconds, shape (T,)."""
        return self.track.time

    @property
    def start_s(self) -> float:
        """Time of the first frame in seconds."""
        return float(self.track.time[0])

    @property
    def end_s(self) -> float:
        """Time of the last frame in seconds."""
        return float(self.track.time[-1])

    @property
    def measured_leg(self) -> int:
        """Index of the measured leg in (left, right)."""
        return self.view.near_side if self.leg is None else self.leg

    def between(self, start_s: float, end_s: float) -> Shot:
        """Frames with ``start_s <= time <= end_s``, with the view and scale of the whole."""
        return replace(self, track=self.track.between(start_s, end_s))

    @cached_property
    def smoothed(self) -> Shot:
        """At a uniform 30 Hz, low-passed without lag; see `formcheck.motion.smoothing.smooth`."""
        return replace(self, track=smooth(self.track))

    def causal(self, smoother: CausalSmoother | None = None) -> Shot:
        """Smoothed frame by frame as in live use; a `smoother` goes on from frames before these."""
        return replace(self, track=(smoother or CausalSmoother())(self.track))

    def read_on(self, leg: int | None) -> Shot:
        """The same frames with another leg as the measured one."""
        return self if leg == self.leg else replace(self, leg=leg)

    @cached_property
    def other(self) -> Shot:
        """The same frames with the leg measured that is not the measured one here."""
        return replace(self, leg=1 - self.measured_leg)

    def near(self, part: str) -> FloatArray:
        """A part of the near side, forward and up in pixels, shape (T, 2)."""
        return self._limb(part, self.view.near_side)

    def on_leg(self, part: str) -> FloatArray:
        """A part of the measured leg's side, forward and up in pixels, shape (T, 2)."""
        return self._limb(part, self.measured_leg)

    def once(self, function: Callable[[Shot], Value]) -> Value:
        """What a function makes of this shot, computed at the first call and kept."""
        if function not in self._made:
            self._made[function] = function(self)
        made: Value = self._made[function]
        return made

    def values(self, name: str) -> FloatArray:
        """A signal by name, shape (T,); NaN where its landmarks were not seen.

        Raises
        ------
        KeyError
            No signal has this name; the message has the nearest one.
        """
        return self.once(_signal(name).function)

    def signal(self, name: str) -> pd.Series:
        """A signal by name, index ``time_s``; as `values`."""
        return pd.Series(self.values(name), index=self._index, name=name)

    def signals(self, names: Iterable[str] | None = None) -> pd.DataFrame:
        """Some signals, by default all, as a table; index ``time_s``, a column for each name."""
        chosen = registered() if names is None else names
        return pd.DataFrame({name: self.values(name) for name in chosen}, index=self._index)

    def visible(self, name: str, least: float = SCORED_VISIBILITY) -> NDArray[np.bool_]:
        """Frames in which the landmarks behind a signal were seen well enough, shape (T,).

        Parameters
        ----------
        name : str
            Of the signal.
        least : float
            Visibility that is enough, 0-1; by default to judge by.

        Returns
        -------
        ndarray of bool, shape (T,)
            True where every landmark of the signal (the near ones of trunk and head in a sagittal
            signal, and those of the legs it is about) has a visibility of at least `least` and lies
            inside the picture.
        """
        signal = _signal(name)
        seen = [self._part_visible(part, signal, least) for part in signal.parts]
        return np.asarray(np.all(seen, axis=0))

    def _part_visible(self, part: str, signal: Signal, least: float) -> NDArray[np.bool_]:
        point = self.track.part(part)
        inside = ((point >= 0) & (point <= (self.track.width, self.track.height))).all(axis=-1)
        seen = inside & (self.track.visibility[:, side_landmarks(part)] >= least)
        if part in _TRUNK_AND_HEAD:
            sides = [self.view.near_side] if signal.sagittal else [0, 1]
        else:
            measured = self.measured_leg
            sides = {"measured": [measured], "other": [1 - measured], "both": [0, 1]}[signal.legs]
        return np.asarray(seen[:, sides].all(axis=1))

    def _limb(self, part: str, side: int) -> FloatArray:
        return sagittal(self.track.part(part)[:, side], self.view.facing)

    @cached_property
    def _made(self) -> dict[Callable[[Shot], Any], Any]:
        return {}

    @cached_property
    def _index(self) -> pd.Index[float]:
        return pd.Index(self.track.time, name="time_s")


def shots(track: PoseTrack) -> list[Shot]:
    """Shots of a raw track in which someone was seen, in order of time.

    A clip without cuts is one. Every shot has a view and a scale of its own: what the view before a
    cut showed says little about the one after it.
    """
    return [Shot.of(part) for part in track.uncut() if part.seen.any()]


def clip_signals(
    track: PoseTrack, of_clip: Sequence[Shot], names: Iterable[str] | None = None
) -> pd.DataFrame:
    """Zero-lag signals of a whole clip, each shot read with its own view and scale.

    Parameters
    ----------
    track : PoseTrack
        Raw, the whole clip.
    of_clip : sequence of Shot
        Its shots.
    names : iterable of str, optional
        Which signals; by default all.

    Returns
    -------
    DataFrame
        Index ``time_s`` at a uniform 30 Hz, beginning anew after each cut; NaN in shots without
        anyone.
    """
    chosen = list(registered() if names is None else names)
    return pd.concat([shot.smoothed.signals(chosen) for shot in _all_shots(track, of_clip)])


def smoothed_track(track: PoseTrack, of_clip: Sequence[Shot]) -> PoseTrack:
    """A whole clip zero-lag smoothed, row for row as `clip_signals`; parameters as there."""
    return joined([shot.smoothed.track for shot in _all_shots(track, of_clip)], track)


def _all_shots(track: PoseTrack, of_clip: Sequence[Shot]) -> list[Shot]:
    """Shots of a clip with those in which nobody was seen, in order of time."""
    by_start = {shot.start_s: shot for shot in of_clip}
    found = []
    for part in track.uncut():
        shot = by_start.get(float(part.time[0]))
        found.append(replace(of_clip[0], track=part) if shot is None else shot)
    return found


def _signal(name: str) -> Signal:
    # The modules that define signals import this one.
    from formcheck.motion.signals import SIGNALS

    if name not in SIGNALS:
        near = get_close_matches(name, SIGNALS, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise KeyError(f"unknown signal {name!r}: {hint}formcheck.motion.signals.SIGNALS has all")
    return SIGNALS[name]
