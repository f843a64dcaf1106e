"""Figures over clips, worked out by hand."""

from __future__ import annotations

import pytest

from formcheck.evaluation.figures import (
    angle_figures,
    count_figures,
    counting_by_exercise,
    fault_figures,
    good_with_major_fault,
    recognition_figures,
)
from formcheck.evaluation.result import AngleOnClip
from helpers.labelled import a_clip, a_fault


def counted(label: int | None, count: int, **changes):
    return a_clip(labelled_reps=label, counted_reps=count, **changes)


# --- counting ---------------------------------------------------------------------------------


def test_counting() -> None:
    clips = [
        counted(5, 5, subject="ann"),
        counted(10, 9, subject="bo"),
        counted(4, 7, subject="cy"),
        counted(1, 0, subject="di", status="failed"),
    ]
    figures = count_figures(clips)
    assert figures.mean_absolute_error.value == pytest.approx((0 + 1 + 3 + 1) / 4)
    assert figures.normalised_error.value == pytest.approx((0 + 0.1 + 0.75 + 1) / 4)
    assert figures.exact.value == pytest.approx(1 / 4)
    assert figures.off_by_one.value == pytest.approx(3 / 4)
    assert (figures.exact.clips, figures.exact.people) == (4, 4)


def test_clips_without_a_count_or_a_file_take_no_part() -> None:
    clips = [counted(3, 3), counted(None, 9), counted(3, 0, status="missing")]
    assert count_figures(clips).exact.clips == 1


def test_of_a_clip_without_repetitions_each_one_counted_is_a_whole_error() -> None:
    assert count_figures([counted(0, 2)]).normalised_error.value == pytest.approx(2.0)


def test_counting_by_exercise() -> None:
    clips = [counted(2, 2), counted(2, 1, exercise="deadlift"), counted(None, 1, exercise="lunge")]
    found = {one.exercise: one.exact.value for one in counting_by_exercise(clips)}
    assert found == {"deadlift": 0.0, "squat": 1.0}


# --- faults -----------------------------------------------------------------------------------


def test_a_fault_over_all_clips() -> None:
    outcomes = ["found", "found", "missed", "false_alarm", "rightly_silent", "rightly_silent"]
    clips = [
        a_clip(subject=str(number), faults=(a_fault(outcome),))
        for number, outcome in enumerate(outcomes)
    ]
    hidden = a_fault("not_measurable", labelled=True)
    clips.append(a_clip(subject="front", view="front", faults=(hidden,)))
    clips.append(a_clip(subject="free", faults=(a_fault("unlabelled", 0.7),)))
    (figures,) = fault_figures(clips)
    assert (figures.found, figures.missed) == (2, 1)
    assert (figures.false_alarms, figures.rightly_silent) == (1, 2)
    assert (figures.unmeasured, figures.unmeasured_with_fault) == (1, 1)
    assert figures.precision.value == pytest.approx(2 / 3)
    assert figures.recall.value == pytest.approx(2 / 3)
    assert figures.f1.value == pytest.approx(2 / 3)
    # With the fault 0.9, 0.9, 0.3; without 0.9, 0.1, 0.1: 2 wins and a tie, twice; then 2 wins.
    assert figures.area_under_curve.value == pytest.approx((2.5 + 2.5 + 2) / 9)
    assert figures.coverage.value == pytest.approx(7 / 8)
    assert figures.coverage_side.value == pytest.approx(1.0)
    assert (figures.recall.clips, figures.coverage.clips, figures.coverage_side.clips) == (6, 8, 7)


def test_what_is_called_possible_is_neither_found_nor_a_false_alarm() -> None:
    outcomes = [("missed", 0.6), ("missed", 0.4), ("rightly_silent", 0.79), ("found", 0.8)]
    clips = [
        a_clip(subject=str(number), faults=(a_fault(outcome, score),))
        for number, (outcome, score) in enumerate(outcomes)
    ]
    (figures,) = fault_figures(clips)
    assert (figures.missed, figures.missed_possible) == (2, 1)
    assert (figures.rightly_silent, figures.silent_possible) == (1, 1)
    assert figures.false_alarms == 0


def test_the_view_from_the_side_matters_only_to_checks_that_ask_for_it() -> None:
    clips = [a_clip(faults=(a_fault("found", side_only=False),))]
    (figures,) = fault_figures(clips)
    assert figures.coverage.clips == 1
    assert figures.coverage_side.value is None


def test_coverage_of_repetitions() -> None:
    clips = [
        a_clip(subject="ann", faults=(a_fault("found", reps=4, measured=1),)),
        a_clip(subject="bo", faults=(a_fault("found", reps=2, measured=2),)),
    ]
    (figures,) = fault_figures(clips)
    assert figures.coverage_reps.value == pytest.approx(3 / 6)


def test_a_fault_is_one_over_all_its_exercises_and_labelled_ones_come_first() -> None:
    silent = a_fault("rightly_silent", check="heels_lift", title="Heels up")
    clips = [
        a_clip(faults=(silent, a_fault("found", check="not_deep", title="Too shallow"))),
        a_clip(
            exercise="lunge",
            faults=(silent, a_fault("unlabelled", 0.1, check="not_deep", title="High lunge")),
        ),
    ]
    first, second = fault_figures(clips)
    assert (first.check, second.check) == ("not_deep", "heels_lift")
    assert second.exercises == ("lunge", "squat")
    # Worded alike in both exercises, or by its id.
    assert second.title == "Heels up"
    assert first.title == "Not deep"
    assert second.recall.value is None
    assert second.precision.value is None


def test_good_form_given_a_major_fault() -> None:
    major, minor = (a_fault("false_alarm", severity=severity) for severity in ("major", "moderate"))
    possible = a_fault("rightly_silent", 0.7, severity="major")
    clips = [
        a_clip(good=True, subject="ann", faults=(minor, major)),
        a_clip(good=True, subject="bo", faults=(minor, possible)),
        a_clip(good=False, subject="cy", faults=(major,)),
    ]
    found = good_with_major_fault(clips)
    assert (found.value, found.clips) == (0.5, 2)


# --- angles and recognition -------------------------------------------------------------------


def test_angles_over_all_frames_by_view() -> None:
    def clip(view: str, error: float, frames: int):
        angle = AngleOnClip(signal="knee_flexion_deg", mean_absolute_deg=error, frames=frames)
        return a_clip(view=view, angles=(angle,))

    clips = [clip("side", 2.0, 300), clip("side", 6.0, 100), clip("oblique", 9.0, 50)]
    found = {one.view: one.mean_absolute_deg.value for one in angle_figures(clips)}
    assert found == pytest.approx({"side": 3.0, "oblique": 9.0})


def test_recognition() -> None:
    clips = [
        a_clip(recognised="squat", subject="ann"),
        a_clip(recognised="squat", subject="bo"),
        a_clip(recognised="deadlift", subject="cy"),
        a_clip(exercise="other", recognised="unsure", subject="di"),
        a_clip(exercise="lunge", recognised="unsure", subject="ed"),
    ]
    found = recognition_figures(clips)
    assert found is not None
    assert found.correct.value == pytest.approx(3 / 5)
    assert found.mean_over_exercises.value == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert found.confusion == {
        "lunge": {"unsure": 1},
        "other": {"unsure": 1},
        "squat": {"deadlift": 1, "squat": 2},
    }


def test_a_clip_that_failed_was_not_recognised() -> None:
    clips = [a_clip(recognised="squat"), a_clip(status="failed"), a_clip(status="missing")]
    found = recognition_figures(clips)
    assert found is not None
    assert (found.correct.value, found.correct.clips) == (0.5, 2)
    assert found.confusion == {"squat": {"squat": 1, "unsure": 1}}


def test_recognition_that_was_not_asked_for_has_no_figures() -> None:
    assert recognition_figures([a_clip()]) is None
