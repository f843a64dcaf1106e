"""The set under way: its repetitions judged one by one, and the whole of it at its end."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np

from formcheck.assessment.repetition import MARGIN_S, JudgedRep, judge_rep
from formcheck.assessment.sets import quiet_neutral
from formcheck.assessment.sides import side_differences
from formcheck.exercises.spec import Exercise
from formcheck.live.shot import Shot
from formcheck.motion.baseline import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import smooth
from formcheck.report.analysis import Analysis, Clip
from formcheck.report.summary import summarise_set, worst_headline
from formcheck.report.viewing import view_summary
from formcheck.report.wording import LIMITS
from formcheck.reps.counter import driving_levels
from formcheck.reps.segment import DetectedRep

__all__ = ["SetUnderWay"]


@dataclass
class _Open:
    """A repetition that may still gain by what comes after it."""

    detected: DetectedRep
    shot: Shot
    number: int
    judged: JudgedRep


@dataclass
class SetUnderWay:
    """Repetitions since the last long rest.

    Parameters
    ----------
    exercise : Exercise
        What is done.
    back_range : PersonalRange or None
        How far the person's back bends.
    since_s : float
        End of the set before, from where on a quiet moment may be this one's neutral.
    """

    exercise: Exercise
    back_range: PersonalRange | None = None
    since_s: float = -math.inf
    reps: list[JudgedRep] = field(default_factory=list)
    driving: str = ""
    end_s: float = math.nan
    _shot: Shot | None = None
    _open: _Open | None = None
    _neutrals: dict[int, Neutral | None] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Repetitions so far, void ones included."""
        return len(self.reps) + (self._open is not None)

    def add(self, shot: Shot, detected: DetectedRep) -> JudgedRep:
        """Judge a repetition that has just ended, with the frames that there are."""
        self.settle(next_start_s=detected.start_s)
        assert shot.view is not None
        if not self.driving:
            self.driving = driving_levels(self.exercise, shot.view).signal
        number = self.count + 1
        self.end_s, self._shot = detected.end_s, shot
        judged = self._judge(shot, detected, number, None)
        self._open = _Open(detected, shot, number, judged)
        return judged

    def settle(self, next_start_s: float | None = None) -> None:
        """Judge the latest repetition for good: what comes after it is known by now."""
        if self._open is None:
            return
        one, self._open = self._open, None
        remembered = one.shot.window.start_s <= one.detected.start_s
        if remembered:
            self.reps.append(self._judge(one.shot, one.detected, one.number, next_start_s))
        else:
            self.reps.append(one.judged)

    def _judge(
        self, shot: Shot, detected: DetectedRep, number: int, next_start_s: float | None
    ) -> JudgedRep:
        assert shot.view is not None
        return judge_rep(
            shot.window.track(detected.start_s - MARGIN_S),
            detected,
            self.exercise,
            shot.view,
            shot.scale,
            number=number,
            neutral=self._neutral(shot, detected),
            next_start_s=next_start_s,
            back_range=self.back_range,
        )

    def _neutral(self, shot: Shot, first: DetectedRep) -> Neutral | None:
        """Of the quiet moment before the first repetition of the set in this shot."""
        if self.exercise.neutral == "none" or shot.view is None:
            return None
        if id(shot) not in self._neutrals:
            track = shot.window.track(self.since_s)
            table = signal_table(smooth(track), shot.view, shot.scale)
            found = quiet_neutral(table.loc[: first.start_s], self.exercise, shot.view)
            self._neutrals[id(shot)] = found
        return self._neutrals[id(shot)]

    def analysis(self, model: str, size: tuple[int, int]) -> Analysis:
        """The result of the set, which has a repetition, as that of a clip.

        Parameters
        ----------
        model : str
            Name of the pose model.
        size : (int, int)
            Width and height of the picture.
        """
        self.settle()
        shot = self._shot
        assert shot is not None and shot.view is not None
        result = summarise_set(self.exercise, self.driving, self.reps)
        both = shot.view.view == "front"
        sides = side_differences(
            self.exercise.id, [one.rep for one in self.reps], both_legs_in_view=both
        )
        return Analysis(
            formcheck_version=version("formcheck"),
            model=model,
            clip=_clip(shot, result.model_dump_json(), result.start_s, result.end_s, size),
            view=view_summary(shot.view, [self.exercise.camera]),
            headline=worst_headline([result]),
            sets=(result,),
            sides=tuple(sides),
            warnings=(),
            limits=LIMITS,
        )


def _clip(shot: Shot, content: str, start_s: float, end_s: float, size: tuple[int, int]) -> Clip:
    track = shot.window.as_seen()
    step_s = float(np.median(np.diff(track.time))) if len(track) > 1 else 1.0
    return Clip(
        name="Live",
        # There is no file: what was measured stands for it, and tells one set from another.
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        width=size[0],
        height=size[1],
        duration_s=end_s - start_s,
        frames=round((end_s - start_s) / step_s),
        frame_rate=1.0 / step_s,
        seen_share=float(track.seen.mean()),
    )
