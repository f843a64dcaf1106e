"""A live session: what it tells, and what it survives."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import load_exercise
from formcheck.live import LiveEvent, LiveSession, Lost, Ready
from formcheck.motion.shot import shots
from formcheck.pose.mediapipe import MEDIAPIPE_BIAS
from formcheck.pose.track import PoseTrack
from formcheck.reps.findings import Verdict
from formcheck.video.reader import Frame
from helpers.before_camera import RED, Finder, frames, reps_of, sets_of, watched
from helpers.figure import Camera, figure, joined, lose_sight, mirrored, with_noise
from helpers.motions import STANDING, clip, clock

EXERCISES = ["squat", "hip_hinge", "glute_bridge"]


def kinds(events) -> list[str]:
    return [event.kind for event in events]


def quiet(length_s: float) -> PoseTrack:
    return figure(clock(length_s), **STANDING)


@cache
def four_reps(exercise: str, fps: float) -> tuple[LiveEvent, ...]:
    """All events of four good repetitions, watched once for all tests that look at them."""
    return tuple(watched(clip(exercise, 4, fps=fps), exercise))


def judged_offline(track: PoseTrack, exercise: str):
    """Repetitions of the same track judged as those of a clip."""
    whole = replace(track, bias=MEDIAPIPE_BIAS)
    return [rep for one in judge_sets(shots(whole), load_exercise(exercise)) for rep in one]


def clear(findings) -> set[str]:
    return {finding.check for finding in findings if finding.verdict is Verdict.CLEAR}


def test_from_stepping_in_to_the_end_of_the_set() -> None:
    track = joined(lose_sight(quiet(2.0), 0.0, 1.5), clip("squat", 2), quiet(9.0))
    events = watched(track, "squat", guided=True)
    told = [kind for kind in kinds(events) if kind not in ("phase", "back")]
    # Standing on quietly, the person is ready for the next set.
    assert told == ["framing", "framing", "ready", *2 * ["count", "rep"], "set_end", "ready"]
    assert [event.problem for event in events if event.kind == "framing"] == ["nobody", None]
    assert [rep.result.number for rep in reps_of(events)] == [1, 2]
    (ended,) = sets_of(events)
    assert len(ended.analysis.sets[0].reps) == 2
    last = reps_of(events)[-1].result.end_s
    assert ended.time_s - last == pytest.approx(8.0, abs=0.3)


def test_nothing_counts_before_a_quiet_start() -> None:
    events = watched(clip("squat", 3, lead_s=0.1, rest_s=0.1), "squat", guided=True)
    assert not reps_of(events)


def test_phases_follow_the_movement() -> None:
    events = four_reps("squat", 30.0)
    phases = load_exercise("squat").phases
    names = [event.name for event in events if event.kind == "phase"]
    assert names[-12:] == 4 * [phases.outward, phases.homeward, phases.rest]


@pytest.mark.parametrize("noise_deg", [0.0, 1.0])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_live_and_offline_agree(exercise, noise_deg) -> None:
    track = with_noise(clip(exercise, 4), noise_deg)
    offline = judged_offline(track, exercise)
    events = watched(track, exercise) if noise_deg else four_reps(exercise, 30.0)
    live = [event.result for event in reps_of(events)]
    whole = [rep for ended in sets_of(events) for rep in ended.analysis.sets[0].reps]
    assert len(live) == len(offline) == len(whole) == 4
    for one, two in zip(offline, whole, strict=True):
        assert (two.start_s, two.turn_s, two.end_s) == pytest.approx(
            (one.start_s, one.turn_s, one.end_s), abs=0.05
        )
        assert clear(two.findings) == clear(one.findings)


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("fps", [15.0, 30.0])
def test_a_repetition_is_told_soon_after_its_end(exercise, fps) -> None:
    told = reps_of(four_reps(exercise, fps))
    assert len(told) == 4
    for event in told:
        assert event.time_s - event.result.end_s <= 0.4


def test_who_faces_the_other_way_is_counted_too() -> None:
    assert len(reps_of(watched(mirrored(clip("squat", 3)), "squat"))) == 3


def test_a_long_rest_ends_the_set_and_the_next_one_begins_at_one() -> None:
    events = watched(joined(clip("squat", 2), quiet(8.0), clip("squat", 3)), "squat")
    assert [len(one.analysis.sets[0].reps) for one in sets_of(events)] == [2, 3]
    assert [rep.result.number for rep in reps_of(events)] == [1, 2, 1, 2, 3]


def test_frames_may_change_their_size() -> None:
    track = clip("squat", 3)
    pictures = [
        replace(frame, image=cv2.resize(frame.image, (320, 180))) if frame.index > 200 else frame
        for frame in frames(track)
    ]
    assert len(reps_of(watched(track, "squat", pictures))) == 3


def test_a_picture_of_another_shape_begins_a_new_view_and_loses_nothing() -> None:
    wide, tall = clip("squat", 2), clip("squat", 2, camera=Camera(width=640, ankles_px=(320, 650)))
    track = joined(wide, replace(tall, width=wide.width))
    square = np.full((90, 80, 3), 120, dtype=np.uint8)
    second = frames(tall, room=square)
    pictures = [*frames(wide), *second]
    pictures = [replace(one, time=time) for one, time in zip(pictures, track.time, strict=True)]

    class Both(Finder):
        def __init__(self) -> None:
            self._found = iter([*_all(wide), *_all(tall)])

    with LiveSession("squat", guided=False, model="lite", estimator=Both()) as session:
        events = list(session.feed(pictures))
    assert len(reps_of(events)) == 4


def _all(track: PoseTrack):
    finder = Finder(track)
    return [finder.estimate(None, 0.0) for _ in range(len(track))]


@pytest.mark.parametrize("back_s", [0.5, 3600.0])
def test_a_clock_that_jumps_back_costs_no_repetition(back_s) -> None:
    track = clip("squat", 3)
    pictures = [
        replace(frame, time=frame.time - back_s) if frame.index > 170 else frame
        for frame in frames(track)
    ]
    assert len(reps_of(watched(track, "squat", pictures))) == 3


def test_the_same_frame_twice_counts_once() -> None:
    track = clip("squat", 1)
    with LiveSession("squat", guided=False, model="lite", estimator=Finder(track)) as session:
        events = [
            event
            for frame in frames(track)
            for event in (*session.push(frame), *session.push(frame))
        ]
        events += session.finish()
    assert len(reps_of(events)) == 1


def test_black_frames_are_told_and_cost_no_repetition() -> None:
    track = joined(clip("squat", 2), lose_sight(quiet(2.0), 0.0, 9.0), clip("squat", 1))
    pictures = [
        replace(frame, image=frame.image if track.seen[frame.index] else 0 * frame.image)
        for frame in frames(track)
    ]
    events = watched(track, "squat", pictures)
    assert [one.reason for one in events if isinstance(one, Lost)] == ["dark"]
    assert "back" in kinds(events)
    assert [rep.result.number for rep in reps_of(events)] == [1, 2, 3]


def away_and_back(other_clothes: bool) -> tuple[PoseTrack, list[Frame]]:
    first, gone = clip("squat", 2), lose_sight(quiet(2.0), 0.0, 9.0)
    # Whoever is new has to be seen for a second, and then to keep still for two.
    second = clip("squat", 3, lead_s=4.0 if other_clothes else 2.0)
    track = joined(first, gone, second)
    pictures = [*frames(first), *frames(gone)]
    pictures += frames(second, clothes=RED) if other_clothes else frames(second)
    return track, [replace(one, time=time) for one, time in zip(pictures, track.time, strict=True)]


def test_who_comes_back_goes_on() -> None:
    track, pictures = away_and_back(other_clothes=False)
    events = watched(track, "squat", pictures, guided=True)
    assert [one.reason for one in events if isinstance(one, Lost)] == ["nobody"]
    assert [rep.result.number for rep in reps_of(events)] == [1, 2, 3, 4, 5]
    assert len(sets_of(events)) == 1


def test_someone_else_begins_anew_and_takes_no_finished_set_along() -> None:
    track, pictures = away_and_back(other_clothes=True)
    events = watched(track, "squat", pictures, guided=True)
    assert [one.reason for one in events if isinstance(one, Lost)] == ["nobody", "other_person"]
    assert [len(one.analysis.sets[0].reps) for one in sets_of(events)] == [2, 3]
    assert sum(isinstance(event, Ready) for event in events) == 2


def test_a_camera_that_is_gone_mid_set_loses_no_finished_repetition() -> None:
    track = clip("squat", 3)
    pictures = [frame for frame in frames(track) if frame.time < 11.8]
    events = watched(track, "squat", pictures)
    assert len(sets_of(events)) == 1
    assert len(sets_of(events)[0].analysis.sets[0].reps) == len(reps_of(events)) == 2


def test_each_set_is_another_for_the_history() -> None:
    events = watched(joined(clip("squat", 1), quiet(8.0), clip("squat", 1)), "squat")
    first, second = (ended.analysis.clip.sha256 for ended in sets_of(events))
    assert first != second
