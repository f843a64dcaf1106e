import socket
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from formcheck.errors import VideoError
from formcheck.video.reader import Frame, VideoReader
from helpers.clips import (
    claim_frames,
    cut_off,
    number_in,
    picture,
    turn_in_header,
    without_length,
    write_clip,
    write_sound,
)


def read(path: Path, **options) -> tuple[list[Frame], list[str]]:
    with VideoReader(path, **options) as reader:
        return list(reader), reader.warnings


def times_of(frames: list[Frame]) -> list[float]:
    return [frame.time for frame in frames]


def every(step_s: float, count: int) -> list[float]:
    return [step_s * number for number in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"


# --- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 30 / 1.001])
def test_ordinary_clips_are_read_whole_at_their_own_times(path, fps) -> None:
    frames, warnings = read(write_clip(path, every(1 / fps, 40)))
    assert [frame.index for frame in frames] == list(range(40))
    assert [number_in(frame.image) for frame in frames] == list(range(40))
    assert times_of(frames) == pytest.approx(every(1 / fps, 40), abs=0.001)
    assert warnings == []


@pytest.mark.parametrize(("fps", "most"), [(60, 30), (60 / 1.001, 30), (120, 30), (50, 30)])
def test_fast_clips_are_sampled_by_time(path, fps, most) -> None:
    frames, _ = read(write_clip(path, every(1 / fps, 4 * round(fps)), rate=round(fps)))
    rate = (len(frames) - 1) / (frames[-1].time - frames[0].time)
    assert 0.8 * most < rate <= 1.05 * most
    assert times_of(frames) == pytest.approx([frame.index / fps for frame in frames], abs=0.001)


@pytest.mark.parametrize("fps", [35, 40, 45, 55])
def test_a_little_more_than_thirty_frames_a_second_are_not_halved(path, fps) -> None:
    frames, _ = read(write_clip(path, every(1 / fps, 4 * fps), rate=fps))
    assert (len(frames) - 1) / frames[-1].time > 25


def test_a_phone_whose_frames_come_a_little_early_and_late_keeps_them(path) -> None:
    early_and_late = np.cumsum([0.0] + [0.028, 0.0386] * 40)
    frames, _ = read(write_clip(path, early_and_late))
    assert len(frames) > 0.85 * len(early_and_late)


def test_every_frame_comes_where_no_rate_is_asked(path) -> None:
    frames, _ = read(write_clip(path, every(1 / 60, 60), rate=60), max_fps=None)
    assert len(frames) == 60


def test_a_variable_frame_rate_keeps_true_times(path) -> None:
    true = np.cumsum([0.0, 0.04, 0.05, 0.2, 0.035, 0.5, 0.04, 0.1, 0.034, 0.08])
    frames, warnings = read(write_clip(path, true))
    assert times_of(frames) == pytest.approx(true, abs=0.001)
    assert [number_in(frame.image) for frame in frames] == list(range(10))
    assert warnings == []


def test_time_counts_from_the_first_frame(path) -> None:
    frames, _ = read(write_clip(path, [5 + t for t in every(1 / 30, 20)]))
    assert times_of(frames) == pytest.approx(every(1 / 30, 20), abs=0.001)


def test_a_header_that_names_another_rate_is_not_believed(path) -> None:
    frames, _ = read(write_clip(path, every(0.1, 20), rate=30))
    assert times_of(frames) == pytest.approx(every(0.1, 20), abs=0.001)


def test_what_a_browser_recorded_is_read_whole_though_it_names_no_length(path) -> None:
    true = np.cumsum([0.0, *([0.033, 0.034, 0.066] * 10)])
    clip = without_length(write_clip(path, true), path.with_suffix(".webm"), until_s=60.0)
    frames, warnings = read(clip)
    assert times_of(frames) == pytest.approx(true, abs=0.001)
    assert warnings == []
    with VideoReader(clip) as reader:
        assert reader.info.duration_s == pytest.approx(true[-1], abs=0.1)


def test_an_animated_gif_is_read_at_its_frame_delays(tmp_path) -> None:
    path = tmp_path / "clip.gif"
    pictures = [Image.fromarray(picture(number)) for number in range(5)]
    delays_ms = [100, 300, 50, 200, 100]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays_ms, loop=0)
    frames, _ = read(path)
    assert [number_in(frame.image) for frame in frames] == list(range(5))
    assert times_of(frames) == pytest.approx([0.0, 0.1, 0.4, 0.45, 0.65], abs=0.011)


@pytest.mark.parametrize("delays_ms", [[100] * 20 + [3000], [1000] * 10])
def test_a_last_frame_shown_for_long_is_no_missing_end(tmp_path, delays_ms) -> None:
    path = tmp_path / "clip.gif"
    pictures = [Image.fromarray(picture(number)) for number in range(len(delays_ms))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays_ms, loop=0)
    frames, warnings = read(path)
    assert len(frames) == len(delays_ms)
    assert warnings == []


# --- the picture -----------------------------------------------------------------------------


def test_pictures_are_rgb(path) -> None:
    frames, _ = read(write_clip(path, every(1 / 30, 3)))
    image = frames[0].image
    assert image.shape == (64, 96, 3)
    assert image.dtype == np.uint8
    assert np.abs(image[48, 20].astype(int) - (230, 20, 20)).max() < 25
    assert np.abs(image[48, 76].astype(int) - (20, 20, 230)).max() < 25


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_pictures_turned_by_their_header_come_upright(path, quarter_turns) -> None:
    write_clip(path, every(1 / 30, 3), size=(96, 64))
    turn_in_header(path, quarter_turns)
    expected = np.rot90(picture(0), -quarter_turns)
    with VideoReader(path) as reader:
        assert (reader.info.width, reader.info.height) == expected.shape[1::-1]
        image = next(iter(reader)).image
    assert image.shape == expected.shape
    assert np.abs(image.astype(int) - expected)[8:-8:8, 8:-8:8].mean() < 25


def test_pixels_that_are_not_square_are_made_so(path) -> None:
    write_clip(path, every(1 / 30, 3), size=(96, 64), aspect=Fraction(4, 3))
    with VideoReader(path) as reader:
        assert (reader.info.width, reader.info.height) == (128, 64)
        assert next(iter(reader)).image.shape == (64, 128, 3)


def test_turned_pixels_that_are_not_square_are_made_so(path) -> None:
    write_clip(path, every(1 / 30, 3), size=(96, 64), aspect=Fraction(4, 3))
    turn_in_header(path, 1)
    with VideoReader(path) as reader:
        assert (reader.info.width, reader.info.height) == (64, 128)
        assert next(iter(reader)).image.shape == (128, 64, 3)


def test_odd_sizes_are_read(tmp_path) -> None:
    path = write_clip(tmp_path / "clip.avi", every(1 / 30, 5), size=(97, 65), codec="mpeg4")
    frames, _ = read(path)
    assert frames[0].image.shape == (65, 97, 3)
    assert [number_in(frame.image) for frame in frames] == list(range(5))


def test_black_and_white_clips_give_three_equal_channels(path) -> None:
    frames, _ = read(write_clip(path, every(1 / 30, 3), pixels="gray"))
    image = frames[2].image
    assert image.shape == (64, 96, 3)
    assert np.ptp(image.astype(int), axis=-1).max() <= 2
    assert number_in(image) == 2


@pytest.mark.parametrize(("most", "size"), [(48, (48, 32)), (96, (96, 64)), (500, (96, 64))])
def test_large_pictures_are_shrunk_and_small_ones_left(path, most, size) -> None:
    frames, _ = read(write_clip(path, every(1 / 30, 3)), max_side=most)
    assert frames[0].image.shape[1::-1] == size
    assert number_in(frames[2].image) == 2


@pytest.mark.parametrize(
    ("name", "codec"), [("clip.mov", "libx264"), ("clip.mkv", "libx264"), ("clip.avi", "mpeg4")]
)
def test_other_containers_are_read(tmp_path, name, codec) -> None:
    frames, warnings = read(write_clip(tmp_path / name, every(1 / 30, 12), codec=codec))
    assert [number_in(frame.image) for frame in frames] == list(range(12))
    assert times_of(frames) == pytest.approx(every(1 / 30, 12), abs=0.002)
    assert warnings == []


def test_names_that_mean_something_to_ffmpeg_are_only_names(tmp_path) -> None:
    for name in ("-i.mp4", "concat:a.mp4", "a%03d.mp4", "ümläut 人.mp4"):
        write_clip(tmp_path / "plain.mp4", every(1 / 30, 3)).rename(tmp_path / name)
        assert len(read(tmp_path / name)[0]) == 3


def test_a_closed_reader_gives_nothing_and_leaves_the_file_free(path) -> None:
    write_clip(path, every(1 / 30, 5))
    with VideoReader(path) as reader:
        next(iter(reader))
    path.unlink()
    assert not path.exists()


# --- damaged files ---------------------------------------------------------------------------


def test_a_file_cut_off_is_read_up_to_the_cut_with_a_warning(path) -> None:
    write_clip(path, every(1 / 30, 120))
    cut_off(path, 0.5)
    frames, warnings = read(path)
    assert 20 < len(frames) < 100
    assert [number_in(frame.image) for frame in frames] == list(range(len(frames)))
    assert len(warnings) == 1
    assert warnings[0].startswith("The file says it lasts 4.0 s, but only the first ")


def test_a_header_that_claims_too_much_is_told(tmp_path) -> None:
    path = write_clip(tmp_path / "clip.avi", every(1 / 30, 60), codec="mpeg4")
    claim_frames(path, 600)
    frames, warnings = read(path)
    assert len(frames) == 60
    assert warnings == [
        "The file says it lasts 20.0 s, but only the first 2.0 s could be decoded; "
        "the analysis covers those."
    ]


def test_a_header_that_claims_too_little_loses_nothing(tmp_path) -> None:
    path = write_clip(tmp_path / "clip.avi", every(1 / 30, 60), codec="mpeg4")
    claim_frames(path, 20)
    frames, warnings = read(path)
    assert len(frames) == 60
    assert warnings == []


def make_missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    path.mkdir()


def make_empty(path: Path) -> None:
    path.write_bytes(b"")


def make_text(path: Path) -> None:
    path.write_text("<html><body>404 Not Found</body></html>\n" * 50)


def make_noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(20_000))


def make_headless(path: Path) -> None:
    write_clip(path, every(1 / 30, 60))
    path.write_bytes(path.read_bytes()[3000:])


def make_header_only(path: Path) -> None:
    write_clip(path, every(1 / 30, 60))
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 8])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (make_missing, "no such file"),
        (make_folder, "this is a folder"),
        (make_empty, "the file is empty (0 bytes)"),
        (make_text, "no video could be found in this file"),
        (make_noise, "no video could be found in this file"),
        (make_headless, "no video could be found in this file"),
        (make_header_only, "no frame could be decoded"),
        (write_sound, "no video could be found in this file"),
    ],
)
def test_what_cannot_be_read_is_one_line_on_what_is_wrong_and_what_to_do(
    path, make, says, capfd
) -> None:
    make(path)
    with pytest.raises(VideoError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {says}")
    assert "\n" not in message
    assert capfd.readouterr() == ("", "")


def test_a_name_longer_than_the_system_allows_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300 + ".mp4")
    with pytest.raises(VideoError) as caught:
        VideoReader(path)
    assert str(caught.value).startswith(f"{path}: cannot be read")
    assert "check its name" in str(caught.value)


# --- limits ----------------------------------------------------------------------------------


def test_pictures_larger_than_8k_are_refused_with_a_way_out(tmp_path: Path) -> None:
    vast = tmp_path / "vast.gif"
    Image.new("P", (12_000, 3_000), 1).save(vast)
    with pytest.raises(VideoError, match="12000 x 3000 pixels are larger than 8K; export it sm"):
        VideoReader(vast)


def test_a_clip_is_read_for_an_hour_of_its_clock(path) -> None:
    """Memory grows with the time that is spanned, however few pictures there are."""
    times = [0.0, 0.5, 1800.0, 3599.0, 3601.0, 7200.0]
    frames, warnings = read(write_clip(path, times))
    assert times_of(frames) == pytest.approx(times[:4], abs=0.001)
    (warning,) = warnings
    assert "more than 60 minutes" in warning
    assert "Cut it into parts" in warning


def test_a_length_that_only_the_header_names_costs_nothing(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", every(1 / 30, 30), codec="mjpeg", pixels="yuvj420p")
    claim_frames(clip, 6 * 3600 * 30)
    frames, warnings = read(clip)
    assert len(frames) == 30
    (warning,) = warnings
    assert "21600.0 s, but only the first 1.0 s" in warning


@pytest.mark.parametrize("aspect", [Fraction(65535, 1), Fraction(1, 65535), Fraction(100, 1)])
def test_pixels_of_an_impossible_shape_are_taken_as_square(path, aspect) -> None:
    frames, _ = read(write_clip(path, every(1 / 30, 5), aspect=aspect))
    assert {frame.image.shape for frame in frames} == {(64, 96, 3)}


@pytest.mark.parametrize("target", ["clip.mp4", "list.mp4", "{address}"])
@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile {target}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n",
    ],
    ids=["concat", "playlist"],
)
def test_a_list_of_other_files_is_no_clip(text: str, target: str, path, tmp_path: Path) -> None:
    write_clip(path, every(1 / 30, 10))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/clip.mp4"
        for name in ("list.mp4", "list.m3u8", "upload"):
            file = tmp_path / name
            file.write_text(text.replace("{target}", target.replace("{address}", address)))
            with pytest.raises(VideoError, match="no video could be found"):
                VideoReader(file)
        with pytest.raises(BlockingIOError):
            listening.accept()
