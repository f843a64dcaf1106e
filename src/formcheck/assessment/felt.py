"""Advice from what a person felt, where the readings of the set support it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.exercises.after import After, Felt
from formcheck.exercises.spec import Exercise
from formcheck.reps.findings import Finding

__all__ = ["advice_after"]


def advice_after(
    exercise: Exercise, findings: Sequence[Sequence[Finding]], felt: Felt
) -> tuple[str, ...]:
    """What the exercise's file advises after this answer.

    Parameters
    ----------
    exercise : Exercise
        With its ``[[after]]`` tables.
    findings : sequence of sequence of Finding
        Of each repetition that was judged.
    felt : Felt
        The answer.

    Returns
    -------
    tuple of str
        In the order of the file; empty where nothing that was measured goes with the answer.
    """
    return tuple(
        one.advice
        for one in exercise.after
        if one.felt is felt and _likely(one, [f for rep in findings for f in rep])
    )


def _likely(after: After, findings: Sequence[Finding]) -> bool:
    """Whether the typical repetition is beyond the threshold: the fault is likelier than not."""
    beyond = [
        _beyond(after, finding)
        for finding in findings
        if finding.check == after.check and finding.reading.value is not None
    ]
    return bool(beyond) and float(np.median(beyond)) >= 0.0


def _beyond(after: After, finding: Finding) -> float:
    reading = finding.reading
    threshold = reading.threshold if after.threshold is None else after.threshold
    distance = (reading.value or 0.0) - threshold
    return distance if reading.fault_above else -distance
