"""What the command says of rendered clips whose every repetition and fault is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from formcheck import Result
from formcheck.reps.findings import Verdict
from helpers.command import CommandResult, cut, once, run, truth

pytestmark = pytest.mark.slow

_REPS = 2
_REST_S = 0.8
_TIME_ERROR_S = 0.3
_HEADLINE = ("Spine neutrality", "Hip extension", "Knee lock", "Pelvic tilt (change)")


@dataclass(frozen=True)
class Case:
    """A sample, cut after its second repetition; faulty ones go through the default model."""

    sample: str
    fault: str | None
    model: str

    @property
    def truth(self) -> dict:
        return truth(self.sample)

    @property
    def reps(self) -> list[dict]:
        return self.truth["reps"][:_REPS]


CASES = (
    Case("hip_hinge_good_female_yaw0", None, "lite"),
    Case("hip_hinge_squats_the_hinge_female_yaw0", "squats_the_hinge", "full"),
    Case("glute_bridge_good_male_yaw0", None, "lite"),
    Case("glute_bridge_not_high_enough_female_yaw0", "not_high_enough", "full"),
    Case("squat_good_male_yaw0", None, "lite"),
    Case("squat_too_shallow_male_yaw0", "too_shallow", "full"),
    Case("hip_thrust_not_high_enough_male_yaw0", "not_high_enough", "full"),
)


@pytest.fixture(scope="session", params=CASES, ids=lambda case: case.sample)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(scope="session")
def result(shared: Path, case: Case) -> CommandResult:
    clip = cut(
        case.sample, case.reps[-1]["end_s"] + _REST_S, shared / "clips" / f"{case.sample}.mp4"
    )
    options = ["--exercise", case.truth["exercise"], "--model", case.model]
    return once(shared / case.sample, clip, options)


def test_each_repetition_is_counted_and_timed(case: Case, result: CommandResult) -> None:
    assert result.code == 0, result.stderr
    found = [judged for judged in result.analysis.reps]
    assert [rep.void for rep in found] == [None] * _REPS
    for moment in ("start_s", "turn_s", "end_s"):
        expected = [rep[moment] for rep in case.reps]
        assert [getattr(rep, moment) for rep in found] == pytest.approx(
            expected, abs=_TIME_ERROR_S
        ), moment


def test_the_built_in_fault_is_clear_in_every_repetition_and_none_in_good_form(
    case: Case, result: CommandResult
) -> None:
    clear = [
        {finding.check for finding in judged.findings if finding.verdict is Verdict.CLEAR}
        for judged in result.analysis.reps
    ]
    assert clear == [{case.fault} - {None}] * _REPS


def test_a_fault_costs_points_and_good_form_does_not(case: Case, result: CommandResult) -> None:
    (part,) = result.analysis.sets
    assert part.score.value is not None
    if case.fault is None:
        assert part.score.value >= 95
        assert part.fix_first is None
    else:
        assert part.score.value < 95
        assert case.fault in [fault.check for fault in part.faults]
        assert part.fix_first is not None


def test_the_view_is_told(case: Case, result: CommandResult) -> None:
    view = result.analysis.view
    assert (view.view, view.facing) == (case.truth["view"], case.truth["facing"])


def test_the_json_leads_with_the_four_rows(result: CommandResult) -> None:
    written = json.loads(result.file("json").read_text("utf-8"))
    keys = list(written)
    assert keys.index("headline") < keys.index("sets")
    assert tuple(row["title"] for row in written["headline"]) == _HEADLINE
    for row in written["headline"]:
        assert (row["verdict"] == "not_measurable") == bool(row["reason"])


def test_the_json_is_what_the_schema_command_says(result: CommandResult) -> None:
    text = result.file("json").read_text("utf-8")
    schema = json.loads(run("schema").stdout, parse_constant=pytest.fail)  # NaN is no JSON
    assert schema == Result.model_json_schema()
    assert list(json.loads(text)) == list(schema["properties"])
    # Field by field, and nothing that the schema does not know: the models forbid extras.
    assert Result.model_validate_json(text).model_dump_json(indent=2) == text


def test_the_terminal_leads_with_the_four_rows(result: CommandResult) -> None:
    lines = result.stdout.splitlines()
    assert tuple(line[: len(title)] for line, title in zip(lines[1:], _HEADLINE, strict=False)) == (
        _HEADLINE
    )
    for line, row in zip(lines[1:], result.analysis.headline, strict=False):
        if row.verdict is Verdict.NOT_MEASURABLE:
            assert f"not measurable: {row.reason}" in line
        else:
            assert re.search(r"-?\d.*±\d", line), line


def test_the_terminal_has_a_row_for_each_repetition(result: CommandResult) -> None:
    for judged in result.analysis.reps:
        rep, score = judged, judged.score
        (row,) = re.findall(
            rf"^ *{rep.number}  {rep.start_s:.1f}-{rep.end_s:.1f} s .*$", result.stdout, re.M
        )
        assert f"{rep.turn_value:.0f}° ({rep.excursion:.0f}°)" in row
        assert "/".join(f"{phase.duration_s:.1f}" for phase in rep.phases) in row
        assert f"{score.value:.0f} ({score.measured} of {score.defined})" in row
        noted = [one.title for one in judged.findings if one.verdict is Verdict.CLEAR]
        assert (judged.cue or next(iter(noted), "nothing clear")) in row


def test_the_terminal_ends_with_score_then_fix_then_what_was_not_measured(
    result: CommandResult,
) -> None:
    (part,) = result.analysis.sets
    expected = [f"Set: {part.score.value:.0f} "]
    if part.fix_first is not None:
        expected.append(f"Fix first: {part.fix_first.title} ")
    expected += [f"Not measured: {check.title}: {check.reason}" for check in part.unmeasured]
    places = [result.stdout.find(words) for words in expected]
    assert -1 not in places, (expected, result.stdout)
    assert places == sorted(places)
    assert places[0] > result.stdout.index(_HEADLINE[-1])


def test_nothing_but_results_is_printed(result: CommandResult) -> None:
    assert result.stderr == ""
    assert "\x1b" not in result.stdout
    written = [line for line in result.stdout.splitlines() if line.startswith("Wrote ")]
    assert written == [f"Wrote {result.file(kind)}" for kind in ("json", "csv", "parquet", "html")]
