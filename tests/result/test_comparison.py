"""Two analyses beside each other: moments that belong together, differences and their errors."""

import itertools
import math

import pytest

from formcheck.exercises.spec import Reference
from formcheck.reps.findings import Measurement, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.comparison import PlayedSpan, differences, in_step, shared_exercises
from formcheck.result.result import Result
from formcheck.result.schema import HeadlineRow
from helpers.results import analysis_of


def with_reps(analysis: Result, change) -> Result:
    """The same with each `Rep` of its set changed."""
    (part,) = analysis.sets
    reps = tuple(change(one) for one in part.reps)
    return analysis.model_copy(update={"sets": (part.model_copy(update={"reps": reps}),)})


def slower(factor: float, later_s: float = 0.0):
    """Every time of a repetition, so many times as long after the beginning of the clip."""

    def of(one: Rep) -> Rep:
        phases = tuple(
            phase.model_copy(
                update={
                    "start_s": factor * phase.start_s + later_s,
                    "end_s": factor * phase.end_s + later_s,
                }
            )
            for phase in one.phases
        )
        times = {name: factor * getattr(one, name) + later_s for name in ("start_s", "end_s")}
        return one.model_copy(update={**times, "phases": phases})

    return of


def void(number: int):
    def of(one: Rep) -> Rep:
        reason = "the picture hides it" if one.number == number else None
        return one.model_copy(update={"void": reason})

    return of


def legs(*order: str):
    def of(one: Rep) -> Rep:
        return one.model_copy(update={"leg": order[one.number - 1]})

    return of


def at(segments: tuple[PlayedSpan, ...], now_s: float) -> tuple[float, float]:
    """Where both clips are at a moment of the common clock."""
    one = next(one for one in segments if now_s <= one.end_s)
    share = (now_s - one.start_s) / (one.end_s - one.start_s)
    left, right = ((1 - share) * span[0] + share * span[1] for span in (one.left, one.right))
    return left, right


def test_both_start_turn_and_end_each_repetition_together() -> None:
    left = analysis_of("a.mp4", reps=3)
    right = with_reps(analysis_of("b.mp4", reps=3), slower(2.0, later_s=5.0))
    segments = in_step(left, right)
    for number, (one, other) in enumerate(zip(left.reps, right.reps, strict=True), 1):
        mine = [segment for segment in segments if segment.repetition == number]
        for row, segment in enumerate(mine):
            phase, same = one.phases[row], other.phases[row]
            assert segment.left == (phase.start_s, phase.end_s)
            assert segment.right == (same.start_s, same.end_s)
            assert segment.phase == phase.name
        middle = (mine[1].start_s + mine[1].end_s) / 2
        turn, same_turn = one.phases[1], other.phases[1]
        assert at(segments, middle) == pytest.approx(
            ((turn.start_s + turn.end_s) / 2, (same_turn.start_s + same_turn.end_s) / 2)
        )
    assert segments[-1].repetition == 3


def test_the_common_clock_has_no_gap_and_each_stretch_lasts_the_mean_of_both() -> None:
    left = analysis_of("a.mp4")
    right = with_reps(analysis_of("b.mp4"), slower(3.0))
    segments = in_step(left, right)
    assert segments[0].start_s == 0.0
    for before, after in itertools.pairwise(segments):
        assert before.end_s == after.start_s
    for one in segments:
        lengths = (one.left[1] - one.left[0], one.right[1] - one.right[0])
        assert one.end_s - one.start_s == pytest.approx(sum(lengths) / 2)


def test_a_pause_that_only_one_makes_lets_the_other_wait() -> None:
    def no_pause(one: Rep) -> Rep:
        lower, pause, lift, stand = one.phases
        none = pause.model_copy(update={"end_s": pause.start_s})
        from_there = lift.model_copy(update={"start_s": pause.start_s})
        phases = (lower, none, from_there, stand)
        return one.model_copy(update={"phases": phases})

    left, right = analysis_of("a.mp4", reps=1), with_reps(analysis_of("b.mp4", reps=1), no_pause)
    (_, pause, _) = in_step(left, right)
    assert pause.right[0] == pause.right[1]
    assert pause.left == (2.0, 2.5)
    # Where neither pauses there is nothing to play.
    assert [one.phase for one in in_step(right, right)] == ["lower", "lift"]


def test_the_shorter_set_ends_the_pairs_and_void_repetitions_are_left_out() -> None:
    left = with_reps(analysis_of("a.mp4", reps=4), void(2))
    right = analysis_of("b.mp4", reps=2)
    starts = {one.repetition: (one.left[0], one.right[0]) for one in reversed(in_step(left, right))}
    assert starts == {1: (1.0, 1.0), 2: (9.0, 5.0)}
    labels = {one.repetition: one.label for one in in_step(left, right)}
    assert labels[1] == "Repetition 1 of 2"
    assert labels[2] == "Repetition 2 of 2 (number 3 beside number 2)"


def test_left_legs_go_with_left_legs() -> None:
    left = with_reps(analysis_of("a.mp4", reps=3), legs("left", "right", "left"))
    right = with_reps(analysis_of("b.mp4", reps=3), legs("right", "left", "right"))
    starts = {one.repetition: (one.left[0], one.right[0]) for one in reversed(in_step(left, right))}
    assert starts == {1: (1.0, 5.0), 2: (5.0, 1.0)}


def test_different_exercises_are_played_from_beginning_to_end() -> None:
    left = analysis_of("a.mp4", reps=3)
    (part,) = left.sets
    bridge = part.model_copy(update={"exercise": "glute_bridge"})
    right = analysis_of("b.mp4", reps=5).model_copy(update={"sets": (bridge,)})
    assert shared_exercises(left, right) == ()
    (one,) = in_step(left, right)
    assert one.repetition is None
    assert (one.left, one.right) == ((0.0, 14.0), (0.0, 22.0))
    assert one.end_s == 18.0


# --- differences -----------------------------------------------------------------------------


def row(value: float | None, error: float, **changes) -> HeadlineRow:
    reading = Measurement(
        signal="trunk_thigh_deg",
        label=changes.get("label", "trunk-thigh angle"),
        unit="deg",
        reference=Reference.ABSOLUTE,
        threshold=10.0,
        fault_above=True,
        error_95=error,
        value=value,
        reason=None if value is not None else "not seen",
    )
    return HeadlineRow(
        id="hip_extension", title="Hip extension", verdict=Verdict.OK, reading=reading
    )


def headed(name: str, one: HeadlineRow, score: float = 72.0) -> Result:
    return analysis_of(name, score=score).model_copy(update={"headline": (one,)})


def test_errors_add_as_the_root_of_their_squares_and_decide() -> None:
    left = headed("a.mp4", row(4.0, 3.0), score=60.0)
    _, within = differences(left, headed("b.mp4", row(8.9, 4.0)))
    _, beyond = differences(left, headed("b.mp4", row(9.1, 4.0)))
    assert within.error_95 == beyond.error_95 == pytest.approx(5.0)
    assert not within.beyond_error
    assert beyond.beyond_error
    assert beyond.change == pytest.approx(5.1)


def test_scores_differ_by_more_than_their_intervals_or_not() -> None:
    left = analysis_of("a.mp4", score=60.0)
    (score,) = differences(left, analysis_of("b.mp4", score=72.0))
    assert (score.title, score.change) == ("Score", 12.0)
    assert score.error_95 == pytest.approx(math.hypot(5.0, 5.0))
    assert score.beyond_error
    (near,) = differences(left, analysis_of("b.mp4", score=66.0))
    assert not near.beyond_error


def test_what_one_clip_could_not_show_has_no_difference() -> None:
    _, lost = differences(headed("a.mp4", row(4.0, 3.0)), headed("b.mp4", row(None, 3.0)))
    assert (lost.left, lost.right, lost.change) == (4.0, None, None)
    assert lost.reason == "not measurable in one of them"
    assert not lost.beyond_error


def test_numbers_that_mean_something_else_are_not_subtracted() -> None:
    other = headed("b.mp4", row(40.0, 3.0, label="knee angle"))
    _, two = differences(headed("a.mp4", row(4.0, 3.0)), other)
    assert two.change is None
    assert two.reason == "not measured in the same way in both"
    (part,) = other.sets
    bridge = other.model_copy(
        update={"sets": (part.model_copy(update={"exercise": "glute_bridge"}),)}
    )
    (only,) = differences(headed("a.mp4", row(4.0, 3.0)), bridge)
    assert (only.title, only.change, only.reason) == ("Hip extension", None, "different exercises")


def test_an_exercise_without_a_score_has_none_to_compare() -> None:
    def guided(analysis: Result) -> Result:
        (part,) = analysis.sets
        return analysis.model_copy(update={"sets": (part.model_copy(update={"scored": False}),)})

    (score,) = differences(guided(analysis_of("a.mp4")), guided(analysis_of("b.mp4")))
    assert (score.left, score.right, score.change) == (None, None, None)
    assert score.reason == "no score for one of them"
