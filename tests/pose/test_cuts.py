"""Cuts of a clip, told from movement, captions and flicker."""

import numpy as np
import pytest

from formcheck.pose.cuts import CutFinder

ROOM, OTHER_ROOM = (
    np.kron(np.random.default_rng(seed).integers(60, 200, (9, 16, 3)), np.ones((20, 20, 1)))
    for seed in (1, 2)
)
PERSON_BOX = np.array([[0.3, 0.2], [0.5, 0.85]])


def picture(room=ROOM, *, person_at=96, lean=0.0, light=1.0, caption=False) -> np.ndarray:
    """A striped person of 60 by 110 px before a wall of 320 by 180 px."""
    image = room.copy()
    for y in range(36, 146):
        x = round(person_at + lean * (146 - y))
        image[y, x : x + 60] = 20 + 190 * (y // 12 % 2)
    if caption:
        image[140:170] = 240
    noise = np.random.default_rng(round(person_at + 100 * lean)).normal(0, 2, image.shape)
    return np.clip(light * image + noise, 0, 255).astype(np.uint8)


def cuts(pictures, box=PERSON_BOX) -> list[int]:
    finder = CutFinder()
    found = [finder.feed(image, [] if box is None else [box]) for image in pictures]
    return [row for row in found if row is not None] + finder.finish()


def test_a_cut_is_told_four_frames_later() -> None:
    finder = CutFinder()
    pictures = [*swaying(8), *swaying(8, room=OTHER_ROOM)]
    assert [finder.feed(image, [PERSON_BOX]) for image in pictures].index(8) == 12


def swaying(count: int = 12, **extra) -> list[np.ndarray]:
    return [picture(person_at=96 + i % 4, **extra) for i in range(count)]


@pytest.mark.parametrize("box", [PERSON_BOX, None], ids=["person", "nobody"])
@pytest.mark.parametrize("before", [1, 2, 12])
@pytest.mark.parametrize("after", [1, 2, 12])
def test_another_scene_is_a_cut(before, after, box) -> None:
    assert cuts([*swaying(before), *swaying(after, room=OTHER_ROOM)], box) == [before]


def test_black_bars_hide_no_cut() -> None:
    barred = [*swaying(8), *swaying(8, room=OTHER_ROOM, lean=0.7)]
    for image in barred:
        image[:, :80] = image[:, 200:] = 0
    assert cuts(barred) == [8]


def test_two_cuts_near_each_other_are_both_found() -> None:
    shots = [*swaying(8), *swaying(6, room=OTHER_ROOM), *swaying(8, room=255.0 - ROOM)]
    assert cuts(shots) == [8, 14]


def test_frames_left_out_of_a_movement_are_a_cut() -> None:
    assert cuts([*swaying(10), *swaying(10, lean=0.7)]) == [10]


@pytest.mark.parametrize(
    "pictures",
    [
        swaying(30),
        [picture(lean=0.02 * i) for i in range(30)],
        [picture(person_at=20 + 8 * i) for i in range(26)],
        [picture(np.roll(ROOM, 5 * i, axis=1)) for i in range(30)],
        [*swaying(10), *swaying(10, caption=True), *swaying(10)],
        [*swaying(10), *swaying(10, light=0.8)],
        [picture(lean=0.5 * (i // 3 % 2)) for i in range(30)],
    ],
    ids=["sways", "bends", "walks", "camera pans", "caption", "exposure", "a slow GIF"],
)
def test_what_is_no_cut(pictures) -> None:
    assert cuts(pictures) == []


def test_one_picture_or_none_has_no_cut() -> None:
    assert cuts([]) == []
    assert cuts([picture()]) == []
