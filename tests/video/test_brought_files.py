"""The kinds of files that people bring: each is read as it is meant to be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image as Pillow

from formcheck.errors import VideoError
from formcheck.video.reader import Frame, VideoReader
from helpers.brought import (
    joined,
    laid_down,
    tagged,
    trimmed,
    upright_corners,
    with_long_sound,
    with_thumbnail,
    write_coded,
    write_corners,
    write_flat,
    write_turned_webm,
)
from helpers.clips import cut_off, number_in, picture, write_clip
from helpers.hostile.bases import film

INTERLACED = {"x264-params": "interlaced=1:tff=1", "crf": "12"}
DEFAULT, NOT_DEFAULT = Disposition.default, Disposition(0)


def read(path: Path, **options) -> tuple[list[Frame], list[str]]:
    with VideoReader(path, **options) as reader:
        return list(reader), reader.warnings


def numbers(frames: list[Frame]) -> list[int]:
    return [number_in(frame.image) for frame in frames]


def assert_whole(path: Path, count: int = 30, **options) -> list[Frame]:
    """All the frames, in order, at their times, without a warning."""
    frames, warnings = read(path, **options)
    assert numbers(frames) == list(range(count))
    assert [frame.time for frame in frames] == pytest.approx(np.arange(count) / 30, abs=0.002)
    assert warnings == []
    return frames


# --- codecs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("av1.mp4", {"codec": "libsvtav1", "options": {"preset": "12", "crf": "20"}}),
        ("av1.webm", {"codec": "libsvtav1", "options": {"preset": "12", "crf": "20"}}),
        ("hevc.mov", {"codec": "libx265", "pixels": "yuv420p10le"}),
        ("vp9.webm", {"codec": "libvpx-vp9", "options": {"cpu-used": "8", "crf": "10"}}),
        ("prores.mov", {"codec": "prores_ks", "pixels": "yuv422p10le"}),
        ("prores4444.mov", {"codec": "prores_ks", "pixels": "yuva444p10le"}),
        ("alpha.webm", {"codec": "libvpx-vp9", "pixels": "yuva420p"}),
        ("alpha.mov", {"codec": "qtrle", "pixels": "argb"}),
        ("422.mp4", {"codec": "libx264", "pixels": "yuv422p"}),
        ("444.mp4", {"codec": "libx264", "pixels": "yuv444p"}),
        ("mpeg2.mpg", {"codec": "mpeg2video", "options": {"b": "4M"}}),
        ("motion.avi", {"codec": "mjpeg", "pixels": "yuvj422p", "options": {"q": "2"}}),
    ],
)
@pytest.mark.parametrize("side", [None, 48])
def test_what_phones_cameras_and_editors_code(name, coding, side, tmp_path, capfd) -> None:
    clip = write_coded(tmp_path / name, **coding)
    # Some encoders talk; reading must not.
    capfd.readouterr()
    frames = assert_whole(clip, max_side=side)
    assert capfd.readouterr() == ("", "")
    image = frames[5].image
    height, width = image.shape[:2]
    left, right = image[3 * height // 4, width // 4], image[3 * height // 4, 3 * width // 4]
    assert np.abs(left.astype(int) - (230, 20, 20)).max() < 30
    assert np.abs(right.astype(int) - (20, 20, 230)).max() < 30


def test_a_bare_stream_without_any_times_is_read_at_an_even_pace(tmp_path) -> None:
    frames, warnings = read(write_coded(tmp_path / "clip.h264"))
    assert numbers(frames) == list(range(30))
    assert np.ptp(np.diff([frame.time for frame in frames])) < 0.002
    assert warnings == []


def test_an_hdr_clip_is_read(tmp_path) -> None:
    tags = {"color_primaries": 9, "color_trc": 18, "colorspace": 9, "color_range": 1}
    clip = tmp_path / "hdr.mov"
    write_coded(clip, codec="libx265", pixels="yuv420p10le", tags=tags)
    assert_whole(clip)
    assert_whole(clip, max_side=48)


@pytest.mark.parametrize("side", [None, 48])
@pytest.mark.parametrize("matrix", [1, 5, 6, 9])
@pytest.mark.parametrize("full", [False, True])
def test_colours_are_mixed_as_the_file_says(matrix, full, side, tmp_path) -> None:
    colour = (200, 60, 110)
    frames, _ = read(write_flat(tmp_path / "clip.mp4", colour, matrix, full=full), max_side=side)
    assert frames[0].image.mean(axis=(0, 1)) == pytest.approx(colour, abs=4)


# --- interlaced --------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_interlaced_pictures_are_those_of_their_own_clip(codec, tmp_path) -> None:
    """Another clip read before in the same process must never show."""
    before = write_coded(tmp_path / "before.mp4", first=100)
    options = INTERLACED if codec == "libx264" else {"flags": "+ildct+ilme", "b": "6M"}
    clip = write_coded(tmp_path / "clip.mp4", codec=codec, options=options)
    for _ in range(2):
        assert numbers(read(before)[0]) == list(range(100, 130))
        assert_whole(clip)


def test_of_interlaced_pictures_one_moment_is_kept_where_they_are_shrunk(tmp_path) -> None:
    """The second field is black: half of its brightness would be that of another moment."""
    combed = np.full((128, 192, 3), 200, np.uint8)
    combed[1::2] = 0
    clip = tmp_path / "clip.mp4"
    film(clip, [combed] * 5, options=INTERLACED)
    frames, _ = read(clip, max_side=96)
    assert frames[2].image.shape == (64, 96, 3)
    assert frames[2].image.mean() == pytest.approx(200, abs=6)


# --- which way is up ---------------------------------------------------------------------------

# As stored: red, green / blue, white. The four numbers of the matrix, and what is seen.
LAID = {
    "as stored": ((1, 0, 0, 1), "rgbw"),
    "a quarter turn": ((0, 1, -1, 0), "brwg"),
    "half a turn": ((-1, 0, 0, -1), "wbgr"),
    "three quarters": ((0, -1, 1, 0), "gwrb"),
    "mirrored": ((-1, 0, 0, 1), "grwb"),
    "top to bottom": ((1, 0, 0, -1), "bwrg"),
    "transposed": ((0, 1, 1, 0), "rbgw"),
    "transposed the other way": ((0, -1, -1, 0), "wgbr"),
    "turned by 80 degrees": ((0.174, 0.985, -0.985, 0.174), "brwg"),
    "turned by 10 degrees": ((0.985, 0.174, -0.174, 0.985), "rgbw"),
    "mirrored and turned by 10": ((-0.985, 0.174, 0.174, 0.985), "grwb"),
    "of no meaning": ((0, 0, 0, 0), "rgbw"),
}


@pytest.mark.parametrize(("matrix", "seen"), LAID.values(), ids=LAID)
@pytest.mark.parametrize("side", [None, 48])
def test_every_way_to_lay_down_a_picture_is_undone(matrix, seen, side, tmp_path) -> None:
    clip = write_corners(tmp_path / "clip.mp4")
    laid_down(clip, matrix)
    with VideoReader(clip, max_side=side) as reader:
        image = next(iter(reader)).image
        info = reader.info
    assert upright_corners(image) == seen
    on_its_side = seen in ("brwg", "gwrb", "rbgw", "wgbr")
    assert (info.width, info.height) == ((64, 96) if on_its_side else (96, 64))
    assert image.shape[0] / image.shape[1] == info.height / info.width


# --- tracks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thumbnail", "main", "ending"),
    [
        (NOT_DEFAULT, DEFAULT, "mov"),
        (NOT_DEFAULT, DEFAULT, "mkv"),
        (DEFAULT, DEFAULT, "mov"),
        (DEFAULT, DEFAULT, "mkv"),
        # A mov always has one.
        (NOT_DEFAULT, NOT_DEFAULT, "mkv"),
    ],
)
def test_of_several_tracks_the_default_else_the_largest_is_read(
    thumbnail, main, ending, tmp_path
) -> None:
    source = write_coded(tmp_path / "source.mp4")
    clip = with_thumbnail(source, tmp_path / f"clip.{ending}", thumbnail=thumbnail, film=main)
    frames = assert_whole(clip)
    assert frames[0].image.shape == (64, 96, 3)


def test_a_default_track_is_read_though_another_is_larger(tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4")
    clip = tmp_path / "clip.mov"
    with_thumbnail(source, clip, thumbnail=NOT_DEFAULT, film=DEFAULT, size=(192, 128))
    assert_whole(clip)


def test_a_cover_is_no_film(tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4")
    clip = tmp_path / "clip.mp4"
    cover = Disposition.attached_pic
    with_thumbnail(source, clip, thumbnail=cover, film=DEFAULT, size=(192, 128))
    assert_whole(clip)


# --- time --------------------------------------------------------------------------------------


def test_what_an_edit_list_hides_is_not_shown_nor_missed(tmp_path) -> None:
    clip = trimmed(write_coded(tmp_path / "source.mp4", 60), tmp_path / "clip.mp4", 25)
    frames, warnings = read(clip)
    assert numbers(frames) == list(range(25, 60))
    assert [frame.time for frame in frames] == pytest.approx(np.arange(35) / 30, abs=0.002)
    assert warnings == []


@pytest.mark.parametrize("ending", ["mkv", "mp4", "ts"])
def test_sound_may_go_on_after_the_picture(ending, tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4")
    assert_whole(with_long_sound(source, tmp_path / f"clip.{ending}", 6.0))


def test_a_clip_with_sound_that_is_cut_off_is_told(tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4", 120)
    clip = with_long_sound(source, tmp_path / "clip.mkv", 4.0)
    cut_off(clip, 0.5)
    frames, warnings = read(clip)
    assert numbers(frames) == list(range(len(frames)))
    assert warnings[0].startswith("The file says it lasts 4.0 s, but only the first ")


def test_time_goes_on_where_the_clock_starts_again(tmp_path) -> None:
    first = write_coded(tmp_path / "first.ts", 30)
    second = write_coded(tmp_path / "second.ts", 30, first=30)
    assert_whole(joined(tmp_path / "clip.ts", first, second), 60)


def test_time_goes_on_where_the_clock_leaps_ahead(tmp_path) -> None:
    first = write_coded(tmp_path / "first.ts", 30)
    hour = [3600 * 90_000 + 3000 * number for number in range(30)]
    second = write_coded(tmp_path / "second.ts", 30, first=30, times=hour, ticks=90_000)
    assert_whole(joined(tmp_path / "clip.ts", first, second), 60)


def test_slow_motion_is_read_at_the_speed_of_the_movement(tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4", 120)
    clip = tagged(source, tmp_path / "clip.mp4", {"com.android.capture.fps": "120.000000"})
    with VideoReader(clip, max_fps=None) as reader:
        frames = list(reader)
    assert [frame.time for frame in frames] == pytest.approx(np.arange(120) / 120, abs=0.001)
    assert reader.info.fps == pytest.approx(120)
    assert reader.info.duration_s == pytest.approx(1.0, abs=0.02)
    (warning,) = reader.warnings
    assert warning.startswith("The clip is slow motion: 120 pictures a second were filmed")
    assert "4 times as fast" in warning
    with VideoReader(clip) as reader:
        assert 28 <= len(list(reader)) <= 31


def test_a_phone_that_notes_its_ordinary_rate_films_no_slow_motion(tmp_path) -> None:
    source = write_coded(tmp_path / "source.mp4")
    assert_whole(tagged(source, tmp_path / "clip.mp4", {"com.android.capture.fps": "30.0"}))


# --- a size that changes -----------------------------------------------------------------------


def turned(tmp_path: Path, ending: str) -> Path:
    """30 frames on the side, then 30 upright."""
    if ending == "webm":
        return write_turned_webm(tmp_path / "clip.webm", [(96, 64), (64, 96)], 30)
    lying = write_coded(tmp_path / "lying.ts", 30)
    upright = write_coded(tmp_path / "upright.ts", 30, first=30, size=(64, 96))
    return joined(tmp_path / "clip.ts", lying, upright)


@pytest.mark.parametrize("ending", ["ts", "webm"])
@pytest.mark.parametrize("side", [None, 48])
def test_a_phone_turned_while_recording_keeps_proportions_and_begins_a_shot(
    ending, side, tmp_path
) -> None:
    frames, warnings = read(turned(tmp_path, ending), max_side=side)
    assert warnings == []
    assert [frame.time for frame in frames] == pytest.approx(np.arange(60) / 30, abs=0.002)
    assert [frame.index for frame in frames if frame.new_shot] == [30]
    height, width = frames[0].image.shape[:2]
    assert {frame.image.shape for frame in frames} == {(height, width, 3)}
    # Two thirds of the height, and 4/9 of the width of what lies on its side.
    shown = round(height * 64 / 96)
    left = (width - shown) // 2
    for frame in frames[30:]:
        assert frame.image[:, : left - 1].max() == 0
        assert frame.image[:, left + shown + 1 :].max() == 0
        assert number_in(frame.image[:, left : left + shown]) == frame.index


def test_a_new_shot_is_told_though_its_first_frame_is_not_taken(tmp_path) -> None:
    frames, _ = read(turned(tmp_path, "webm"), max_fps=7.0)
    assert [frame.index for frame in frames if frame.new_shot] == [
        next(frame.index for frame in frames if frame.index >= 30)
    ]


def test_a_browser_that_changes_its_resolution_begins_no_shot(tmp_path) -> None:
    clip = write_turned_webm(tmp_path / "clip.webm", [(96, 64), (192, 128), (96, 64)], 10)
    frames = assert_whole(clip)
    assert not any(frame.new_shot for frame in frames)


# --- damage ------------------------------------------------------------------------------------


def test_only_pictures_that_were_decoded_whole_come(tmp_path) -> None:
    clip = write_coded(tmp_path / "clip.mp4", 60, options={"g": "1", "crf": "12"})
    content = bytearray(clip.read_bytes())
    begin, end = content.index(b"mdat"), content.index(b"moov")
    for share in (0.3, 0.5, 0.7):
        at = begin + round(share * (end - begin))
        content[at : at + 40] = np.random.default_rng(0).bytes(40)
    clip.write_bytes(content)
    frames, _ = read(clip)
    assert 50 <= len(frames) < 60
    for frame in frames:
        assert number_in(frame.image) == round(30 * frame.time)


def test_a_track_that_no_decoder_reads_is_told(tmp_path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", np.arange(5) / 30)
    clip.write_bytes(clip.read_bytes().replace(b"avc1", b"zzz1").replace(b"avcC", b"zzzC"))
    with pytest.raises(VideoError) as caught:
        read(clip)
    assert "\n" not in str(caught.value)


def test_an_animated_gif_is_read_shrunk(tmp_path) -> None:
    clip = tmp_path / "clip.gif"
    pictures = [Pillow.fromarray(picture(number)) for number in range(5)]
    pictures[0].save(clip, save_all=True, append_images=pictures[1:], duration=100, loop=0)
    frames, _ = read(clip, max_side=48)
    assert numbers(frames) == list(range(5))
    assert frames[0].image.shape == (32, 48, 3)
