"""What the coach says, and what not."""

import pytest

from formcheck.live import Back, Counted, Framing, PhaseStart, RepDone, SetEnd
from formcheck.live.coach import Coach
from formcheck.result.schema import FaultSummary
from helpers.judging import a_finding, a_rep
from helpers.results import analysis_of, nothing_measured

CLEAR, OK, POSSIBLE = 2.0, -2.0, 0.2


def said(coach: Coach, number: int, *, void: str | None = None, **excess: float | None) -> list:
    """What is said after a repetition whose checks came out so far beyond their thresholds."""
    findings = tuple(
        a_finding(value, check=name).model_copy(update={"cue": f"Mend {name}."})
        for name, value in excess.items()
    )
    result = a_rep(number=number, void=void, findings=findings)
    return [(one.kind, one.text) for one in coach.hear(RepDone(time_s=1.0, result=result))]


def test_a_repetition_is_counted_at_once_and_may_cut_in() -> None:
    (count,) = Coach().hear(Counted(time_s=1.0, number=4))
    assert (count.kind, count.text, count.urgent) == ("count", "4", True)


def test_of_a_good_repetition_there_is_nothing_more_to_say() -> None:
    assert said(Coach(), 4, knees_in=OK, heels_lift=None) == []


def test_a_clear_fault_brings_its_cue_and_a_possible_one_none() -> None:
    assert said(Coach(), 1, knees_in=CLEAR) == [("cue", "Mend knees_in.")]
    assert said(Coach(), 1, knees_in=POSSIBLE) == []


def test_of_two_faults_only_the_costlier_is_named() -> None:
    assert said(Coach(), 1, knees_in=0.6, heels_lift=CLEAR) == [("cue", "Mend heels_lift.")]


def test_a_fault_that_stays_is_named_every_third_time() -> None:
    coach = Coach()
    named = [bool(said(coach, number, knees_in=CLEAR)) for number in range(1, 8)]
    assert named == [True, False, False, True, False, False, True]


def test_mending_it_is_praised_once_and_its_return_named_at_once() -> None:
    coach = Coach()
    said(coach, 1, knees_in=CLEAR)
    assert [kind for kind, _ in said(coach, 2, knees_in=OK)] == ["praise"]
    assert said(coach, 3, knees_in=OK) == []
    assert said(coach, 4, knees_in=CLEAR) == [("cue", "Mend knees_in.")]


@pytest.mark.parametrize("then", [None, POSSIBLE])
def test_what_was_not_seen_to_be_mended_is_not_praised(then) -> None:
    coach = Coach()
    said(coach, 1, knees_in=CLEAR)
    assert said(coach, 2, knees_in=then) == []


def test_of_a_repetition_that_could_not_be_judged_nothing_is_said() -> None:
    assert said(Coach(), 3, void="hidden") == []


def test_the_set_is_summed_up_with_the_one_thing_to_change() -> None:
    analysis = analysis_of("Live", reps=3)
    fault = FaultSummary(check="knees_in", title="t", cue="Knees over toes.", reps=2)
    part = analysis.sets[0].model_copy(update={"fix_first": fault, "faults": (fault,)})
    ended = SetEnd(time_s=9.0, analysis=analysis.model_copy(update={"sets": (part,)}))
    (summary,) = Coach().hear(ended)
    assert "3 repetitions" in summary.text
    assert "72" in summary.text
    assert summary.text.endswith("Knees over toes.")


def test_a_set_of_which_nothing_was_measured_is_said_to_be_not_judged_and_why() -> None:
    good = analysis_of("Live", reps=3)
    for analysis, words in (
        (good, "Set done: 3 repetitions. Score 72: good. No clear fault came back."),
        (nothing_measured(good), "Set done: 3 repetitions. Not judged: hidden."),
    ):
        (summary,) = Coach().hear(SetEnd(time_s=9.0, analysis=analysis))
        assert summary.text == words


def test_faults_of_one_set_are_news_in_the_next() -> None:
    coach = Coach()
    said(coach, 1, knees_in=CLEAR)
    coach.hear(SetEnd(time_s=9.0, analysis=analysis_of("Live")))
    assert said(coach, 1, knees_in=CLEAR) == [("cue", "Mend knees_in.")]


def test_what_to_change_before_the_camera_is_spoken_and_phases_are_not() -> None:
    coach = Coach()
    (guide,) = coach.hear(Framing(time_s=1.0, problem="far", words="Come closer."))
    assert (guide.kind, guide.text) == ("guide", "Come closer.")
    assert coach.hear(PhaseStart(time_s=1.0, part="outward", name="lower")) == []
    assert len(coach.hear(Back(time_s=2.0))) == 1
