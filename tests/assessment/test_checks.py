import itertools

import pytest

from formcheck.assessment.checks import judge, judge_headline, read_spine
from formcheck.exercises import load_exercise
from formcheck.exercises.spec import AllOf, Check, Exercise, Headline
from formcheck.reps.findings import Finding, Verdict, verdict_of
from helpers.judging import KNEE, NAMES, TRUNK, a_condition, a_rep, context, hidden, level, neutral

FAR, NEAR, NONE = 120.0, 92.0, 60.0  # clear, possible, ok against 90 +- 10
WORD = {
    FAR: Verdict.CLEAR,
    NEAR: Verdict.POSSIBLE,
    NONE: Verdict.OK,
    None: Verdict.NOT_MEASURABLE,
}


def an_exercise(check: Check) -> Exercise:
    squat = load_exercise("squat")
    rows = {name: Headline(pending="not here") for name in squat.headline}
    return squat.model_copy(update={"phases": NAMES, "checks": (check,), "headline": rows})


def a_check(**form) -> Check:
    return Check(
        id="own_check",
        title="Own",
        cue="Do it.",
        severity="minor",
        block="control",
        mark="knee",
        **form,
    )


def found(form: str, *levels: float | None) -> Finding:
    """A check over conditions whose signals have these levels; None is out of sight."""
    signals = [KNEE, TRUNK, "shin_inclination_deg"][: len(levels)]
    conditions = tuple(a_condition(signal=name) for name in signals)
    check = a_check(**{form: conditions[0] if form == "when" else conditions})
    seen = {name: level for name, level in zip(signals, levels, strict=True) if level is not None}
    unseen = [name for name in signals if name not in seen]
    shown = hidden(context(seen), unseen, 0.0, 6.0)
    (finding,) = judge(an_exercise(check), a_rep(), shown)
    return finding


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [
        (0.0, Verdict.OK),
        (0.4999, Verdict.OK),
        (0.5, Verdict.POSSIBLE),
        (0.7999, Verdict.POSSIBLE),
        (0.8, Verdict.CLEAR),
        (1.0, Verdict.CLEAR),
        (None, Verdict.NOT_MEASURABLE),
    ],
)
def test_verdicts_change_at_a_half_and_at_eight_tenths(probability, verdict) -> None:
    assert verdict_of(probability) is verdict


@pytest.mark.parametrize("level", [FAR, NEAR, NONE, None])
def test_a_single_condition_is_its_own_verdict(level) -> None:
    finding = found("when", level)
    assert finding.verdict is WORD[level]
    assert finding.reading.value == level
    assert (finding.reason is None) == (level is not None)


@pytest.mark.parametrize("levels", list(itertools.product([FAR, NEAR, NONE], repeat=2)))
def test_any_is_as_bad_as_the_worst_and_all_as_the_best(levels) -> None:
    assert found("any", *levels).verdict is WORD[max(levels)]
    assert found("all", *levels).verdict is WORD[min(levels)]
    assert found("any", *levels).reading.value == max(levels)
    assert found("all", *levels).reading.value == min(levels)


@pytest.mark.parametrize(
    ("form", "levels", "verdict"),
    [
        ("any", (None, FAR), Verdict.CLEAR),
        ("any", (None, NEAR), Verdict.POSSIBLE),
        ("any", (None, NONE), Verdict.NOT_MEASURABLE),
        ("any", (NONE, None, NONE), Verdict.NOT_MEASURABLE),
        ("any", (None, None), Verdict.NOT_MEASURABLE),
        ("all", (None, FAR), Verdict.NOT_MEASURABLE),
        ("all", (None, NEAR), Verdict.NOT_MEASURABLE),
        ("all", (None, NONE), Verdict.OK),
        ("all", (FAR, None, FAR), Verdict.NOT_MEASURABLE),
        ("all", (None, None), Verdict.NOT_MEASURABLE),
    ],
)
def test_what_was_not_measured_never_passes_silently(form, levels, verdict) -> None:
    finding = found(form, *levels)
    assert finding.verdict is verdict
    assert (finding.reason is not None) == (verdict is Verdict.NOT_MEASURABLE)


@pytest.mark.parametrize("levels", list(itertools.product([FAR, NEAR, NONE, None], repeat=2)))
def test_hiding_a_condition_of_any_never_turns_a_fault_into_a_pass(levels) -> None:
    for gone in range(2):
        fewer = [None if i == gone else level for i, level in enumerate(levels)]
        before, after = found("any", *levels).verdict, found("any", *fewer).verdict
        if after is Verdict.OK:
            assert before is Verdict.OK


@pytest.mark.parametrize("exercise", ["hip_hinge", "squat", "glute_bridge"])
def test_every_check_of_the_file_has_one_finding_in_its_order(exercise) -> None:
    definition = load_exercise(exercise).model_copy(update={"phases": NAMES})
    checks = tuple(
        check.model_copy(update=renamed(check, load_exercise(exercise).phases.ordered))
        for check in definition.checks
    )
    findings = judge(definition.model_copy(update={"checks": checks}), a_rep(), context())
    assert [finding.check for finding in findings] == [check.id for check in checks]
    for finding, check in zip(findings, checks, strict=True):
        assert (finding.cue, finding.severity, finding.block) == (
            check.cue,
            check.severity,
            check.block,
        )


def renamed(check: Check, names: tuple[str, ...]) -> dict:
    """The forms of a check with the phases called as in the test's repetition."""
    new = dict(zip(names, NAMES.ordered, strict=True))

    def moved(condition):
        if isinstance(condition, AllOf):
            return AllOf(all=tuple(moved(one) for one in condition.all))
        return condition.model_copy(update={"phase": new.get(condition.phase, condition.phase)})

    return {
        "when": moved(check.when) if check.when else None,
        "all": tuple(moved(condition) for condition in check.all),
        "any": tuple(moved(condition) for condition in check.any),
    }


def test_a_headline_with_conditions_of_its_own_is_read_like_a_check() -> None:
    row = Headline(when=a_condition())
    exercise = an_exercise(a_check(when=a_condition()))
    reading = judge_headline(row, exercise, a_rep(), context({KNEE: FAR}))
    assert verdict_of(reading.probability) is Verdict.CLEAR
    from_the_front = Headline(when=a_condition(), views=("front",))
    assert judge_headline(from_the_front, exercise, a_rep(), context()).reason is not None


LIKELY, UNLIKELY = {"above": None, "below": 1000.0}, {"above": 1000.0}


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        ((LIKELY, LIKELY), Verdict.CLEAR),
        ((LIKELY, UNLIKELY), Verdict.OK),
    ],
    ids=["both hold", "one does not"],
)
def test_an_alternative_of_several_holds_only_as_a_whole(group, verdict) -> None:
    together = AllOf(all=tuple(a_condition(**bounds) for bounds in group))
    check = a_check(any=(a_condition(**UNLIKELY), together))
    (finding,) = judge(an_exercise(check), a_rep(), context())
    assert finding.verdict is verdict


CURVE = "back_curve_deg"


def back_of(curve_deg: float, standing_deg: float | None):
    """Reading of the back of a hinge that rounds so far, after standing quietly, or not."""
    moved = level(
        (1, standing_deg or 0.0), (2, curve_deg), (3, curve_deg), (4, standing_deg or 0.0)
    )
    lean = level((1, 0), (2, 100), (3, 100), (4, 0))
    start = None if standing_deg is None else neutral(**{CURVE: standing_deg})
    hinge = load_exercise("hip_hinge")
    shown = context({CURVE: moved, TRUNK: lean}, neutral=start, driving=TRUNK)
    return read_spine(hinge.model_copy(update={"phases": NAMES}), a_rep(), shown)


@pytest.mark.parametrize("curve_deg", [2.0, 14.0, 40.0])
def test_the_back_is_read_in_one_measure_whatever_fault_is_the_likeliest(curve_deg) -> None:
    reading = back_of(curve_deg, -3.0)
    assert reading is not None
    assert reading.reference == "neutral"
    assert reading.value == pytest.approx(curve_deg + 3.0, abs=0.5)


def test_without_a_quiet_start_the_curve_itself_stands_in() -> None:
    reading = back_of(14.0, None)
    assert reading is not None
    assert reading.reference == "absolute"
    assert reading.value == pytest.approx(14.0, abs=0.5)
    assert reading.error_95 == 12.0


def test_a_hidden_back_and_an_exercise_that_hides_it_have_no_reading() -> None:
    unseen = hidden(context({TRUNK: 100.0}, driving=TRUNK), [CURVE], 0.0, 6.0)
    hinge = load_exercise("hip_hinge").model_copy(update={"phases": NAMES})
    assert read_spine(hinge, a_rep(), unseen) is None
    bridge = load_exercise("glute_bridge").model_copy(update={"phases": NAMES})
    assert read_spine(bridge, a_rep(), context()) is None
