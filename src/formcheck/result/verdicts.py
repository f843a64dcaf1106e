"""Signs, words and order of verdicts, and words for bands of the score; never colour alone."""

from __future__ import annotations

from formcheck.reps.findings import Verdict

__all__ = ["BANDS", "VERDICTS", "WORST_FIRST"]

VERDICTS = {
    Verdict.CLEAR: ("\N{BALLOT X}", "Clear fault"),
    Verdict.POSSIBLE: ("?", "Possible fault"),
    Verdict.OK: ("\N{CHECK MARK}", "OK"),
    Verdict.NOT_MEASURABLE: ("\N{EN DASH}", "Not measurable"),
}
WORST_FIRST = tuple(VERDICTS)
"""What was not measured comes last: it says nothing against a measured row."""
BANDS = {"solid": "Solid", "good": "Good", "work on it": "Work on it"}
