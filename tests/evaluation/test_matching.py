"""One clip against its labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from formcheck.evaluation.matching import match_labels, not_analysed_clip
from formcheck.evaluation.misses import misses_of
from formcheck.evaluation.result import EvaluatedClip, FaultOnClip
from formcheck.evaluation.truth import ClipTruth, TrueRep
from formcheck.exercises import load_exercise
from helpers.judging import KNEE, a_finding
from helpers.labelled import a_clip, a_label, a_measured

SQUAT = load_exercise("squat")
CHECK = "too_shallow"
CLEAR, POSSIBLE, OK, HIDDEN = 2.0, 0.2, -2.0, None


def fault_of(*excesses: float | None, **labels) -> FaultOnClip:
    """The fault on a clip whose repetitions are so far beyond its threshold."""
    reps = [(a_finding(excess, check=CHECK),) for excess in excesses]
    result = match_labels(a_label(**labels), SQUAT, a_measured(*reps))
    return next(fault for fault in result.faults if fault.check == CHECK)


SHOWN = {"faults": frozenset({CHECK})}
OTHERS = {"faults": frozenset({"heels_lift"})}


@pytest.mark.parametrize(
    ("excesses", "labels", "outcome"),
    [
        ([CLEAR], SHOWN, "found"),
        ([POSSIBLE], SHOWN, "missed"),
        ([OK], SHOWN, "missed"),
        ([CLEAR], OTHERS, "false_alarm"),
        ([CLEAR], {"good": True}, "false_alarm"),
        ([POSSIBLE], OTHERS, "rightly_silent"),
        ([CLEAR], {}, "unlabelled"),
        ([HIDDEN], SHOWN, "not_measurable"),
        ([HIDDEN, CLEAR], SHOWN, "found"),
        # One of up to three repetitions makes a fault of the set, then two.
        ([CLEAR, OK, OK], SHOWN, "found"),
        ([CLEAR, OK, OK, OK], SHOWN, "missed"),
        ([CLEAR, OK, OK, OK], OTHERS, "rightly_silent"),
        ([OK, CLEAR, OK, CLEAR], SHOWN, "found"),
        ([], SHOWN, "not_measurable"),
    ],
)
def test_outcomes(excesses, labels, outcome) -> None:
    assert fault_of(*excesses, **labels).outcome == outcome


def test_the_score_is_the_probability_of_the_repetition_that_decides() -> None:
    probability = a_finding(POSSIBLE).probability
    assert fault_of(POSSIBLE, OK, OK).score == pytest.approx(probability)
    assert fault_of(CLEAR, POSSIBLE, OK, OK).score == pytest.approx(probability)
    assert fault_of(HIDDEN).score is None


def test_how_much_of_it_was_measured() -> None:
    fault = fault_of(CLEAR, HIDDEN, OK)
    assert (fault.reps, fault.measured, fault.clear) == (3, 2, 1)
    assert fault.reason is None
    assert fault_of(HIDDEN).reason == "hidden"
    assert fault_of().reason == "no repetition could be judged"


def test_void_repetitions_are_not_counted() -> None:
    measured = a_measured((), (), void=["the turn is hidden"])
    result = match_labels(a_label(reps=3), SQUAT, measured)
    assert (result.counted_reps, result.void_reps, result.miscounted) == (2, 1, True)
    (miss,) = misses_of(result)
    assert miss.what == "2 of 3 repetitions counted"
    assert miss.cause == "1 found but not judged: the turn is hidden"


def test_without_repetitions_the_cause_is_what_the_analysis_says() -> None:
    result = match_labels(a_label(reps=1), SQUAT, a_measured())
    (miss,) = misses_of(result)
    assert miss.cause == "No repetition was found."


def test_a_partial_clip_has_no_count_to_miss() -> None:
    result = match_labels(a_label(reps=3, partial=True), SQUAT, a_measured(()))
    assert not result.counts and not result.wrong


def test_the_view_of_the_label_goes_before_the_measured_one() -> None:
    assert match_labels(a_label(view="side"), SQUAT, a_measured(())).view == "side"
    assert match_labels(a_label(), SQUAT, a_measured(())).view == "oblique"


def test_faults_nobody_looks_for_are_named() -> None:
    labels = a_label(faults=frozenset({"lip_biting", CHECK}))
    assert match_labels(labels, SQUAT, a_measured(())).unchecked_faults == ("lip_biting",)


def test_misses_of_faults_in_words() -> None:
    reps = [(a_finding(CLEAR, check="heels_lift"), a_finding(HIDDEN, check=CHECK))]
    result = match_labels(a_label(**SHOWN), SQUAT, a_measured(*reps))
    assert {(miss.kind, miss.cause) for miss in misses_of(result)} == {
        ("false_alarm", "clear in 1 of 1 repetitions, probability 100 %"),
        ("not_measurable", "hidden"),
    }


def test_angles_are_compared_frame_by_frame_where_both_know_them() -> None:
    known = ClipTruth(
        exercise="squat",
        faults=(),
        view="side",
        reps=(TrueRep(start_s=0, turn_s=1, end_s=2),),
        time_s=(0.0, 1.0, 2.0),
        angles_projected={KNEE: (0.0, 10.0, 20.0), "elbow_deg": (0.0, 0.0, 0.0)},
    )
    index = pd.Index([-1.0, 0.5, 1.0, 1.5, 3.0], name="time_s")
    signals = pd.DataFrame({KNEE: [99.0, 7.0, 6.0, np.nan, 99.0]}, index=index)
    (angle,) = match_labels(a_label(truth=known), SQUAT, a_measured((), signals=signals)).angles
    assert (angle.signal, angle.frames) == (KNEE, 2)
    assert angle.mean_absolute_deg == pytest.approx((2.0 + 4.0) / 2)


@pytest.mark.parametrize(
    ("label", "taken_for", "wrong"),
    [
        ("squat", "squat", False),
        ("squat", "deadlift", True),
        ("squat", "unsure", True),
        ("other", "unsure", False),
        ("other", "other", False),
        ("other", "squat", True),
        ("squat", None, False),
    ],
)
def test_recognition(label, taken_for, wrong) -> None:
    result = a_clip(exercise=label, recognised=taken_for)
    assert result.misrecognised is wrong
    assert result.wrong is wrong


@pytest.mark.parametrize(
    ("parts", "taken_for"),
    [
        ([], None),
        ([("squat", 5)], "squat"),
        ([("other", 60), ("squat", 5), (None, 30)], "squat"),
        ([("squat", 5), ("lunge", 8), ("squat", 5)], "squat"),
        ([("other", 60), (None, 1)], "unsure"),
        ([("other", 60)], "other"),
    ],
)
def test_a_clip_is_what_most_of_its_recognised_time_shows(parts, taken_for) -> None:
    result = match_labels(a_label(), SQUAT, a_measured((), recognised=parts))
    assert result.recognised == taken_for


def test_repetitions_taken_for_something_else_are_missed() -> None:
    """The stick in the analysis squats; by its label the clip is a hinge."""
    measured = a_measured((a_finding(CLEAR, check=CHECK),), recognised=[("squat", 5)])
    label = a_label(exercise="hip_hinge", reps=1)
    result = match_labels(label, load_exercise("hip_hinge"), measured)
    assert (result.counted_reps, result.miscounted) == (0, True)
    assert all(fault.outcome in {"not_measurable", "unlabelled"} for fault in result.faults)
    kinds = [(miss.kind, miss.what) for miss in misses_of(result)]
    assert ("exercise", "hip_hinge taken for squat") in kinds
    assert misses_of(result)[0].cause == "hip_hinge taken for squat"


def test_unsure_is_said_so() -> None:
    (miss,) = misses_of(a_clip(recognised="unsure"))
    assert miss.what == "squat not recognised: unsure"


def test_a_clip_of_no_exercise_has_neither_count_nor_faults() -> None:
    label = a_label(exercise="other", reps=2, good=True)
    result = match_labels(label, None, a_measured((), recognised=[("other", 5)]))
    assert (result.counts, result.faults, result.wrong) == (False, (), False)


def test_a_clip_that_failed_counts_as_nothing_found_and_a_missing_one_not_at_all() -> None:
    failed, missing = (
        not_analysed_clip(a_label(reps=4), status, "why") for status in ("failed", "missing")
    )
    assert failed.miscounted and failed.counted_reps == 0
    assert not missing.counts
    assert isinstance(missing, EvaluatedClip) and missing.reason == "why"
