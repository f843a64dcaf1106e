from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.context import RepContext
from formcheck.assessment.measure import measure
from formcheck.exercises.spec import Condition, Passes, Reference, Stops
from formcheck.motion.view import CameraView
from formcheck.reps.findings import Measurement
from formcheck.reps.rep import Rep
from helpers.given import GivenShot
from helpers.judging import (
    KNEE,
    NAMES,
    SHIN,
    TIME,
    TRUNK,
    a_condition,
    a_rep,
    context,
    hidden,
    level,
    neutral,
)

SQUAT = level((1, 0), (2, 100), (3, 100), (4, 0))


def read(
    condition: Condition,
    found: RepContext | None = None,
    rep: Rep | None = None,
    views: tuple[str, ...] = ("side",),
) -> Measurement:
    return measure(condition, views, rep or a_rep(), NAMES, found or context({KNEE: SQUAT}))


def knee(values, **changes) -> Measurement:
    return read(a_condition(**changes), context({KNEE: values}))


# --- statistics ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stat", "value"),
    [("highest", 100), ("lowest", 40), ("median", 70), ("rise", 30), ("drop", 30)],
)
def test_each_statistic_over_its_phase(stat, value) -> None:
    sitting = level((2, 70), (2.3, 100), (2.7, 40), (3, 70))
    assert knee(sitting, stat=stat).value == pytest.approx(value)


def test_rise_and_drop_count_from_the_beginning_of_the_window() -> None:
    falling = level((2, 50), (3, 20))
    assert knee(falling, stat="rise").value == pytest.approx(0.0)
    assert knee(falling, stat="drop").value == pytest.approx(30.0)


def test_ratio_divides_the_two_ranges() -> None:
    ratio = a_condition(signal=TRUNK, per=KNEE, phase="lower", stat="ratio")
    found = context({TRUNK: level((1, 10), (2, 70)), KNEE: level((1, 0), (2, 20))})
    reading = read(ratio, found)
    assert reading.value == pytest.approx(3.0)
    assert reading.unit == ""


def test_ratio_to_a_joint_that_stands_still_stays_finite() -> None:
    ratio = a_condition(signal=TRUNK, per=KNEE, phase="lower", stat="ratio")
    value = read(ratio, context({TRUNK: level((1, 0), (2, 60)), KNEE: 0.0})).value
    assert value == pytest.approx(12.0)


@pytest.mark.parametrize("phase", ["lower", "sit", "lift"])
def test_duration_is_that_of_the_phase(phase) -> None:
    reading = read(a_condition(signal=None, stat="duration", phase=phase))
    assert reading.value == pytest.approx(1.0)
    assert reading.unit == "s"


def test_a_whole_repetition_has_a_duration_too() -> None:
    whole = a_condition(signal=None, stat="duration", phase="rep")
    assert read(whole).value == pytest.approx(3.0)
    assert read(whole, rep=a_rep(ends_after_clip=True)).value is None


# --- how long it must hold -------------------------------------------------------------------


@pytest.mark.parametrize(("peak_s", "value"), [(0.1, 20), (0.25, 20), (0.35, 80), (0.6, 80)])
def test_a_level_must_be_held(peak_s, value) -> None:
    since = TIME - 2.2
    peak = np.where((since >= 0) & (since <= peak_s), 80.0, 20.0)
    assert knee(peak, hold_s=0.3).value == pytest.approx(value)
    assert knee(-peak, hold_s=0.3, stat="lowest").value == pytest.approx(-value)


def test_without_a_time_to_hold_one_frame_is_enough() -> None:
    assert knee(np.where(TIME == 2.5, 80.0, 20.0)).value == pytest.approx(80.0)


def test_a_window_shorter_than_the_hold_must_be_beyond_throughout() -> None:
    dip = np.where(np.isclose(TIME, 2.5), 10.0, 80.0)
    assert knee(dip, hold_s=5.0).value == pytest.approx(10.0)


def test_the_moment_lies_where_the_level_was_held() -> None:
    peak = np.where((TIME >= 2.6) & (TIME <= 2.9), 80.0, 20.0)
    moment = knee(peak, hold_s=0.2).time_s
    assert moment is not None
    assert 2.6 <= moment <= 2.9


# --- windows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "part", "lowest", "highest"),
    [
        ("lower", (0.0, 1.0), 1.0, 2.0),
        ("lower", (0.0, 0.3), 1.0, 1.3),
        ("lift", (0.5, 1.0), 3.5, 4.0),
        ("stand", (0.0, 1.0), 4.0, 6.0),
        ("rep", (0.0, 1.0), 1.0, 4.0),
        ("finish", (0.0, 1.0), 3.9, 4.6),
    ],
)
def test_windows_are_fractions_of_phases(phase, part, lowest, highest) -> None:
    """The signal is the time itself, so its extremes are the window's ends."""
    for stat, edge in (("lowest", lowest), ("highest", highest)):
        condition = {"phase": phase, "part": part, "stat": stat}
        assert knee(TIME, **condition).value == pytest.approx(edge, abs=0.02)


def test_a_turn_without_a_pause_is_looked_at_for_a_fifth_of_a_second() -> None:
    phases = list(a_rep().phases)
    phases[1] = phases[1].model_copy(update={"start_s": 2.5, "end_s": 2.5})
    rep = a_rep(phases=tuple(phases))
    for stat, edge in (("lowest", 2.4), ("highest", 2.6)):
        reading = read(a_condition(stat=stat), context({KNEE: TIME}), rep)
        assert reading.value == pytest.approx(edge, abs=0.02)


def test_the_finish_ends_with_the_next_repetition() -> None:
    phases = list(a_rep().phases)
    phases[3] = phases[3].model_copy(update={"end_s": 4.2})
    condition = a_condition(phase="finish")
    reading = read(condition, context({KNEE: TIME}), a_rep(phases=tuple(phases)))
    assert reading.value == pytest.approx(4.2, abs=0.02)


def test_after_passing_begins_with_the_event() -> None:
    event = Passes(signal=TRUNK, above=30)
    found = context({TRUNK: level((1, 0), (2, 60)), KNEE: TIME})
    condition = a_condition(phase="lower", stat="lowest", after_passing=event)
    assert read(condition, found).value == pytest.approx(1.5, abs=0.04)


def test_after_stopping_begins_when_a_moving_signal_stops() -> None:
    event = Stops(signal=SHIN, slower_than_deg_s=2)
    still_then_moving_then_still = level((1.2, 0), (1.6, 20))
    found = context({SHIN: still_then_moving_then_still, KNEE: TIME})
    condition = a_condition(phase="lower", stat="lowest", after_stopping=event)
    assert read(condition, found).value == pytest.approx(1.6, abs=0.08)


@pytest.mark.parametrize(
    "event",
    [
        {"after_passing": Passes(signal=TRUNK, above=200)},
        {"after_stopping": Stops(signal=SHIN, slower_than_deg_s=2)},
    ],
)
def test_an_event_that_never_comes_is_not_measurable(event) -> None:
    reading = read(a_condition(phase="lower", **event))
    assert reading.value is None
    assert reading.reason == "the moment it is about did not come in this repetition"


def test_last_degrees_are_those_of_the_driving_joint_before_the_turn() -> None:
    found = context({KNEE: SQUAT, TRUNK: TIME})
    condition = a_condition(signal=TRUNK, phase="lower", stat="lowest", last_deg=20)
    assert read(condition, found).value == pytest.approx(1.8, abs=0.04)


# --- neutral ---------------------------------------------------------------------------------


def test_neutral_is_subtracted() -> None:
    found = context({KNEE: 60.0}, neutral=neutral(knee_flexion_deg=15.0))
    reading = read(a_condition(reference="neutral", error_95_absolute=20.0), found)
    assert reading.value == pytest.approx(45.0)
    assert reading.error_95 == pytest.approx(10.0)
    assert reading.reference is Reference.NEUTRAL


def test_without_a_neutral_the_value_is_absolute_and_its_error_wider() -> None:
    reading = read(a_condition(reference="neutral", error_95_absolute=20.0))
    assert reading.value == pytest.approx(100.0)
    assert reading.error_95 == pytest.approx(20.0)
    assert reading.reference is Reference.ABSOLUTE


def test_a_neutral_that_was_hidden_is_not_measurable() -> None:
    found = context({KNEE: SQUAT}, neutral=neutral(knee_flexion_deg=float("nan")))
    reading = read(a_condition(reference="neutral"), found)
    assert reading.value is None
    assert reading.reason is not None
    assert "standing quietly" in reading.reason


# --- error and probability -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "probability"),
    [(90.0, 0.5), (100.0, 0.975), (80.0, 0.025), (94.3, 0.8), (150.0, 1.0)],
)
def test_probability_is_normal_with_the_stated_interval(value, probability) -> None:
    assert knee(value).probability == pytest.approx(probability, abs=0.002)


@given(st.floats(0, 200), st.floats(0, 200), st.booleans())
def test_going_further_beyond_never_makes_a_fault_less_likely(one, other, above) -> None:
    side = {"above": 90.0} if above else {"above": None, "below": 90.0}
    near, far = sorted((one, other), reverse=not above)
    first, second = knee(near, **side).probability, knee(far, **side).probability
    assert first is not None
    assert second is not None
    assert first <= second


def test_noise_of_the_landmarks_widens_the_error() -> None:
    # A signal that jumps by so much to either side has a robust standard deviation of 8.
    jumps = np.where(np.arange(len(TIME)) % 2, 8.0, -8.0) / 1.4826
    found = context({KNEE: SQUAT}, raw={KNEE: SQUAT + jumps})
    assert read(a_condition(), found).error_95 == pytest.approx(np.hypot(10, 0.5 * 1.96 * 8))


def test_noise_that_could_not_be_told_widens_nothing() -> None:
    found = context({KNEE: SQUAT}, raw={KNEE: np.nan})
    assert read(a_condition(), found).error_95 == 10.0


# --- camera ----------------------------------------------------------------------------------


def seen_from(yaw_deg: float, name: str) -> RepContext:
    return context({KNEE: SQUAT, "knees_in_deg": 20.0}, view=CameraView(name, yaw_deg, 1, 1.0))


@pytest.mark.parametrize(("yaw", "error"), [(0, 10), (15, 10), (15.1, 15), (30, 15)])
def test_an_oblique_camera_widens_the_error_of_sagittal_angles(yaw, error) -> None:
    assert read(a_condition(), seen_from(yaw, "side")).error_95 == pytest.approx(error)


@pytest.mark.parametrize(
    ("yaw", "name", "views", "measurable"),
    [
        (30, "oblique", ("side",), True),
        (31, "oblique", ("side",), False),
        (90, "front", ("side",), False),
        (90, "front", ("front",), True),
        (45, "oblique", ("front",), False),
        (0, "side", ("front",), False),
        (0, "side", ("side", "front"), True),
        (90, "front", ("side", "front"), True),
        (45, "oblique", ("side", "front"), False),
    ],
)
def test_a_check_is_read_only_from_where_it_can_be_seen(yaw, name, views, measurable) -> None:
    reading = read(a_condition(), seen_from(yaw, name), views=views)
    assert (reading.value is not None) == measurable
    assert (reading.reason is None) == measurable
    assert (reading.probability is not None) == measurable


def test_the_reason_says_which_camera_is_wanted() -> None:
    reason = read(a_condition(), seen_from(45, "oblique")).reason
    assert reason == "needs the camera side-on; here it is 45° off side-on"


def test_a_view_that_could_not_be_told_supports_nothing() -> None:
    reading = read(a_condition(), seen_from(float("nan"), "side"), views=("side", "front"))
    assert reading.value is None
    assert reading.reason == "the camera view could not be told"


def test_frontal_signals_have_no_sagittal_error() -> None:
    condition = a_condition(signal="knees_in_deg")
    reading = read(condition, seen_from(90, "front"), views=("front",))
    assert reading.error_95 == pytest.approx(10.0)


# --- in sight --------------------------------------------------------------------------------


@pytest.mark.parametrize(("until_s", "measurable"), [(2.15, True), (2.35, False)])
def test_four_fifths_of_the_moment_must_be_in_sight(until_s, measurable) -> None:
    found = hidden(context({KNEE: SQUAT}), [KNEE], 2.0, until_s)
    assert (read(a_condition(), found).value is not None) == measurable


def test_hidden_frames_are_left_out_of_the_value() -> None:
    wild = np.where((TIME >= 2.4) & (TIME <= 2.5), 170.0, 100.0)
    found = hidden(context({KNEE: wild}), [KNEE], 2.4, 2.5)
    assert read(a_condition(), found).value == pytest.approx(100.0)


def test_only_the_landmarks_of_its_own_signal_matter() -> None:
    found = hidden(context({KNEE: SQUAT}), [TRUNK, SHIN], 0.0, 6.0)
    assert read(a_condition(), found).value is not None


def test_a_ratio_needs_both_signals() -> None:
    ratio = a_condition(signal=TRUNK, per=KNEE, phase="lower", stat="ratio")
    assert read(ratio, hidden(context({KNEE: SQUAT}), [KNEE], 0.0, 6.0)).value is None


def test_missing_values_count_as_hidden() -> None:
    reading = knee(np.where(TIME < 2.5, np.nan, 100.0))
    assert reading.value is None
    assert reading.reason is not None
    assert "in sight for only" in reading.reason


@pytest.mark.parametrize(("fps", "measurable"), [(19.0, False), (20.0, True)])
def test_tempo_needs_twenty_frames_a_second(fps, measurable) -> None:
    slow = np.arange(0.0, 6.0, 1.0 / fps)
    raw = GivenShot(slow, {KNEE: np.interp(slow, TIME, SQUAT)})
    found = replace(context({KNEE: SQUAT}), raw=raw)
    duration = read(a_condition(signal=None, stat="duration", phase="lower"), found)
    assert (duration.value is not None) == measurable
    assert read(a_condition(), found).value is not None


# --- clips that open or end within the repetition --------------------------------------------


@pytest.mark.parametrize("stat", ["highest", "duration"])
@pytest.mark.parametrize(
    ("edge", "phase", "measurable"),
    [
        ("starts_before_clip", "lower", False),
        ("starts_before_clip", "sit", True),
        ("starts_before_clip", "lift", True),
        ("ends_after_clip", "lower", True),
        ("ends_after_clip", "sit", True),
        ("ends_after_clip", "lift", False),
        ("ends_after_clip", "stand", False),
    ],
)
def test_a_phase_the_clip_does_not_show_whole_is_not_judged(stat, edge, phase, measurable) -> None:
    signal = None if stat == "duration" else KNEE
    condition = a_condition(signal=signal, stat=stat, phase=phase)
    reading = read(condition, rep=a_rep(**{edge: True}))
    assert (reading.value is not None) == measurable
    if not measurable:
        assert reading.reason == "the clip does not show this phase whole"


def test_a_clip_that_ends_on_the_way_up_says_nothing_of_the_finish() -> None:
    assert read(a_condition(phase="finish"), rep=a_rep(ends_after_clip=True)).value is None
    assert read(a_condition(phase="finish"), rep=a_rep(starts_before_clip=True)).value is not None


def test_a_clip_that_opens_in_the_turn_says_nothing_of_the_depth() -> None:
    phases = list(a_rep().phases)
    phases[0] = phases[0].model_copy(update={"start_s": 2.0})
    rep = a_rep(starts_before_clip=True, start_s=2.0, phases=tuple(phases))
    assert read(a_condition(phase="sit"), rep=rep).value is None


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "label", "unit", "target"),
    [
        ({}, "knee bend", "deg", "at most 90°"),
        ({"above": None, "below": 7.5}, "knee bend", "deg", "at least 7.5°"),
        ({"stat": "rise"}, "rise in knee bend", "deg", "at most 90°"),
        ({"signal": None, "stat": "duration"}, "time for sit", "s", "at most 90 s"),
        ({"per": TRUNK, "stat": "ratio"}, "knee bend per trunk lean", "", "at most 90"),
    ],
)
def test_a_reading_says_what_it_is_and_its_target(changes, label, unit, target) -> None:
    reading = read(a_condition(**changes))
    assert (reading.label, reading.unit, reading.target) == (label, unit, target)
