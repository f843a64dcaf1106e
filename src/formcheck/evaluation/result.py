"""Result of an evaluation: a public, versioned JSON schema."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.exercises.recognition import OTHER
from formcheck.exercises.spec import Severity
from formcheck.motion.view import View
from formcheck.reps.findings import CLEAR, POSSIBLE

__all__ = [
    "EVALUATION_SCHEMA_VERSION",
    "UNSURE",
    "AngleFigure",
    "AngleOnClip",
    "CountFigures",
    "Estimate",
    "EvaluatedClip",
    "Evaluation",
    "FaultFigures",
    "FaultOnClip",
    "Outcome",
    "RecognitionFigures",
    "Status",
]

EVALUATION_SCHEMA_VERSION = 1

UNSURE = "unsure"
"""Recognition gave neither an exercise nor `OTHER`."""

Status = Literal["analysed", "failed", "missing", "skipped"]
Outcome = Literal[
    "found", "missed", "false_alarm", "rightly_silent", "not_measurable", "unlabelled"
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(_Frozen):
    """A figure over clips, with the ends of its 95 % interval.

    Attributes
    ----------
    value : float or None
        None where it is undefined, such as recall without a clip that shows the fault.
    low, high : float or None
        None with too few people.
    clips, people : int
        How many the figure is computed from.
    """

    value: float | None
    low: float | None
    high: float | None
    clips: int
    people: int


class FaultOnClip(_Frozen):
    """One check on one clip, compared with the labels.

    Attributes
    ----------
    labelled : bool or None
        Whether the clip shows the fault; None where it has no label.
    score : float or None
        Probability of the fault in the deciding repetition; None if not measurable.
    outcome : str
        ``found``, ``missed``, ``false_alarm``, ``rightly_silent``, ``not_measurable``, or
        ``unlabelled``.
    reps, measured, clear : int
        Repetitions judged, those in which the fault was measurable, those in which it is clear.
    reason : str or None
        Why it could not be measured.
    """

    check: str
    title: str
    severity: Severity
    side_only: bool
    labelled: bool | None
    score: float | None
    outcome: Outcome
    reps: int
    measured: int
    clear: int
    reason: str | None = None

    @property
    def possible(self) -> bool:
        """Whether the fault is called possible."""
        return self.score is not None and POSSIBLE <= self.score < CLEAR


class AngleOnClip(_Frozen):
    """Mean error of an angle over the frames of one clip, degrees."""

    signal: str
    mean_absolute_deg: float
    frames: int


class EvaluatedClip(_Frozen):
    """One row of the manifest and its result.

    Attributes
    ----------
    exercise : str
        As labelled.
    recognised : str or None
        Exercise, ``other`` or ``unsure``; None if recognition was not asked for.
    status : str
        ``failed``: could not be analysed. ``skipped``: no definition of its exercise.
    reason : str or None
        Why it was not analysed, or why repetitions were not found.
    labelled_reps : int or None
        None without a count, or with one that is not to be used.
    counted_reps, void_reps : int
        Repetitions judged, and those found but not judged.
    report : str or None
        Path of its report, relative to the page of the evaluation.
    """

    row: int
    file: str
    exercise: str
    subject: str
    good: bool
    status: Status
    reason: str | None = None
    recognised: str | None = None
    view: View | None = None
    yaw_deg: float | None = None
    labelled_reps: int | None = None
    counted_reps: int = 0
    void_reps: int = 0
    void_reasons: tuple[str, ...] = ()
    faults: tuple[FaultOnClip, ...] = ()
    unchecked_faults: tuple[str, ...] = ()
    angles: tuple[AngleOnClip, ...] = ()
    report: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is part of the figures on counting."""
        return self.labelled_reps is not None and self.status in {"analysed", "failed"}

    @property
    def miscounted(self) -> bool:
        """Whether the count differs from the label."""
        return self.counts and self.counted_reps != self.labelled_reps

    @property
    def misrecognised(self) -> bool:
        """Whether recognition was wrong; for a clip labelled `OTHER`, unsure is right too."""
        if self.recognised is None:
            return False
        right = {OTHER, UNSURE} if self.exercise == OTHER else {self.exercise}
        return self.recognised not in right

    @property
    def wrong_faults(self) -> tuple[FaultOnClip, ...]:
        """Faults that were missed, false alarms, and labelled faults that were not measurable."""
        return tuple(
            fault
            for fault in self.faults
            if fault.outcome in {"missed", "false_alarm"}
            or (fault.outcome == "not_measurable" and fault.labelled)
        )

    @property
    def wrong(self) -> bool:
        """Whether anything differs from the labels."""
        return self.miscounted or self.misrecognised or bool(self.wrong_faults)


class CountFigures(_Frozen):
    """Counting of repetitions, over all clips or those of one exercise.

    Attributes
    ----------
    mean_absolute_error : Estimate
        Repetitions per clip.
    normalised_error : Estimate
        The same as a share of the labelled number.
    exact, off_by_one : Estimate
        Share of clips with the labelled number, and with at most one more or fewer.
    """

    exercise: str | None
    mean_absolute_error: Estimate
    normalised_error: Estimate
    exact: Estimate
    off_by_one: Estimate


class FaultFigures(_Frozen):
    """One fault over all clips whose exercise has a check for it.

    Attributes
    ----------
    found, missed, false_alarms, rightly_silent : int
        Labelled clips in which the fault was measurable.
    missed_possible, silent_possible : int
        Of the missed and of the rightly silent, those in which the fault is called possible.
    unmeasured : int
        Labelled clips in which it was not; `unmeasured_with_fault` of them show it.
    precision, recall, f1, area_under_curve : Estimate
        Over the labelled clips in which it was measurable.
    coverage, coverage_side, coverage_reps : Estimate
        Share of clips, of side-view clips, and of repetitions in which it was measurable, labelled
        or not. `coverage_side` is of checks that need the side view only.
    """

    check: str
    title: str
    severity: Severity
    exercises: tuple[str, ...]
    found: int
    missed: int
    false_alarms: int
    rightly_silent: int
    missed_possible: int
    silent_possible: int
    unmeasured: int
    unmeasured_with_fault: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    area_under_curve: Estimate
    coverage: Estimate
    coverage_side: Estimate
    coverage_reps: Estimate


class AngleFigure(_Frozen):
    """Mean absolute error of an angle over all frames with truth, degrees, by view."""

    signal: str
    view: View
    mean_absolute_deg: Estimate


class RecognitionFigures(_Frozen):
    """How often recognition was right.

    Attributes
    ----------
    correct : Estimate
        Share of clips.
    mean_over_exercises : Estimate
        Mean of the shares of the exercises.
    confusion : dict
        Labelled exercise to recognised exercise to the number of clips.
    """

    correct: Estimate
    mean_over_exercises: Estimate
    confusion: dict[str, dict[str, int]]

    @property
    def guesses(self) -> tuple[str, ...]:
        """All exercises that some clip was recognised as, sorted."""
        return tuple(sorted({guess for row in self.confusion.values() for guess in row}))


class Evaluation(_Frozen):
    """All figures, and every clip behind them.

    Attributes
    ----------
    draws, seed : int
        Of the bootstrap behind the intervals.
    good_with_major_fault : Estimate
        Share of clips labelled good in which a major fault is called clear.
    """

    schema_version: int = EVALUATION_SCHEMA_VERSION
    formcheck_version: str
    generated: str
    manifest: str
    model: str
    draws: int
    seed: int
    clips: tuple[EvaluatedClip, ...]
    counting: CountFigures
    counting_by_exercise: tuple[CountFigures, ...]
    faults: tuple[FaultFigures, ...]
    good_with_major_fault: Estimate
    angles: tuple[AngleFigure, ...]
    recognition: RecognitionFigures | None = None

    @property
    def not_analysed(self) -> tuple[EvaluatedClip, ...]:
        """Clips that failed or are missing."""
        return tuple(clip for clip in self.clips if clip.status in {"failed", "missing"})

    @property
    def wrong(self) -> tuple[EvaluatedClip, ...]:
        """Analysed clips that differ from their labels."""
        return tuple(clip for clip in self.clips if clip.status == "analysed" and clip.wrong)
