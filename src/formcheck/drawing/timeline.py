"""What an annotated video shows at each moment: repetition, phase, cue, marked joints."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from formcheck._util.text import capital
from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep
from formcheck.result.judged import rep_reserve
from formcheck.result.result import Result
from formcheck.result.safety import NOTHING_AFTER_PAIN

__all__ = ["Banner", "Timeline", "TimelineState"]

_CUE_S = 2.5
# The shortest time to read a cue, where the next repetition follows at once.
_SHORTEST_CUE_S = 1.2
_MARK_S = 0.4


@dataclass(frozen=True)
class Banner:
    """A sentence to show: praise, a cue, the name of a fault, or why there is no verdict."""

    text: str
    kind: Literal["good", "cue", "fault", "void"]


@dataclass(frozen=True)
class TimelineState:
    """What to show at one moment.

    Attributes
    ----------
    title : str
        Exercise.
    count : str
        Number of the repetition and of all in the set.
    phase : str
        Name of the phase, empty outside of repetitions.
    banner : Banner or None
        Sentence to show.
    marks : tuple of str
        Body parts to draw a ring around.
    """

    title: str
    count: str
    phase: str
    banner: Banner | None
    marks: tuple[str, ...]


class Timeline:
    """Looks up the texts and marks for each moment of a clip."""

    def __init__(self, analysis: Result) -> None:
        self._reps = [(group, result) for group in analysis.sets for result in group.reps]
        self._starts = [result.start_s for _, result in self._reps]
        self._pain = analysis.feedback is not None and analysis.feedback.pain

    def at(self, time_s: float) -> TimelineState:
        """The texts and marks at this moment."""
        index = bisect_right(self._starts, time_s) - 1
        if not self._reps:
            return TimelineState("No repetition found", "", "", None, ())
        if index < 0:
            first = self._reps[0][0]
            return TimelineState(first.exercise_name, f"Rep 0 / {len(first.reps)}", "", None, ())
        set_result, result = self._reps[index]
        marked = {
            finding.mark: finding.title
            for finding in result.findings
            if finding.verdict is Verdict.CLEAR
            and finding.reading.signal is not None
            and finding.reading.time_s is not None
            and abs(finding.reading.time_s - time_s) <= _MARK_S
        }
        banner = self._after_rep(index, time_s) or self._after_rep(index - 1, time_s)
        if banner is None and marked:
            banner = Banner(next(iter(marked.values())), "fault")
        return TimelineState(
            title=set_result.exercise_name,
            count=f"Rep {result.number} / {len(set_result.reps)}",
            phase=_phase(result, time_s),
            banner=banner,
            marks=tuple(marked),
        )

    def banners(self) -> set[Banner]:
        """Every sentence that will be shown."""
        found = {_summary(result, self._pain) for _, result in self._reps}
        for _, result in self._reps:
            found |= {
                Banner(finding.title, "fault")
                for finding in result.findings
                if finding.verdict is Verdict.CLEAR
            }
        return found

    def counts(self) -> set[str]:
        """Every counter that will be shown."""
        return {f"Rep {len(group.reps)} / {len(group.reps)}" for group, _ in self._reps}

    def titles(self) -> set[str]:
        """Every title that will be shown."""
        return {group.exercise_name for group, _ in self._reps} or {self.at(0.0).title}

    def phases(self) -> set[str]:
        """Every name of a phase that will be shown."""
        return {phase.name for _, result in self._reps for phase in result.phases}

    def _after_rep(self, index: int, time_s: float) -> Banner | None:
        if index < 0:
            return None
        result = self._reps[index][1]
        since = time_s - result.end_s
        moving_again = index + 1 < len(self._starts) and time_s >= self._starts[index + 1]
        if 0 <= since <= (_SHORTEST_CUE_S if moving_again else _CUE_S):
            return _summary(result, self._pain)
        return None


def _phase(result: Rep, time_s: float) -> str:
    for phase in result.phases:
        if phase.start_s <= time_s < phase.end_s:
            return phase.name
    return ""


def _summary(result: Rep, pain: bool) -> Banner:
    """The sentence after a repetition."""
    if pain:
        return Banner(NOTHING_AFTER_PAIN, "void")
    if result.cue is not None:
        return Banner(result.cue, "cue")
    reserve = rep_reserve(result)
    if reserve is not None:
        return Banner(capital(reserve), "void")
    if result.score is None or result.score.value is None:
        return Banner(
            f"No clear fault in {result.measured} of {len(result.checked)} checks", "void"
        )
    return Banner("\N{CHECK MARK} Nothing to fix in this one", "good")
