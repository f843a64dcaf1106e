"""The set under way: its repetitions judged one by one, and the whole of it at its end."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
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
class _Done:
    """A repetition with all that is needed to judge it again.

    `quiet` is the neutral that it was judged by, None where there was no quiet moment yet.
    """

    shot: Shot
    detected: DetectedRep
    number: int
    next_start_s: float | None
    quiet: Neutral | None
    judged: JudgedRep


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

    Attributes
    ----------
    end_s : float
        End of the latest repetition; NaN before the first.
    """

    def __init__(
        self,
        exercise: Exercise,
        back_range: PersonalRange | None = None,
        since_s: float = -math.inf,
    ) -> None:
        self.end_s = math.nan
        self._exercise = exercise
        self._back_range = back_range
        self._quiet_since_s = since_s
        self._done: list[_Done] = []
        self._neutrals: dict[int, Neutral] = {}

    @property
    def count(self) -> int:
        """Repetitions so far, void ones included."""
        return len(self._done)

    def add(self, shot: Shot, detected: DetectedRep) -> JudgedRep:
        """Judge a repetition that has just ended, with the frames that there are."""
        self._settle_last(detected, shot)
        self._look_for_neutral(shot, detected)
        self.end_s = detected.end_s
        quiet = self._neutrals.get(id(shot))
        number = self.count + 1
        judged = self._judge(shot, detected, number, None, quiet)
        self._done.append(_Done(shot, detected, number, None, quiet, judged))
        return judged

    def _settle_last(self, follower: DetectedRep | None, shot: Shot | None) -> None:
        """Judge the latest repetition once more: what comes after it is known by now."""
        if not self._done:
            return
        last = self._done[-1]
        if follower is not None and shot is last.shot:
            last.next_start_s = follower.start_s
        self._again(last)

    def _again(self, one: _Done) -> None:
        if one.shot.window.start_s > one.detected.start_s:
            # Its frames are forgotten; it stays as it was judged.
            return
        one.quiet = self._neutrals.get(id(one.shot))
        one.judged = self._judge(one.shot, one.detected, one.number, one.next_start_s, one.quiet)

    def _judge(
        self,
        shot: Shot,
        detected: DetectedRep,
        number: int,
        next_start_s: float | None,
        neutral: Neutral | None,
    ) -> JudgedRep:
        assert shot.view is not None
        return judge_rep(
            shot.window.track(detected.start_s - MARGIN_S),
            detected,
            self._exercise,
            shot.view,
            shot.scale,
            number=number,
            neutral=neutral,
            next_start_s=next_start_s,
            back_range=self._back_range,
        )

    def _look_for_neutral(self, shot: Shot, before: DetectedRep) -> None:
        """The quiet moment before this repetition, where none before an earlier one has served."""
        if self._exercise.neutral == "none" or id(shot) in self._neutrals:
            return
        assert shot.view is not None
        track = shot.window.track(self._quiet_since_s)
        # The next look may find a quiet moment from here on only.
        self._quiet_since_s = before.start_s
        table = signal_table(smooth(track), shot.view, shot.scale)
        found = quiet_neutral(table.loc[: before.start_s], self._exercise, shot.view)
        if found is not None:
            self._neutrals[id(shot)] = found

    def analysis(self, model: str, size: tuple[int, int]) -> Analysis:
        """The result of the set, which has a repetition, as that of a clip.

        Parameters
        ----------
        model : str
            Name of the pose model.
        size : (int, int)
            Width and height of the picture.
        """
        self._settle_last(None, None)
        for one in self._done:
            # A quiet moment between repetitions serves those before it too, as for a clip.
            if one.quiet is not self._neutrals.get(id(one.shot)):
                self._again(one)
        shot = self._done[-1].shot
        assert shot.view is not None
        judged = [one.judged for one in self._done]
        first_view = self._done[0].shot.view or shot.view
        driving = driving_levels(self._exercise, first_view).signal
        result = summarise_set(self._exercise, driving, judged)
        sides = side_differences(
            self._exercise.id,
            [one.rep for one in judged],
            both_legs_in_view=shot.view.view == "front",
        )
        return Analysis(
            formcheck_version=version("formcheck"),
            model=model,
            clip=_clip(shot, result.model_dump_json(), result.start_s, result.end_s, size),
            view=view_summary(shot.view, [self._exercise.camera]),
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
