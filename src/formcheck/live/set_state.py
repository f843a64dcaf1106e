"""The set under way: its repetitions judged one by one, and the whole of it at its end."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise

import numpy as np

from formcheck.assessment.repetition import MARGIN_S, judge_rep
from formcheck.assessment.sets import quiet_neutral
from formcheck.assessment.sides import side_differences
from formcheck.exercises.spec import Exercise
from formcheck.live.shot import LiveShot
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.reps.rep import Rep, Void
from formcheck.result.result import Result
from formcheck.result.safety import LIMITS
from formcheck.result.schema import Clip
from formcheck.result.summary import summarise_set, worst_headline
from formcheck.result.viewing import view_summary

__all__ = ["SetState"]

_LOST = (Void.TURN_HIDDEN, Void.MOSTLY_HIDDEN)


@dataclass
class _CountedRep:
    """A repetition with all that is needed to judge it again.

    `quiet` is the neutral that it was judged by, None where there was no quiet moment yet; it is
    `settled` once it was judged with what follows it.
    """

    shot: LiveShot
    detected: Rep
    number: int
    next_start_s: float | None = None
    quiet: Neutral | None = None
    judged: Rep | None = None
    settled: bool = False


class SetState:
    """The current set: repetitions since the last long rest.

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
        self._counted: list[_CountedRep] = []
        self._neutrals: dict[LiveShot, Neutral] = {}

    @property
    def count(self) -> int:
        """Repetitions so far, void ones included."""
        return len(self._counted)

    def add(self, shot: LiveShot, detected: Rep) -> int:
        """Take in a repetition that has just ended, and return its number."""
        if self._counted and self._counted[-1].shot is shot:
            self._counted[-1].next_start_s = detected.start_s
        self.end_s = detected.end_s
        self._counted.append(_CountedRep(shot, detected, self.count + 1))
        return self.count

    def judge_next(self) -> Rep | None:
        """Judge the earliest repetition that waits for it, with the frames that there are."""
        waiting = next((rep for rep in self._counted if rep.judged is None), None)
        if waiting is None:
            return None
        self._look_for_neutral(waiting.shot, waiting.detected)
        return self._judge(waiting)

    def settle_next(self) -> None:
        """Judge one repetition once more, by now that what follows it is known."""
        for rep, follower in pairwise(self._counted):
            if not rep.settled and follower.judged is not None:
                rep.settled = True
                self._judge_again(rep)
                return

    def result(self, model: str, size: tuple[int, int]) -> Result:
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
        for rep in self._counted:
            # A quiet moment between repetitions serves those before it too, as for a clip.
            if not rep.settled or rep.quiet is not self._neutrals.get(rep.shot):
                self._judge_again(rep)
        judged = [rep.judged for rep in self._counted if rep.judged is not None]
        set_result = summarise_set(self._exercise, judged)
        last = self._counted[-1].shot
        view = last.as_seen().view
        return Result(
            formcheck_version=version("formcheck"),
            model=model,
            clip=_clip(last, set_result.model_dump_json(), judged, size),
            view=view_summary(view, [self._exercise.camera]),
            headline=worst_headline([set_result]),
            sets=(set_result,),
            sides=side_differences(
                self._exercise.id, judged, both_legs_in_view=view.view == "front"
            ),
            warnings=(),
            limits=LIMITS,
        )

    def _judge_again(self, rep: _CountedRep) -> None:
        # With its frames forgotten it stays as it was judged.
        if rep.shot.buffer.start_s <= rep.detected.start_s:
            self._judge(rep)

    def _judge(self, rep: _CountedRep) -> Rep:
        rep.quiet = self._neutrals.get(rep.shot)
        judged = judge_rep(
            rep.shot.raw(rep.detected.start_s - MARGIN_S),
            rep.detected,
            self._exercise,
            number=rep.number,
            neutral=rep.quiet,
            next_start_s=rep.next_start_s,
            back_range=self._back_range,
        )
        if judged.void in _LOST and rep.shot.buffer.has_gap(judged.start_s, judged.end_s):
            judged = judged.model_copy(update={"void": Void.SLOW_COMPUTER})
        rep.judged = judged
        return judged

    def _look_for_neutral(self, shot: LiveShot, before: Rep) -> None:
        """The quiet moment before this repetition, where none before an earlier one has served."""
        if self._exercise.neutral == "none" or shot in self._neutrals:
            return
        early = shot.raw(self._quiet_since_s).smoothed.between(-math.inf, before.start_s)
        # The next look may find a quiet moment from here on only.
        self._quiet_since_s = before.start_s
        found = quiet_neutral(early, self._exercise)
        if found is not None:
            self._neutrals[shot] = found


def _clip(shot: LiveShot, content: str, reps: Sequence[Rep], size: tuple[int, int]) -> Clip:
    track = shot.buffer.as_seen()
    step_s = float(np.median(np.diff(track.time))) if len(track) > 1 else 1.0
    length_s = reps[-1].end_s - reps[0].start_s
    return Clip(
        name="Live",
        # There is no file: what was measured stands for it, and tells one set from another.
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        width=size[0],
        height=size[1],
        duration_s=length_s,
        frames=round(length_s / step_s),
        frame_rate=1.0 / step_s,
        seen_share=float(track.seen.mean()),
    )
