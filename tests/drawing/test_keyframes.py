import base64
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from formcheck.drawing.keyframes import PictureTaker, key_moments, take_pictures
from formcheck.result.result import Result
from formcheck.video.reader import VideoReader


def decoded(uri: str) -> np.ndarray:
    data = base64.b64decode(uri.removeprefix("data:image/jpeg;base64,"))
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def test_a_good_repetition_shows_start_turn_and_end(hinge: Result) -> None:
    for moments, result in zip(key_moments(hinge), hinge.reps, strict=True):
        rep = result
        assert [moment.time_s for moment in moments] == [rep.start_s, rep.turn_s, rep.end_s]
        assert all(moment.fault is None for moment in moments)


def test_the_costliest_fault_is_among_them_and_none_is_shown_twice(faulty: Result) -> None:
    for moments in key_moments(faulty):
        faults = [moment.fault for moment in moments if moment.fault is not None]
        assert [fault.check for fault in faults] == ["squats_the_hinge"]
        assert all(b.time_s - a.time_s > 0.15 for a, b in pairwise(moments))


def test_pictures_show_the_same_part_of_the_room(hinge: Result, hinge_clip: Path) -> None:
    strips = take_pictures(hinge_clip, hinge)
    assert [len(strip) for strip in strips] == [3, 3]
    sizes = {(picture.width, picture.height) for strip in strips for picture in strip}
    assert len(sizes) == 1
    width, height = sizes.pop()
    image = decoded(strips[0][0].uri)
    assert image.shape == (height, width, 3)
    assert height <= 360
    # The clip is plain grey: whatever is not grey has been drawn.
    assert (np.abs(image.astype(int) - 120).max(axis=2) > 60).sum() > 100


def test_looking_at_every_frame_gives_the_same_pictures(hinge: Result, hinge_clip: Path) -> None:
    taker = PictureTaker(hinge)
    with VideoReader(hinge_clip, max_side=taker.side) as reader:
        for frame in reader:
            before = frame.image.copy()
            taker.add(frame)
            assert np.array_equal(frame.image, before)
    assert taker.strips == take_pictures(hinge_clip, hinge)
