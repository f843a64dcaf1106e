"""Following one person through real pictures with the real model."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck._bundled import bundled
from formcheck.errors import Cancelled, NoPersonError
from formcheck.pose.models import find_model
from formcheck.pose.tracking import track_clip

LITE = find_model("lite")
FPS = 30


def pictures(name: str, first: int, count: int) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(bundled("samples") / f"{name}.mp4"))
    taken = [capture.read()[1] for _ in range(first + count)]
    capture.release()
    return taken[first:]


def write(path: Path, frames: list[np.ndarray]) -> Path:
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def test_the_larger_person_is_followed_though_a_smaller_one_was_there_first(tmp_path) -> None:
    main = pictures("squat_good_male_yaw0", 60, 150)
    other = pictures("hip_hinge_good_female_yaw0", 60, 150)
    frames = []
    for i, (large, small) in enumerate(zip(main, other, strict=True)):
        picture = np.full((480, 960, 3), 170, np.uint8)
        picture[120:480, :320] = cv2.resize(small, (480, 360))[:, 80:400]
        # At once it would be a cut, and another shot may be about another person.
        shown = np.clip((i - 20) / 15, 0.0, 1.0)
        picture[:, 320:] = (shown * large + (1.0 - shown) * picture[:, 320:]).astype(np.uint8)
        frames.append(picture)
    track = track_clip(write(tmp_path / "two.mp4", frames), LITE).track
    hip_x = track.part("hip").mean(axis=1)[:, 0]
    assert np.nanmin(hip_x) > 400
    assert np.isfinite(hip_x[40:]).mean() > 0.95


def test_a_person_in_three_frames_is_no_clip_of_a_person(tmp_path) -> None:
    person = pictures("squat_good_male_yaw0", 60, 3)
    empty = [np.full_like(person[0], 128)] * 20
    with pytest.raises(NoPersonError, match="whole body in the picture"):
        track_clip(write(tmp_path / "empty.mp4", [*empty, *person, *empty]), LITE)


def test_stopping_on_request_stops_at_once(tmp_path) -> None:
    clip = write(tmp_path / "clip.mp4", pictures("squat_good_male_yaw0", 60, 40))
    asked: list[float] = []
    with pytest.raises(Cancelled):
        track_clip(
            clip,
            LITE,
            progress=lambda done, total: asked.append(done),
            cancelled=lambda: len(asked) >= 5,
        )
    assert len(asked) == 5
