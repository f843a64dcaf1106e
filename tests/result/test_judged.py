"""What terminal, report and video say of repetitions and sets without a fault."""

from __future__ import annotations

import pytest

from formcheck.cli.show_analysis import print_analysis
from formcheck.drawing.timeline import Timeline
from formcheck.report.html import render_html
from formcheck.reps.findings import Finding
from formcheck.reps.rep import Rep
from formcheck.result.judged import (
    no_fault_came_back,
    nothing_to_fix,
    rep_reserve,
    why_not_judged,
)
from formcheck.result.result import Result
from formcheck.result.schema import SetResult
from helpers.judging import a_finding, a_rep
from helpers.results import analysis_of, nothing_measured

OK, CLEAR = -2.0, 2.0
PRAISE = ("\N{CHECK MARK}", "nothing clear", "No clear fault", "Nothing to fix")
OBLIQUE = "needs the camera side-on; here it is 42° off side-on"


def findings(*excesses: float | None, severity: str = "moderate") -> tuple[Finding, ...]:
    return tuple(
        a_finding(one, severity, check=f"check_{n}").model_copy(update={"title": f"Check {n}"})
        for n, one in enumerate(excesses)
    )


def a_result(*found: Finding, void: str | None = None) -> Rep:
    return a_rep(void=void, findings=found)


def a_set(*reps: Rep) -> SetResult:
    (part,) = analysis_of("a.mp4").sets
    return part.model_copy(update={"reps": reps})


def oblique(analysis: Result) -> Result:
    """Nothing measured, one check for want of sight and all others for the camera."""
    (part,) = nothing_measured(analysis).sets
    reps = tuple(
        one.model_copy(
            update={
                "findings": (
                    one.findings[0],
                    *(f.model_copy(update={"reason": OBLIQUE}) for f in one.findings[1:]),
                )
            }
        )
        for one in part.reps
    )
    return analysis.model_copy(update={"sets": (part.model_copy(update={"reps": reps}),)})


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (a_result(*findings(OK, OK, OK, None)), None),
        (a_result(*findings(None, None)), "not judged: hidden"),
        (a_result(*findings(OK, None, None)), "nothing clear in 1 of 3 checks; no score"),
        (a_result(void="cut"), "not judged: cut"),
        # What only informs is no ground for "nothing clear" where other checks count.
        (
            a_result(*findings(None), *findings(OK, severity="info")),
            "not judged: hidden",
        ),
        (a_result(*findings(OK, None, None, severity="info")), "nothing clear in 1 of 3 checks"),
        (
            a_result(*findings(OK), *findings(CLEAR, severity="info")),
            "for information: Check 0",
        ),
    ],
)
def test_a_repetition_is_free_of_clear_faults_only_as_far_as_it_was_measured(result, words) -> None:
    assert rep_reserve(result) == words


def test_a_set_is_judged_by_the_repetitions_that_were() -> None:
    good, unseen = a_result(*findings(OK, OK)), a_result(*findings(None, None))
    little, void = a_result(*findings(OK, None, None)), a_result(void="cut")
    assert no_fault_came_back(a_set(good, good)) == "No clear fault came back"
    assert no_fault_came_back(a_set(good, unseen, void)) == (
        "No clear fault came back in the 1 of 3 repetitions that were judged"
    )
    assert no_fault_came_back(a_set(little, little)) == (
        "No clear fault came back in the 1 of 3 checks that were measured"
    )
    noted = a_result(*findings(CLEAR, severity="info"))
    assert no_fault_came_back(a_set(noted, noted)) == "For information: Check 0 in 2 of 2"
    praised = [nothing_to_fix(a_set(one)) for one in (good, little, unseen, void, noted)]
    assert praised == [True, False, False, False, False]


def test_the_commonest_reason_is_why_a_set_was_not_judged() -> None:
    (part,) = oblique(analysis_of("a.mp4")).sets
    assert why_not_judged(part) == OBLIQUE
    assert why_not_judged(a_set(a_result(void="cut"))) == "cut"
    assert why_not_judged(a_set(a_result(*findings(OK, None)))) is None


def test_the_terminal_praises_nothing_that_was_not_measured(capsys, monkeypatch) -> None:
    # Wide enough that no sentence is broken.
    monkeypatch.setenv("COLUMNS", "200")
    print_analysis(oblique(analysis_of("a.mp4", reps=2)))
    shown = capsys.readouterr().out
    assert not [words for words in PRAISE if words in shown]
    assert shown.count(f"not judged: {OBLIQUE}") == 3
    assert f"\nSet: not judged: {OBLIQUE}\n" in shown
    print_analysis(analysis_of("a.mp4", reps=2))
    assert capsys.readouterr().out.count("nothing clear") == 2


def unmeasured(hinge: Result) -> Result:
    view = hinge.view.model_copy(update={"advice": "Film from the side."})
    return oblique(hinge).model_copy(update={"headline": (), "view": view})


def test_the_report_says_not_judged_why_and_how_to_film(hinge: Result) -> None:
    page = render_html(unmeasured(hinge), None, "now")
    assert not [words for words in PRAISE if words in page]
    assert "<h2>Fix first</h2>" not in page
    card = page[page.index("<h2>Not judged</h2>") :].partition("</section>")[0]
    assert OBLIQUE in card
    assert "Film from the side." in card
    assert page.count(f"Not judged: {OBLIQUE}") == len(hinge.reps)


def test_the_report_says_of_how_little_a_set_is_without_a_fault(hinge: Result) -> None:
    (part,) = nothing_measured(hinge).sets
    reps = tuple(
        one.model_copy(update={"findings": (*findings(OK), *one.findings[1:])}) for one in part.reps
    )
    part = part.model_copy(update={"reps": reps})
    result = hinge.model_copy(update={"sets": (part,), "headline": ()})
    page = render_html(result, None, "now")
    # Only the one check that was measured has a tick, in each repetition.
    assert page.count("\N{CHECK MARK}") == len(reps)
    assert "No clear fault came back in the 1 of 8 checks that were measured." in page
    assert "Nothing clear in 1 of 8 checks; no score" in page


def test_the_video_says_not_judged_and_why(hinge: Result) -> None:
    (banner,) = Timeline(unmeasured(hinge)).banners()
    assert (banner.text, banner.kind) == (f"Not judged: {OBLIQUE}", "void")
