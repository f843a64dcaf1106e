"""Advice that depends on where a person felt a set: what no camera can see."""

from __future__ import annotations

from enum import StrEnum

from formcheck.exercises.schema import Strict, Words

__all__ = ["After", "Felt"]


class Felt(StrEnum):
    """Where the person felt the set most."""

    GLUTES = "glutes"
    HAMSTRINGS = "hamstrings"
    LOW_BACK = "low_back"
    NOWHERE = "nowhere"

    @property
    def words(self) -> str:
        """As said to the person."""
        return {
            Felt.GLUTES: "in your glutes",
            Felt.HAMSTRINGS: "in your hamstrings",
            Felt.LOW_BACK: "in your low back",
            Felt.NOWHERE: "nowhere in particular",
        }[self]


class After(Strict):
    """What to try next time, given an answer and what a check has read.

    Attributes
    ----------
    felt : Felt
        The answer that it goes with.
    check : str
        Check of this exercise whose reading supports it: its fault must be more likely than not
        over the set.
    threshold : float, optional
        Instead of the check's own threshold, on the same side.
    advice : str
        As said to the person.
    source : str
        Where it comes from, or the word ``default``.
    """

    felt: Felt
    check: str
    threshold: float | None = None
    advice: Words
    source: Words
