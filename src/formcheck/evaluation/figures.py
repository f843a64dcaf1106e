"""Computes the figures over all evaluated clips."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from formcheck.evaluation.result import (
    UNSURE,
    AngleFigure,
    CountFigures,
    Estimate,
    EvaluatedClip,
    FaultFigures,
    FaultOnClip,
    Outcome,
    RecognitionFigures,
)
from formcheck.evaluation.statistics import (
    WeightedStatistic,
    area_under_curve,
    estimate,
    mean_of_classes,
    ratio,
)
from formcheck.exercises.spec import Severity
from formcheck.motion.view import View
from formcheck.reps.findings import CLEAR

__all__ = [
    "angle_figures",
    "count_figures",
    "counting_by_exercise",
    "fault_figures",
    "good_with_major_fault",
    "recognition_figures",
]

_LABELLED: tuple[Outcome, ...] = ("found", "missed", "false_alarm", "rightly_silent")


def count_figures(clips: Sequence[EvaluatedClip], exercise: str | None = None) -> CountFigures:
    """Figures on counting, over the clips with a labelled number.

    A clip that could not be analysed has a count of 0; one whose file is missing is left out.
    Void repetitions are not counted.

    Parameters
    ----------
    clips : sequence of EvaluatedClip
    exercise : str, optional
        Only clips labelled as this.
    """
    chosen = [clip for clip in clips if clip.counts and exercise in (None, clip.exercise)]
    label = np.array([clip.labelled_reps or 0 for clip in chosen], dtype=float)
    error = np.abs(np.array([clip.counted_reps for clip in chosen], dtype=float) - label)
    subjects = [clip.subject for clip in chosen]
    return CountFigures(
        exercise=exercise,
        mean_absolute_error=estimate(ratio(error), subjects),
        # In a clip without repetitions, each one counted is an error of 1.
        normalised_error=estimate(ratio(error / np.maximum(label, 1.0)), subjects),
        exact=estimate(ratio(error == 0), subjects),
        off_by_one=estimate(ratio(error <= 1), subjects),
    )


def counting_by_exercise(clips: Sequence[EvaluatedClip]) -> tuple[CountFigures, ...]:
    """`count_figures` of each exercise that has clips with a labelled number."""
    names = sorted({clip.exercise for clip in clips if clip.counts})
    return tuple(count_figures(clips, name) for name in names)


def fault_figures(clips: Sequence[EvaluatedClip]) -> tuple[FaultFigures, ...]:
    """Figures of each checked fault; those that most clips show come first."""
    by_fault: dict[str, list[tuple[EvaluatedClip, FaultOnClip]]] = defaultdict(list)
    for clip in clips:
        for fault in clip.faults:
            by_fault[fault.check].append((clip, fault))
    figures = [_fault(check, pairs) for check, pairs in by_fault.items()]
    return tuple(sorted(figures, key=lambda figure: (-_with_fault(figure), figure.check)))


def _with_fault(figures: FaultFigures) -> int:
    return figures.found + figures.missed + figures.unmeasured_with_fault


def _fault(check: str, pairs: Sequence[tuple[EvaluatedClip, FaultOnClip]]) -> FaultFigures:
    labelled = [(clip, fault) for clip, fault in pairs if fault.outcome in _LABELLED]
    unmeasured = [fault for _, fault in pairs if fault.score is None and fault.labelled is not None]
    hits = {
        outcome: np.array([fault.outcome == outcome for _, fault in labelled], dtype=float)
        for outcome in _LABELLED
    }
    right, missed, alarm = hits["found"], hits["missed"], hits["false_alarm"]
    subjects = [clip.subject for clip, _ in labelled]
    scores = np.array([fault.score for _, fault in labelled], dtype=float)

    def figure(statistic: WeightedStatistic) -> Estimate:
        return estimate(statistic, subjects)

    def possible(outcome: Outcome) -> int:
        return sum(fault.possible for _, fault in labelled if fault.outcome == outcome)

    first = pairs[0][1]
    titles = {fault.title for _, fault in pairs}
    from_side = [(clip, fault) for clip, fault in pairs if clip.view == "side" and fault.side_only]
    return FaultFigures(
        check=check,
        # Exercises may give the same fault different titles.
        title=first.title if len(titles) == 1 else check.replace("_", " ").capitalize(),
        severity=first.severity,
        exercises=tuple(sorted({clip.exercise for clip, _ in pairs})),
        found=int(right.sum()),
        missed=int(missed.sum()),
        false_alarms=int(alarm.sum()),
        rightly_silent=int(hits["rightly_silent"].sum()),
        missed_possible=possible("missed"),
        silent_possible=possible("rightly_silent"),
        unmeasured=len(unmeasured),
        unmeasured_with_fault=sum(bool(fault.labelled) for fault in unmeasured),
        precision=figure(ratio(right, right + alarm)),
        recall=figure(ratio(right, right + missed)),
        f1=figure(ratio(2 * right, 2 * right + alarm + missed)),
        area_under_curve=figure(area_under_curve(scores, right + missed > 0)),
        coverage=_coverage(pairs),
        coverage_side=_coverage(from_side),
        coverage_reps=estimate(
            ratio([fault.measured for _, fault in pairs], [fault.reps for _, fault in pairs]),
            [clip.subject for clip, _ in pairs],
        ),
    )


def _coverage(pairs: Sequence[tuple[EvaluatedClip, FaultOnClip]]) -> Estimate:
    return estimate(
        ratio([fault.score is not None for _, fault in pairs]), [clip.subject for clip, _ in pairs]
    )


def good_with_major_fault(clips: Sequence[EvaluatedClip]) -> Estimate:
    """Share of the analysed clips of good form in which a major fault is clear."""
    good = [clip for clip in clips if clip.good and clip.status == "analysed"]
    blamed = [
        any(
            fault.severity is Severity.MAJOR and fault.score is not None and fault.score >= CLEAR
            for fault in clip.faults
        )
        for clip in good
    ]
    return estimate(ratio(blamed), [clip.subject for clip in good])


def angle_figures(clips: Sequence[EvaluatedClip]) -> tuple[AngleFigure, ...]:
    """Mean absolute error over the frames of all clips with truth, by angle and view."""
    groups: dict[tuple[str, View], list[tuple[EvaluatedClip, float, int]]] = defaultdict(list)
    for clip in clips:
        for angle in clip.angles:
            if clip.view is not None:
                groups[angle.signal, clip.view].append(
                    (clip, angle.mean_absolute_deg, angle.frames)
                )
    return tuple(
        AngleFigure(
            signal=signal,
            view=view,
            mean_absolute_deg=estimate(
                ratio([mean * frames for _, mean, frames in group], [n for *_, n in group]),
                [clip.subject for clip, *_ in group],
            ),
        )
        for (signal, view), group in groups.items()
    )


def recognition_figures(clips: Sequence[EvaluatedClip]) -> RecognitionFigures | None:
    """How often recognition was right; None if it was not asked for.

    A clip that could not be analysed counts as unsure.
    """
    if all(clip.recognised is None for clip in clips):
        return None
    asked = [
        clip if clip.recognised else clip.model_copy(update={"recognised": UNSURE})
        for clip in clips
        if clip.recognised or clip.status == "failed"
    ]
    right = [not clip.misrecognised for clip in asked]
    labels, subjects = [clip.exercise for clip in asked], [clip.subject for clip in asked]
    confusion = {
        label: dict(
            sorted(
                Counter(str(clip.recognised) for clip in asked if clip.exercise == label).items()
            )
        )
        for label in sorted(set(labels))
    }
    return RecognitionFigures(
        correct=estimate(ratio(right), subjects),
        mean_over_exercises=estimate(mean_of_classes(right, labels), subjects),
        confusion=confusion,
    )
