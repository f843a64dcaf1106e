from dataclasses import replace

import numpy as np
import pytest

from formcheck.motion.view import camera_view, yaw_deg
from formcheck.pose.landmarks import side_landmarks
from helpers.figure import Camera, figure, joined, lose_sight, with_noise
from helpers.motions import POSES, clip

TIME = np.arange(10) / 30.0


def standing(heading_deg: float):
    return figure(TIME, camera=Camera(heading_deg=heading_deg))


@pytest.mark.parametrize("turn", [0, 10, 25, 45, 70, 90])
@pytest.mark.parametrize("heading", [lambda t: t, lambda t: -t, lambda t: 180 - t])
def test_yaw_is_the_turn_away_from_the_side_view(turn, heading) -> None:
    assert yaw_deg(standing(heading(turn))) == pytest.approx(turn)


@pytest.mark.parametrize(("heading", "facing", "near"), [(0, 1, 1), (180, -1, 0)])
@pytest.mark.parametrize("exercise", POSES)
def test_facing_is_told_standing_bent_and_lying(exercise, heading, facing, near) -> None:
    view = camera_view(clip(exercise, reps=1, camera=Camera(heading_deg=heading)))
    assert (view.view, view.facing, view.near_side) == ("side", facing, near)
    assert view.facing_confidence > 0.5


@pytest.mark.parametrize(
    ("heading", "name"), [(14, "side"), (16, "oblique"), (59, "oblique"), (61, "front")]
)
def test_views_change_name_where_the_vocabulary_says(heading, name) -> None:
    assert camera_view(standing(heading)).view == name


@pytest.mark.parametrize("heading", [-90, 90])
def test_facing_means_nothing_from_the_front_and_rear(heading) -> None:
    view = camera_view(standing(heading))
    assert view.view == "front"
    assert view.facing_confidence < 0.05


def test_a_person_who_turns_round_within_the_clip_gives_a_mixed_view() -> None:
    turning = joined(standing(0), standing(-90))
    assert camera_view(turning).view == "mixed"


@pytest.mark.parametrize(("turned", "name"), [(28, "side"), (33, "mixed")])
def test_a_view_is_mixed_from_thirty_degrees_of_turning(turned, name) -> None:
    assert camera_view(joined(*[standing(0)] * 7, *[standing(turned)] * 3)).view == name


def test_a_short_glance_aside_does_not_change_the_view() -> None:
    assert camera_view(joined(*[standing(0)] * 6, standing(-90))).view == "side"


def test_facing_survives_noise_and_gaps() -> None:
    track = lose_sight(with_noise(clip("squat", camera=Camera(heading_deg=180)), 3.0), 2.0, 5.0)
    assert camera_view(track).facing == -1


def test_a_clip_without_anyone_has_no_yaw() -> None:
    view = camera_view(lose_sight(standing(0), 0.0, 9.0))
    assert np.isnan(view.yaw_deg)
    assert view.facing_confidence == 0.0


@pytest.mark.parametrize(("heading_deg", "facing"), [(0.0, 1), (180.0, -1)])
def test_knees_tell_the_facing_where_a_pose_model_has_no_feet(heading_deg, facing) -> None:
    track = clip("squat", camera=Camera(heading_deg=heading_deg))
    xy = track.xy.copy()
    xy[:, [*side_landmarks("heel"), *side_landmarks("foot_index")]] = np.nan
    assert camera_view(replace(track, xy=xy)).facing == facing
