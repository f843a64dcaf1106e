"""What to say aloud, and when to keep quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.assessment.scoring import costliest
from formcheck.live.events import Counted, Framing, LiveEvent, Lost, RepDone, SetEnd, Slow
from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep, Void
from formcheck.result.judged import no_fault_came_back, why_not_judged
from formcheck.result.phrases import repetitions
from formcheck.result.schema import SetResult
from formcheck.result.verdicts import BANDS

__all__ = ["Coach", "Saying", "set_words"]

_REMIND_EVERY = 3
"""A fault that comes back is named at its first, fourth, seventh repetition, and not in between."""
_WORDS = {"ready": "Ready. Begin when you like.", "back": "There you are."}


@dataclass(frozen=True)
class Saying:
    """Words to speak.

    Attributes
    ----------
    kind : str
        ``guide``, ``count``, ``cue``, ``praise`` or ``summary``.
    urgent : bool
        Whether it may cut off what is being said: a count must not wait.
    """

    kind: Literal["guide", "count", "cue", "praise", "summary"]
    text: str
    urgent: bool = False


class Coach:
    """Turns the events of a session into few words.

    It counts aloud. At the end of a repetition it gives at most one cue: that of the clear fault
    which costs most. A fault that stays is not named every time, and when it is mended that is
    said, once.
    """

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._named: str | None = None

    def hear(self, event: LiveEvent) -> list[Saying]:
        """What to say about an event, in order; mostly nothing or one thing."""
        if isinstance(event, Counted):
            return [Saying("count", str(event.number), urgent=True)]
        if isinstance(event, RepDone):
            return self._rep(event.result)
        if isinstance(event, SetEnd):
            return self._set_end(event)
        if isinstance(event, Framing | Lost | Slow):
            return [Saying("guide", event.words)]
        words = _WORDS.get(event.kind)
        return [] if words is None else [Saying("guide", words)]

    def _rep(self, result: Rep) -> list[Saying]:
        if result.void is Void.SLOW_COMPUTER:
            return [Saying("guide", "That one I missed: this computer is too slow.")]
        if result.void is not None:
            return []
        worst = costliest(result.findings)
        if worst is None:
            return self._praise(result)
        times = self._times.get(worst.check, 0)
        self._times[worst.check] = times + 1
        self._named = worst.check
        return [] if times % _REMIND_EVERY else [Saying("cue", worst.cue)]

    def _praise(self, result: Rep) -> list[Saying]:
        """For the fault that was named last, where this repetition was seen to be without it."""
        mended = any(
            one.check == self._named and one.verdict is Verdict.OK for one in result.findings
        )
        if not mended:
            return []
        # Should it come back it is news again.
        self._times.pop(self._named or "", None)
        self._named = None
        return [Saying("praise", "Better, that was it.")]

    def _set_end(self, event: SetEnd) -> list[Saying]:
        self._times.clear()
        self._named = None
        return [Saying("summary", set_words(part)) for part in event.analysis.sets]


def set_words(part: SetResult) -> str:
    """A set in two or three spoken sentences."""
    words = [f"Set done: {repetitions(len(part.reps))}."]
    reason = why_not_judged(part)
    if reason is not None:
        return f"{words[0]} Not judged: {reason}."
    score = part.score
    if part.scored and score.value is not None and score.band is not None:
        words.append(f"Score {score.value:.0f}: {BANDS[score.band].lower()}.")
    elif part.scored:
        words.append("No score: I could not see enough.")
    if part.fix_first is not None:
        words.append(f"Next time: {part.fix_first.cue}")
    elif part.scored and score.value is not None:
        words.append(f"{no_fault_came_back(part)}.")
    return " ".join(words)
