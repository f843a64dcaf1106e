"""What to work on first, with the repetition and the picture that show it best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assessment.scoring import deduction
from formcheck.drawing.keyframes import Picture
from formcheck.reps.findings import Finding, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.schema import FaultSummary, SetResult

__all__ = ["Fix", "fix_of"]


@dataclass(frozen=True)
class Fix:
    """One fault, and the repetition that shows it best; `picture` is None where none was taken."""

    fault: FaultSummary
    finding: Finding
    rep: Rep
    picture: Picture | None


def fix_of(set_result: SetResult, strips: Sequence[Sequence[Picture]]) -> Fix | None:
    """The fault of a set to fix first; None where no fault recurs.

    Parameters
    ----------
    set_result : SetResult
        The set.
    strips : sequence of sequence of Picture
        Pictures of each of its repetitions.
    """
    if set_result.fix_first is None:
        return None
    shown = [
        (deduction(finding), result, finding, strip)
        for result, strip in zip(set_result.reps, strips, strict=True)
        for finding in result.findings
        if finding.check == set_result.fix_first.check and finding.verdict is Verdict.CLEAR
    ]
    if not shown:
        return None
    # Repetitions with a picture of this fault come first.
    _, result, finding, strip = max(
        shown, key=lambda item: (_picture_of(item[2], item[3]) is not None, item[0])
    )
    picture = _picture_of(finding, strip) or next(
        (turn for turn in strip if turn.moment.label == "turning point"), None
    )
    return Fix(set_result.fix_first, finding, result, picture)


def _picture_of(finding: Finding, strip: Sequence[Picture]) -> Picture | None:
    return next(
        (
            picture
            for picture in strip
            if picture.moment.fault is not None and picture.moment.fault.check == finding.check
        ),
        None,
    )
