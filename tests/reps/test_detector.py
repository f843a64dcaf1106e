from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.exercises import load_exercise
from formcheck.pose.track import PoseTrack
from formcheck.reps.detector import RepDetector
from formcheck.reps.rep import Rep, Void
from helpers.counting import counted
from helpers.figure import Camera, joined, keep_frames, lose_sight, mirrored, scaled, with_noise
from helpers.motions import (
    DEEP_SQUAT,
    LYING_KNEES_UP,
    LYING_LEGS_STRAIGHT,
    POSES,
    SITTING_LEGS_STRAIGHT,
    STANDING,
    Tempo,
    clip,
    clock,
    progress,
    through,
    walking,
)

exercises = st.sampled_from(sorted(POSES))
tempos = st.builds(Tempo, st.floats(0.8, 2.5), st.floats(0.0, 1.5), st.floats(0.8, 2.5))
QUICK = Tempo(1.2, 0.4, 1.0)
KNEES_HUGGED = {"trunk": -90.0, "thigh": 195.0, "shin": -80.0}


@cache
def quick(exercise: str) -> PoseTrack:
    """Three quick repetitions."""
    return clip(exercise, 3, lead_s=1.0, rest_s=0.6, tempo=QUICK)


@cache
def quick_reps(exercise: str) -> list[Rep]:
    """What is counted in them."""
    return counted(quick(exercise), exercise)


@given(exercises, tempos, st.integers(0, 4), st.floats(0.3, 3.0))
def test_every_repetition_is_counted_at_its_place(exercise, tempo, reps, rest_s) -> None:
    found = counted(clip(exercise, reps, tempo=tempo, rest_s=rest_s), exercise)
    turns = [2 + tempo.out_s + i * (tempo.whole_s + rest_s) for i in range(reps)]
    assert len(found) == reps
    for rep, turn in zip(found, turns, strict=True):
        assert rep.start_s < turn < rep.end_s
        assert turn - 0.1 <= rep.turn_s <= turn + tempo.hold_s + 0.15
        assert not (not rep.whole or rep.void)


@given(exercises, tempos, st.integers(1, 3))
def test_a_mirrored_clip_has_the_same_repetitions(exercise, tempo, reps) -> None:
    track = clip(exercise, reps, lead_s=1.0, tempo=tempo)
    here, there = counted(track, exercise), counted(mirrored(track), exercise)
    assert [rep.turn_s for rep in there] == pytest.approx([rep.turn_s for rep in here])


@given(exercises, st.floats(0.25, 4.0))
def test_the_size_of_the_picture_does_not_matter(exercise, factor) -> None:
    assert len(quick_reps(exercise)) == 3
    assert counted(scaled(quick(exercise), factor), exercise) == quick_reps(exercise)


@given(exercises, st.floats(0.4, 2.4))
def test_a_slower_or_quicker_person_has_as_many(exercise, stretch) -> None:
    tempo = Tempo(1.8 * stretch, 0.6 * stretch, 1.6 * stretch)
    assert len(counted(clip(exercise, 3, lead_s=1.0, tempo=tempo), exercise)) == 3


@given(exercises, st.integers(0, 2**16), st.floats(0.0, 0.2))
def test_lost_frames_do_not_change_the_count(exercise, seed, share) -> None:
    track = quick(exercise)
    keep = np.random.default_rng(seed).random(len(track)) >= share
    assert len(counted(keep_frames(track, keep), exercise)) == 3


@given(exercises, st.integers(0, 2**16))
def test_two_degrees_of_noise_do_not_change_the_count(exercise, seed) -> None:
    noisy = with_noise(clip(exercise, 3, rest_s=0.6), 2.0, seed)
    assert len(counted(noisy, exercise)) == 3


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize("fps", [3.3, 5.0, 10.0, 24.0, 60.0, 120.0])
def test_the_frame_rate_does_not_change_the_count(exercise, fps) -> None:
    found = counted(clip(exercise, 3, fps=fps, tempo=Tempo(2.0, 1.0, 2.0)), exercise)
    assert [rep.void for rep in found] == [None] * 3


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize("heading_deg", [0, 15, -30, 45, 180, 210, 135])
def test_counts_hold_from_oblique_cameras(exercise, heading_deg) -> None:
    track = clip(exercise, lead_s=1.0, tempo=QUICK, camera=Camera(heading_deg=heading_deg))
    assert len(counted(track, exercise)) == 3


@pytest.mark.parametrize("exercise", ["squat", "hip_hinge"])
@pytest.mark.parametrize("heading_deg", [-90, 90, -70])
def test_counts_hold_from_the_front_and_rear(exercise, heading_deg) -> None:
    track = clip(exercise, lead_s=1.0, tempo=QUICK, camera=Camera(heading_deg=heading_deg))
    assert len(counted(track, exercise)) == 3


@given(exercises, tempos, st.floats(0.0, 1.0))
def test_what_comes_later_does_not_change_what_was_found(exercise, tempo, share) -> None:
    """Live counting, fed a prefix, has found a prefix of the repetitions."""
    definition = load_exercise(exercise)
    rule, levels = definition.rep, definition.rep.side_view
    time = clock(2 + 3 * (tempo.whole_s + 0.6) + 1)
    rest, turn = (60.0, 0.0) if exercise == "glute_bridge" else (0.0, 90.0)
    p = progress(time, [2 + i * (tempo.whole_s + 0.6) for i in range(3)], tempo)
    values = rest + (turn - rest) * p

    def fed(count: int) -> list:
        detector = RepDetector(rule, levels)
        samples = zip(time[:count], values[:count], strict=True)
        return [rep for rep in (detector.feed(t, v) for t, v in samples) if rep]

    whole, prefix = fed(len(time)), fed(round(share * len(time)))
    assert len(whole) == 3
    assert prefix == whole[: len(prefix)]


def test_it_tells_whether_a_repetition_may_be_under_way() -> None:
    rule = load_exercise("squat").rep
    detector = RepDetector(rule, rule.side_view)
    under_way = {}
    for t, p in zip(clock(8.0), progress(clock(8.0), [2.0]), strict=True):
        detector.feed(t, 110 * p)
        under_way[round(t, 2)] = detector.under_way
    assert not under_way[1.0]
    assert under_way[4.0]
    assert not under_way[7.0]


# --- getting into position and out of it -----------------------------------------------------


@pytest.mark.parametrize("exercise", ["hip_hinge", "squat"])
def test_walking_in_and_out_is_no_repetition(exercise) -> None:
    track = joined(walking(4.0), clip(exercise, 2), walking(4.0))
    found = counted(track, exercise)
    assert len(found) == 2
    assert found[0].turn_s == pytest.approx(4.0 + 2.0 + 1.8, abs=0.8)


@pytest.mark.parametrize(
    "way",
    [
        [STANDING, SITTING_LEGS_STRAIGHT, LYING_LEGS_STRAIGHT, LYING_KNEES_UP],
        [STANDING, DEEP_SQUAT, LYING_KNEES_UP],
        [LYING_LEGS_STRAIGHT, LYING_LEGS_STRAIGHT, LYING_KNEES_UP],
        [STANDING, SITTING_LEGS_STRAIGHT, KNEES_HUGGED, LYING_KNEES_UP],
    ],
    ids=["over sitting", "over a squat", "clip opens lying straight", "knees drawn up"],
)
@pytest.mark.parametrize("pause_s", [0.3, 2.0])
def test_lying_down_is_no_bridge(way, pause_s) -> None:
    lying_down = through(*((1.5 * i, pose) for i, pose in enumerate(way)))
    track = joined(lying_down, clip("glute_bridge", 3, lead_s=pause_s))
    turn = lying_down.time[-1] + pause_s + 1.8
    found = counted(track, "glute_bridge")
    assert [rep.turn_s for rep in found] == pytest.approx([turn, turn + 5, turn + 10], abs=0.8)


@pytest.mark.parametrize(
    "way",
    [
        [LYING_KNEES_UP, DEEP_SQUAT, STANDING],
        [LYING_KNEES_UP, LYING_LEGS_STRAIGHT, SITTING_LEGS_STRAIGHT, STANDING],
        [LYING_KNEES_UP, LYING_LEGS_STRAIGHT, LYING_KNEES_UP, LYING_KNEES_UP],
    ],
    ids=["over a squat", "over sitting", "stretching the legs"],
)
def test_getting_up_is_no_bridge(way) -> None:
    getting_up = through(*((1.5 * i, pose) for i, pose in enumerate(way)))
    assert len(counted(joined(clip("glute_bridge", 2), getting_up), "glute_bridge")) == 2


# --- clips that begin or end in the middle ---------------------------------------------------


@pytest.mark.parametrize("exercise", POSES)
def test_a_clip_that_opens_at_the_turn_counts_one(exercise) -> None:
    track = clip(exercise, 2)
    found = counted(track.between(4.1, 99.0), exercise)
    assert [rep.starts_before_clip for rep in found] == [True, False]


@pytest.mark.parametrize("exercise", POSES)
def test_a_clip_that_opens_late_on_the_way_back_counts_only_the_next(exercise) -> None:
    way_back_at = 2.0 + 1.8 + 0.6
    found = counted(clip(exercise, 2).between(way_back_at + 1.2, 99.0), exercise)
    assert [rep.starts_before_clip for rep in found] == [False]


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize(
    ("returned", "count", "cut"), [(0.5, 0, False), (0.7, 1, True), (0.97, 1, False)]
)
def test_a_clip_that_ends_on_the_way_back(exercise, returned, count, cut) -> None:
    tempo = Tempo()
    share_of_time = np.arccos(1.0 - 2.0 * returned) / np.pi
    end_s = 2.0 + tempo.out_s + tempo.hold_s + share_of_time * tempo.back_s
    found = counted(clip(exercise, 1).between(0.0, end_s), exercise)
    assert len(found) == count
    assert [rep.ends_after_clip for rep in found] == [cut] * count


# --- lost from sight -------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize(
    ("lost", "void"),
    [
        ((3.6, 4.6), Void.TURN_HIDDEN),
        ((2.3, 3.4), Void.MOSTLY_HIDDEN),
        ((2.6, 3.1), None),
        ((3.9, 4.05), None),
    ],
    ids=["turn", "over a fifth of it", "half a second", "a short gap at the turn"],
)
def test_what_was_hidden_decides_whether_it_is_judged(exercise, lost, void) -> None:
    found = counted(lose_sight(clip(exercise, 2, tempo=Tempo(1.8, 0.2, 1.6)), *lost), exercise)
    assert [rep.void for rep in found] == [void, None]


def test_frames_missing_from_the_file_hide_a_turn_too() -> None:
    track = clip("squat", 1, tempo=Tempo(1.8, 0.2, 1.6))
    found = counted(keep_frames(track, (track.time < 3.6) | (track.time > 4.3)), "squat")
    assert [rep.void for rep in found] == [Void.TURN_HIDDEN]
