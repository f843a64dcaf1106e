"""Tracks that another estimator made, built in memory: judged, or refused in one line."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck import PoseTrack, assess
from formcheck.errors import TrackError
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import SegmentBias, TrackSource
from helpers.golden import track_path
from helpers.motions import clip

SQUAT = "squat_good_male_yaw0"
WHOLE = PoseTrack.load(track_path(SQUAT))
SHORT = clip("squat", reps=1)

COCO = ("nose", "eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
"""Parts of the 17 keypoints of COCO, which have neither hands nor feet."""


def without(*names: str, track: PoseTrack = WHOLE) -> PoseTrack:
    """The track of an estimator that does not know some landmarks."""
    rows = [Landmark[name.upper()] for name in names]
    xy, world, visibility = track.xy.copy(), track.world.copy(), track.visibility.copy()
    xy[:, rows], world[:, rows], visibility[:, rows] = np.nan, np.nan, 0.0
    return replace(track, xy=xy, world=world, visibility=visibility)


def only(*parts: str) -> PoseTrack:
    known = {name for part in parts for name in (part, f"left_{part}", f"right_{part}")}
    names = [landmark.name.lower() for landmark in Landmark]
    return without(*(name for name in names if name not in known))


def said(track: PoseTrack, exercise: str = "squat") -> str:
    with pytest.raises(TrackError) as caught:
        assess(track, exercise)
    (line,) = str(caught.value).splitlines()
    return line


@pytest.mark.parametrize("exercise", ["squat", "auto"])
def test_landmarks_that_no_signal_needs_may_be_missing(exercise) -> None:
    whole, found = assess(WHOLE, exercise), assess(only(*COCO), exercise)
    assert [s.exercise for s in found.sets] == ["squat"]
    assert len(found.reps) == len(whole.reps) == 4
    for rep, other in zip(found.reps, whole.reps, strict=True):
        assert (rep.start_s, rep.turn_s, rep.end_s) == pytest.approx(
            (other.start_s, other.turn_s, other.end_s), abs=0.05
        )
        assert rep.turn_value == pytest.approx(other.turn_value, abs=1.0)
        (heels,) = (finding for finding in rep.findings if finding.check == "heels_lift")
        assert (heels.verdict, bool(heels.reason)) == ("not_measurable", True)


def test_a_landmark_that_is_lost_for_a_while_hides_nothing_else() -> None:
    xy = WHOLE.xy.copy()
    xy[::7, Landmark.LEFT_PINKY] = np.nan
    xy[20:120, Landmark.RIGHT_EAR] = np.nan
    found, whole = assess(replace(WHOLE, xy=xy), "squat"), assess(WHOLE, "squat")
    assert [rep.turn_s for rep in found.reps] == [rep.turn_s for rep in whole.reps]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("left_knee", "right_knee"), "has no left_knee and no right_knee, which the signals need"),
        (("right_hip",), "has no right_hip, which"),
        (("left_hip",), "has no left_hip, which"),
        (("left_shoulder",), "has no left_shoulder, which"),
        (("left_ankle", "right_ankle"), "has no left_ankle and no right_ankle, which"),
    ],
)
@pytest.mark.parametrize("exercise", ["squat", "glute_bridge", "auto"])
def test_the_landmarks_that_are_missing_are_named(exercise, names, words) -> None:
    assert said(without(*names), exercise).startswith(f"{SQUAT}.mp4: {words}")


def test_a_track_without_depth_cannot_tell_the_view() -> None:
    flat = replace(WHOLE, world=np.full_like(WHOLE.world, np.nan))
    assert "no world landmarks of shoulders and hips" in said(flat)


def test_a_track_without_a_name_or_anyone_in_it() -> None:
    nameless = replace(without("left_knee"), source=TrackSource())
    assert said(nameless).startswith("the track: has no left_knee")
    nobody = without(*Landmark.__members__)
    assert said(nobody).startswith("nobody is seen in this track")
    assert said(WHOLE.between(-2.0, -1.0)).startswith("nobody is seen in this track")
    assert "one frame long" in said(WHOLE.between(0.0, 0.0))


def test_a_person_without_any_size_is_no_squat() -> None:
    assert assess(replace(SHORT, xy=np.full_like(SHORT.xy, 100.0)), "squat").reps == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"xy": WHOLE.xy * 1e9}, "further than 1e+06 pixels away"),
        ({"world": WHOLE.world + np.inf}, "further than 1e+06 metres away"),
        ({"visibility": WHOLE.visibility * 100}, "visibilities that are not 0 to 1"),
        ({"visibility": WHOLE.visibility * np.nan}, "visibilities that are not 0 to 1"),
        ({"time": WHOLE.time * 1000}, "lasts for over an hour; times are in seconds"),
        ({"bias": SegmentBias(float("nan"))}, "a bias that is no number"),
    ],
)
def test_values_that_no_camera_gives(changes, words) -> None:
    assert words in said(replace(WHOLE, **changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time": WHOLE.time.tolist()}, "time as an array of floats but got list"),
        ({"time": np.array(1.0)}, "time as an array of floats but got ndarray of float64"),
        ({"xy": None}, "xy as an array of floats but got NoneType"),
        ({"xy": WHOLE.xy.astype(object)}, "xy as an array of floats but got ndarray of object"),
        ({"xy": np.zeros(WHOLE.xy.shape, int)}, "xy as an array of floats but got ndarray of int"),
        ({"time": WHOLE.time * np.nan}, "time to increase"),
        ({"time": -WHOLE.time}, "time to increase"),
        ({"time": np.append(WHOLE.time[:-1], np.inf)}, "time to increase"),
        ({"width": 0}, "width of 1 to 65535 pixels but got 0"),
        ({"width": 10**12}, "width of 1 to 65535 pixels but got 1000000000000"),
        ({"height": 480.0}, "height of 1 to 65535 pixels but got 480.0"),
        ({"height": None}, "height of 1 to 65535 pixels but got None"),
        ({"cuts": ("soon",)}, "cuts in seconds but got 'soon'"),
        ({"cuts": (float("nan"),)}, "cuts in seconds but got nan"),
    ],
)
def test_what_is_no_track_cannot_be_made(changes, words) -> None:
    with pytest.raises(TrackError) as caught:
        replace(WHOLE, **changes)
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_numbers_of_half_the_length_do_as_well() -> None:
    short = {
        name: getattr(WHOLE, name).astype(np.float32)
        for name in ("time", "xy", "world", "visibility")
    }
    assert len(assess(replace(WHOLE, **short), "squat").reps) == 4


@given(st.data())
def test_whatever_is_in_a_track_only_a_track_error_comes_of_it(data) -> None:
    """Holes, wild values and odd times, in any of the arrays."""
    seed = data.draw(st.integers(0, 2**16))
    random = np.random.default_rng(seed)
    changes = {}
    for name in data.draw(st.sets(st.sampled_from(["xy", "world", "visibility"]), min_size=1)):
        values = getattr(SHORT, name).copy()
        wild = data.draw(st.sampled_from([np.nan, 0.0, -1.0, 1.0, 9e5, -9e5, 1e-300]))
        share = data.draw(st.sampled_from([0.001, 0.1, 0.9, 1.0]))
        values[random.random(values.shape) < share] = wild
        changes[name] = np.clip(np.nan_to_num(values), 0, 1) if name == "visibility" else values
    steps = data.draw(st.sampled_from([1.0, 1e-9, 50.0]))
    jumps = 1.0 + steps * (random.random(len(SHORT)) < 0.05)
    changes["time"] = np.cumsum(jumps) * data.draw(st.sampled_from([1e-6, 1 / 30.0, 0.2]))
    cuts = data.draw(st.lists(st.floats(-10, 1000), max_size=4))
    exercise = data.draw(st.sampled_from(["squat", "bird_dog", "standing_posture", "auto"]))
    with warnings.catch_warnings():
        # Wild values overflow on the way; what counts is what comes of them.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            found = assess(replace(SHORT, **changes, cuts=tuple(cuts)), exercise)
        except TrackError as error:
            assert len(str(error).splitlines()) == 1
        else:
            assert len(found.signals)
            assert type(found).model_validate_json(found.model_dump_json()) == found


def test_a_movement_that_is_over_before_it_can_be_smoothed_is_void() -> None:
    random = np.random.default_rng(0)
    xy = np.where(random.random(SHORT.xy.shape) < 0.9, 0.0, SHORT.xy)
    steps = 1.0 + (random.random(len(SHORT)) < 0.05)
    found = assess(replace(SHORT, xy=xy, time=np.cumsum(steps) * 1e-6), "bird_dog")
    assert [rep.score for rep in found.reps if rep.void is None] == []
