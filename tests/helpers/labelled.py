"""Labelled clips and what was found in them, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import PrivateAttr

from formcheck.assessment.scoring import score_rep
from formcheck.evaluation.figures import (
    angle_figures,
    count_figures,
    counting_by_exercise,
    fault_figures,
    good_with_major_fault,
    recognition_figures,
)
from formcheck.evaluation.manifest import LabelledClip
from formcheck.evaluation.result import EvaluatedClip, Evaluation, FaultOnClip
from formcheck.exercises import load_exercise
from formcheck.reps.findings import Finding
from formcheck.result.result import Result
from formcheck.result.schema import Clip, RecognisedPart, ViewSummary
from formcheck.result.summary import summarise_set, worst_headline
from helpers.judging import KNEE, a_rep
from helpers.motions import clip

__all__ = ["a_clip", "a_fault", "a_label", "a_measured", "an_evaluation"]


def a_label(**changes: Any) -> LabelledClip:
    """A row of a manifest: a squat of which nothing is known."""
    fields = {"row": 2, "file": "a.mp4", "path": Path("a.mp4"), "exercise": "squat"}
    return LabelledClip(**({"subject": "ann"} | fields | changes))


def a_clip(**changes: Any) -> EvaluatedClip:
    """An analysed clip with nothing wrong."""
    fields = {"row": 2, "file": "a.mp4", "exercise": "squat", "subject": "ann", "good": False}
    return EvaluatedClip(**({"status": "analysed", "view": "side"} | fields | changes))


def a_fault(outcome: str, score: float | None = None, **changes: Any) -> FaultOnClip:
    """A fault on a clip; label and score follow from the outcome."""
    known = {"found": 0.9, "missed": 0.3, "false_alarm": 0.9, "rightly_silent": 0.1}
    labels = {"found": True, "missed": True, "unlabelled": None, "not_measurable": None}
    score = known.get(outcome) if score is None else score
    fields: dict[str, Any] = {
        "check": "too_shallow",
        "title": "Too shallow",
        "severity": "minor",
        "side_only": True,
        "labelled": labels.get(outcome, False),
        "score": score,
        "outcome": outcome,
        "reps": 1,
        "measured": int(score is not None),
        "clear": int(score is not None and score >= 0.8),
    }
    return FaultOnClip(**(fields | changes))


def an_evaluation(*clips: EvaluatedClip) -> Evaluation:
    """Of these clips, with all figures."""
    return Evaluation(
        formcheck_version="1.2.3",
        generated="2026-01-02 03:04",
        manifest="labels.csv",
        model="pose_landmarker_full",
        draws=2000,
        seed=0,
        clips=clips,
        counting=count_figures(clips),
        counting_by_exercise=counting_by_exercise(clips),
        faults=fault_figures(clips),
        good_with_major_fault=good_with_major_fault(clips),
        angles=angle_figures(clips),
        recognition=recognition_figures(clips),
    )


class _GivenSignals(Result):
    """A result whose signals may be given instead of computed from its track."""

    _table: pd.DataFrame | None = PrivateAttr(default=None)

    @property
    def signals(self) -> pd.DataFrame:
        return super().signals if self._table is None else self._table


def a_measured(
    *reps: Sequence[Finding],
    void: Sequence[str] = (),
    signals: pd.DataFrame | None = None,
    recognised: Sequence[tuple[str | None, float]] = (),
) -> Result:
    """A squat clip with these findings in its repetitions, and these void ones after them.

    `recognised` is what each part was taken for, and how many seconds it lasts.
    """
    judged = [
        a_rep(number=number, driving_signal=KNEE, findings=tuple(found), score=score_rep(found))
        for number, found in enumerate(reps, 1)
    ]
    judged += [
        a_rep(number=number, driving_signal=KNEE, void=reason)
        for number, reason in enumerate(void, len(reps) + 1)
    ]
    sets = [summarise_set(load_exercise("squat"), judged)] if judged else []
    result = _GivenSignals(
        formcheck_version="1.2.3",
        model="pose_landmarker_full",
        clip=Clip(
            name="a.mp4",
            sha256="0" * 64,
            width=64,
            height=48,
            duration_s=6.0,
            frames=2,
            frame_rate=30.0,
            seen_share=1.0,
        ),
        view=ViewSummary(view="oblique", yaw_deg=21.0, facing="left", advice=None),
        headline=worst_headline(sets),
        sets=tuple(sets),
        warnings=() if sets else ("No repetition was found.",),
        limits=(),
        recognised=tuple(
            RecognisedPart(start_s=0.0, end_s=seconds, exercise=exercise, candidates=())
            for exercise, seconds in recognised
        ),
    )
    result = result.with_track(clip("squat", reps=0, lead_s=5.0))
    result._table = signals
    return result
