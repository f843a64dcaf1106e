"""Backs that round and hollow in known ways, as signals of a shot."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import ArrayLike

from formcheck.errors import CalibrationError
from formcheck.motion.back import REASONS, Hidden
from formcheck.motion.personal_range import (
    BACK_CHANGE_ERROR_DEG,
    PersonalRange,
    read_personal_range,
)
from helpers.given import GivenShot

STANDING = {
    "trunk_inclination_deg": 2.0,
    "thigh_inclination_deg": 3.0,
    "shin_inclination_deg": 4.0,
}
ALL_FOURS = {
    "trunk_inclination_deg": 80.0,
    "thigh_inclination_deg": -3.0,
    "shin_inclination_deg": 98.0,
}
STEP_S = 1.0 / 30.0
CAT_COW = ((-3, 1.5), (22, 1.0), (-30, 1.0), (20, 1.0), (-26, 1.0))
"""Where the back goes and how long it stays: a quiet start, then twice each way."""


def bending(*stays: tuple[float, float], travel_s: float = 1.0) -> np.ndarray:
    """A back that stays at each value for so long and moves evenly between."""
    at, values = [0.0], [float(stays[0][0])]
    for value, stay_s in stays:
        if len(at) > 1:
            at.append(at[-1] + travel_s)
            values.append(value)
        at.append(at[-1] + stay_s)
        values.append(value)
    return np.interp(np.arange(0.0, at[-1], STEP_S), at, values)


def read(
    curve: np.ndarray, posture: Mapping[str, ArrayLike] = ALL_FOURS, reason: Hidden = Hidden.ARM
) -> PersonalRange:
    """The range in a back like this, hidden for a reason where it is unknown."""
    shot = GivenShot(
        np.arange(len(curve)) * STEP_S,
        {**posture, "back_curve_deg": curve},
        back_hidden=np.where(np.isnan(curve), reason, Hidden.NO).astype(np.int8),
    )
    return read_personal_range(shot)


def refusal(curve: np.ndarray, posture: Mapping[str, ArrayLike] = ALL_FOURS) -> str:
    with pytest.raises(CalibrationError) as error:
        read(curve, posture)
    return str(error.value)


def test_cat_cow_gives_both_ends_and_the_quiet_middle() -> None:
    found = read(bending(*CAT_COW))
    assert found.posture == "all_fours"
    assert found.hollow_deg == pytest.approx(-28.0, abs=0.5)
    assert found.round_deg == pytest.approx(21.0, abs=0.5)
    assert found.neutral_deg == pytest.approx(-3.0, abs=0.5)
    assert found.neutral_from == "quiet"
    assert (found.hollow_times, found.round_times) == (2, 2)


def test_slumping_and_standing_tall_counts_from_quiet_standing() -> None:
    found = read(bending((-18, 1.5), (10, 1), (-20, 1), (10, 1), (-20, 1)), STANDING)
    assert found.posture == "standing"
    assert (found.hollow_deg, found.round_deg) == pytest.approx((-20.0, 10.0), abs=0.5)
    # Quiet standing is close to standing tall, and still neutral.
    assert found.neutral_from == "quiet"
    assert found.neutral_deg == pytest.approx(-18.0, abs=0.5)
    # Nor does it count as standing tall.
    assert (found.hollow_times, found.round_times) == (2, 2)


@pytest.mark.parametrize("start", [22.0, -28.0])
def test_a_clip_that_opens_at_an_end_on_all_fours_has_its_neutral_in_the_middle(start) -> None:
    found = read(bending((start, 1.5), *CAT_COW[1:], (22, 1.0), (-30, 1.0)))
    assert found.neutral_from == "middle"
    assert found.neutral_deg == pytest.approx((found.hollow_deg + found.round_deg) / 2)


def test_a_clip_that_opens_moving_has_its_neutral_in_the_middle() -> None:
    found = read(bending((-3, 0.1), *CAT_COW[1:]))
    assert found.neutral_from == "middle"


def test_quiet_needs_still_legs_and_trunk_too() -> None:
    curve = bending(*CAT_COW)
    swaying = 8 * np.sin(2 * np.pi * np.arange(len(curve)) * STEP_S)
    assert read(curve, ALL_FOURS | {"thigh_inclination_deg": swaying}).neutral_from == "middle"


def test_the_error_holds_the_method_and_how_much_the_person_varied() -> None:
    steady = read(bending((0, 1.5), (20, 1), (-20, 1), (20, 1), (-20, 1)))
    varied = read(bending((0, 1.5), (20, 1), (-20, 1), (20, 1), (-32, 1)))
    assert steady.error_deg == pytest.approx(BACK_CHANGE_ERROR_DEG, abs=0.1)
    assert varied.error_deg == pytest.approx(np.hypot(BACK_CHANGE_ERROR_DEG, 6.0), abs=0.3)


def test_a_moment_too_short_to_be_kept_is_no_end() -> None:
    curve = bending(*CAT_COW)
    curve[100:103] = 60.0
    assert read(curve).round_deg == pytest.approx(21.0, abs=0.5)


def test_gaps_do_not_matter_while_enough_is_seen() -> None:
    rng = np.random.default_rng(1)
    curve = bending(*CAT_COW)
    whole = read(curve)
    curve[rng.random(len(curve)) < 0.05] = np.nan
    curve[130:150] = np.nan
    found = read(curve)
    assert found.hollow_deg == pytest.approx(whole.hollow_deg, abs=1.0)
    assert found.round_deg == pytest.approx(whole.round_deg, abs=1.0)
    assert (found.hollow_times, found.round_times) == (2, 2)


def test_walking_up_and_bending_over_is_left_out() -> None:
    curve = bending((40, 3.0), *CAT_COW[1:])
    walking = np.arange(len(curve)) < 120
    posture = {name: np.where(walking, STANDING[name], ALL_FOURS[name]) for name in STANDING}
    found = read(curve, posture)
    assert found.posture == "all_fours"
    assert found.round_deg == pytest.approx(21.0, abs=1.0)


@pytest.mark.parametrize("reason", [reason for reason in Hidden if reason])
def test_a_hidden_back_is_refused_with_the_reason(reason) -> None:
    curve = bending(*CAT_COW)
    curve[30:] = np.nan
    with pytest.raises(CalibrationError, match=REASONS[reason]):
        read(curve, reason=reason)


def test_half_hidden_is_refused() -> None:
    curve = np.tile(bending(*CAT_COW), 2)
    curve[: len(curve) // 2 + 10] = np.nan
    assert "could be read for only" in refusal(curve)


def test_a_back_that_hardly_bends_is_refused() -> None:
    assert "bends by only 10°" in refusal(bending((0, 1.5), (5, 1), (-5, 1), (5, 1), (-5, 1)))


def test_each_end_must_be_reached_twice() -> None:
    assert "hollowest once and roundest twice" in refusal(
        bending((0, 1), (20, 1), (-20, 1), (20, 1))
    )
    # One wild reading must not pass for the end of the range.
    curve = bending(*CAT_COW)
    curve[60:90] = 120.0
    assert "roundest once" in refusal(curve)


@pytest.mark.parametrize(
    "posture",
    [
        {"trunk_inclination_deg": -90.0, "thigh_inclination_deg": 60.0, "shin_inclination_deg": 20},
        {"trunk_inclination_deg": 0.0, "thigh_inclination_deg": 90.0, "shin_inclination_deg": 0.0},
        {"trunk_inclination_deg": 80.0, "thigh_inclination_deg": 10.0, "shin_inclination_deg": 5.0},
        {"trunk_inclination_deg": np.nan} | {name: np.nan for name in list(STANDING)[1:]},
    ],
    ids=["lying", "sitting", "bent over", "nobody"],
)
def test_only_standing_and_all_fours_will_do(posture) -> None:
    assert "stands upright or is on all fours" in refusal(bending(*CAT_COW), posture)


@pytest.mark.parametrize("length", [0, 1, 2, 20])
def test_a_very_short_clip_is_refused(length) -> None:
    assert refusal(np.zeros(length))


RANGE = PersonalRange("standing", -20.0, 30.0, -10.0, "quiet", 9.0, 2, 2)


def test_a_share_counts_from_neutral_to_the_roundest() -> None:
    change = np.array([0.0, 20.0, 40.0, 50.0, -10.0, np.nan])
    expected = [0.0, 50.0, 100.0, 125.0, -25.0, np.nan]
    assert RANGE.share_percent(change) == pytest.approx(expected, nan_ok=True)


def test_a_share_may_count_from_the_neutral_of_another_clip() -> None:
    assert float(RANGE.share_percent(np.array(18.0), neutral_deg=-6.0)) == pytest.approx(50.0)


def test_a_neutral_about_as_round_as_the_roundest_gives_no_share() -> None:
    assert np.isnan(RANGE.share_percent(np.array([5.0]), neutral_deg=25.0)).all()
    assert np.isnan(RANGE.share_percent(np.array([5.0]), neutral_deg=float("nan"))).all()
