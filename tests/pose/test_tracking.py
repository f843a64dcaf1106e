"""Following one person through real pictures with the real model."""

import cv2
import numpy as np
import pytest

from formcheck.errors import Cancelled, NoPersonError
from formcheck.pose.litert import LiteRTBackend
from formcheck.pose.models import find_model
from formcheck.pose.tracking import track_clip
from helpers.splices import cut_out, put, shown, write

LITE = LiteRTBackend(find_model("lite"))


def test_the_larger_person_is_followed_though_a_smaller_one_was_there_first(tmp_path) -> None:
    main = shown("squat_good_male_yaw0", 2.0, 7.0)
    other = shown("hip_hinge_good_female_yaw0", 2.0, 7.0)
    frames = []
    for i, (large, small) in enumerate(zip(main, other, strict=True)):
        picture = np.full((480, 960, 3), 170, np.uint8)
        picture[120:480, :320] = cv2.resize(small, (480, 360))[:, 80:400]
        # At once it would be a cut, and another shot may be about another person.
        faded = np.clip((i - 20) / 15, 0.0, 1.0)
        picture[:, 320:] = (faded * large + (1.0 - faded) * picture[:, 320:]).astype(np.uint8)
        frames.append(picture)
    track = track_clip(write(tmp_path / "two.mp4", frames), LITE)
    hip_x = track.part("hip").mean(axis=1)[:, 0]
    assert np.nanmin(hip_x) > 400
    assert np.isfinite(hip_x[40:]).mean() > 0.95


def test_a_person_in_three_frames_is_no_clip_of_a_person(tmp_path) -> None:
    person = shown("squat_good_male_yaw0", 2.0, 2.1)
    empty = [np.full_like(person[0], 128)] * 20
    with pytest.raises(NoPersonError, match="whole body in the picture"):
        track_clip(write(tmp_path / "empty.mp4", [*empty, *person, *empty]), LITE)


def test_stopping_on_request_stops_at_once(tmp_path) -> None:
    clip = write(tmp_path / "clip.mp4", shown("squat_good_male_yaw0", 2.0, 3.3))
    asked: list[float] = []
    with pytest.raises(Cancelled):
        track_clip(
            clip,
            LITE,
            progress=lambda done, total: asked.append(done),
            cancelled=lambda: len(asked) >= 5,
        )
    assert len(asked) == 5


@pytest.mark.slow
def test_the_one_who_squats_is_followed_past_a_trainer_who_watches_and_one_who_walks_by(
    tmp_path,
) -> None:
    """The trainer is larger and stands close by; the other one walks through in front."""
    squats = shown("squat_good_male_yaw0", 7.6, 12.0)
    still = shown("hip_hinge_good_female_yaw0", 1.0, 1.1)[0]
    mask = cut_out([still])[0]
    width = still.shape[1]
    frames = []
    for i, picture in enumerate(squats):
        crowded = put(picture, still, mask, -width * 2 // 5, -10)
        across = round(width * (-0.75 + 1.5 * (i - 40) / 60))
        frames.append(put(crowded, still, mask, across, 30) if 40 <= i < 100 else crowded)
    track = track_clip(write(tmp_path / "gym.mp4", frames), LITE)
    hip_x = track.part("hip").mean(axis=1)[:, 0]
    alone = track_clip(write(tmp_path / "alone.mp4", squats), LITE)
    off = np.abs(hip_x - alone.part("hip").mean(axis=1)[:, 0])
    assert np.nanpercentile(off, 95) < 15
    assert np.isfinite(hip_x).mean() > 0.7
