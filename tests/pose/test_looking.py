"""A clip looked at in stretches side by side is the clip looked at in one go."""

import threading
from pathlib import Path

import numpy as np
import pytest
from formcheck.pose.looking import look

from formcheck.errors import Cancelled
from formcheck.pose.models import find_model
from helpers.splices import shown, write

SAMPLES = Path(__file__).parents[2] / "sample_videos"
SQUAT = SAMPLES / "squat_good_male_yaw0.mp4"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> Path:
    return find_model("lite")


@pytest.fixture(scope="module")
def in_one(model):
    return look(SQUAT, model, at_once=1)


def test_stretches_join_without_a_frame_lost_or_twice(model, in_one) -> None:
    in_three = look(SQUAT, model, at_once=3)
    assert in_three.time == in_one.time
    assert len(in_three.people) == len(in_three.time)
    assert in_three.cuts == in_one.cuts == []
    assert in_three.warnings == in_one.warnings == []


def test_the_person_is_seen_as_in_one_go(model, in_one) -> None:
    in_two = look(SQUAT, model, at_once=2)
    apart = [
        np.linalg.norm(two[0].xy - one[0].xy, axis=1).mean() / one[0].size
        for one, two in zip(in_one.people, in_two.people, strict=True)
    ]
    assert np.median(apart) < 0.005
    assert max(apart) < 0.05


@pytest.mark.parametrize("at_once", [2, 3])
def test_how_many_stretches_there_are_does_not_move_a_still_person(model, at_once) -> None:
    """Lying still is where two models stay apart for seconds if one takes over too soon."""
    clip = SAMPLES / "glute_bridge_feet_too_far_female_yaw0.mp4"
    in_one, in_some = (look(clip, model, at_once=number) for number in (1, at_once))
    apart = [
        np.linalg.norm(two[0].xy - one[0].xy, axis=1).mean() / one[0].size
        for one, two in zip(in_one.people, in_some.people, strict=True)
    ]
    assert max(apart) < 0.001
    assert in_some.surveyed == in_one.surveyed


@pytest.mark.parametrize("offset_s", [-0.05, 0.0, 0.05])
def test_a_cut_at_the_border_is_found_once(model, tmp_path, offset_s) -> None:
    border_s = 4.0
    first = shown("squat_good_male_yaw0", 0.0, border_s + offset_s)
    second = shown("hip_hinge_good_female_yaw0", 0.0, border_s - offset_s)
    clip = write(tmp_path / "cut.mp4", [*first, *second])
    in_one, in_two = (look(clip, model, at_once=number) for number in (1, 2))
    assert in_two.cuts == in_one.cuts == [len(first)]


def test_short_clips_are_one_stretch_whatever_is_asked(model, tmp_path) -> None:
    clip = write(tmp_path / "short.mp4", shown("squat_good_male_yaw0", 0.0, 2.0))
    before = threading.active_count()
    assert look(clip, model, at_once=8).time
    assert threading.active_count() == before


def test_progress_comes_from_one_thread_and_grows_to_the_end(model) -> None:
    told: list[tuple[float, int]] = []
    found = look(
        SQUAT,
        model,
        at_once=2,
        progress=lambda done_s, total_s: told.append((done_s, threading.get_ident())),
    )
    done = [done_s for done_s, _ in told]
    assert {thread for _, thread in told} == {threading.get_ident()}
    assert done == sorted(done)
    assert done[-1] == pytest.approx(found.time[-1], abs=0.2)


def test_stopping_ends_all_stretches(model) -> None:
    before = threading.active_count()
    with pytest.raises(Cancelled):
        look(SQUAT, model, at_once=2, cancelled=lambda: True)
    assert threading.active_count() == before


def test_a_clip_that_is_shorter_than_it_says_is_read_up_to_there(model, tmp_path) -> None:
    clip = tmp_path / "broken.mkv"
    frames = shown("squat_good_male_yaw0", 0.0, 10.0)
    whole = write(tmp_path / "whole.mkv", frames).read_bytes()
    clip.write_bytes(whole[: len(whole) // 3])
    in_one, in_three = (look(clip, model, at_once=number) for number in (1, 3))
    assert in_three.time == in_one.time
    assert in_three.warnings == in_one.warnings
    assert len(in_one.warnings) == 1
