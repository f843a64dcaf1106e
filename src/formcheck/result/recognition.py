"""What the clip was taken for, as a result and in words."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.exercises import load_exercise
from formcheck.exercises.recognition import OTHER, Segment
from formcheck.result.schema import Likelihood, RecognisedPart

__all__ = ["recognised_parts", "recognition_words", "unrecognised"]

_OTHER_NAME = "None of the exercises"
_SAY_WHICH = "say which exercise it is with --exercise"


def recognised_parts(passages: Sequence[Segment]) -> tuple[RecognisedPart, ...]:
    """The passages with the names that people read."""
    return tuple(
        RecognisedPart(
            start_s=passage.start_s,
            end_s=passage.end_s,
            exercise=passage.recognition.exercise,
            candidates=tuple(
                Likelihood(
                    exercise=one.exercise, name=_name(one.exercise), confidence=one.confidence
                )
                for one in passage.recognition.candidates
            ),
        )
        for passage in passages
    )


def recognition_words(parts: Sequence[RecognisedPart]) -> str:
    """One line: what was recognised, when, and how surely; empty where the exercise was given."""
    known = [part for part in parts if part.exercise not in (None, OTHER)]
    if not known:
        return ""
    alone = len(parts) == 1
    return "Recognised: " + "; ".join(
        f"{part.candidates[0].name} ({_percent(part.confidence)} sure"
        + (")" if alone else f", {_when(part)})")
        for part in known
    )


def unrecognised(parts: Sequence[RecognisedPart]) -> list[str]:
    """Sentences on what could not be told.

    A part that is none of the exercises is worth a sentence only where nothing else was recognised:
    people walk in, lie down and fetch a band.
    """
    found = []
    for part in parts:
        where = "" if len(parts) == 1 else f" at {_when(part)}"
        if part.exercise is None:
            names = " and ".join(
                f"{one.name} ({_percent(one.confidence)})" for one in part.candidates[:2]
            )
            found.append(f"Unsure between {names}{where}; {_SAY_WHICH}.")
    if all(part.exercise == OTHER for part in parts) and parts:
        found.append(f"None of the exercises was recognised; if it is one, {_SAY_WHICH}.")
    return found


def _when(part: RecognisedPart) -> str:
    return f"{part.start_s:.0f}-{part.end_s:.0f} s"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _name(exercise: str) -> str:
    return _OTHER_NAME if exercise == OTHER else load_exercise(exercise).name
