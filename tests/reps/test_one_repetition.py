"""What is one repetition, and what is none."""

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.pose.track import PoseTrack
from formcheck.reps.detector import RepDetector
from helpers.counting import counted
from helpers.figure import figure, joined
from helpers.motions import DEEP_SQUAT, POSES, Tempo, clip, clock, progress, through


def lean(*degrees_at: tuple[float, float]) -> PoseTrack:
    """A hinge through these trunk leans at these seconds."""
    return through(*((at, {"trunk": deg, "thigh": 2 + 0.2 * deg}) for at, deg in degrees_at))


def partial(exercise: str, share: float, before_s: float, after_s: float) -> PoseTrack:
    """A full repetition with a smaller movement `before_s` and `after_s` it."""
    small = Tempo(1.0, 0.3, 1.0)
    starts = [1.0, 1.0 + small.whole_s + before_s]
    starts.append(starts[1] + Tempo().whole_s + after_s)
    time = clock(starts[2] + small.whole_s + 2.0)
    p = share * progress(time, [starts[0], starts[2]], small) + progress(time, starts[1:2])
    return figure(time, **POSES[exercise](p))


@pytest.mark.parametrize("exercise", ["hip_hinge", "squat"])
@pytest.mark.parametrize("share", [0.2, 0.35, 0.45])
def test_fidgeting_is_not_counted_and_spoils_nothing(exercise, share) -> None:
    found = counted(partial(exercise, share, before_s=20.0, after_s=2.0), exercise)
    assert len(found) == 1
    assert found[0].end_s - found[0].start_s < 7.5


@pytest.mark.parametrize("back_to", [0, 8, 14])
def test_a_small_bend_that_does_not_come_all_the_way_back_spoils_nothing(back_to) -> None:
    track = lean((0, -3), (1, -3), (2, 27), (3, back_to), (20, back_to), (22, 65), (24, 0), (26, 0))
    found = counted(track, "hip_hinge")
    assert [rep.turn_s for rep in found] == pytest.approx([22.0], abs=0.15)


def test_movements_far_below_the_persons_own_range_are_fidgeting() -> None:
    deep, shallow = clip("glute_bridge", 2), partial("glute_bridge", 0.36, 1.0, 1.0)
    found = counted(joined(deep, shallow), "glute_bridge")
    assert len(found) == 3


def test_bouncing_at_the_bottom_of_a_squat_is_one_repetition() -> None:
    depths = [(0, 0), (1.5, 0), (3, 1), (4, 1), (4.4, 0.75), (4.8, 1), (5.2, 0.7), (5.6, 1)]
    depths += [(7, 0), (8.5, 0)]
    bouncing = through(*((t, {k: d * v for k, v in DEEP_SQUAT.items()}) for t, d in depths))
    assert len(counted(bouncing, "squat")) == 1


def test_repetitions_that_touch_the_rest_level_and_go_are_counted() -> None:
    track = lean(
        (0, 0), (1, 0), (2.5, 60), (4, 14), (5.5, 60), (7, 14), (8.5, 60), (10, 0), (12, 0)
    )
    found = counted(track, "hip_hinge")
    assert [rep.turn_s for rep in found] == pytest.approx([2.5, 5.5, 8.5], abs=0.15)


@pytest.mark.parametrize("between", [21, 22, 23])
def test_repetitions_that_never_come_back_to_rest_are_counted_one_by_one(between) -> None:
    track = lean(
        (0, 0),
        (1, 0),
        (2.5, 62),
        (4, between),
        (5.5, 65),
        (7, between),
        (8.5, 62),
        (10, 0),
        (12, 0),
    )
    found = counted(track, "hip_hinge")
    assert [rep.turn_s for rep in found] == pytest.approx([2.5, 5.5, 8.5], abs=0.15)
    assert [rep.end_s for rep in found[:2]] == pytest.approx([4.0, 7.0], abs=0.3)
    assert [rep.start_s for rep in found[1:]] == pytest.approx([4.0, 7.0], abs=0.3)


@pytest.mark.parametrize(
    ("exercise", "returned"),
    [("hip_hinge", 0.3), ("hip_hinge", 0.5), ("squat", 0.3), ("squat", 0.5), ("glute_bridge", 0.3)],
)
def test_half_way_back_and_out_again_is_still_one_repetition(exercise, returned) -> None:
    time = clock(12.0)
    dip = 1.0 - returned * progress(time, [4.0], Tempo(1.0, 0.2, 1.0))
    p = progress(time, [1.0], Tempo(1.8, 4.0, 1.8)) * dip
    assert len(counted(figure(time, **POSES[exercise](p)), exercise)) == 1


def test_a_pause_on_the_way_back_does_not_split_a_repetition() -> None:
    track = lean((0, 0), (1, 0), (3, 65), (4, 15), (5, 15), (6, 0), (8, 0))
    assert len(counted(track, "hip_hinge")) == 1


def test_slowing_on_the_way_back_does_not_end_a_repetition() -> None:
    rule = load_exercise("hip_hinge").rep
    detector = RepDetector(rule, rule.side_view)
    time = clock(8.0)
    lean = np.interp(time, [1, 3, 4, 5, 5.5], [0, 65, 16, 9, 0])
    (rep,) = filter(None, (detector.feed(t, v) for t, v in zip(time, lean, strict=True)))
    assert rep.end_s == pytest.approx(5.5, abs=0.15)


def test_staying_down_longer_than_a_repetition_lasts_is_none() -> None:
    track = lean((0, 0), (1, 0), (3, 65), (22, 65), (24, 0), (25, 0), (27, 65), (29, 0), (31, 0))
    found = counted(track, "hip_hinge")
    assert [rep.turn_s for rep in found] == pytest.approx([27.0], abs=0.15)


def test_a_jerk_shorter_than_a_repetition_is_none() -> None:
    rule = load_exercise("squat").rep
    detector = RepDetector(rule, rule.side_view)
    spike = [0.0] * 30 + [30, 70, 90, 70, 30] + [0.0] * 30
    assert not any(detector.feed(i / 30, value) for i, value in enumerate(spike))


def test_not_reaching_the_least_depth_is_none() -> None:
    shallow = lean((0, 0), (1, 0), (3, 32), (5, 0), (7, 0))
    deep_enough = lean((0, 0), (1, 0), (3, 40), (5, 0), (7, 0))
    assert not counted(shallow, "hip_hinge")
    assert len(counted(deep_enough, "hip_hinge")) == 1


def test_no_person_no_repetition() -> None:
    rule = load_exercise("squat").rep
    detector = RepDetector(rule, rule.side_view)
    assert not any(detector.feed(i / 30, float("nan")) for i in range(90))
    assert detector.finish() is None
