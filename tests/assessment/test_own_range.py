"""Rounding judged by the person's own range, beside degrees."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from formcheck.assessment.checks import judge
from formcheck.assessment.context import RepContext
from formcheck.assessment.measure import measure
from formcheck.assessment.own_range import range_warnings
from formcheck.exercises import Exercise, load_exercise
from formcheck.exercises.conditions import AllOf, Conditions
from formcheck.exercises.spec import Reference
from formcheck.motion.personal_range import PersonalRange
from formcheck.reps.findings import Finding, Measurement, Verdict
from formcheck.reps.rep import NeutralUsed, Rep
from helpers import judging

CURVE = "back_curve_deg"
RANGE = PersonalRange("standing", -20.0, 20.0, -10.0, "quiet", 9.0, 2, 2)
"""30 degrees from neutral to the roundest."""


def context(curve: float, standing: float | None = None, back=RANGE) -> RepContext:
    """A back that reads `curve` in the repetition, and `standing` in a quiet start before it."""
    neutral = None if standing is None else judging.neutral(**{CURVE: standing})
    return judging.context({CURVE: curve}, neutral=neutral, back_range=back)


def condition(**changes):
    asked = {
        "signal": CURVE,
        "above": 70.0,
        "hold_s": 0.3,
        "reference": Reference.PERSONAL_RANGE,
        "error_95": 8.0,
        "error_95_absolute": 12.0,
    }
    return judging.a_condition(**(asked | changes))


def reading(found: RepContext, **changes) -> Measurement:
    return measure(condition(**changes), ("side",), judging.a_rep(), judging.NAMES, found)


def test_a_share_is_counted_from_the_calibrations_neutral() -> None:
    found = reading(context(11.0))
    assert found.value == pytest.approx(70.0)
    assert found.range_percent == pytest.approx(70.0)
    assert found.probability == pytest.approx(0.5)
    assert found.target == "at most 70 % of your range"


def test_a_quiet_start_of_the_clip_itself_is_the_better_neutral() -> None:
    # From -4 to 20 are 24 degrees; 8 is half way.
    found = reading(context(8.0, standing=-4.0))
    assert found.value == pytest.approx(50.0)
    top = judging.neutral(**{CURVE: -4.0})
    fallback = reading(replace(context(5.0), neutral=replace(top, kind="rep_top")))
    assert fallback.value == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("standing", "error_deg"),
    [(None, np.hypot(12.0, 0.7 * 9.0)), (-10.0, np.hypot(8.0, 0.7 * 12.0))],
    ids=["value against another clip", "end of the range against another clip"],
)
def test_the_error_of_both_ways_is_put_in_percent(standing, error_deg) -> None:
    assert reading(context(0.0, standing)).error_95 == pytest.approx(100 * error_deg / 30.0)


def test_a_narrow_range_is_less_sure() -> None:
    narrow = replace(RANGE, round_deg=2.0)
    wide, unsure = reading(context(17.0)), reading(context(0.8, back=narrow))
    assert wide.value == pytest.approx(unsure.value)
    assert 0.5 < unsure.probability < wide.probability


def test_noise_of_the_frames_widens_the_error() -> None:
    steady = judging.context({CURVE: 0.0}, back_range=RANGE)
    jumps = np.where(np.arange(len(judging.TIME)) % 2, 6.0, -6.0)
    noisy = judging.context({CURVE: 0.0}, back_range=RANGE, raw={CURVE: jumps})
    assert reading(noisy).error_95 > reading(steady).error_95


@pytest.mark.parametrize("back", [None, replace(RANGE, neutral_deg=15.0)])
def test_asked_outright_without_a_usable_range_it_says_so(back) -> None:
    found = reading(context(0.0, back=back))
    assert found.value is None
    assert "formcheck calibrate" in found.reason


@pytest.mark.parametrize(
    ("standing", "reference", "value"),
    [(None, Reference.ABSOLUTE, 5.0), (-10.0, Reference.NEUTRAL, 15.0)],
)
def test_roundness_in_degrees_also_has_its_place_in_the_range(standing, reference, value) -> None:
    found = reading(context(5.0, standing), reference=reference, above=24.0)
    assert found.value == pytest.approx(value)
    assert found.range_percent == pytest.approx(50.0)
    assert reading(context(5.0, standing, back=None)).range_percent is None


def test_other_signals_have_no_place_in_the_range() -> None:
    found = measure(judging.a_condition(), ("side",), judging.a_rep(), judging.NAMES, context(5.0))
    assert found.range_percent is None


def with_alternatives(*alternatives) -> Exercise:
    """A hinge whose only check has these alternatives, over the phases of the test's repetition."""
    hinge = load_exercise("hip_hinge")
    check = hinge.check("back_rounds").model_copy(update={"any": alternatives})
    return hinge.model_copy(update={"checks": (check,), "phases": judging.NAMES})


def verdict(found: RepContext, *alternatives) -> Finding:
    (finding,) = judge(with_alternatives(*alternatives), judging.a_rep(), found)
    return finding


ABSOLUTE = judging.a_condition(signal=CURVE, above=40.0, error_95=12.0)


def test_the_share_alone_makes_a_fault_where_degrees_do_not() -> None:
    rounded = context(25.0)
    assert verdict(replace(rounded, back_range=None), ABSOLUTE, condition()).verdict is Verdict.OK
    finding = verdict(rounded, ABSOLUTE, condition())
    assert finding.verdict is Verdict.CLEAR
    assert finding.reading.reference is Reference.PERSONAL_RANGE
    assert finding.reading.value == pytest.approx(100 * 35 / 30)


def test_a_back_well_within_the_range_is_no_fault() -> None:
    assert verdict(context(-4.0), ABSOLUTE, condition()).verdict is Verdict.OK


@pytest.mark.parametrize("back", [None, replace(RANGE, neutral_deg=15.0)])
@pytest.mark.parametrize(("curve", "expected"), [(60.0, Verdict.CLEAR), (0.0, Verdict.OK)])
def test_without_a_usable_range_the_other_alternatives_decide(back, curve, expected) -> None:
    together = AllOf(all=(condition(), ABSOLUTE))
    for alternatives in ((ABSOLUTE, condition()), (together, ABSOLUTE)):
        assert verdict(context(curve, back=back), *alternatives).verdict is expected


def test_the_hinge_asks_for_the_share() -> None:
    shares = [one for one in load_exercise("hip_hinge").check("back_rounds").any if one.needs_range]
    (share,) = shares
    assert (share.above, share.hold_s, share.last_deg) == (70, 0.3, 25)
    assert "[C16]" in share.source


@pytest.mark.parametrize(
    "form",
    [
        {"when": condition()},
        {"all": (condition(), ABSOLUTE)},
        {"any": (condition(),)},
        {"any": (condition(), AllOf(all=(condition(), ABSOLUTE)))},
    ],
)
def test_a_check_must_be_able_to_do_without_a_range(form) -> None:
    with pytest.raises(ValidationError, match="beside an alternative that needs no calibration"):
        Conditions(**form)
    Conditions(any=(condition(), ABSOLUTE))


@pytest.mark.parametrize(
    "wrong",
    [
        {"signal": "trunk_inclination_deg"},
        {"signal": "back_convexity_percent"},
        {"stat": "rise"},
        {"error_95_absolute": None},
    ],
)
def test_only_a_level_of_the_back_has_a_share(wrong) -> None:
    with pytest.raises(ValidationError, match="personal_range"):
        condition(**wrong)


@pytest.mark.parametrize("quiet", [[], [None], [-20.0], [None, -20.0]])
def test_a_range_that_fits_the_clip_needs_no_word(quiet) -> None:
    assert range_warnings(RANGE, [rep_counted_from(curve) for curve in quiet]) == ()


def test_a_range_that_does_not_fit_the_clip_is_said_to_be_unused() -> None:
    (warning,) = range_warnings(RANGE, [rep_counted_from(18.0)])
    assert "Calibrate again" in warning


def rep_counted_from(curve_deg: float | None) -> Rep:
    """A repetition that changes were counted in from a quiet start with this curve of the back."""
    neutral = NeutralUsed(kind="quiet_start", start_s=0.0, end_s=1.0, back_curve_deg=curve_deg)
    return judging.a_rep(neutral=neutral)
