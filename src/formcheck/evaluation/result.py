"""The result of an evaluation and its JSON: a public, versioned schema."""

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
    "ClipResult",
    "CountFigures",
    "Estimate",
    "Evaluation",
    "FaultFigures",
    "FaultOnClip",
    "Outcome",
    "RecognitionFigures",
    "Status",
]

EVALUATION_SCHEMA_VERSION = 1

UNSURE = "unsure"
"""A clip of which formcheck says neither an exercise nor `OTHER`."""

Status = Literal["analysed", "failed", "missing", "skipped"]
Outcome = Literal[
    "found", "missed", "false_alarm", "rightly_silent", "not_measurable", "unlabelled"
]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(_Result):
    """A figure over clips, with the ends of its 95 % interval.

    Attributes
    ----------
    value : float or None
        None where nothing defines it, as recall without a clip that shows the fault.
    low, high : float or None
        None where there are too few people to say.
    clips, people : int
        What it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    clips: int
    people: int


class FaultOnClip(_Result):
    """One check on one clip, held against the labels.

    Attributes
    ----------
    labelled : bool or None
        Whether the clip shows the fault; None where nobody said.
    score : float or None
        Probability of the fault in the repetition that decides; None where not measurable.
    outcome : str
        ``found``, ``missed``, ``false_alarm``, ``rightly_silent``, ``not_measurable``, or
        ``unlabelled``.
    reps, measured, clear : int
        Repetitions judged, those in which it could be measured, those in which it is clear.
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


class AngleOnClip(_Result):
    """How far an angle is from the truth in the frames of one clip, degrees."""

    signal: str
    mean_absolute_deg: float
    frames: int


class ClipResult(_Result):
    """One row of the manifest and what came of it.

    Attributes
    ----------
    exercise : str
        As labelled.
    recognised : str or None
        Which exercise the clip was taken for, or ``unsure``; None where that was not asked.
    status : str
        ``failed``: there, but could not be analysed. ``skipped``: no definition of its exercise.
    reason : str or None
        Why it was not analysed, or why repetitions were not found.
    labelled_reps : int or None
        None where nobody counted, or the count is not to be used.
    counted_reps, void_reps : int
        Repetitions judged, and those found but not judged.
    report : str or None
        Page of the clip, relative to the page of the evaluation.
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
        """Whether it takes part in the figures on counting."""
        return self.labelled_reps is not None and self.status in {"analysed", "failed"}

    @property
    def miscounted(self) -> bool:
        """Whether the count is not the labelled one."""
        return self.counts and self.counted_reps != self.labelled_reps

    @property
    def misrecognised(self) -> bool:
        """Whether it was taken for something else; of a clip of no exercise unsure is right."""
        if self.recognised is None:
            return False
        right = {OTHER, UNSURE} if self.exercise == OTHER else {self.exercise}
        return self.recognised not in right

    @property
    def wrong_faults(self) -> tuple[FaultOnClip, ...]:
        """Faults that were missed, invented, or there but out of sight."""
        return tuple(
            fault
            for fault in self.faults
            if fault.outcome in {"missed", "false_alarm"}
            or (fault.outcome == "not_measurable" and fault.labelled)
        )

    @property
    def wrong(self) -> bool:
        """Whether there is a miss of any kind."""
        return self.miscounted or self.misrecognised or bool(self.wrong_faults)


class CountFigures(_Result):
    """Counting of repetitions, over all clips or those of one exercise.

    Attributes
    ----------
    mean_absolute_error : Estimate
        Repetitions a clip.
    normalised_error : Estimate
        The same as a share of the labelled number.
    exact, off_by_one : Estimate
        Share of clips with the very number, and with at most one more or fewer.
    """

    exercise: str | None
    mean_absolute_error: Estimate
    normalised_error: Estimate
    exact: Estimate
    off_by_one: Estimate


class FaultFigures(_Result):
    """One fault over all clips whose exercise has a check for it.

    Attributes
    ----------
    found, missed, false_alarms, rightly_silent : int
        Labelled clips in which it could be measured.
    missed_possible, silent_possible : int
        Of the missed and of the rightly silent, those in which the fault is called possible.
    unmeasured : int
        Labelled clips in which it could not; of these `unmeasured_with_fault` show it.
    precision, recall, f1, area_under_curve : Estimate
        Of the labelled clips in which it could be measured.
    coverage, coverage_side, coverage_reps : Estimate
        Share of clips, of clips from the side, and of repetitions, in which it could be measured,
        labelled or not. From the side only where the check asks for that view.
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


class AngleFigure(_Result):
    """Mean absolute error of an angle over all frames with truth, degrees, by view."""

    signal: str
    view: View
    mean_absolute_deg: Estimate


class RecognitionFigures(_Result):
    """Which exercise the clips were taken for.

    Attributes
    ----------
    correct : Estimate
        Share of clips.
    mean_over_exercises : Estimate
        Mean of the shares of the exercises.
    confusion : dict
        Labelled exercise, then recognised exercise, to the number of clips.
    """

    correct: Estimate
    mean_over_exercises: Estimate
    confusion: dict[str, dict[str, int]]

    @property
    def guesses(self) -> tuple[str, ...]:
        """Everything that some clip was taken for, by name."""
        return tuple(sorted({guess for row in self.confusion.values() for guess in row}))


class Evaluation(_Result):
    """All figures, and every clip behind them.

    Attributes
    ----------
    draws, seed : int
        Of the resampling behind the intervals.
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
    clips: tuple[ClipResult, ...]
    counting: CountFigures
    counting_by_exercise: tuple[CountFigures, ...]
    faults: tuple[FaultFigures, ...]
    good_with_major_fault: Estimate
    angles: tuple[AngleFigure, ...]
    recognition: RecognitionFigures | None = None

    @property
    def not_analysed(self) -> tuple[ClipResult, ...]:
        """Clips that failed or are missing."""
        return tuple(clip for clip in self.clips if clip.status in {"failed", "missing"})

    @property
    def wrong(self) -> tuple[ClipResult, ...]:
        """Analysed clips with a miss of any kind."""
        return tuple(clip for clip in self.clips if clip.status == "analysed" and clip.wrong)
