"""Misses of a clip in words, each with its cause if that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.evaluation.result import UNSURE, EvaluatedClip, FaultOnClip

__all__ = ["Miss", "misses_of"]

Kind = Literal["count", "exercise", "missed", "false_alarm", "not_measurable"]


@dataclass(frozen=True)
class Miss:
    """One difference between labels and analysis.

    Attributes
    ----------
    what : str
        Label and result.
    cause : str
        Why, as far as known; else empty.
    """

    kind: Kind
    what: str
    cause: str


def misses_of(clip: EvaluatedClip) -> tuple[Miss, ...]:
    """All misses of a clip: counting first, then faults in the order of the exercise's checks."""
    misses = []
    if clip.miscounted:
        what = f"{clip.counted_reps} of {clip.labelled_reps} repetitions counted"
        misses.append(Miss("count", what, _cause_of_count(clip)))
    if clip.misrecognised:
        misses.append(Miss("exercise", _taken_for(clip), clip.reason or ""))
    misses += [_fault_miss(fault) for fault in clip.wrong_faults]
    return tuple(misses)


def _taken_for(clip: EvaluatedClip) -> str:
    if clip.recognised == UNSURE:
        return f"{clip.exercise} not recognised: unsure"
    return f"{clip.exercise} taken for {clip.recognised}"


def _cause_of_count(clip: EvaluatedClip) -> str:
    if clip.void_reps:
        return f"{clip.void_reps} found but not judged: {'; '.join(clip.void_reasons)}"
    if clip.misrecognised:
        return _taken_for(clip)
    return clip.reason or ""


def _fault_miss(fault: FaultOnClip) -> Miss:
    if fault.score is None:
        return Miss("not_measurable", f"{fault.title}: not measurable", fault.reason or "")
    cause = (
        f"clear in {fault.clear} of {fault.measured} repetitions, "
        f"probability {100 * fault.score:.0f} %{' (possible)' if fault.possible else ''}"
    )
    if fault.outcome == "missed":
        return Miss("missed", f"{fault.title}: missed", cause)
    words = f"{fault.title}: false alarm ({fault.severity.value})"
    return Miss("false_alarm", words, cause)
