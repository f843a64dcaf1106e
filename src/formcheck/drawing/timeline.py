"""What an annotated video says at each moment: repetition, phase, cue, joints to look at."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from formcheck._util.text import capital
from formcheck.assessment.findings import Verdict
from formcheck.result.judged import rep_reserve
from formcheck.result.safety import NOTHING_AFTER_PAIN
from formcheck.result.schema import Analysis, RepResult

__all__ = ["Banner", "Now", "Timeline"]

_CUE_S = 2.5
# A cue that the next repetition follows at once still has to be read.
_SHORTEST_CUE_S = 1.2
_MARK_S = 0.4


@dataclass(frozen=True)
class Banner:
    """A sentence to show, and whether it praises, corrects, points or excuses."""

    text: str
    kind: Literal["good", "cue", "fault", "void"]


@dataclass(frozen=True)
class Now:
    """One moment.

    Attributes
    ----------
    title : str
        Exercise.
    count : str
        Repetition of how many.
    phase : str
        Name of the phase, empty outside of repetitions.
    banner : Banner or None
        What to say.
    marks : tuple of str
        Body parts to point at.
    """

    title: str
    count: str
    phase: str
    banner: Banner | None
    marks: tuple[str, ...]


class Timeline:
    """Look up what is to be shown when."""

    def __init__(self, analysis: Analysis) -> None:
        self._sets = [(part, result) for part in analysis.sets for result in part.reps]
        self._starts = [result.rep.start_s for _, result in self._sets]
        self._pain = analysis.feedback is not None and analysis.feedback.pain

    def at(self, time_s: float) -> Now:
        """What to show at this moment."""
        index = bisect_right(self._starts, time_s) - 1
        if not self._sets:
            return Now("No repetition found", "", "", None, ())
        if index < 0:
            part = self._sets[0][0]
            return Now(part.exercise_name, f"Rep 0 / {len(part.reps)}", "", None, ())
        part, result = self._sets[index]
        marked = {
            finding.mark: finding.title
            for finding in result.findings
            if finding.verdict is Verdict.CLEAR
            and finding.reading.signal is not None
            and finding.reading.time_s is not None
            and abs(finding.reading.time_s - time_s) <= _MARK_S
        }
        pointed = [Banner(title, "fault") for title in list(marked.values())[:1]]
        said = self._after_rep(index, time_s) or self._after_rep(index - 1, time_s)
        return Now(
            title=part.exercise_name,
            count=f"Rep {result.rep.number} / {len(part.reps)}",
            phase=_phase(result, time_s),
            banner=said or next(iter(pointed), None),
            marks=tuple(marked),
        )

    def banners(self) -> set[Banner]:
        """Every sentence that will be shown."""
        found = {_summary(result, self._pain) for _, result in self._sets}
        for _, result in self._sets:
            clear = [one for one in result.findings if one.verdict is Verdict.CLEAR]
            found |= {Banner(finding.title, "fault") for finding in clear}
        return found

    def counts(self) -> set[str]:
        """Every counter that will be shown."""
        return {f"Rep {len(part.reps)} / {len(part.reps)}" for part, _ in self._sets}

    def titles(self) -> set[str]:
        """Every title that will be shown."""
        return {part.exercise_name for part, _ in self._sets} or {self.at(0.0).title}

    def phases(self) -> set[str]:
        """Every name of a phase that will be shown."""
        return {phase.name for _, result in self._sets for phase in result.rep.phases}

    def _after_rep(self, index: int, time_s: float) -> Banner | None:
        if index < 0:
            return None
        result = self._sets[index][1]
        since = time_s - result.rep.end_s
        moving_again = index + 1 < len(self._starts) and time_s >= self._starts[index + 1]
        if 0 <= since <= (_SHORTEST_CUE_S if moving_again else _CUE_S):
            return _summary(result, self._pain)
        return None


def _phase(result: RepResult, time_s: float) -> str:
    for phase in result.rep.phases:
        if phase.start_s <= time_s < phase.end_s:
            return phase.name
    return ""


def _summary(result: RepResult, pain: bool) -> Banner:
    """What to say after a repetition."""
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
