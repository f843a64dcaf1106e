"""Advice that depends on where the person felt a set, which no camera can see."""

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
        """As shown to the person."""
        return {
            Felt.GLUTES: "in your glutes",
            Felt.HAMSTRINGS: "in your hamstrings",
            Felt.LOW_BACK: "in your low back",
            Felt.NOWHERE: "nowhere in particular",
        }[self]


class After(Strict):
    """Advice for the next set, given where it was felt and the measurement of a check.

    Attributes
    ----------
    felt : Felt
        The answer that the advice is for.
    check : str
        Check of this exercise whose measurement supports the advice: over the set, its fault must
        be more likely than not.
    threshold : float, optional
        Replaces the threshold of the check, on the same side.
    advice : str
        As shown to the person.
    source : str
        Where the advice comes from, or ``default``.
    """

    felt: Felt
    check: str
    threshold: float | None = None
    advice: Words
    source: Words
