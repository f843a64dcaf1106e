"""The set under way: its repetitions judged one by one, and the whole of it at its end."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise

import numpy as np

from formcheck.assessment.repetition import MARGIN_S, JudgedRep, judge_rep
from formcheck.assessment.sets import quiet_neutral
from formcheck.assessment.sides import side_differences
from formcheck.exercises.spec import Exercise
from formcheck.live.shot import Shot
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.signals import signal_table
from formcheck.motion.smoothing import smooth
from formcheck.reps.counter import driving_levels
from formcheck.reps.rep import Rep
from formcheck.result.result import Result
from formcheck.result.safety import LIMITS
from formcheck.result.schema import Clip
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.result.viewing import view_summary

__all__ = ["SetUnderWay"]


@dataclass
class _Done:
    """A repetition with all that is needed to judge it again.

    `quiet` is the neutral that it was judged by, None where there was no quiet moment yet; it is
    `settled` once it was judged with what follows it.
    """

    shot: Shot
    detected: Rep
    number: int
    next_start_s: float | None = None
    quiet: Neutral | None = None
    judged: JudgedRep | None = None
    settled: bool = False


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

    def add(self, shot: Shot, detected: Rep) -> int:
        """Take in a repetition that has just ended, and return its number."""
        if self._done and self._done[-1].shot is shot:
            self._done[-1].next_start_s = detected.start_s
        self.end_s = detected.end_s
        self._done.append(_Done(shot, detected, self.count + 1))
        return self.count

    def judge_next(self) -> JudgedRep | None:
        """Judge the earliest repetition that waits for it, with the frames that there are."""
        one = next((one for one in self._done if one.judged is None), None)
        if one is None:
            return None
        self._look_for_neutral(one.shot, one.detected)
        return self._judge(one)

    def settle_next(self) -> None:
        """Judge one repetition once more, by now that what follows it is known."""
        for one, follower in pairwise(self._done):
            if not one.settled and follower.judged is not None:
                one.settled = True
                self._again(one)
                return

    def _again(self, one: _Done) -> None:
        # With its frames forgotten it stays as it was judged.
        if one.shot.window.start_s <= one.detected.start_s:
            self._judge(one)

    def _judge(self, one: _Done) -> JudgedRep:
        shot, detected = one.shot, one.detected
        assert shot.view is not None
        one.quiet = self._neutrals.get(id(shot))
        one.judged = judge_rep(
            shot.window.track(detected.start_s - MARGIN_S),
            detected,
            self._exercise,
            shot.view,
            shot.scale,
            number=one.number,
            neutral=one.quiet,
            next_start_s=one.next_start_s,
            back_range=self._back_range,
        )
        return one.judged

    def _look_for_neutral(self, shot: Shot, before: Rep) -> None:
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

    def analysis(self, model: str, size: tuple[int, int]) -> Result:
        """The result of the set, which has a repetition, as that of a clip.

        Parameters
        ----------
        model : str
            Name of the pose model.
        size : (int, int)
            Width and height of the picture.
        """
        while self.judge_next() is not None:
            pass
        for one in self._done:
            # A quiet moment between repetitions serves those before it too, as for a clip.
            if not one.settled or one.quiet is not self._neutrals.get(id(one.shot)):
                self._again(one)
        shot = self._done[-1].shot
        assert shot.view is not None
        judged = [one.judged for one in self._done if one.judged is not None]
        first_view = self._done[0].shot.view or shot.view
        driving = driving_levels(self._exercise, first_view).signal
        result = summarise_set(self._exercise, driving, judged)
        sides = side_differences(
            self._exercise.id,
            [one for one in judged],
            both_legs_in_view=shot.view.view == "front",
        )
        return Result(
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
