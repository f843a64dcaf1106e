"""Rate and delay of the live picture from the times of its frames."""

import pytest

from formcheck.app.live.pace import PaceMeter


def test_waiting_counts_as_delay_though_nobody_timed_it() -> None:
    meter = PaceMeter()
    for number in range(100):
        came_s = number / 20
        # The camera's clock is another than ours, and every tenth frame waits for 0.1 s.
        begun_s = 5000.0 + came_s + (0.1 if number % 10 == 9 else 0.0)
        meter.add(came_s, begun_s, begun_s + 0.03)
    pace = meter.pace()
    assert pace is not None
    assert pace.rate_hz == pytest.approx(20.0, rel=0.02)
    assert pace.delay_s == pytest.approx(0.03)
    assert pace.delay_p95_s == pytest.approx(0.13)


def test_nothing_is_told_before_there_is_something() -> None:
    assert PaceMeter().pace() is None
