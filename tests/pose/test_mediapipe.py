"""The real model on one picture of a rendered clip whose joints are known."""

import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck._util.quiet import quiet_stderr
from formcheck.errors import ModelError
from formcheck.pose.backend import RawDetection
from formcheck.pose.landmarks import Landmark, side_landmarks
from formcheck.pose.mediapipe import MediaPipePose
from formcheck.pose.models import find_model
from formcheck.video.reader import VideoReader

SAMPLE = Path(__file__).resolve().parents[2] / "sample_videos" / "squat_good_female_yaw0.mp4"
PARTS = ("ear", "shoulder", "hip", "knee", "ankle", "heel", "foot_index")
BODY_PX = 310.0


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    with VideoReader(SAMPLE) as reader:
        return next(iter(reader)).image


@pytest.fixture(scope="module")
def joints() -> dict[str, NDArray[np.float64]]:
    """Middle of left and right of each part in pixels."""
    truth = json.loads(SAMPLE.with_suffix(".truth.json").read_text())["joints_px"]
    return {
        part: np.mean([truth[f"{side}_{part}"][0] for side in ("left", "right")], axis=0)
        for part in PARTS
    }


def seen(image: NDArray[np.uint8], **options) -> list[RawDetection]:
    with MediaPipePose(find_model("lite"), **options) as pose:
        return pose.estimate(image, 0.0)


def middles_px(one: RawDetection, image: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    size = image.shape[1::-1]
    return {part: one.xy[list(side_landmarks(part))].mean(axis=0) * size for part in PARTS}


@pytest.mark.parametrize("cut_px", [0, 1, 2, 3], ids=lambda cut: f"{640 - cut} px wide")
def test_joints_and_mask_lie_on_the_body_at_any_width(picture, joints, cut_px) -> None:
    """Widths that are not a multiple of four are padded for the model and given back."""
    image = np.ascontiguousarray(picture[:, : picture.shape[1] - cut_px])
    (one,) = seen(image)
    found = middles_px(one, image)
    for part in PARTS:
        assert np.linalg.norm(found[part] - joints[part]) < 0.06 * BODY_PX, part
    assert one.mask is not None
    assert one.mask.shape == image.shape[:2]
    for part in ("shoulder", "hip", "knee"):
        x, y = joints[part].round().astype(int)
        assert one.mask[y, x] > 0.8, part
    assert one.mask[:, :100].max() < 0.2
    assert one.mask[:, -100:].max() < 0.2


def test_world_landmarks_are_metres_around_the_hips(picture) -> None:
    (one,) = seen(picture, masks=False)
    hips = one.world[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    assert hips == pytest.approx(0.0, abs=0.02)
    thigh = np.linalg.norm(one.world[Landmark.RIGHT_HIP] - one.world[Landmark.RIGHT_KNEE])
    assert 0.25 < thigh < 0.6
    assert one.world[Landmark.NOSE, 1] < one.world[Landmark.LEFT_ANKLE, 1]  # y points down


def test_visibility_is_a_likelihood(picture) -> None:
    (one,) = seen(picture, masks=False)
    assert one.mask is None
    assert one.visibility.shape == (33,)
    assert ((one.visibility >= 0) & (one.visibility <= 1)).all()
    assert one.visibility[Landmark.RIGHT_HIP] > 0.9


def test_an_empty_room_has_nobody_in_it() -> None:
    assert seen(np.full((240, 322, 3), 128, np.uint8)) == []


def test_times_that_stand_still_are_stepped_over(picture) -> None:
    with MediaPipePose(find_model("lite"), masks=False) as pose:
        assert len(pose.estimate(picture, 1.0)) == 1
        assert len(pose.estimate(picture, 1.0)) == 1
        assert len(pose.estimate(picture, 0.5)) == 1


def test_a_bundle_that_cannot_be_loaded_is_one_line(tmp_path) -> None:
    broken = tmp_path / "broken.task"
    broken.write_bytes(b"no model")
    with pytest.raises(ModelError, match="MediaPipe cannot load this model") as caught:
        MediaPipePose(broken)
    assert "\n" not in str(caught.value)


def test_the_models_chatter_stays_off_the_terminal(picture, capfd) -> None:
    seen(picture)
    assert capfd.readouterr() == ("", "")


def test_models_that_start_side_by_side_give_the_terminal_back(capfd) -> None:
    """Whoever starts second must not take the silence of the first for the terminal."""
    both_inside, first_has_left = threading.Barrier(2, timeout=10), threading.Event()

    def first() -> None:
        with quiet_stderr:
            both_inside.wait()
        first_has_left.set()

    def second() -> None:
        with quiet_stderr:
            both_inside.wait()
            first_has_left.wait(10)
            os.write(2, b"chatter")

    threads = [threading.Thread(target=one) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"an error of ours")
    assert capfd.readouterr().err == "an error of ours"
