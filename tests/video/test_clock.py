import pytest

from formcheck.video.clock import Clock, played_speed

MS = 0.001


def times(clock: Clock, *pts: int | None) -> list[float]:
    return [clock.read(moment) for moment in pts]


def test_time_counts_from_the_first_picture_wherever_the_clock_stands() -> None:
    for start in (0, -5000, 2**40):
        read = times(Clock(MS), start, start + 40, start + 75)
        assert read == pytest.approx([0.0, 0.04, 0.075])


def test_time_goes_forward_where_a_moment_repeats_or_steps_back_a_little() -> None:
    read = times(Clock(MS), 0, 40, 40, 35, 80)
    assert read == pytest.approx([0.0, 0.04, 0.041, 0.042, 0.08])


def test_a_clock_that_starts_again_goes_on_at_the_pace_it_had() -> None:
    clock = Clock(MS)
    assert times(clock, 5000, 5040, 5080, 0, 40) == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16])
    assert clock.began_anew


def test_a_small_step_back_is_a_restart_only_where_recordings_may_be_joined() -> None:
    clock = Clock(MS)
    assert times(clock, 0, 40, 80) == pytest.approx([0.0, 0.04, 0.08])
    assert clock.read(20, joined=True) == pytest.approx(0.12)


@pytest.mark.parametrize(("may_leap", "third"), [(False, 3600.0), (True, 0.08)])
def test_a_leap_ahead_is_a_pause_unless_the_container_may_set_its_clock(may_leap, third) -> None:
    clock = Clock(MS, may_leap=may_leap)
    assert times(clock, 0, 40, 3_600_000) == pytest.approx([0.0, 0.04, third])
    assert clock.began_anew == may_leap


def test_pictures_without_a_time_follow_at_the_usual_pace() -> None:
    assert times(Clock(MS, 0.02), None, None, None) == pytest.approx([0.0, 0.02, 0.04])
    assert times(Clock(MS, 0.02), 100, 140, None, 220) == pytest.approx([0.0, 0.04, 0.08, 0.12])
    assert times(Clock(MS, 0.02), None, 700, 720) == pytest.approx([0.0, 0.02, 0.04])


def tag(rate: str) -> dict[str, str]:
    return {"com.android.capture.fps": rate}


@pytest.mark.parametrize(
    ("filmed", "shown", "slowed"),
    [("120", 30.0, 4.0), ("240.000000", 30.0, 8.0), ("40", 10.0, 4.0), ("960", 29.97, 32.03)],
)
def test_slow_motion_is_told_by_the_rate_of_the_camera(filmed, shown, slowed) -> None:
    speed = played_speed(tag(filmed), shown)
    assert speed.slowed == pytest.approx(slowed, abs=0.01)
    assert speed.warning.startswith("The clip is slow motion")


@pytest.mark.parametrize(
    ("filmed", "shown"), [("30", 30.0), ("30", 14.0), ("240", 240.0), ("60", 50.0), ("60", 60.0)]
)
def test_ordinary_rates_and_those_of_bad_light_are_no_slow_motion(filmed, shown) -> None:
    assert played_speed(tag(filmed), shown) == played_speed({}, shown)


def test_what_may_be_slow_motion_is_said_and_nothing_changed() -> None:
    speed = played_speed(tag("60"), 30.0)
    assert speed.slowed == 1.0
    assert speed.warning.startswith("The clip may be slow motion")


@pytest.mark.parametrize("filmed", ["", "fast", "nan", "inf", "-240", "0", "1e9"])
def test_tags_of_no_meaning_change_nothing(filmed) -> None:
    assert played_speed(tag(filmed), 30.0) == played_speed({}, 30.0)
    assert played_speed(tag("240"), 0.0) == played_speed({}, 30.0)
