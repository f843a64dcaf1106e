"""The answer to the one question that a camera cannot: put into a finished analysis."""

from __future__ import annotations

from collections.abc import Mapping

from formcheck.assessment.felt import advice_after
from formcheck.errors import FormcheckError
from formcheck.exercises.after import Felt
from formcheck.exercises.spec import Exercise
from formcheck.result.result import Result
from formcheck.result.safety import PAIN_STOP
from formcheck.result.schema import Feedback, SetResult

__all__ = ["feedback_words", "parse_felt", "with_feedback"]


def parse_felt(answer: str) -> Felt:
    """The answer by its name.

    Raises
    ------
    FormcheckError
        It is none of the four.
    """
    try:
        return Felt(answer)
    except ValueError as error:
        choices = ", ".join(Felt)
        raise FormcheckError(f"felt '{answer}' is not known; choose one of {choices}") from error


def with_feedback(
    analysis: Result, exercises: Mapping[str, Exercise], felt: Felt | None, pain: bool
) -> Result:
    """The analysis as it is after the person's answer.

    Parameters
    ----------
    analysis : Result
    exercises : mapping of str to Exercise
        Definitions of the exercises in it, by id.
    felt : Felt or None
        Where they felt it.
    pain : bool
        After pain there is no score and nothing to practise: only the measurements stay, and the
        words to stop (docs/methods.md 6).
    """
    if felt is None and not pain:
        return analysis
    if pain:
        feedback = Feedback(felt=felt, pain=True, advice=(), stop=PAIN_STOP)
        sets = tuple(_unscored(part) for part in analysis.sets)
        return analysis.model_copy(update={"feedback": feedback, "sets": sets})
    assert felt is not None
    advice = [
        sentence
        for part in analysis.sets
        for sentence in advice_after(
            exercises[part.exercise], [rep.findings for rep in part.reps], felt
        )
    ]
    feedback = Feedback(felt=felt, pain=False, advice=tuple(dict.fromkeys(advice)), stop=None)
    return analysis.model_copy(update={"feedback": feedback})


def feedback_words(feedback: Feedback) -> tuple[str, ...]:
    """What to say about the answer, apart from the words to stop."""
    if feedback.pain or feedback.felt is None:
        return ()
    felt = f"You felt it {feedback.felt.words}."
    if not feedback.advice:
        return (f"{felt} No advice goes with that and these measurements.",)
    return tuple(f"{felt} {sentence}" for sentence in feedback.advice)


def _unscored(part: SetResult) -> SetResult:
    nothing = {"value": None, "low": None, "high": None, "band": None}
    reps = tuple(
        rep.model_copy(
            update={
                "score": rep.score and rep.score.model_copy(update=nothing),
                "cue": None,
            }
        )
        for rep in part.reps
    )
    score = part.score.model_copy(update=nothing)
    return part.model_copy(update={"reps": reps, "score": score, "faults": (), "fix_first": None})
