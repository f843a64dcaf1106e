"""The personal range in words: beside degrees, instead of them, and where it comes from."""

from formcheck.exercises.spec import Reference
from formcheck.report.html import render_html
from formcheck.reps.findings import RANGE_UNIT, Measurement
from formcheck.result.readouts import share_words
from formcheck.result.result import Result
from formcheck.result.schema import RangeUsed

DEGREES = Measurement(
    signal="back_curve_deg",
    label="roundness of the back",
    unit="deg",
    reference=Reference.NEUTRAL,
    threshold=24.0,
    fault_above=True,
    error_95=8.0,
    value=-4.0,
    probability=0.1,
    time_s=3.0,
    range_percent=-12.4,
)
SHARE = DEGREES.model_copy(
    update={
        "unit": RANGE_UNIT,
        "reference": Reference.PERSONAL_RANGE,
        "threshold": 70.0,
        "value": 81.6,
        "error_95": 30.2,
        "range_percent": 81.6,
    }
)
USED = RangeUsed(
    profile="<ana>",
    hollow_deg=-26.4,
    round_deg=21.2,
    neutral_deg=-2.0,
    error_deg=9.0,
    posture="all_fours",
    clip="cat_cow.mp4",
)


def page(measured: Result, reading: Measurement, used: RangeUsed | None) -> str:
    spine, *others = measured.headline
    headline = (spine.model_copy(update={"verdict": "ok", "reading": reading}), *others)
    told = measured.model_copy(update={"headline": headline, "back_range": used})
    return render_html(told, None, "now")


def test_degrees_are_followed_by_their_share() -> None:
    assert share_words(DEGREES) == "\N{MINUS SIGN}12 % of your range"
    assert share_words(DEGREES.model_copy(update={"range_percent": -0.2})) == "0 % of your range"
    assert share_words(DEGREES.model_copy(update={"range_percent": None})) is None


def test_a_share_is_not_said_twice() -> None:
    assert share_words(SHARE) is None


def test_the_report_says_the_share_and_whose_range_it_is(hinge: Result) -> None:
    shown = page(hinge, DEGREES, USED)
    assert "counted from your own neutral; \N{MINUS SIGN}12 % of your range" in shown
    assert "range of profile &lt;ana&gt;: \N{MINUS SIGN}26° to 21° (±9°)" in shown
    assert "read on all fours from cat_cow.mp4" in shown


def test_a_share_is_written_without_decimals(hinge: Result) -> None:
    shown = page(hinge, SHARE, USED)
    for words in ("82 % of your range", "at most 70 % of your range", "±30 % of your range"):
        assert words in shown


def test_without_a_profile_nothing_is_said_of_a_range(hinge: Result) -> None:
    plain = render_html(hinge, None, "now")
    assert "your range" not in plain
    assert "range of profile" not in plain
