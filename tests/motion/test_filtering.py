import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.motion.filtering import LONGEST_BRIDGE_S, bridge_gaps, resample, runs, zero_lag
from formcheck.pose.one_euro import OneEuro

RATE = 30.0


def with_gap(time, values, start_s, end_s):
    """Samples strictly between the two times are lost."""
    holed = values.copy()
    holed[(time > start_s + 1e-9) & (time < end_s - 1e-9)] = np.nan
    return holed


def one_euro() -> OneEuro:
    return OneEuro(2.0, 12.0, 2.0, longest_gap_s=2 * LONGEST_BRIDGE_S)


def filtered(time, values):
    smoother = one_euro()
    return np.array([smoother(t, np.atleast_1d(v)) for t, v in zip(time, values, strict=True)])


@given(st.lists(st.booleans(), max_size=40))
def test_runs_cover_exactly_the_true_samples(flags) -> None:
    found = np.zeros(len(flags), dtype=bool)
    for first, end in runs(np.array(flags, dtype=bool)):
        assert end > first
        assert not found[max(first - 1, 0) : end].any()
        found[first:end] = True
    assert found.tolist() == flags


def test_a_gap_of_a_fifth_of_a_second_is_bridged() -> None:
    time = np.arange(60) / RATE
    true = np.sin(2 * np.pi * 0.3 * time)
    bridged = bridge_gaps(time, with_gap(time, true, 1.0, 1.2))
    assert bridged == pytest.approx(true, abs=0.01)


def test_a_longer_gap_stays_a_gap_whole() -> None:
    time = np.arange(60) / RATE
    holed = with_gap(time, time, 1.0, 1.0 + 7 / RATE)
    assert np.isnan(bridge_gaps(time, holed)).sum() == np.isnan(holed).sum() == 6


def test_nothing_is_made_up_before_the_first_and_after_the_last_sample() -> None:
    values = np.array([np.nan, 1.0, 2.0, np.nan])
    bridged = bridge_gaps(np.arange(4) / RATE, values)
    assert np.isnan(bridged).tolist() == [True, False, False, True]


def test_bridging_does_not_overshoot_a_step() -> None:
    time = np.arange(20) / RATE
    values = np.where(time < 0.3, 0.0, 1.0)
    values[8:11] = np.nan
    bridged = bridge_gaps(time, values)
    assert bridged.min() >= 0.0
    assert bridged.max() <= 1.0


@given(st.integers(0, 2**16))
def test_resampling_keeps_true_time_at_a_variable_frame_rate(seed) -> None:
    steps = np.random.default_rng(seed).uniform(0.012, 0.1, 200)
    time = 3.0 + np.cumsum(steps)
    uniform, values = resample(time, np.sin(2 * np.pi * 0.3 * time), RATE)
    assert uniform[0] == time[0]
    assert np.diff(uniform) == pytest.approx(1 / RATE)
    assert time[-1] - uniform[-1] < 1 / RATE
    assert values == pytest.approx(np.sin(2 * np.pi * 0.3 * uniform), abs=0.01)


def test_resampling_bridges_short_gaps_and_keeps_long_ones() -> None:
    time = np.arange(90) / RATE
    holed = with_gap(time, with_gap(time, time, 0.5, 0.7), 1.5, 2.0)
    uniform, values = resample(time, holed, RATE)
    missing = uniform[np.isnan(values)]
    assert missing.min() > 1.5
    assert missing.max() < 2.0
    assert len(missing) == 14


def test_frames_missing_from_the_file_are_a_gap_too() -> None:
    time = np.delete(np.arange(90) / RATE, range(30, 45))
    uniform, values = resample(time, time.copy(), RATE)
    missing = uniform[np.isnan(values)]
    assert missing.min() == pytest.approx(1.0)
    assert missing.max() == pytest.approx(44 / RATE)


def test_a_slow_clip_is_no_gap_but_people_lost_in_it_are() -> None:
    time = np.arange(40) / 4.0
    whole = time.copy()
    lost = with_gap(time, whole, 4.0, 7.0)
    assert np.isfinite(resample(time, whole, RATE)[1]).all()
    uniform, values = resample(time, lost, RATE)
    assert np.isnan(values[(uniform > 4.1) & (uniform < 6.9)]).all()


def test_zero_lag_neither_delays_nor_flattens_a_slow_movement() -> None:
    time = np.arange(600) / RATE
    slow = np.sin(2 * np.pi * 0.3 * time)
    smooth = zero_lag(slow, RATE, 4.0)[60:-60]
    lags = range(-3, 4)
    fit = [np.sum((np.roll(slow, lag)[60:-60] - smooth) ** 2) for lag in lags]
    assert lags[int(np.argmin(fit))] == 0
    assert smooth.max() == pytest.approx(1.0, abs=0.002)


def test_zero_lag_has_its_cutoff_where_it_says() -> None:
    time = np.arange(900) / RATE
    at_cutoff = zero_lag(np.sin(2 * np.pi * 4.0 * time), RATE, 4.0)[100:-100]
    assert np.sqrt(2) * at_cutoff.std() == pytest.approx(1 / np.sqrt(2), abs=0.03)


def test_zero_lag_takes_most_of_the_noise() -> None:
    noise = np.random.default_rng(1).normal(size=3000)
    assert zero_lag(noise, RATE, 4.0).std() < 0.6


def test_zero_lag_keeps_gaps_and_lets_nothing_through_them() -> None:
    values = np.concatenate([np.zeros(60), np.full(10, np.nan), np.full(60, 100.0)])
    smooth = zero_lag(values, RATE, 4.0)
    assert smooth[:60] == pytest.approx(0.0)
    assert np.isnan(smooth[60:70]).all()
    assert smooth[70:] == pytest.approx(100.0)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 9, 10])
def test_zero_lag_takes_any_length(length) -> None:
    assert zero_lag(np.full(length, 5.0), RATE, 4.0) == pytest.approx(5.0)


@given(st.integers(1, 99), st.integers(0, 2**16))
def test_one_euro_does_not_see_the_future(cut, seed) -> None:
    time = np.arange(100) / RATE
    values = np.random.default_rng(seed).normal(size=(2, 100))
    values[1, :cut] = values[0, :cut]
    here, there = filtered(time, values[0]), filtered(time, values[1])
    assert here[:cut] == pytest.approx(there[:cut])


def test_one_euro_starts_anew_after_a_gap() -> None:
    time = np.concatenate([np.arange(30), np.arange(60, 90)]) / RATE
    values = np.concatenate([np.zeros(30), np.full(30, 10.0)])
    assert filtered(time, values)[30:] == pytest.approx(10.0)


def test_one_euro_passes_missing_rows_on_and_keeps_its_state_over_a_short_gap() -> None:
    smoother = one_euro()
    smoother(0.0, np.array([0.0, 0.0]))
    assert np.isnan(smoother(0.03, np.array([np.nan, 1.0]))).all()
    after = smoother(0.06, np.array([1.0, 1.0]))
    assert ((after > 0.0) & (after < 1.0)).all()


def test_one_euro_calms_a_still_landmark_and_follows_a_moving_one() -> None:
    time = np.arange(300) / RATE
    still = np.random.default_rng(2).normal(0.0, 0.003, 300)
    assert filtered(time, still)[30:].std() < 0.7 * still.std()
    moving = 0.2 * time
    assert filtered(time, moving)[60:, 0] == pytest.approx(moving[60:], abs=0.2 * 2 / RATE)


def test_a_column_that_is_never_known_hides_no_other_one() -> None:
    time = np.arange(90) / RATE
    values = np.stack([time, np.full(90, np.nan), with_gap(time, time, 1.0, 2.0)], axis=-1)
    uniform, resampled = resample(time, values, RATE)
    smooth = zero_lag(resampled, RATE, 4.0)
    assert smooth[:, 0] == pytest.approx(uniform, abs=0.01)
    assert np.isnan(smooth[:, 1]).all()
    assert np.isnan(smooth[:, 2]).sum() == 29


def test_one_euro_filters_each_landmark_whatever_becomes_of_the_others() -> None:
    time = np.arange(60) / RATE
    alone = np.stack([np.sin(time), np.cos(time)], axis=-1)
    others = np.full((60, 2), np.nan)
    others[20:40] = 5.0
    found = filtered(time, np.stack([alone, others], axis=1))
    assert found[:, 0] == pytest.approx(filtered(time, alone))
    assert found[20:40, 1] == pytest.approx(5.0)
    assert np.isnan(found[40:, 1]).all()
