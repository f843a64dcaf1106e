"""Analyses of training days."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.exercises import load_exercise
from formcheck.exercises.spec import Reference
from formcheck.reps.findings import Measurement, Verdict
from formcheck.result.load import parse_load
from formcheck.result.result import Result
from formcheck.result.schema import FaultSummary, Feedback, HeadlineRow
from helpers.results import analysis_of


def trained(
    name: str,
    exercise: str = "squat",
    *,
    score: float = 90.0,
    ranges: Sequence[float] = (95.0,) * 8,
    legs: Sequence[str | None] | None = None,
    facing: str = "left",
    back_deg: float | None = None,
    reference: Reference = Reference.NEUTRAL,
    load: str | None = None,
    pain: bool | None = None,
    knee_lock: Verdict | None = None,
    fault: str | None = None,
) -> Result:
    """A clip of one set, as a person might keep it."""
    whole = analysis_of(f"{name}.mp4", sha256=name * 8, score=score, reps=len(ranges))
    (part,) = whole.sets
    reps = tuple(
        one.model_copy(
            update={
                "excursion": reach,
                "leg": leg,
                "spine": None if back_deg is None else _back(back_deg, reference),
            }
        )
        for one, reach, leg in zip(part.reps, ranges, legs or [None] * len(ranges), strict=True)
    )
    row = () if knee_lock is None else (HeadlineRow(id="knee_lock", title="", verdict=knee_lock),)
    known = load_exercise(exercise)
    changed = part.model_copy(
        update={
            "exercise": exercise,
            "exercise_name": known.name,
            "reps": reps,
            "headline": row,
            "fix_first": None
            if fault is None
            else FaultSummary(check=fault, title=fault, cue="", reps=2),
            "load": None if load is None else parse_load(load),
            "score": part.score if known.scored and not pain else _without(part.score),
        }
    )
    said = None if pain is None else Feedback(felt=None, pain=pain, advice=(), stop=None)
    view = whole.view.model_copy(update={"facing": facing})
    return whole.model_copy(update={"sets": (changed,), "feedback": said, "view": view})


def _without(score):
    return score.model_copy(update={"value": None, "low": None, "high": None, "band": None})


def _back(value: float, reference: Reference) -> Measurement:
    return Measurement(
        signal="back_curve_deg",
        label="roundness of the back",
        unit="deg",
        reference=reference,
        threshold=32.0,
        fault_above=True,
        error_95=8.0,
        value=value,
        probability=0.1,
    )
