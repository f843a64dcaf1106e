"""What may be said of a repetition or a set without a fault: never more than was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep
from formcheck.result.phrases import repetitions
from formcheck.result.schema import SetResult

__all__ = ["no_fault_came_back", "nothing_to_fix", "rep_reserve", "why_not_judged"]

_NO_REASON = "no check could be measured"


def rep_reserve(result: Rep) -> str | None:
    """What to say of a repetition without a cue instead of "no clear fault".

    Returns
    -------
    str or None
        Why it was not judged, a clear fault that costs no points, or how little was measured; None
        where enough was measured and nothing is clear.
    """
    if result.void is not None:
        return f"not judged: {result.void}"
    if noted := _noted([result]):
        return f"for information: {', '.join(noted)}"
    if not result.measured:
        return f"not judged: {_commonest(_reasons([result]))}"
    if result.well_covered:
        return None
    no_score = "; no score" if any(one.counts for one in result.findings) else ""
    return f"nothing clear in {result.measured} of {len(result.checked)} checks{no_score}"


def why_not_judged(part: SetResult) -> str | None:
    """The commonest reason why nothing of a set could be measured; None where something was."""
    if part.judged_reps:
        return None
    return _commonest(_reasons(part.reps) or [one.void for one in part.reps if one.void])


def nothing_to_fix(part: SetResult) -> bool:
    """Whether enough of a set was measured to praise it, and nothing clear was found to recur."""
    covered = any(one.well_covered for one in part.reps)
    return covered and part.fix_first is None and not _noted(part.reps)


def no_fault_came_back(part: SetResult) -> str:
    """That no fault recurs in a set of which something was measured, and in how much of it."""
    judged = part.judged_reps
    if noted := _noted(part.reps):
        seen = (f"{title} in {times} of {len(judged)}" for title, times in noted.items())
        return f"For information: {', '.join(seen)}"
    within = []
    if not any(one.well_covered for one in judged):
        measured, checks = _coverage(judged)
        within.append(f"in the {measured} of {checks} checks that were measured")
    if len(judged) < len(part.reps):
        within.append(f"in the {len(judged)} of {repetitions(len(part.reps))} that were judged")
    return " ".join(["No clear fault came back", ", ".join(within)]).strip()


def _coverage(reps: Sequence[Rep]) -> tuple[int, int]:
    """How many checks were measured in some repetition, and how many there are."""
    unmeasured = Verdict.NOT_MEASURABLE
    checked = [one for result in reps for one in result.checked]
    measured = {one.check for one in checked if one.verdict is not unmeasured}
    return len(measured), len({one.check for one in checked})


def _noted(reps: Iterable[Rep]) -> Counter[str]:
    """Clear faults that only inform, with the number of repetitions that show them."""
    return Counter(
        one.title
        for result in reps
        for one in result.findings
        if one.verdict is Verdict.CLEAR and not one.counts
    )


def _reasons(reps: Iterable[Rep]) -> list[str]:
    return [one.reason for result in reps for one in result.checked if one.reason]


def _commonest(reasons: Iterable[str]) -> str:
    return next((reason for reason, _ in Counter(reasons).most_common(1)), _NO_REASON)
