"""Signs and words for verdicts and bands of the score; no verdict is told by colour alone."""

from __future__ import annotations

from formcheck.reps.findings import Verdict

__all__ = ["BANDS", "VERDICTS"]

VERDICTS = {
    Verdict.OK: ("\N{CHECK MARK}", "OK"),
    Verdict.POSSIBLE: ("?", "Possible fault"),
    Verdict.CLEAR: ("\N{BALLOT X}", "Clear fault"),
    Verdict.NOT_MEASURABLE: ("\N{EN DASH}", "Not measurable"),
}
BANDS = {"solid": "Solid", "good": "Good", "work on it": "Work on it"}
