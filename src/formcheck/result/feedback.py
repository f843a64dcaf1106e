"""The answer to the one question that a camera cannot: put into a finished analysis."""

from __future__ import annotations

from formcheck.assessment.felt import advice_after
from formcheck.errors import FormcheckError
from formcheck.exercises.after import Felt
from formcheck.result.load import Load, parse_load
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
    result: Result,
    *,
    felt: Felt | str | None = None,
    pain: bool = False,
    load: Load | str | None = None,
) -> Result:
    """The result as it is after the person's answers; nothing is measured again.

    Parameters
    ----------
    result : Result
        Without earlier answers.
    felt : Felt or str, optional
        Where they felt it.
    pain : bool
        After pain there is no score and nothing to practise: only the measurements stay, and the
        words to stop (docs/methods.md 6).
    load : Load or str, optional
        What it was done with, kept with every set.

    Raises
    ------
    FormcheckError
        `felt` or `load` is not understood.
    """
    where = parse_felt(felt) if isinstance(felt, str) else felt
    done_with = parse_load(load) if isinstance(load, str) else load
    if done_with is not None:
        sets = tuple(each.model_copy(update={"load": done_with}) for each in result.sets)
        result = result.model_copy(update={"sets": sets})
    if pain:
        feedback = Feedback(felt=where, pain=True, advice=(), stop=PAIN_STOP)
        sets = tuple(_unscored(each) for each in result.sets)
        return result.model_copy(update={"feedback": feedback, "sets": sets})
    if where is None:
        return result
    advice = [
        sentence
        for each in result.sets
        for sentence in advice_after(
            result.exercise(each.exercise), [rep.findings for rep in each.reps], where
        )
    ]
    feedback = Feedback(felt=where, pain=False, advice=tuple(dict.fromkeys(advice)), stop=None)
    return result.model_copy(update={"feedback": feedback})


def feedback_words(feedback: Feedback) -> tuple[str, ...]:
    """What to say about the answer, apart from the words to stop."""
    if feedback.pain or feedback.felt is None:
        return ()
    felt = f"You felt it {feedback.felt.words}."
    if not feedback.advice:
        return (f"{felt} No advice goes with that and these measurements.",)
    return tuple(f"{felt} {sentence}" for sentence in feedback.advice)


def _unscored(set_result: SetResult) -> SetResult:
    nothing = {"value": None, "low": None, "high": None, "band": None}
    reps = tuple(
        rep.model_copy(
            update={
                "score": rep.score and rep.score.model_copy(update=nothing),
                "cue": None,
            }
        )
        for rep in set_result.reps
    )
    score = set_result.score.model_copy(update=nothing)
    return set_result.model_copy(
        update={"reps": reps, "score": score, "faults": (), "fix_first": None}
    )
