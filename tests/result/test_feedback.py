"""Where a set was felt, and pain: what no camera can see changes what is said."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.cli.show_analysis import print_analysis
from formcheck.drawing.timeline import Timeline
from formcheck.errors import FormcheckError
from formcheck.exercises import load_exercise
from formcheck.exercises.after import Felt
from formcheck.report.html import render_html
from formcheck.result.feedback import feedback_words, parse_felt, with_feedback
from formcheck.result.result import Result
from formcheck.result.safety import NOTHING_AFTER_PAIN, PAIN_STOP
from helpers.figure import Camera, figure
from helpers.motions import Tempo, clock, progress

BRIDGE = load_exercise("glute_bridge")
HEELS, LOWER = (one.advice for one in BRIDGE.after)


@pytest.fixture(scope="module")
def bridges(measure):
    """Two bridges that end at a trunk-thigh angle, with the knees bent so far at the top."""

    def make(top_deg: float, knee_deg: float) -> Result:
        tempo = Tempo(1.6, 1.2, 1.6)
        p = progress(clock(13.0), [2.0, 7.5], tempo)
        thigh = 135.0 + (112.0 + top_deg - 135.0) * p
        shin = knee_deg - (112.0 + top_deg)
        track = figure(
            clock(13.0),
            trunk=-90.0 - 22.0 * p,
            thigh=thigh,
            shin=-30.0 + (shin + 30.0) * p,
            camera=Camera(heading_deg=6.0),
        )
        return measure(track, "glute_bridge")

    return make


def after(analysis: Result, felt: str | None = None, *, pain: bool = False) -> Result:
    return with_feedback(analysis, felt=felt, pain=pain)


def advice(analysis: Result, felt: str) -> tuple[str, ...]:
    told = after(analysis, felt).feedback
    assert told is not None
    return told.advice


def test_hamstrings_and_feet_far_away_bring_the_heels_closer(bridges) -> None:
    far, near = bridges(0.0, 82.0), bridges(0.0, 104.0)
    assert far.sets[0].fix_first is None, "not far enough to be a fault of its own"
    assert advice(far, "hamstrings") == (HEELS,)
    assert advice(near, "hamstrings") == ()
    assert advice(far, "glutes") == advice(far, "nowhere") == advice(far, "low_back") == ()


def test_low_back_and_hips_pushed_past_the_line_lower_the_bridge(bridges) -> None:
    arched, straight = bridges(-24.0, 104.0), bridges(0.0, 104.0)
    assert advice(arched, "low_back") == (LOWER,)
    assert advice(straight, "low_back") == ()
    assert advice(arched, "hamstrings") == ()


def test_the_answer_is_said_back_even_where_nothing_goes_with_it(bridges) -> None:
    straight = bridges(0.0, 104.0)
    told = after(straight, "low_back").feedback
    assert told is not None
    (words,) = feedback_words(told)
    assert words.startswith("You felt it in your low back.")
    with_advice = after(bridges(0.0, 82.0), "hamstrings").feedback
    assert with_advice is not None
    assert feedback_words(with_advice) == (f"You felt it in your hamstrings. {HEELS}",)


def test_an_answer_changes_neither_score_nor_findings(bridges) -> None:
    plain = bridges(-24.0, 104.0)
    assert after(plain) is plain
    assert after(plain, "glutes").sets == plain.sets


def test_after_pain_there_is_no_score_and_nothing_to_practise(bridges) -> None:
    plain = bridges(-24.0, 104.0)
    assert plain.sets[0].score.value is not None
    assert plain.sets[0].fix_first is not None
    hurt = after(plain, "low_back", pain=True)
    (part,) = hurt.sets
    assert (part.score.value, part.score.low, part.score.high, part.score.band) == (None,) * 4
    assert part.fix_first is None
    assert part.faults == ()
    assert [(rep.cue, rep.score and rep.score.value) for rep in part.reps] == [(None, None)] * 2
    assert [rep.findings for rep in part.reps] == [rep.findings for rep in plain.reps]
    assert hurt.feedback is not None
    assert hurt.feedback.stop == PAIN_STOP
    assert hurt.feedback.advice == ()
    assert Result.model_validate_json(hurt.model_dump_json()) == hurt


def test_the_terminal_says_to_stop_first_of_all(bridges, capsys) -> None:
    print_analysis(after(bridges(-24.0, 104.0), pain=True))
    shown = capsys.readouterr().out
    assert shown.startswith(PAIN_STOP)
    assert "no score after pain" in shown
    assert "Fix first" not in shown
    assert "nothing clear" not in shown
    assert load_exercise("glute_bridge").check("over_extends").cue not in shown
    print_analysis(after(bridges(0.0, 82.0), "hamstrings"))
    assert HEELS in capsys.readouterr().out


def test_the_report_says_it_too(faulty: Result) -> None:
    hinge = load_exercise("hip_hinge")

    def page(felt: Felt | None, *, pain: bool) -> str:
        return render_html(with_feedback(faulty, felt=felt, pain=pain), None, "now")

    cue = hinge.check("squats_the_hinge").cue
    hurt = page(None, pain=True)
    answered, plain = page(Felt.GLUTES, pain=False), page(None, pain=False)
    assert hurt.index(PAIN_STOP) < hurt.index("At a glance")
    assert cue not in hurt
    assert "Fix first" not in hurt
    assert "because you reported pain" in hurt
    assert "No clear fault" not in hurt
    assert "You felt it in your glutes." in answered
    assert cue in answered
    assert PAIN_STOP not in plain + answered
    assert "You felt it" not in plain


def test_the_video_says_nothing_of_faults_after_pain(bridges) -> None:
    plain = bridges(-24.0, 104.0)
    shown = {banner.text for banner in Timeline(after(plain, pain=True)).banners()}
    assert NOTHING_AFTER_PAIN in shown
    assert not any("No clear fault" in text or "\N{CHECK MARK}" in text for text in shown)
    assert BRIDGE.check("over_extends").cue in {one.text for one in Timeline(plain).banners()}


def test_an_unknown_answer_lists_the_four() -> None:
    with pytest.raises(FormcheckError, match=r"'knees'.*glutes, hamstrings, low_back, nowhere"):
        parse_felt("knees")


def test_unmeasured_checks_support_no_advice(bridges) -> None:
    plain = bridges(-24.0, 104.0)
    (part,) = plain.sets
    blind = [
        rep.model_copy(
            update={
                "findings": tuple(
                    one.model_copy(
                        update={"reading": one.reading.model_copy(update={"value": None})}
                    )
                    for one in rep.findings
                )
            }
        )
        for rep in part.reps
    ]
    hidden = plain.model_copy(update={"sets": (part.model_copy(update={"reps": tuple(blind)}),)})
    assert advice(hidden, "low_back") == ()
    assert np.isfinite(part.reps[0].findings[0].reading.threshold)
